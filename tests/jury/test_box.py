"""The box: two people, two acts, after the deadline; and what opening it brings about."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask

from portal.accounts.model import Role
from portal.challenges.states import ChallengeState
from portal.jury import commands, queries
from portal.jury.model import BoxOpening
from portal.jury.states import ReviewState, SeatState
from portal.kernel.errors import NotAllowed
from portal.kernel.work import unit_of_work
from portal.submissions.model import Submission
from tests.jury import build
from tests.submissions.build import sent, startup_with
from tests.world import NOW, User, World


def turn(jury: build.Jury, user: User) -> bool:
    with unit_of_work(user.actor()) as work:
        return commands.turn_key(work, jury.sitting())


def test_two_people_open_the_box_each_in_an_act_of_their_own(world: World) -> None:
    jury = build.closed(world)
    page = world.browser(jury.chair).visit("jury.box", slug=jury.slug)
    page = page.submit("key")
    assert not page.has_form("key")
    assert jury.sitting().challenge.state is ChallengeState.PUBLISHED
    page = world.browser(jury.owner).visit("jury.box", slug=jury.slug)
    assert "Ada Kos" in page.words
    page.submit("key")

    sitting = jury.sitting()
    assert sitting.challenge.state is ChallengeState.JUDGING
    assert [entry.number for entry in sitting.entries] == [1, 2, 3]
    assert {review.state for review in sitting.reviews} == {ReviewState.ASSIGNED}
    assert len(sitting.reviews) == 9
    events = world.audited()
    assert events.count("box.key_turned") == 2
    assert events.count("box.opened") == 1
    assert world.written_to() == sorted(user.email for user in jury.jurors)


@pytest.mark.parametrize("second", ["owner", "manager", "juror"])
@pytest.mark.parametrize("chair_first", [True, False])
def test_one_key_is_the_chair_s_and_the_other_anybody_s_who_is_entitled(
    world: World, second: str, *, chair_first: bool
) -> None:
    jury = build.closed(world)
    other = {"owner": jury.owner, "manager": jury.manager, "juror": jury.jurors[1]}[second]
    first, last = (jury.chair, other) if chair_first else (other, jury.chair)
    assert turn(jury, first) is False
    assert turn(jury, last) is True


def test_without_the_chair_the_box_stays_closed(world: World) -> None:
    jury = build.closed(world)
    turn(jury, jury.owner)
    with pytest.raises(NotAllowed, match="voorzitter"):
        turn(jury, jury.manager)


def test_nobody_turns_both_keys(world: World) -> None:
    jury = build.closed(world)
    turn(jury, jury.chair)
    with pytest.raises(NotAllowed, match="Iemand anders"):
        turn(jury, jury.chair)


def test_the_database_asks_for_two_people_too(world: World) -> None:
    jury = build.closed(world)
    with pytest.raises(Exception, match="verschillende mensen"):
        world.keep(
            BoxOpening(
                challenge_id=jury.challenge.id,
                first_by_id=jury.chair.id,
                first_at=NOW,
                second_by_id=jury.chair.id,
                second_at=NOW,
            )
        )


def test_the_box_stays_closed_until_the_deadline(world: World) -> None:
    jury = build.panel(world, submissions=1)
    world.stand_at(build.DEADLINE - timedelta(seconds=1))
    with pytest.raises(NotAllowed, match="sluiting"):
        turn(jury, jury.chair)


@pytest.mark.parametrize("missing", ["chair", "jurors"])
def test_the_box_waits_for_a_jury_that_can_judge(world: World, missing: str) -> None:
    jury = build.closed(world, jurors=0 if missing == "chair" else 1, quorum=2)
    with pytest.raises(NotAllowed, match="voorzitter" if missing == "chair" else "jurylid"):
        turn(jury, jury.owner)


@pytest.mark.parametrize("who", ["owner", "chair"])
def test_nobody_of_an_applicant_turns_a_key(world: World, who: str) -> None:
    jury = build.panel(world)
    startup, _members = startup_with(world)
    sent(world, jury.challenge, startup)
    user = world.give(getattr(jury, who), Role.MEMBER, startup)
    world.stand_at(build.DEADLINE)
    with pytest.raises(NotAllowed, match="organisatie"):
        turn(jury, user)


def test_a_juror_of_an_applicant_loses_the_seat_when_the_box_opens(world: World) -> None:
    jury = build.panel(world, jurors=4)
    startup, _members = startup_with(world)
    sent(world, jury.challenge, startup)
    torn = world.give(jury.jurors[3], Role.MEMBER, startup)
    assert jury.seat(torn).state is SeatState.ACCEPTED, "nobody knows yet"
    world.stand_at(build.DEADLINE)
    turn(jury, jury.chair)
    turn(jury, jury.owner)

    sitting = jury.sitting()
    assert sitting.seat_of(torn.id) is None
    assert {sitting.person_of(review) for review in sitting.reviews} == {
        user.id for user in jury.jurors[:3]
    }
    assert torn.email in world.written_to()
    with pytest.raises(Exception, match="404"):
        if world.browser(torn).get(f"/jury/{jury.slug}").status_code == 404:
            raise RuntimeError("404")


def test_a_draft_does_not_make_an_applicant(world: World) -> None:
    from tests.submissions.build import draft  # noqa: PLC0415

    jury = build.panel(world, jurors=3, submissions=1)
    startup, _members = startup_with(world)
    draft(world, jury.challenge, startup)
    world.give(jury.jurors[2], Role.MEMBER, startup)
    world.stand_at(build.DEADLINE)
    turn(jury, jury.chair)
    turn(jury, jury.owner)
    assert len(jury.sitting().accepted) == 3


def test_a_key_of_who_left_the_jury_counts_no_more(world: World) -> None:
    jury = build.closed(world, jurors=4)
    turn(jury, jury.jurors[1])
    with unit_of_work(jury.owner.actor()) as work:
        commands.replace_juror(
            work, jury.sitting(), seat=jury.seat(jury.jurors[1]), reason="Afwezig."
        )
    assert turn(jury, jury.chair) is False, "the first key again"
    assert turn(jury, jury.owner) is True


def test_an_empty_box_opens_too(world: World) -> None:
    jury = build.closed(world, submissions=0)
    turn(jury, jury.chair)
    assert turn(jury, jury.owner) is True
    page = world.browser(jury.chair).visit("jury.panel", slug=jury.slug)
    assert page.heading.endswith("is niets ingestuurd")
    assert "De bus was leeg" in page.words


def test_of_two_second_keys_at_once_one_opens_and_the_other_hears_it(
    app: Flask, world: World
) -> None:
    jury = build.closed(world)
    turn(jury, jury.chair)
    slug, start = jury.slug, Barrier(2)
    actors = [jury.owner.actor(), jury.manager.actor()]

    def second(number: int) -> str:
        with app.app_context():
            sitting = queries.sitting(slug)
            start.wait(timeout=10)
            try:
                with unit_of_work(actors[number]) as work:
                    commands.turn_key(work, sitting)
            except NotAllowed as refused:
                return refused.message
        return "opened"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(second, range(2)))
    assert len(answers) == 2
    assert "opened" in answers
    assert any("open" in answer and answer != "opened" for answer in answers)
    assert sorted(s.number or 0 for s in world.all(Submission)) == [1, 2, 3]
    assert len(jury.sitting().reviews) == 9


def test_of_two_first_keys_at_once_one_becomes_the_second(app: Flask, world: World) -> None:
    jury = build.closed(world)
    slug, start = jury.slug, Barrier(2)
    actors = [jury.chair.actor(), jury.owner.actor()]

    def key(number: int) -> bool:
        with app.app_context():
            sitting = queries.sitting(slug)
            start.wait(timeout=10)
            with unit_of_work(actors[number]) as work:
                return commands.turn_key(work, sitting)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(key, range(2))) == [False, True]
    assert jury.sitting().challenge.state is ChallengeState.JUDGING
