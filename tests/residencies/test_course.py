"""The course: started and looked back upon by the portal, paused, stopped and ended by people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.accounts.model import Person
from portal.challenges.states import ChallengeState
from portal.kernel.errors import IllegalMove, NotAllowed, RuleBroken
from portal.kernel.work import unit_of_work
from portal.residencies import commands
from portal.residencies.jobs import turn_the_page
from portal.residencies.model import Milestone, Residency
from portal.residencies.states import (
    AssignmentState,
    ResidencyOutcome,
    ResidencyState,
)
from tests.residencies import build
from tests.world import World

MONDAY = date(2026, 11, 30)


# --- by the portal ----------------------------------------------------------------------------


def test_it_starts_at_dutch_midnight_of_its_first_day_with_its_mentor(world: World) -> None:
    scene = build.scene(
        world, ResidencyState.PLANNED, starts_on=MONDAY, mentoring=AssignmentState.ACCEPTED
    )
    world.stand_at(datetime(2026, 11, 29, 22, 59, tzinfo=UTC))
    turn_the_page()
    assert scene.phase() is ResidencyState.PLANNED
    world.stand_at(datetime(2026, 11, 29, 23, 10, tzinfo=UTC))
    turn_the_page()
    assert scene.phase() is ResidencyState.ACTIVE
    assert scene.assignment().state is AssignmentState.ACTIVE
    assert {scene.member.email, scene.owner.email, scene.mentor.email} <= set(world.written_to())


def test_it_starts_without_an_answer_of_the_mentor_too(world: World) -> None:
    scene = build.scene(
        world, ResidencyState.PLANNED, starts_on=MONDAY, mentoring=AssignmentState.PROPOSED
    )
    world.pass_time(days=7)
    turn_the_page()
    assert scene.phase() is ResidencyState.ACTIVE
    assert scene.assignment().state is AssignmentState.PROPOSED


def test_turning_the_page_twice_does_nothing_more(world: World) -> None:
    build.scene(world, ResidencyState.PLANNED, starts_on=MONDAY)
    world.pass_time(days=7)
    turn_the_page()
    letters = len(world.letters())
    turn_the_page()
    assert len(world.letters()) == letters


def test_after_its_last_day_who_steers_is_asked_what_came_of_it(world: World) -> None:
    scene = build.scene(world)
    world.stand_at(datetime(2027, 3, 18, 12, tzinfo=UTC))  # the last day
    turn_the_page()
    assert scene.phase() is ResidencyState.ACTIVE
    world.stand_at(datetime(2027, 3, 19, 0, tzinfo=UTC))
    turn_the_page()
    assert scene.phase() is ResidencyState.EVALUATING
    assert set(world.written_to()) == {scene.owner.email, scene.manager.email}
    assert f"/residencies/{scene.id}/outcome" in world.letters()[0].body


def test_a_paused_one_is_not_looked_back_upon(world: World) -> None:
    scene = build.scene(world, ResidencyState.PAUSED)
    world.stand_at(datetime(2027, 6, 1, tzinfo=UTC))
    turn_the_page()
    assert scene.phase() is ResidencyState.PAUSED


# --- pausing ----------------------------------------------------------------------------------


def test_a_pause_moves_the_end_and_the_milestones_still_to_reach(world: World) -> None:
    scene = build.scene(world)
    reached = build.milestone(world, scene, date(2026, 11, 20), done_on=date(2026, 11, 20))
    missed = build.milestone(world, scene, date(2026, 11, 16))
    ahead = build.milestone(world, scene, date(2026, 12, 11))
    page = world.browser(scene.owner).visit("residencies.pause", residency_id=scene.id)
    page = page.submit("pause", reason="De begeleider is ziek.")
    assert scene.phase() is ResidencyState.PAUSED
    assert "De begeleider is ziek." in page.words
    world.pass_time(days=10)
    page = world.browser(scene.manager).visit("residencies.resume", residency_id=scene.id)
    assert "De pauze duurde 10 dagen." in page.words
    page = page.submit("resume")
    residency = scene.residency
    assert residency.state is ResidencyState.ACTIVE
    assert residency.ends_on == date(2027, 3, 19) + timedelta(days=10)
    days = {one.id: one.due_on for one in world.all(Milestone)}
    assert days[reached.id] == date(2026, 11, 20)
    assert days[missed.id] == date(2026, 11, 16)
    assert days[ahead.id] == date(2026, 12, 21)
    assert residency.calendar.weeks == 22
    assert residency.calendar.week(date(2026, 12, 3)) == 6
    assert "Gepauzeerd van 23 november 2026 tot 3 december 2026" in page.words


def test_two_pauses_add_up(world: World) -> None:
    scene = build.scene(world)
    for days in (3, 10):
        with unit_of_work(scene.manager.actor()) as work:
            commands.pause(work, scene.residency, reason="Even niet.")
        world.pass_time(days=days)
        with unit_of_work(scene.manager.actor()) as work:
            assert commands.resume(work, scene.residency) == days
    assert scene.residency.ends_on == date(2027, 3, 19) + timedelta(days=13)
    assert [span["from"] for span in scene.residency.pauses] == ["2026-11-23", "2026-11-26"]


def test_everybody_is_told_of_a_pause_but_who_paused(world: World) -> None:
    scene = build.scene(world)
    with unit_of_work(scene.manager.actor()) as work:
        commands.pause(work, scene.residency, reason="De proef wacht op een vergunning.")
    people = (scene.member, scene.owner, scene.mentor, scene.leader)
    assert {user.email for user in people} <= set(world.written_to())
    assert scene.manager.email not in world.written_to()
    assert "wacht op een vergunning" in world.letters()[0].body


def test_no_letter_goes_to_an_account_that_was_closed(world: World) -> None:
    scene = build.scene(world)
    with world.writing() as work:
        work.session.get_one(Person, scene.leader.id).disabled_at = work.now
    with unit_of_work(scene.manager.actor()) as work:
        commands.pause(work, scene.residency, reason="Even niet.")
    assert scene.leader.email not in world.written_to()


def test_the_mentor_cannot_pause_it(world: World) -> None:
    scene = build.scene(world)
    with pytest.raises(NotAllowed), unit_of_work(scene.mentor.actor()) as work:
        commands.pause(work, scene.residency, reason="Vakantie.")


# --- stopping and ending ----------------------------------------------------------------------


def test_stopping_early_frees_the_mentor_and_concludes_the_challenge(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.manager).visit("residencies.stop", residency_id=scene.id)
    page = page.submit("stop", reason="De startup is overgenomen.")
    residency = scene.residency
    assert (residency.state, residency.outcome) == (
        ResidencyState.ENDED,
        ResidencyOutcome.STOPPED_EARLY,
    )
    assert residency.challenge.state is ChallengeState.CONCLUDED
    assert residency.challenge.winner is not None
    assert residency.challenge.winner["outcome"] == "stopped_early"
    assert residency.challenge.winner["outcome_note"] == "De startup is overgenomen."
    assert build.load(scene.mentor) == 0
    assert "Eerder gestopt" in page.words
    assert {scene.member.email, scene.mentor.email} <= set(world.written_to())


def test_stopping_asks_for_a_reason(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.manager).visit("residencies.stop", residency_id=scene.id)
    assert page.submit("stop").status == 422
    assert scene.phase() is ResidencyState.ACTIVE


@pytest.mark.parametrize("state", [ResidencyState.PLANNED, ResidencyState.PAUSED])
def test_it_can_stop_before_it_starts_and_while_it_is_paused(
    world: World, state: ResidencyState
) -> None:
    scene = build.scene(world, state, mentoring=AssignmentState.PROPOSED)
    with unit_of_work(scene.owner.actor()) as work:
        commands.stop_early(work, scene.residency, reason="Het kan niet doorgaan.")
    assert scene.residency.outcome is ResidencyOutcome.STOPPED_EARLY
    assert scene.residency.paused_on is None
    assert scene.residency.mentoring is None


def test_the_owner_records_what_came_of_it_and_it_is_public(world: World) -> None:
    scene = build.scene(world, ResidencyState.EVALUATING)
    page = world.browser(scene.owner).visit("residencies.record_outcome", residency_id=scene.id)
    page.submit("record-outcome", outcome="launching_customer", note="BZK koopt tien licenties.")
    residency = scene.residency
    assert residency.outcome is ResidencyOutcome.LAUNCHING_CUSTOMER
    winner = residency.challenge.winner
    assert winner is not None
    assert winner["outcome"] == "launching_customer"
    assert winner["ended_on"] == "2026-11-23"
    assert winner["residency_id"] == str(scene.id)
    assert "challenge.concluded" in world.audited()
    assert "residency.ended" in world.audited()
    public = world.browser().visit("challenges.show", slug=residency.challenge.slug)
    assert "Wat kwam ervan: De overheid wordt de eerste klant" in public.words
    assert "BZK koopt tien licenties." in public.words


def test_the_mentor_goes_on_reading_what_they_brought_to_its_end(world: World) -> None:
    scene = build.scene(world, ResidencyState.EVALUATING)
    with unit_of_work(scene.manager.actor()) as work:
        commands.end(
            work, scene.residency, outcome=ResidencyOutcome.NO_FOLLOW_UP, note="Wel veel geleerd."
        )
    page = world.browser(scene.mentor).visit("residencies.show", residency_id=scene.id)
    assert "Wel veel geleerd." in page.words
    assert build.load(scene.mentor) == 0


def test_stopped_early_is_no_outcome_of_one_that_ran_to_its_end(world: World) -> None:
    scene = build.scene(world, ResidencyState.EVALUATING)
    with pytest.raises(RuleBroken), unit_of_work(scene.manager.actor()) as work:
        commands.end(work, scene.residency, outcome=ResidencyOutcome.STOPPED_EARLY, note="Nee.")


def test_what_runs_has_no_outcome_yet(world: World) -> None:
    scene = build.scene(world)
    with pytest.raises(IllegalMove), unit_of_work(scene.manager.actor()) as work:
        commands.end(
            work, scene.residency, outcome=ResidencyOutcome.EXTENDED_PILOT, note="Te vroeg."
        )


def test_the_database_keeps_an_outcome_with_what_ended_and_nothing_else(world: World) -> None:
    scene = build.scene(world)
    with pytest.raises(Exception, match="ended_with_an_outcome"), world.writing() as work:
        work.session.get_one(Residency, scene.id).outcome = ResidencyOutcome.NO_FOLLOW_UP
