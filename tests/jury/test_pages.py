"""The pages as people use them: what waits for whom, and how much it costs to show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import event

from portal.accounts.model import Role
from portal.jury import commands
from portal.jury.model import Seat
from portal.jury.views.home import duties
from portal.kernel.db import db
from portal.kernel.domain import Duty
from portal.kernel.work import unit_of_work
from tests.jury import build
from tests.world import NOW, User, World


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


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
