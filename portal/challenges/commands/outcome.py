"""What becomes of a published challenge. The domains above call these; their rules say who may."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from portal.challenges import rules
from portal.challenges.events import (
    ChallengeAwarded,
    ChallengeCancelled,
    ChallengeConcluded,
    ChallengeDecided,
    ChallengeEndedWithoutAward,
    JudgingStarted,
    WinnerChanged,
)
from portal.challenges.model import Challenge
from portal.kernel.work import Work, command

Winner = Mapping[str, object]
"""``name`` of the startup, ``title`` of its submission, the jury's ``reason``, and its
``organisation_id``."""


@command(may=rules.may_start_judging)
def start_judging(work: Work, challenge: Challenge) -> None:
    """The box is open: from here on nothing can be sent, and the deadline cannot move."""
    work.move(challenge, "start_judging")
    work.publish()
    work.emit(JudgingStarted(subject_id=challenge.id))


@command(may=rules.may_record_outcome)
def decide(work: Work, challenge: Challenge) -> None:
    """The jury decided. Under embargo: no public page changes by it."""
    work.move(challenge, "decide")
    work.emit(ChallengeDecided(subject_id=challenge.id))


@command(may=rules.may_record_outcome)
def award(work: Work, challenge: Challenge, *, winner: Winner) -> None:
    """The decision is released: the public page shows the winner and why."""
    work.move(challenge, "award")
    challenge.winner = _stored(winner)
    challenge.awarded_at = work.now
    work.publish()
    work.emit(ChallengeAwarded(subject_id=challenge.id, organisation_id=_organisation_of(winner)))


@command(may=rules.may_record_outcome)
def change_winner(work: Work, challenge: Challenge, *, winner: Winner) -> None:
    """A reserve takes the place of a winner who declined. Only while it is awarded."""
    work.require(rules.is_awarded(challenge))
    challenge.winner = _stored(winner)
    work.publish()
    work.emit(WinnerChanged(subject_id=challenge.id, organisation_id=_organisation_of(winner)))


@command(may=rules.may_record_outcome)
def end_without_award(work: Work, challenge: Challenge, *, reason: str) -> None:
    """No startup was chosen, or none of the chosen came."""
    work.move(challenge, "end_without_award")
    challenge.winner = None
    challenge.ended_reason = reason
    challenge.changed_at = work.now
    work.publish()
    work.emit(ChallengeEndedWithoutAward(subject_id=challenge.id, reason=reason))


@command(may=rules.may_record_outcome)
def conclude(work: Work, challenge: Challenge) -> None:
    """The residency is over."""
    work.move(challenge, "conclude")
    work.publish()
    work.emit(ChallengeConcluded(subject_id=challenge.id))


@command(may=rules.may_cancel)
def cancel(work: Work, challenge: Challenge, *, reason: str) -> None:
    """Stop it, with a reason that anybody can read if they could read the challenge."""
    was_public = rules.is_public(challenge, work.now)
    work.move(challenge, "cancel")
    challenge.ended_reason = reason
    challenge.changed_at = work.now
    if not was_public:
        challenge.publish_at = None  # what was planned will not come
    work.publish()
    work.emit(ChallengeCancelled(subject_id=challenge.id, reason=reason, was_public=was_public))


def _stored(winner: Winner) -> dict[str, str | None]:
    return {key: str(value) if value else None for key, value in winner.items()}


def _organisation_of(winner: Winner) -> UUID | None:
    found = winner.get("organisation_id")
    return UUID(str(found)) if found else None
