"""Profiles for a test to start from."""

from __future__ import annotations

from typing import Any

from portal.accounts.model import Organisation, Role
from portal.people.model import Endorsement, Profile, ProfileKind
from tests.world import NOW, User, World

SKILLS = ["sql", "javascript", "contract-law"]
COLOURS = {
    "caluwe-geel": 10,
    "caluwe-blauw": 40,
    "caluwe-rood": 20,
    "caluwe-groen": 20,
    "caluwe-wit": 10,
}


def profile(
    world: World, user: User | None = None, *, at: Organisation | None = None, **more: Any
) -> Profile:
    """A profile that may come up: three skills, sixteen hours, from inside the government."""
    place = at or world.organisation()
    person = (user or world.user(Role.MEMBER, at=place)).person
    values: dict[str, Any] = {
        "kind": ProfileKind.INTERNAL,
        "organisation_id": place.id,
        "headline": "Onderzoeker",
        "description": "Praat graag met mensen.",
        "hours": 16,
        "skills": SKILLS,
        "traits": ["nuchter", "doener"],
        "interests": ["wonen"],
        "colours": COLOURS,
        **more,
    }
    return world.keep(Profile(person_id=person.id, made_at=NOW, changed_at=NOW, **values))


def endorsement(world: World, of: Profile, by: User, tag: str) -> Endorsement:
    return world.keep(Endorsement(profile_id=of.id, by_id=by.id, tag=tag, given_at=NOW))
