"""The board and the pages: what needs somebody now, in one query however many there are."""

from __future__ import annotations

import zlib
from datetime import date, timedelta

import pytest
from flask import current_app

from portal.accounts.model import Organisation
from portal.kernel import clock
from portal.kernel.domain import Duty
from portal.kernel.home import duties_of
from portal.kernel.work import unit_of_work
from portal.residencies import commands, queries
from portal.residencies.model import Residency
from portal.residencies.states import AssignmentState, Light, ResidencyState
from portal.residencies.weeks import today
from portal.submissions.model import Submission
from tests.counting import counted
from tests.residencies import build
from tests.residencies.build import Scene
from tests.world import User, World


def many(world: World, first: Scene, count: int, state: ResidencyState, *, start: int = 0) -> None:
    """So many more of the same host, as rows only: with all their people it would take minutes."""
    named = [f"Startup {state} {number:03}" for number in range(start, start + count)]
    startups = [
        Organisation(
            kind=first.startup.kind,
            name=name,
            name_key=name,
            slug=name.lower().replace(" ", "-"),
            kvk_number=f"{zlib.crc32(name.encode()) % 10**8:08}",
        )
        for name in named
    ]
    with world.writing() as work:
        work.add(*startups)
    submissions = [
        Submission(
            challenge_id=first.challenge.id,
            organisation_id=startup.id,
            made_by_id=first.member.id,
            made_at=clock.now(),
            saved_at=clock.now(),
        )
        for startup in startups
    ]
    with world.writing() as work:
        work.add(*submissions)
    with world.writing() as work:
        for startup, submission in zip(startups, submissions, strict=True):
            residency = Residency(
                submission_id=submission.id,
                challenge_id=first.challenge.id,
                organisation_id=startup.id,
                host_id=first.host.id,
                owner_id=first.owner.id,
                title=f"Werk van {startup.name}",
                made_at=clock.now(),
                starts_on=build.STARTED,
                ends_on=date(2027, 3, 19),
            )
            build.bring(residency, state)
            work.add(residency)


def visits(world: World, user: User, endpoint: str, **values: object) -> int:
    browser = world.browser(user)
    browser.visit(endpoint, **values)  # the first visit notes that the session was seen
    with counted() as statements:
        assert browser.visit(endpoint, **values).status == 200
    return len(statements)


@pytest.mark.parametrize("endpoint", ["residencies.board", "residencies.ended"])
def test_lists_ask_as_much_of_the_database_at_3_rows_as_at_300(world: World, endpoint: str) -> None:
    scene = build.scene(world)
    for state in (ResidencyState.ACTIVE, ResidencyState.ENDED):
        many(world, scene, 2, state)
    few = visits(world, scene.manager, endpoint)
    for state in (ResidencyState.ACTIVE, ResidencyState.ENDED):
        many(world, scene, 297, state, start=3)
    assert visits(world, scene.manager, endpoint) == few
    assert few <= 6


def test_a_page_asks_as_much_with_much_on_it(world: World) -> None:
    scene = build.scene(world)
    build.entry(world, scene)
    build.door(world, scene)
    build.milestone(world, scene, date(2026, 12, 11))
    few = visits(world, scene.member, "residencies.show", residency_id=scene.id)
    for number in range(30):
        build.entry(world, scene, days_ago=number)
        build.door(world, scene, days_ago=number)
        build.milestone(world, scene, date(2026, 12, 11) + timedelta(days=number))
    assert visits(world, scene.member, "residencies.show", residency_id=scene.id) == few
    assert few <= 12


def test_the_list_of_mentors_asks_as_much_with_many(world: World) -> None:
    scene = build.scene(world)
    few = visits(world, scene.manager, "residencies.mentors")
    choosing = visits(world, scene.manager, "residencies.choose_mentor", residency_id=scene.id)
    for _number in range(24):
        build.mentor(world)
    assert visits(world, scene.manager, "residencies.mentors") == few
    again = visits(world, scene.manager, "residencies.choose_mentor", residency_id=scene.id)
    assert again == choosing


