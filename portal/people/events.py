from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProfileMade(Event, name="profile.made"):
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event, name="profile.changed"):
    """Something on it that a leader sees. ``part`` says what."""

    part: str


@dataclass(frozen=True, kw_only=True)
class ProfilePaused(Event, name="profile.paused"):
    pass


@dataclass(frozen=True, kw_only=True)
class ProfileResumed(Event, name="profile.resumed"):
    pass


@dataclass(frozen=True, kw_only=True)
class ProfileEndorsed(Event, name="profile.endorsed"):
    """A colleague confirmed tags, all of them together; none: they took theirs back."""

    by_id: UUID
    tags: list[str]
