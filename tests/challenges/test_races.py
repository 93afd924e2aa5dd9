"""Two people at the same moment: one acts, the other gets a clear sentence."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask

from portal.accounts.model import Role
from portal.challenges import commands, queries
from portal.challenges.model import Challenge, ChallengeVersion, DeadlineMove, Follow
from portal.challenges.states import ChallengeState as S
from portal.kernel.errors import PortalError
from portal.kernel.policy import Actor
from portal.kernel.work import Work, unit_of_work
from tests.challenges import build
from tests.world import World

Act = tuple[Actor, Callable[[Work, Challenge], object]]


def at_once(app: Flask, challenge_id: UUID, *acts: Act) -> list[str]:
    """Each in a thread of its own, with the challenge already read: ``done`` or the sentence."""
    start = Barrier(len(acts))

    def run(act: Act) -> str:
        actor, verb = act
        with app.app_context():
            challenge = queries.by_id(challenge_id)
            start.wait(timeout=10)
            try:
                with unit_of_work(actor) as work:
                    verb(work, challenge)
            except PortalError as refused:
                return str(refused.message) or type(refused).__name__
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts), key=lambda answer: answer != "done")


@pytest.mark.parametrize("_again", range(3))
def test_of_two_editors_who_approve_at_once_one_is_told(
    app: Flask, world: World, _again: int
) -> None:
    people = build.home(world)
    challenge = build.in_review(world, people)
    second = world.user(Role.EDITOR, at=people.organisation)
    acts = [(editor.actor(), commands.publish) for editor in (people.editor, second)]
    done, refused = at_once(app, challenge.id, *acts)
    assert done == "done"
    assert refused == "Deze challenge wacht niet op een beoordeling."
    assert len(world.all(ChallengeVersion)) == 1
    assert world.audited().count("challenge.published") == 1


def test_approval_and_cancellation_at_once_leave_one_truth(app: Flask, world: World) -> None:
    people = build.home(world)
    challenge = build.in_review(world, people)

    def cancel(work: Work, one: Challenge) -> None:
        commands.cancel(work, one, reason="Het geld is op.")

    at_once(
        app, challenge.id, (people.editor.actor(), commands.publish), (people.owner.actor(), cancel)
    )
    kept = world.one(Challenge, challenge.id)
    told = world.audited()
    assert kept.state is S.CANCELLED  # the second to come found a challenge it could still cancel,
    was_public = "challenge.published" in told  # or the approval found one that was cancelled
    assert (kept.publish_at is not None) is was_public
    assert (kept.version == 1) is was_public


def test_two_deadlines_at_once_move_one_after_the_other(app: Flask, world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    deadline = challenge.deadline
    assert deadline is not None

    def move(days: int) -> Callable[[Work, Challenge], None]:
        def verb(work: Work, one: Challenge) -> None:
            later = deadline + timedelta(days=days)
            commands.move_deadline(work, one, deadline=later, reason="Vakantie.")

        return verb

    at_once(app, challenge.id, (people.owner.actor(), move(2)), (people.editor.actor(), move(3)))
    moves = sorted(world.all(DeadlineMove), key=lambda one: one.new_deadline)
    assert world.one(Challenge, challenge.id).deadline == deadline + timedelta(days=3)
    assert moves[-1].new_deadline == deadline + timedelta(days=3)
    assert all(one.new_deadline > one.old_deadline for one in moves)


def test_following_twice_at_once_is_following_once(app: Flask, world: World) -> None:
    challenge = build.published(world, build.home(world))
    actor = world.user().actor()
    answers = at_once(app, challenge.id, (actor, commands.follow), (actor, commands.follow))
    assert answers == ["done", "done"]
    assert len(world.all(Follow)) == 1
