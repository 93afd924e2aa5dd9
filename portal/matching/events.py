from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProjectDrafted(Event, name="project.drafted"):
    residency_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProjectChanged(Event, name="project.changed"):
    pass


@dataclass(frozen=True, kw_only=True)
class ProjectOpened(Event, name="project.opened"):
    pass


@dataclass(frozen=True, kw_only=True)
class ProjectFilled(Event, name="project.filled"):
    pass


@dataclass(frozen=True, kw_only=True)
class ProjectReopened(Event, name="project.reopened"):
    pass


@dataclass(frozen=True, kw_only=True)
class ProjectClosed(Event, name="project.closed"):
    pass


@dataclass(frozen=True, kw_only=True)
class PairAnswered(Event, name="pair.answered"):
    """One of the two answered. What they said is not written down: a no is nobody's business."""

    project_id: UUID
    profile_id: UUID
    side: str


@dataclass(frozen=True, kw_only=True)
class AnswerTakenBack(Event, name="pair.answer_taken_back"):
    project_id: UUID
    profile_id: UUID
    side: str


@dataclass(frozen=True, kw_only=True)
class PairMatched(Event, name="pair.matched"):
    """Both said yes. It happens once to a pair."""

    project_id: UUID
    profile_id: UUID


@dataclass(frozen=True, kw_only=True)
class PairMet(Event, name="pair.met"):
    """One of the two says that they have been in touch."""

    side: str


@dataclass(frozen=True, kw_only=True)
class TeamChanged(Event, name="team.changed"):
    """Somebody came in, went out, or got another role. Its subject is the project."""

    profile_id: UUID
    change: str
