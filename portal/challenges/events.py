from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ChallengeDrafted(Event, name="challenge.drafted"):
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewAsked(Event, name="challenge.review_asked"):
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChangesRequested(Event, name="challenge.changes_requested"):
    remark_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChallengeApproved(Event, name="challenge.approved"):
    """A second person agreed; anybody can read it from ``publish_at`` on."""

    publish_at: datetime


@dataclass(frozen=True, kw_only=True)
class ChallengePublished(Event, name="challenge.published"):
    """Anybody can read it now: emitted when that moment comes, not when it was planned."""

    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChallengeChanged(Event, name="challenge.changed"):
    """``number``: the version that anybody can now read; ``parts``: what differs in it."""

    number: int
    parts: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class DeadlineMoved(Event, name="challenge.deadline_moved"):
    old_deadline: datetime
    new_deadline: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class ChallengeCancelled(Event, name="challenge.cancelled"):
    """``was_public``: whether anybody could already read it."""

    reason: str
    was_public: bool


@dataclass(frozen=True, kw_only=True)
class JudgingStarted(Event, name="challenge.judging_started"):
    pass


@dataclass(frozen=True, kw_only=True)
class ChallengeDecided(Event, name="challenge.decided"):
    """The jury decided; nobody outside hears of it before it is released."""


@dataclass(frozen=True, kw_only=True)
class ChallengeAwarded(Event, name="challenge.awarded"):
    organisation_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class WinnerChanged(Event, name="challenge.winner_changed"):
    """The first declined, or let the offer expire; a reserve takes the place."""

    organisation_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ChallengeEndedWithoutAward(Event, name="challenge.ended_without_award"):
    reason: str


@dataclass(frozen=True, kw_only=True)
class ChallengeConcluded(Event, name="challenge.concluded"):
    """The residency that came of it is over."""
