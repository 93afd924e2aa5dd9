"""Who is in the demonstration: the people of the cast, their colleagues, startups and profiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.accounts.folding import email_key, name_key
from portal.accounts.model import Organisation, OrganisationKind, Person, Role, RoleGrant
from portal.demo.cast import PLAYERS
from portal.demo.content import read
from portal.demo.stage import Stage
from portal.kernel.db import db
from portal.people import vocabulary
from portal.people.model import Endorsement, Profile, ProfileKind
from portal.residencies.model import Mentor

HOMES = (
    "min-bzk",
    "min-szw",
    "min-jenv",
    "min-vws",
    "prov-ov",
    "prov-zh",
    "GM0518",
    "GM0014",
)
"""The organisations that publish challenges in the demonstration, by their id in the register."""
PUBLIC_ROLES = {
    "owner": (Role.OWNER,),
    "editor": (Role.EDITOR,),
    "programme": (Role.PROGRAMME_MANAGER,),
    "mentor": (Role.MENTOR,),
    "leader": (),
    "professional": (),
    "chair": (),
}
WISHES = (
    "Werkt het liefst met mensen die iets willen proberen.",
    "Brengt graag rust in een team dat veel tegelijk wil. Deed dat eerder bij een gemeente.",
    "Zoekt uit wat mensen echt nodig hebben, en schrijft het op zodat anderen verder kunnen.",
    "Houdt van kleine proeven: eerst drie gesprekken, dan een schets, dan pas een plan.",
)
THEMES = ("wonen", "digitale-inclusie", "zorg", "mobiliteit", "energietransitie", "veiligheid")
FIRST_EXTERNAL = 30  # of the fifty made-up people, the first thirty are civil servants


@dataclass
class Cast:
    """Everybody's id, by what the story calls them."""

    players: dict[str, UUID] = field(default_factory=dict)
    organisations: dict[str, UUID] = field(default_factory=dict)
    owners: dict[UUID, UUID] = field(default_factory=dict)
    editors: dict[UUID, UUID] = field(default_factory=dict)
    startups: dict[str, tuple[UUID, UUID]] = field(default_factory=dict)
    startup_names: dict[str, str] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    profiles: dict[str, UUID] = field(default_factory=dict)


def gather(stage: Stage, password_hash: str) -> Cast:
    """Sign everybody up, a year and a half ago, with one password for all."""
    cast = Cast()
    _find_organisations(cast)
    joined = stage.moment(-500)
    crowd = _crowd(stage, password_hash)
    players = _players(stage, cast, password_hash)
    stage.write(joined, *crowd.values(), *players.values())
    for account, person in players.items():
        cast.players[account] = person.id
        cast.emails[account] = person.email
    cast.names = {person.id: person.name for person in (*crowd.values(), *players.values())}
    stage.write(joined, *_officials(stage, cast, list(crowd.values())))
    stage.write(joined, *_startups(stage, cast, list(crowd.values())))
    stage.write(joined, *_mentors(stage, cast, list(crowd.values())))
    stage.write(joined, *_profiles(stage, cast, crowd))
    stage.write(joined, *_endorsements(stage, cast, crowd))
    return cast


def _find_organisations(cast: Cast) -> None:
    rows = db.session.execute(select(Organisation.register_id, Organisation.id))
    cast.organisations = {str(register_id): found for register_id, found in rows if register_id}


def _person(stage: Stage, email: str, name: str, password_hash: str) -> Person:
    joined = stage.moment(-500)
    return Person(
        email=email,
        email_key=email_key(email),
        name=name,
        created_at=joined,
        confirmed_at=joined,
        password_hash=password_hash,
    )


def _crowd(stage: Stage, password_hash: str) -> dict[str, Person]:
    return {
        each["id"]: _person(stage, each["email"], each["name"], password_hash)
        for each in read("demo/persons")
    }


def _players(stage: Stage, cast: Cast, password_hash: str) -> dict[str, Person]:
    home = cast.organisations["min-bzk"]
    people = {}
    for player in PLAYERS:
        person = _person(stage, player.email, player.name, password_hash)
        if player.account in PUBLIC_ROLES:
            roles = (Role.MEMBER, *PUBLIC_ROLES[player.account])
            person.grants = [_grant(stage, role, home) for role in roles]
        if player.account == "admin":
            person.grants = [_grant(stage, Role.ADMINISTRATOR, None)]
        people[player.account] = person
    return people


def _grant(stage: Stage, role: Role, at_id: UUID | None) -> RoleGrant:
    return RoleGrant(role=role, at_id=at_id, given_at=stage.moment(-500))


def _given(stage: Stage, person_id: UUID, role: Role, at_id: UUID) -> RoleGrant:
    grant = _grant(stage, role, at_id)
    grant.person_id = person_id
    return grant


