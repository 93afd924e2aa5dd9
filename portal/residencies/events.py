from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ResidencyPlanned(Event, name="residency.planned"):
    submission_id: UUID
    challenge_id: UUID
    organisation_id: UUID
    host_id: UUID
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class ProgrammeManagerAppointed(Event, name="residency.programme_manager_appointed"):
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class LeaderAppointed(Event, name="residency.leader_appointed"):
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class LeaderInvited(Event, name="residency.leader_invited"):
    pass


@dataclass(frozen=True, kw_only=True)
class ResidencyStarted(Event, name="residency.started"):
    pass


@dataclass(frozen=True, kw_only=True)
class ResidencyPaused(Event, name="residency.paused"):
    paused_on: date


@dataclass(frozen=True, kw_only=True)
class ResidencyResumed(Event, name="residency.resumed"):
    days: int
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class ResidencyEvaluating(Event, name="residency.evaluating"):
    pass


@dataclass(frozen=True, kw_only=True)
class ResidencyEnded(Event, name="residency.ended"):
    challenge_id: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class LightSet(Event, name="residency.light_set"):
    light: str


@dataclass(frozen=True, kw_only=True)
class ResidencyRead(Event, name="residency.read_by_administrator"):
    """An administrator opened what only the people of a residency may read."""


@dataclass(frozen=True, kw_only=True)
class ResidenciesListed(Event, name="residencies.listed_by_administrator"):
    """An administrator read the list of all; the subject is who read."""


@dataclass(frozen=True, kw_only=True)
class MentorProposed(Event, name="mentoring.proposed"):
    residency_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class MentorReminded(Event, name="mentoring.reminded"):
    residency_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class MentoringAccepted(Event, name="mentoring.accepted"):
    residency_id: UUID


@dataclass(frozen=True, kw_only=True)
class MentoringDeclined(Event, name="mentoring.declined"):
    residency_id: UUID


@dataclass(frozen=True, kw_only=True)
class MentoringBegun(Event, name="mentoring.begun"):
    residency_id: UUID


@dataclass(frozen=True, kw_only=True)
class MentoringEnded(Event, name="mentoring.ended"):
    """``with_residency``: because the residency ended, not because the mentor was replaced."""

    residency_id: UUID
    with_residency: bool


@dataclass(frozen=True, kw_only=True)
class MentorCardSaved(Event, name="mentor.card_saved"):
    capacity: int


@dataclass(frozen=True, kw_only=True)
class MentorTieDeclared(Event, name="mentor.tie_declared"):
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class JournalWritten(Event, name="journal.written"):
    residency_id: UUID


@dataclass(frozen=True, kw_only=True)
class MilestoneAdded(Event, name="milestone.added"):
    residency_id: UUID
    due_on: date


@dataclass(frozen=True, kw_only=True)
class MilestoneChanged(Event, name="milestone.changed"):
    residency_id: UUID
    due_on: date


@dataclass(frozen=True, kw_only=True)
class MilestoneReached(Event, name="milestone.reached"):
    residency_id: UUID
    done_on: date


@dataclass(frozen=True, kw_only=True)
class DoorAsked(Event, name="door.asked"):
    residency_id: UUID


@dataclass(frozen=True, kw_only=True)
class DoorPlanned(Event, name="door.planned"):
    residency_id: UUID
    meeting_on: date


@dataclass(frozen=True, kw_only=True)
class DoorOpened(Event, name="door.opened"):
    residency_id: UUID


@dataclass(frozen=True, kw_only=True)
class DoorClosed(Event, name="door.closed"):
    residency_id: UUID
