"""Profiles and projects as ``ranking`` takes them: numbers and ids, no names, no photos."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from math import inf
from typing import Protocol
from uuid import UUID

from portal.matching.model import Project
from portal.matching.ranking import Offer, Wish
from portal.people.model import Profile, ProfileKind

DAYS = 7


class Features(Protocol):
    """What of a profile counts: the columns that a deal reads, or the profile itself."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> ProfileKind: ...
    @property
    def framework(self) -> bool: ...
    @property
    def hours(self) -> int: ...
    @property
    def available_from(self) -> date | None: ...
    @property
    def available_until(self) -> date | None: ...
    @property
    def skills(self) -> list[str]: ...
    @property
    def interests(self) -> list[str]: ...
    @property
    def colours(self) -> Mapping[str, float]: ...


def offer(row: Features, confirmed: Collection[str] = ()) -> Offer:
    """``confirmed``: the tags that others gave."""
    return Offer(
        key=str(row.id),
        skills=frozenset(row.skills),
        confirmed=frozenset(confirmed),
        colours=row.colours,
        hours=row.hours,
        since=row.available_from.toordinal() if row.available_from else -inf,
        until=row.available_until.toordinal() if row.available_until else inf,
        external=row.kind == ProfileKind.EXTERNAL,
        framework=row.framework,
        interests=frozenset(row.interests),
    )


def offer_of(profile: Profile) -> Offer:
    """Of a profile that was loaded whole."""
    said = (one.tag for one in profile.endorsements if one.by_id != profile.person_id)
    return offer(profile, frozenset(said))


def wish_of(project: Project, covered: Iterable[str] = (), themes: Iterable[str] = ()) -> Wish:
    return Wish(
        key=str(project.id),
        needs={need["skill"]: need["weight"] for need in project.needs},
        colours=project.colours,
        hours=project.hours,
        start=project.starts_on.toordinal(),
        length=project.weeks * DAYS,
        externals_ok=project.externals_ok,
        framework_required=project.framework_required,
        themes=frozenset(themes),
        covered=frozenset(covered),
    )
