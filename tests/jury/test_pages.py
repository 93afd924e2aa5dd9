"""The pages as people use them: what waits for whom, and how much it costs to show."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import current_app

from portal.accounts.model import Organisation, Role
from portal.challenges import commands as challenges
from portal.jury import commands, queries
from portal.jury.model import Seat
from portal.jury.views.home import duties
from portal.kernel.domain import Duty
from portal.kernel.work import unit_of_work
from tests.counting import counted
from tests.jury import build
from tests.world import NOW, User, World


def asked_of(user: User) -> list[Duty]:
    with current_app.test_request_context():
        return duties(user.actor())


def titles(user: User) -> list[str]:
    return [duty.title for duty in asked_of(user)]


def test_what_waits_for_whom_in_each_phase(world: World) -> None:
    jury = build.panel(world, jurors=2, quorum=2, submissions=3)
    new = build.juror(jury, accepted=False)
    assert titles(new) == ["Zeg of u plaatsneemt in deze jury"]
    assert titles(jury.chair) == titles(jury.owner) == titles(jury.manager) == []

    world.stand_at(build.DEADLINE + timedelta(minutes=1))
    key = ["Draai uw sleutel om, zodat de bus open kan"]
    assert titles(jury.chair) == titles(jury.owner) == titles(jury.manager) == key
    with unit_of_work(jury.owner.actor()) as work:
        commands.turn_key(work, jury.sitting())
    assert titles(jury.chair) == key
    assert titles(jury.owner) == titles(jury.manager) == []
    with unit_of_work(jury.chair.actor()) as work:
        commands.turn_key(work, jury.sitting())

    jury.submissions = [entry.submission for entry in jury.sitting().entries]
    assert titles(jury.chair) == ["Geef eerst uw belangen op"]
    for user in jury.jurors[:2]:
        build.declare(jury, user)
    (duty,) = asked_of(jury.chair)
    assert (duty.title, duty.due) == ("Beoordeel 3 inzendingen", jury.panel.hand_in_by)
    for user in jury.jurors[:2]:
        for number, marks in ((1, build.GOOD), (2, build.FAIR), (3, build.POOR)):
            build.score(jury, user, number, marks)
    assert titles(jury.jurors[1]) == []
    assert titles(jury.chair) == ["Leg het besluit van de jury vast"]
    with unit_of_work(jury.chair.actor()) as work:
        commands.record_decision(
            work, jury.sitting(scores=True), choice=build.choice(jury, 1, 2, 3)
        )
    assert titles(jury.chair) == titles(jury.manager) == ["Geef de brieven vrij"]


def test_an_owner_is_asked_for_a_jury_and_then_for_a_complete_one(world: World) -> None:
    ministry = world.organisation()
    owner = world.user(Role.OWNER, at=ministry)
    world.challenge(organisation=ministry, owner=owner)
    assert titles(owner) == ["Stel een jury samen"]
    jury = build.panel(world, jurors=1, quorum=3)
    assert titles(jury.owner) == ["De jury is niet compleet"]


def test_a_chair_with_a_conflict_and_an_owner_without_a_quorum_are_told(world: World) -> None:
    jury = build.opened(world, quorum=3)
    for user in jury.jurors:
        build.declare(jury, user, *((1,) if user is jury.chair else ()))
    assert "Draag het voorzitterschap over" in titles(jury.chair)
    assert titles(jury.owner) == ["Vraag of vervang een jurylid"]


def test_the_home_of_juries_goes_on_where_somebody_stopped(world: World) -> None:
    jury = build.declared(world)
    build.score(jury, jury.chair, 1)
    build.score(jury, jury.chair, 3, hand_in=False)
    page = world.browser(jury.chair).visit("jury.home")
    assert page.heading == "Er wacht één ding op u"
    link = page.html.select_one(".portal-duty a")
    assert link is not None
    assert "Ga verder met inzending 3" in link.text
    assert "1 ingeleverd, 1 begonnen, 1 te doen" in page.words


def test_a_visitor_without_a_jury_reads_what_happens_next(world: World) -> None:
    page = world.browser(world.user()).visit("jury.home")
    assert "U zit nog niet in een jury" in page.words


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_stands_in_both_languages(world: World, language: str) -> None:
    """The browser of the tests inspects each of them."""
    jury = build.scored(world)
    first = jury.submissions[0].id
    for user, pages in {
        jury.chair: ("home", "panel", "box", "declare", "ranking", "decision", "hand_over"),
        jury.owner: ("home", "panel", "box", "compose", "hand_over"),
    }.items():
        browser = world.browser(user, language)
        for name in pages:
            values = {} if name == "home" else {"slug": jury.slug}
            assert browser.visit(f"jury.{name}", **values).status == 200
    browser = world.browser(jury.jurors[1], language)
    for name in ("score", "ask_conflict"):
        page = browser.visit(f"jury.{name}", slug=jury.slug, submission_id=first)
        assert page.status == 200


@pytest.mark.parametrize("many", [3, 25])
def test_a_juror_s_list_costs_at_most_eight_queries(world: World, many: int) -> None:
    jury = build.opened(world, submissions=many, jurors=4)
    build.declare(jury, jury.chair)
    browser = world.browser(jury.chair)
    browser.visit("jury.panel", slug=jury.slug)
    with counted() as asked:
        page = browser.visit("jury.panel", slug=jury.slug)
    assert len(page.html.select("tbody tr")) == many + 4
    assert len(asked) <= 8, asked


def test_lists_cost_the_same_at_three_and_at_three_hundred(world: World) -> None:
    few, many = build.opened(world, submissions=3), build.opened(world, submissions=300)
    costs = []
    for jury in (few, many):
        build.declare(jury, jury.chair)
        for name in ("panel", "home"):
            browser = world.browser(jury.chair)
            values = {} if name == "home" else {"slug": jury.slug}
            browser.visit(f"jury.{name}", **values)
            with counted() as asked:
                browser.visit(f"jury.{name}", **values)
            costs.append(len(asked))
    assert costs[:2] == costs[2:]


def test_the_ranking_costs_the_same_for_many(world: World) -> None:
    costs = []
    for many in (3, 12):
        jury = build.scored(world, submissions=many)
        browser = world.browser(jury.chair)
        browser.visit("jury.ranking", slug=jury.slug)
        with counted() as asked:
            browser.visit("jury.ranking", slug=jury.slug)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 10


def test_my_juries_cost_the_same_for_many(world: World) -> None:
    one = build.declared(world)
    costs = []
    for more in (0, 5):
        for _ in range(more):
            other = build.panel(world)
            seat = Seat(panel_id=other.panel.id, person_id=one.chair.id, invited_at=NOW)
            world.keep(seat)
        world.browser(one.chair).visit("jury.home")
        with counted() as asked:
            world.browser(one.chair).visit("jury.home")
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 8


def test_the_chair_stands_first_whoever_was_asked_first(world: World) -> None:
    jury = build.panel(world, jurors=3, quorum=2, submissions=3)
    with unit_of_work(jury.chair.actor()) as work:
        commands.hand_over_chair(work, jury.sitting(), to=jury.seat(jury.jurors[2]), reason="Ziek.")
    jury.jurors = [jury.jurors[2], *jury.jurors[:2]]
    names = ["Cem Ünal", "Ada Kos", "Ben Tol"]
    owner, chair = world.browser(jury.owner), world.browser(jury.chair)
    for page, cells in (
        (owner.visit("jury.compose", slug=jury.slug), "tbody th"),
        (chair.visit("jury.panel", slug=jury.slug), ".portal-person strong"),
    ):
        assert page.text(cells) == names
    world.stand_at(build.DEADLINE + timedelta(minutes=1))
    for user in (jury.chair, jury.owner):
        with unit_of_work(user.actor()) as work:
            commands.turn_key(work, jury.sitting())
    jury.submissions = [entry.submission for entry in jury.sitting().entries]
    page = owner.visit("jury.panel", slug=jury.slug)
    assert page.text("tbody th") == names, "how far each juror is"
    for user in jury.jurors:
        build.declare(jury, user)
        for number in (1, 2, 3):
            build.score(jury, user, number)
    page = chair.visit("jury.ranking", slug=jury.slug)
    assert page.text(".portal-who li") == ["A Cem Ünal", "B Ada Kos", "C Ben Tol"]


def test_who_is_no_longer_on_the_jury_stands_last(world: World) -> None:
    jury = build.panel(world, jurors=3, quorum=2)
    with unit_of_work(jury.owner.actor()) as work:
        commands.replace_juror(
            work, jury.sitting(), seat=jury.seat(jury.jurors[1]), reason="Op vakantie."
        )
    page = world.browser(jury.owner).visit("jury.compose", slug=jury.slug)
    assert [each.split()[0] for each in page.text("tbody th")] == ["Ada", "Cem", "Ben"]


def test_a_chair_who_is_alone_is_offered_their_own_scores_only(world: World) -> None:
    jury = build.declared(world)
    first = jury.submissions[0].id
    browser = world.browser(jury.chair)
    build.score(jury, jury.chair, 1)
    page = browser.visit("jury.score", slug=jury.slug, submission_id=first)
    assert "Heropen uw eigen oordeel" in page.words
    assert "Heropen het oordeel van iemand" not in page.words
    build.score(jury, jury.jurors[1], 1)
    page = browser.visit("jury.score", slug=jury.slug, submission_id=first)
    assert page.text(".portal-score details li") == ["Uw eigen oordeel", "Ben Tol"]


def test_juries_that_are_over_stand_below_those_that_go_on(world: World) -> None:
    over = build.released(world)
    going_on = build.panel(world)
    world.keep(Seat(panel_id=going_on.panel.id, person_id=over.chair.id, invited_at=NOW))
    page = world.browser(over.chair).visit("jury.home")
    stages = page.text("tbody .portal-state")
    assert [stage for stage in stages if "Besloten" in stage] == stages[-1:]


def test_an_empty_box_leads_the_chair_to_the_decision(world: World) -> None:
    jury = build.opened(world, submissions=0)
    page = world.browser(jury.chair).visit("jury.panel", slug=jury.slug)
    assert "Schrijf het besluit" in page.text("main a")
    assert "Schrijf het besluit" not in world.browser(jury.manager).visit(
        "jury.panel", slug=jury.slug
    ).text("main a")
    page = world.browser(jury.chair).visit("jury.home")
    assert "Er is niets ingestuurd." in page.words
    assert "genoeg oordelen" not in page.words


def test_what_holds_of_several_submissions_is_said_once(world: World) -> None:
    jury = build.declared(world, quorum=3)
    for number in (1, 2, 3):
        build.score(jury, jury.chair, number, build.GOOD)
        build.score(jury, jury.jurors[1], number, build.POOR)
    page = world.browser(jury.chair).visit("jury.ranking", slug=jury.slug)
    told = [line for line in page.text(".portal-checks li") if "verdeeld" in line]
    assert told == ["Nog open: De jury is verdeeld over inzendingen 1, 2 en 3. Bespreek die eerst."]
    assert "Inzendingen 1, 2 en 3 hebben nog geen 3 oordelen." in page.words


def test_after_the_release_the_page_says_what_became_of_the_offer(world: World) -> None:
    jury = build.released(world, 1, 2)
    browser = world.browser(jury.manager)
    page = browser.visit("jury.release", slug=jury.slug)
    assert page.text(".portal-row h3") == [jury.startup(1).name]
    assert "Kan antwoorden tot" in page.words
    assert "Bekijk de openbare pagina" in page.text("main a")
    julie = world.user(Role.MEMBER, at=jury.startup(1))
    offer = world.browser(julie).visit("submissions.offer", submission_id=jury.submissions[0].id)
    world.pass_time(minutes=1)
    offer.submit("decline", reason="Te druk.")
    page = browser.visit("jury.release", slug=jury.slug)
    assert page.text(".portal-row h3") == [jury.startup(2).name, jury.startup(1).name]
    assert "Te druk." in page.words


def test_who_puts_the_jury_together_finds_it_from_the_challenge(world: World) -> None:
    jury = build.panel(world)
    way = f"/jury/{jury.challenge.slug}"
    editor = world.user(Role.EDITOR, at=world.one(Organisation, jury.challenge.organisation_id))

    def ways(user: User) -> list[str]:
        page = world.browser(user).visit("challenges.show", slug=jury.challenge.slug)
        return [str(link["href"]) for link in page.html.select(".portal-staff a")]

    assert way in ways(jury.owner)
    assert way not in ways(editor)
    assert ways(editor)

    with unit_of_work(jury.owner.actor()) as work:
        challenges.cancel(work, queries.challenge(jury.challenge.slug), reason="Het geld is op.")
    assert way not in ways(jury.owner)