def _officials(stage: Stage, cast: Cast, crowd: list[Person]) -> Iterator[RoleGrant]:
    """An owner and an editor for each organisation, and one programme manager for all."""
    civil_servants = iter(crowd[:FIRST_EXTERNAL])
    for register_id in HOMES:
        home = cast.organisations[register_id]
        if register_id == "min-bzk":
            cast.owners[home], cast.editors[home] = cast.players["owner"], cast.players["editor"]
            continue
        yield _given(stage, cast.players["programme"], Role.PROGRAMME_MANAGER, home)
        for role, place in ((Role.OWNER, cast.owners), (Role.EDITOR, cast.editors)):
            person = next(civil_servants)
            place[home] = person.id
            yield _given(stage, person.id, Role.MEMBER, home)
            yield _given(stage, person.id, role, home)


def _startups(stage: Stage, cast: Cast, crowd: list[Person]) -> Iterator[Any]:
    """Twelve startups; the founders of the first two are in the cast."""
    founders = iter(crowd[FIRST_EXTERNAL:])
    for number, (key, name) in enumerate(read("demo/submissions")["startups"].items(), start=1):
        founder = cast.players.get(f"startup-{key}") or next(founders).id
        confirmed = None if key == "12" else stage.moment(-490)
        startup = Organisation(
            kind=OrganisationKind.STARTUP,
            name=name,
            name_key=name_key(name),
            slug=f"startup-{number}",
            kvk_number=f"{90_000_000 + number}",
            kvk_confirmed_at=confirmed,
            registered_at=stage.moment(-500),
        )
        yield startup
        yield _given(stage, founder, Role.MEMBER, startup.id)
        cast.startups[key] = (startup.id, founder)
        cast.startup_names[key] = name


def _mentors(stage: Stage, cast: Cast, crowd: list[Person]) -> Iterator[Any]:
    cards = (
        (
            cast.players["mentor"],
            "Kent de bibliotheken, de gemeenten en het Kadaster.",
            "dinsdag 13.00 uur",
        ),
        (crowd[22].id, "Werkte tien jaar bij een waterschap.", "woensdag 9.30 uur"),
        (crowd[21].id, "Weet de weg bij inkoop en juridische zaken.", "donderdag 16.00 uur"),
    )
    home = cast.organisations["min-bzk"]
    for person_id, about, hours in cards:
        if person_id != cast.players["mentor"]:
            yield _given(stage, person_id, Role.MENTOR, home)
        yield Mentor(person_id=person_id, capacity=2, about=about, office_hours=hours)


def _profiles(stage: Stage, cast: Cast, crowd: dict[str, Person]) -> Iterator[Any]:
    """The fifty made-up professionals; the first of them is played by the one of the cast."""
    first, *others = read("demo/persons")
    yield _profile(stage, cast, "professional", cast.players["professional"], first)
    cast.profiles[first["id"]] = cast.profiles["professional"]
    for each in others:
        yield _profile(stage, cast, each["id"], crowd[each["id"]].id, each)


def _endorsements(stage: Stage, cast: Cast, crowd: dict[str, Person]) -> Iterator[Endorsement]:
    told = read("demo/persons")
    said = {
        (each["id"], tag["by"], tag["tag"])
        for each in told
        for tag in each["tags_by_others"]
        if tag["by"] in crowd
    }
    for key, by, tag in sorted(said):
        yield Endorsement(
            profile_id=cast.profiles[key],
            by_id=crowd[by].id,
            tag=tag,
            given_at=stage.moment(-200),
        )


def _profile(stage: Stage, cast: Cast, key: str, person_id: UUID, told: dict[str, Any]) -> Profile:
    internal, number = told["kind"] == "internal", int(told["id"][1:])
    profile = Profile(
        person_id=person_id,
        kind=ProfileKind.INTERNAL if internal else ProfileKind.EXTERNAL,
        headline=str(told["role"]).replace("-", " ").capitalize(),
        made_at=stage.moment(-400),
        changed_at=stage.moment(-30),
        description=WISHES[number % len(WISHES)],
        hours=min(int(told["hours_per_week"]), 40),
        available_from=date.fromisoformat(told["available_from"]),
        framework=bool(told["framework_agreement"]),
        skills=told["skills"],
        traits=told["traits"],
        interests=sorted({THEMES[number % len(THEMES)], THEMES[number * 3 % len(THEMES)]}),
        colours=vocabulary.whole(told["caluwe"]),
        organisation_id=_employer(cast, key, told) if internal else None,
    )
    cast.profiles[key] = profile.id
    return profile


def _employer(cast: Cast, key: str, told: dict[str, Any]) -> UUID | None:
    """The unit of the register; whoever plays a part works where that part is held."""
    return cast.organisations.get("min-bzk" if key in cast.players else told["org_unit_id"])
