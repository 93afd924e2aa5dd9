"""What juries ask of a person now, and by when. Pure: the actor's juries in, tasks out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.jury import rules
from portal.jury.queries.lists import Glance
from portal.jury.states import ReviewState, SeatState
from portal.kernel.policy import Actor

FAR = datetime.max.replace(tzinfo=UTC)


class Kind(StrEnum):
    ANSWER = "answer"  # a seat was offered
    COMPOSE = "compose"
    COMPLETE = "complete"  # too few jurors, or no chair
    TURN_KEY = "turn_key"
    DECLARE = "declare"
    SCORE = "score"
    HAND_OVER = "hand_over"
    ADD_JUROR = "add_juror"  # too many conflicts for the quorum
    DECIDE = "decide"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Task:
    """``endpoint`` and ``values`` lead to where it is done; ``count``: how many there are."""

    kind: Kind
    challenge: Challenge
    since: datetime
    endpoint: str
    due: datetime | None = None
    glance: Glance | None = None
    count: int = 0
    submission: Any = None

    @property
    def values(self) -> dict[str, Any]:
        values = {"slug": self.challenge.slug}
        return values | ({"submission_id": self.submission} if self.submission else {})


def tasks_of(
    actor: Actor, glances: Sequence[Glance], without_panel: Sequence[Challenge]
) -> list[Task]:
    """Everything, the nearest date first."""
    found = [task for glance in glances for task in _asked(actor, glance)]
    found += [
        Task(
            Kind.COMPOSE,
            challenge,
            since=challenge.publish_at or challenge.made_at,
            due=challenge.deadline,
            endpoint="jury.compose",
        )
        for challenge in without_panel
        if not rules.deadline_passed(actor, challenge) or rules.owns(actor, challenge)
    ]
    return sorted(found, key=lambda task: (task.due or FAR, task.since))


def _asked(actor: Actor, glance: Glance) -> Iterator[Task]:
    match glance.challenge.state:
        case ChallengeState.JUDGING:
            yield from _answer(glance, actor.now)
            yield from _while_judging(actor, glance)
        case ChallengeState.DECIDED:
            yield from _release(actor, glance)
        case state if state in rules.COMPOSABLE:
            yield from _answer(glance, actor.now)
            yield from _before_the_box(actor, glance)


def _answer(glance: Glance, now: datetime) -> Iterator[Task]:
    deadline = glance.challenge.deadline
    if glance.seat and glance.seat.state is SeatState.INVITED:
        yield Task(
            Kind.ANSWER,
            glance.challenge,
            since=glance.seat.invited_at,
            due=deadline if deadline and deadline > now else glance.panel.hand_in_by,
            endpoint="jury.panel",
            glance=glance,
        )


def _before_the_box(actor: Actor, glance: Glance) -> Iterator[Task]:
    challenge = glance.challenge
    complete = glance.chair_id is not None and glance.accepted >= glance.panel.quorum
    if not complete:
        if rules.owns(actor, challenge):
            yield Task(
                Kind.COMPLETE,
                challenge,
                since=glance.panel.composed_at,
                due=challenge.deadline,
                endpoint="jury.compose",
                glance=glance,
                count=max(glance.panel.quorum - glance.accepted, 0),
            )
    elif rules.deadline_passed(actor, challenge) and _may_turn(actor, glance):
        yield Task(
            Kind.TURN_KEY,
            challenge,
            since=challenge.deadline or glance.panel.composed_at,
            due=glance.panel.hand_in_by,
            endpoint="jury.box",
            glance=glance,
        )


def _may_turn(actor: Actor, glance: Glance) -> bool:
    """Asked of the chair, the owner and the programme manager; other jurors may, unasked."""
    first = glance.box.first_by_id if glance.box else None
    if glance.applied or first == actor.id:
        return False
    if glance.chair_id == actor.id:
        return True
    cares = rules.owns(actor, glance.challenge) or rules.manages(actor, glance.challenge)
    return cares and first in {None, glance.chair_id}


def _while_judging(actor: Actor, glance: Glance) -> Iterator[Task]:
    panel, opened = glance.panel, glance.box.second_at if glance.box else None
    since = opened or glance.panel.composed_at

    def task(kind: Kind, endpoint: str, **more: Any) -> Task:
        return Task(
            kind,
            glance.challenge,
            endpoint=endpoint,
            glance=glance,
            **{"since": since, "due": panel.hand_in_by, **more},
        )

    if glance.seat and glance.seat.state is SeatState.ACCEPTED:
        undeclared, todo = glance.count(ReviewState.ASSIGNED), glance.count(ReviewState.STARTED)
        if undeclared:
            yield task(Kind.DECLARE, "jury.declare", count=undeclared)
        if todo and glance.next:
            yield task(Kind.SCORE, "jury.score", count=todo, submission=glance.next.submission_id)
        if glance.chair_id == actor.id:
            decision_by = glance.challenge.decision_by
            if glance.count(ReviewState.CONFLICT):
                yield task(Kind.HAND_OVER, "jury.hand_over")
            elif not undeclared and not todo and not glance.below:
                yield task(Kind.DECIDE, "jury.decision", due=decision_by)
    if glance.beyond and rules.owns(actor, glance.challenge):
        yield task(Kind.ADD_JUROR, "jury.compose", count=glance.beyond)


def _release(actor: Actor, glance: Glance) -> Iterator[Task]:
    decision = glance.decision
    if decision is None or decision.released_at is not None or glance.applied:
        return
    if glance.chair_id == actor.id or rules.manages(actor, glance.challenge):
        yield Task(
            Kind.RELEASE,
            glance.challenge,
            since=decision.decided_at,
            due=glance.challenge.decision_by,
            endpoint="jury.release",
            glance=glance,
        )
