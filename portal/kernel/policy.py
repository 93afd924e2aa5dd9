"""A policy answers: may this actor do this to that, now, and if not, why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking, and at what time by the clock of the database.

    ``grants`` holds pairs (role, id of the organisation or thing it is held at); no id means
    everywhere. ``kinds`` tells of what kinds the places are where a role is held, to choose what
    to offer; what may be done follows from ``grants`` alone. ``system`` names the job that acts
    where no person does.
    """

    now: datetime = BEGINNING
    id: UUID | None = None
    grants: frozenset[tuple[str, UUID | None]] = frozenset()
    kinds: frozenset[str] = frozenset()
    system: str = ""

    @property
    def is_somebody(self) -> bool:
        return self.id is not None

    def is_a(self, role: StrEnum, *, at: UUID | tuple[UUID | None, ...]) -> bool:
        """Whether the role is held at one of these places, or everywhere."""
        if (role.value, None) in self.grants:
            return True
        places = at if isinstance(at, tuple) else (at,)
        return any(place and (role.value, place) in self.grants for place in places)

    def is_anywhere(self, role: StrEnum) -> bool:
        return any(held == role.value for held, _place in self.grants)

    def places(self, role: StrEnum) -> frozenset[UUID]:
        """Where the role is held, places only; ask ``is_everywhere`` for the rest."""
        return frozenset(place for held, place in self.grants if held == role.value and place)

    def is_everywhere(self, role: StrEnum) -> bool:
        return (role.value, None) in self.grants

    def at(self, now: datetime) -> Actor:
        return replace(self, now=now)


ANYONE = Actor()


def system(name: str) -> Actor:
    """The portal itself, acting by a job or a command line."""
    return Actor(system=name)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with a reason that may be read by the person refused.

    ``hidden``: not even the existence of the thing may be known; the answer is 404.
    """

    allowed: bool
    reason: str = ""
    hidden: bool = False

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Verdict(allowed=True)
Rule = Callable[[Actor, Any], Verdict]


def deny(reason: str) -> Verdict:
    return Verdict(allowed=False, reason=reason)


def hide() -> Verdict:
    return Verdict(allowed=False, hidden=True)
