from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DraftStarted(Event, name="submission.started"):
    challenge_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class FileAdded(Event, name="submission.file_added"):
    file_id: UUID
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class FileRemoved(Event, name="submission.file_removed"):
    file_id: UUID


@dataclass(frozen=True, kw_only=True)
class SubmissionSent(Event, name="submission.sent"):
    challenge_id: UUID
    organisation_id: UUID
    version_id: UUID
    number: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class SubmissionWithdrawn(Event, name="submission.withdrawn"):
    challenge_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class SubmissionsNumbered(Event, name="challenge.submissions_numbered"):
    """The subject is the challenge."""

    numbered: int


@dataclass(frozen=True, kw_only=True)
class AccessGranted(Event, name="challenge.submission_access_granted"):
    """The subject is the challenge."""

    person_id: UUID
    ground: str
    submission_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class AccessEnded(Event, name="submission.access_ended"):
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class DecisionsRecorded(Event, name="challenge.decisions_recorded"):
    """The subject is the challenge; under embargo until ``DecisionsReleased``."""

    shortlisted_id: UUID | None
    reserve_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class DecisionsReleased(Event, name="challenge.decisions_released"):
    """The subject is the challenge."""

    shortlisted_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class OfferMade(Event, name="offer.made"):
    submission_id: UUID
    challenge_id: UUID
    organisation_id: UUID
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class OfferAccepted(Event, name="offer.accepted"):
    submission_id: UUID
    challenge_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class OfferDeclined(Event, name="offer.declined"):
    submission_id: UUID
    challenge_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class OfferExpired(Event, name="offer.expired"):
    submission_id: UUID
    challenge_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReservePromoted(Event, name="submission.promoted"):
    challenge_id: UUID
    organisation_id: UUID
    instead_of_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReservesExhausted(Event, name="challenge.reserves_exhausted"):
    """The subject is the challenge: nobody is left to make an offer to."""
