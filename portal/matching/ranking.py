"""In which order cards are shown. Pure: no application, no database, no names, no photos.

First who can work there at all; then how far somebody's skills meet what the team still needs,
how the colours fit, and the hours. Equal scores go by a hash of project and profile, the same
way for ever. The weights were tried on ``history`` of an example world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

HALF = 0.5
"""Of the time and of the hours asked: below it somebody cannot work there."""

DECLARED, CONFIRMED, ONLY_CONFIRMED = 0.8, 1.0, 0.5
"""What a skill counts: said by oneself, said by a colleague too, by a colleague only."""

COVERED = 0.25
"""What a need still counts when somebody in the team has it."""

WEIGHTS = {"needs": 0.7, "colours": 0.2, "hours": 0.1}
APPEAL = {"needs": 0.6, "colours": 0.2, "hours": 0.1, "themes": 0.1}


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody brings. ``since`` and ``until`` in days (or weeks, as the wish is)."""

    key: str
    skills: frozenset[str]
    confirmed: frozenset[str]
    colours: Mapping[str, float]
    hours: float
    since: float = -inf
    until: float = inf
    external: bool = False
    framework: bool = False
    interests: frozenset[str] = frozenset()

    def having(self, skill: str) -> float:
        """From 0 to 1: how much there is to go by that somebody has this skill."""
        if skill in self.skills:
            return CONFIRMED if skill in self.confirmed else DECLARED
        return ONLY_CONFIRMED if skill in self.confirmed else 0.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What a team asks for. ``needs``: weight by skill; ``covered``: skills it has already."""

    key: str
    needs: Mapping[str, float]
    colours: Mapping[str, float]
    hours: float
    start: float
    length: float
    externals_ok: bool = True
    framework_required: bool = False
    themes: frozenset[str] = frozenset()
    covered: frozenset[str] = frozenset()

    def weight(self, skill: str) -> float:
        return self.needs[skill] * (COVERED if skill in self.covered else 1)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a card is shown, for the words on it: skills, the most wanted first."""

    fills: tuple[str, ...] = ()
    doubles: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


def can_work(offer: Offer, wish: Wish) -> bool:
    """Whether somebody can work there at all: half of the time, half of the hours, the terms."""
    if offer.external and not wish.externals_ok:
        return False
    if offer.external and wish.framework_required and not offer.framework:
        return False
    together = min(offer.until, wish.start + wish.length) - max(offer.since, wish.start)
    return together >= HALF * wish.length and offer.hours >= HALF * wish.hours


def score(offer: Offer, wish: Wish) -> float:
    """How well somebody fits the team, from 0 to 1."""
    return _weighed(_fits(offer, wish), WEIGHTS)


def appeal(offer: Offer, wish: Wish) -> float:
    """How well a team fits somebody, from 0 to 1: their themes count too."""
    themes = 1.0 if offer.interests & wish.themes else 0.0
    return _weighed({**_fits(offer, wish), "themes": themes}, APPEAL)


def tie(offer: Offer, wish: Wish) -> str:
    """Orders equal scores: by chance, and always the same way."""
    return hashlib.sha256(f"{wish.key} {offer.key}".encode()).hexdigest()[:16]


def order(offers: Iterable[Offer], wish: Wish) -> list[Offer]:
    """Who can work there, the best fit first."""
    able = [offer for offer in offers if can_work(offer, wish)]
    return sorted(able, key=lambda offer: (-score(offer, wish), tie(offer, wish)))


def order_for(offer: Offer, wishes: Iterable[Wish]) -> list[Wish]:
    """The teams somebody can work in, the best fit first."""
    able = [wish for wish in wishes if can_work(offer, wish)]
    return sorted(able, key=lambda wish: (-appeal(offer, wish), tie(offer, wish)))


def reasons(offer: Offer, wish: Wish) -> Reasons:
    has = sorted(
        (skill for skill in wish.needs if offer.having(skill)),
        key=lambda skill: (-wish.needs[skill] * offer.having(skill), skill),
    )
    return Reasons(
        fills=tuple(skill for skill in has if skill not in wish.covered),
        doubles=tuple(skill for skill in has if skill in wish.covered),
        themes=tuple(sorted(offer.interests & wish.themes)),
    )


def rank(public: dict[str, Any], project_id: str, seen: Sequence[dict[str, Any]]) -> list[str]:
    """Ids of the profiles in the order in which the leader of a project should be shown them.

    ``public``: a matching world. ``seen``: what happened in this deck so far, as {profile,
    leader, candidate}; who was seen is not shown again, and what a match brings is covered.
    """
    (project,) = (one for one in public["projects"] if one["id"] == project_id)
    offers = {row["id"]: _offer_of(row) for row in public["profiles"]}
    matched = [offers[one["profile"]] for one in seen if one["leader"] and one.get("candidate")]
    gone = {one["profile"] for one in seen}
    fresh = (offer for key, offer in offers.items() if key not in gone)
    return [offer.key for offer in order(fresh, _wish_of(project, matched))]


def covered_by(offers: Iterable[Offer]) -> frozenset[str]:
    """The skills that a team has."""
    return frozenset[str]().union(*(offer.skills | offer.confirmed for offer in offers))


def _fits(offer: Offer, wish: Wish) -> dict[str, float]:
    return {
        "needs": _needs_met(offer, wish),
        "colours": _colours_fit(offer.colours, wish.colours),
        "hours": min(1.0, offer.hours / wish.hours) if wish.hours else 1.0,
    }


def _needs_met(offer: Offer, wish: Wish) -> float:
    asked = sum(wish.weight(skill) for skill in wish.needs)
    if not asked:
        return 0.0
    return sum(wish.weight(skill) * offer.having(skill) for skill in wish.needs) / asked


def _colours_fit(has: Mapping[str, float], wanted: Mapping[str, float]) -> float:
    """The share that two mixes have in common; half where one of them is not known."""
    if not sum(has.values()) or not sum(wanted.values()):
        return HALF
    whole_has, whole_wanted = sum(has.values()), sum(wanted.values())
    return sum(
        min(has.get(colour, 0) / whole_has, share / whole_wanted)
        for colour, share in wanted.items()
    )


def _weighed(fits: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return round(sum(weights[part] * fits[part] for part in weights), 9)


def _offer_of(row: Mapping[str, Any]) -> Offer:
    said = (one for one in row["endorsements"] if one["by"] != row["id"])
    return Offer(
        key=row["id"],
        skills=frozenset(row["skills"]),
        confirmed=frozenset(one["tag"] for one in said if one["kind"] == "skill"),
        colours=row["colours"],
        hours=row["hours"],
        since=-inf if row["available_from"] is None else row["available_from"],
        until=inf if row["available_until"] is None else row["available_until"],
        external=row["kind"] == "external",
        framework=row["framework"],
        interests=frozenset(row["interests"]),
    )


def _wish_of(row: Mapping[str, Any], matched: Iterable[Offer]) -> Wish:
    return Wish(
        key=row["id"],
        needs={need["skill"]: need["weight"] for need in row["needs"]},
        colours=row["colour_wanted"],
        hours=row["hours"],
        start=row["start"],
        length=row["weeks"],
        externals_ok=row["externals_ok"],
        framework_required=row["framework_required"],
        themes=frozenset([row["theme"]]),
        covered=covered_by(matched),
    )