def test_the_board_says_who_needs_somebody_and_what_to_do(world: World) -> None:
    host = world.organisation(name="Ministerie van BZK")
    alone = build.scene(world, host=host, mentoring=None)
    fine = build.scene(world, host=host)
    build.entry(world, fine, days_ago=1)
    with world.writing() as work:
        good = work.session.get_one(Residency, fine.id)
        good.light_at, good.light = clock.now(), Light.GREEN
    with world.writing() as work:
        work.session.get_one(Residency, alone.id).programme_manager_id = fine.manager.id
    page = world.browser(fine.manager).visit("residencies.board")
    assert page.heading == "1 residentie heeft u nu nodig"
    assert page.text("section h2") == ["Nu handelen", "Op koers"]
    assert page.text(".portal-case h3") == [alone.startup.name, fine.startup.name]
    assert page.text(".portal-needs dd") == ["1", "0", "1"]
    assert "Kies een begeleider" in page.words


def test_the_board_is_filtered_by_mentor(world: World) -> None:
    host = world.organisation()
    one, two = (build.scene(world, host=host) for _ in range(2))
    page = world.browser(one.manager).visit("residencies.board", mentor=two.mentor.id)
    assert page.text(".portal-case h3") == [two.startup.name]
    nothing = world.browser(one.manager).visit("residencies.board", host=one.startup.id)
    assert "Niets past bij deze keuze" in nothing.words


@pytest.mark.parametrize("nonsense", ["x", "%00", "e30", "WyJ4IiwgInkiXQ"])
def test_nonsense_in_an_address_is_no_error(world: World, nonsense: str) -> None:
    scene = build.scene(world)
    browser = world.browser(scene.manager)
    for path in ("/residencies", "/residencies/ended", "/mentors"):
        answer = browser.get(f"{path}?after={nonsense}&host={nonsense}&mentor={nonsense}")
        assert answer.status_code == 200
    journal = browser.get(f"/residencies/{scene.id}/journal?after={nonsense}&tag={nonsense}")
    assert journal.status_code == 200


def test_a_long_board_goes_on_page_by_page(world: World) -> None:
    scene = build.scene(world)
    many(world, scene, 59, ResidencyState.ACTIVE)
    browser = world.browser(scene.manager)
    page, seen = browser.visit("residencies.board"), []
    while True:
        seen += page.text(".portal-case h3")
        older = page.html.select_one("a[rel=next]")
        if older is None:
            break
        page = browser.look(str(older["href"]))
    assert len(seen) == len(set(seen)) == 60


def test_what_ended_goes_on_page_by_page(world: World) -> None:
    scene = build.scene(world)
    many(world, scene, 30, ResidencyState.ENDED)
    browser = world.browser(scene.manager)
    first = browser.visit("residencies.ended")
    older = first.html.select_one("a[rel=next]")
    assert older is not None
    titles = first.text(".portal-row h2") + browser.look(str(older["href"])).text(".portal-row h2")
    assert len(titles) == len(set(titles)) == 30


def test_what_came_of_it_stands_in_the_list_in_plain_words(world: World) -> None:
    scene = build.scene(world, ResidencyState.ENDED, outcome_note="Zij **kopen** het.")
    page = world.browser(scene.member).visit("residencies.ended")
    assert "Zij kopen het." in page.words


def test_an_empty_board_says_what_comes(world: World) -> None:
    page = world.browser(world.user()).visit("residencies.board")
    assert page.heading == "Er loopt geen residentie"
    assert "zodra een startup een aanbod aanneemt" in page.words


# --- duties -----------------------------------------------------------------------------------


def duties(user: User) -> list[Duty]:
    actor = user.actor()
    with current_app.test_request_context():
        return [duty for duty in duties_of(actor) if "/residencies/" in duty.url]


def kinds(user: User) -> list[str]:
    return [duty.kind for duty in duties(user)]


def test_duties_of_a_residency_without_a_mentor(world: World) -> None:
    scene = build.scene(world, ResidencyState.PLANNED, mentoring=None, starts_on=date(2026, 12, 7))
    assert kinds(scene.manager) == ["mentor"]
    assert kinds(scene.owner) == kinds(scene.member) == []


def test_the_duty_to_assign_is_the_named_programme_manager_s(world: World) -> None:
    scene = build.scene(world, mentoring=None)
    colleague = build.manager_of(world, scene.host)
    assert kinds(colleague) == []
    with world.writing() as work:
        work.session.get_one(Residency, scene.id).programme_manager_id = None
    assert "mentor" in kinds(colleague)


def test_the_duty_to_answer_has_a_week(world: World) -> None:
    scene = build.scene(world, ResidencyState.PLANNED, mentoring=AssignmentState.PROPOSED)
    (duty,) = duties(scene.mentor)
    assert duty.kind == "answer"
    assert duty.due is not None
    assert duty.due.date() == date(2026, 11, 30)


