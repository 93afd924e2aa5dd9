from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PanelComposed(Event, name="panel.composed"):
    """Also when quorum or dates are changed."""

    challenge_id: UUID
    quorum: int


@dataclass(frozen=True, kw_only=True)
class JurorInvited(Event, name="seat.offered"):
    challenge_id: UUID
    person_id: UUID
    is_chair: bool


@dataclass(frozen=True, kw_only=True)
class SeatAccepted(Event, name="seat.accepted"):
    challenge_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class SeatDeclined(Event, name="seat.declined"):
    challenge_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class JurorReplaced(Event, name="seat.replaced"):
    """``applied``: the person belongs to an organisation that applied."""

    challenge_id: UUID
    person_id: UUID
    applied: bool = False


@dataclass(frozen=True, kw_only=True)
class ChairHandedOver(Event, name="panel.chair_handed_over"):
    challenge_id: UUID
    from_id: UUID
    to_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class KeyTurned(Event, name="box.key_turned"):
    """``key``: 1 or 2; each by another person, in an act of its own."""

    challenge_id: UUID
    person_id: UUID
    key: int


@dataclass(frozen=True, kw_only=True)
class BoxOpened(Event, name="box.opened"):
    challenge_id: UUID


@dataclass(frozen=True, kw_only=True)
class NoConflictDeclared(Event, name="seat.no_conflict_declared"):
    submission_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class ConflictDeclared(Event, name="review.conflict_declared"):
    submission_id: UUID
    person_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class ScoresHandedIn(Event, name="review.handed_in"):
    submission_id: UUID


@dataclass(frozen=True, kw_only=True)
class ScoresReopened(Event, name="review.reopened"):
    challenge_id: UUID
    submission_id: UUID
    person_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class VerdictRecorded(Event, name="verdict.recorded"):
    """The subject is the decision of the jury; under embargo until it is released."""

    challenge_id: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class VerdictReleased(Event, name="verdict.released"):
    challenge_id: UUID
    outcome: str