def test_duties_of_the_mentor_and_the_startup_at_work(world: World) -> None:
    scene = build.scene(world)
    build.milestone(world, scene, date(2026, 11, 27))
    build.door(world, scene, days_ago=8)
    assert sorted(kinds(scene.mentor)) == ["door", "journal", "light", "milestone"]
    assert sorted(kinds(scene.member)) == ["journal", "milestone"]
    build.entry(world, scene)
    with world.writing() as work:
        work.session.get_one(Residency, scene.id).light_at = clock.now()
    assert sorted(kinds(scene.mentor)) == ["door", "milestone"]


def test_who_steers_records_the_outcome(world: World) -> None:
    scene = build.scene(world, ResidencyState.EVALUATING)
    assert kinds(scene.manager) == kinds(scene.owner) == ["outcome"]
    assert kinds(scene.mentor) == kinds(scene.member) == []


def test_a_leader_is_asked_for(world: World) -> None:
    scene = build.scene(world)
    with world.writing() as work:
        work.session.get_one(Residency, scene.id).leader_id = None
    assert "leader" in kinds(scene.manager)


def test_what_ended_asks_nothing(world: World) -> None:
    scene = build.scene(world, ResidencyState.ENDED)
    everybody = (scene.manager, scene.owner, scene.member, scene.mentor, scene.leader)
    assert [kinds(user) for user in everybody] == [[]] * 5


# --- one page ---------------------------------------------------------------------------------


def test_the_page_tells_the_week_the_light_the_doors_and_the_people(world: World) -> None:
    scene = build.scene(world)
    build.entry(world, scene)
    build.door(world, scene, days_ago=14)
    page = world.browser(scene.member).visit("residencies.show", residency_id=scene.id)
    assert page.html.select_one("svg[aria-label='Week 6 van 22']") is not None
    assert "Wacht al 14 dagen" in page.words
    assert "van 19 oktober 2026 tot en met 18 maart 2027" in page.words
    names = page.text(".portal-people strong")
    assert names[:2] == ["Faas Jacobi", "Mia de Grunt"]
    assert {"Oda Eigenaar", "Quinty de Ruiter", "Loek Boetet"} <= set(names)


def test_the_page_speaks_english(world: World) -> None:
    scene = build.scene(world)
    build.entry(world, scene, days_ago=3)
    browser = world.browser(scene.member)
    page = browser.look(browser.address("residencies.show", residency_id=scene.id) + "?lang=en")
    assert "Nobody was asked for a door" not in page.words
    assert "No door was asked for yet." in page.words
    assert page.html.select_one("svg[aria-label='Week 6 of 22']") is not None
    assert "Friday 20 November 2026" in page.words


def test_doors_are_said_to_have_opened_once_one_did(world: World) -> None:
    scene = build.scene(world)
    asked = build.door(world, scene, days_ago=3).id
    page = world.browser(scene.member).visit("residencies.show", residency_id=scene.id)
    assert page.text("#doors") == ["Deuren"]
    with unit_of_work(scene.mentor.actor()) as work:
        commands.open_door(work, queries.door(scene.residency, asked), came_of_it="Gelukt")
    page = world.browser(scene.member).visit("residencies.show", residency_id=scene.id)
    assert page.text("#doors") == ["Deuren die opengingen"]


def test_before_the_start_the_ring_counts_the_days(world: World) -> None:
    scene = build.scene(world, ResidencyState.PLANNED, starts_on=date(2026, 12, 7))
    page = world.browser(scene.member).visit("residencies.show", residency_id=scene.id)
    days = (date(2026, 12, 7) - today(clock.now())).days
    assert page.text(".portal-ring text") == ["begint over", str(days), "dagen"]


def test_after_the_end_no_milestone_is_the_next(world: World) -> None:
    scene = build.scene(world, ResidencyState.ENDED)
    build.milestone(world, scene, date(2026, 11, 20), title="Tweede proef")
    page = world.browser(scene.member).visit("residencies.show", residency_id=scene.id)
    assert page.html.select("[aria-current=step]") == []
    assert "niet bereikt" in page.words


@pytest.mark.parametrize("state", ResidencyState)
def test_every_phase_has_its_page(world: World, state: ResidencyState) -> None:
    scene = build.scene(world, state, starts_on=build.STARTED)
    for user in (scene.manager, scene.member):
        page = world.browser(user).visit("residencies.show", residency_id=scene.id)
        assert page.status == 200
