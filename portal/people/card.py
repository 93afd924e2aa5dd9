"""A profile in the words of the reader's language, as its card shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from portal.kernel.text import _, language, ngettext, short_day
from portal.people import vocabulary
from portal.people.model import Profile
from portal.people.vocabulary import Kind

MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Card:
    """Skills lead; the name and the photo stand apart, for who opens the card."""

    profile_id: UUID
    title: str
    about: str
    description: str
    facts: list[tuple[str, str]]
    skills: list[str]
    hits: list[str]
    hit_ids: list[str]
    interests: list[str]
    words: list[str]
    mix: list[tuple[str, str, int]]
    name: str
    has_photo: bool


def card_of(profile: Profile, wanted: frozenset[str] = frozenset()) -> Card:
    """``wanted``: ids of skills that the reader seeks; those come first, with a tick."""
    here = language()
    hits = vocabulary.labels(Kind.SKILLS, wanted & set(profile.skills), here)
    others = vocabulary.labels(Kind.SKILLS, set(profile.skills) - wanted, here)
    return Card(
        profile_id=profile.id,
        title=profile.headline,
        about=profile.organisation.name_in(here) if profile.organisation else "",
        description=profile.description,
        facts=facts(profile),
        skills=[*hits, *others],
        hits=hits,
        hit_ids=sorted(wanted & set(profile.skills)),
        interests=vocabulary.labels(Kind.THEMES, profile.interests, here),
        words=said(profile),
        mix=mix(profile.colours),
        name=profile.person.name,
        has_photo=profile.photo_id is not None,
    )


def facts(profile: Profile) -> list[tuple[str, str]]:
    return [
        (_("Available"), hours_words(profile.hours)),
        (_("From"), short_day(profile.available_from) if profile.available_from else _("now")),
        (_("Until"), short_day(profile.available_until) if profile.available_until else ""),
        (_("Works"), terms(profile)),
    ]


def availability(profile: Profile) -> str:
    """‘16 hours a week, from 1 March 2027’: the hours and the days in one line."""
    parts = [hours_words(profile.hours)]
    if profile.available_from:
        parts.append(_("from %(day)s", day=short_day(profile.available_from)))
    if profile.available_until:
        parts.append(_("until %(day)s", day=short_day(profile.available_until)))
    return ", ".join(parts)


def hours_words(hours: int) -> str:
    return str(ngettext("%(num)d hour a week", "%(num)d hours a week", hours))


def terms(profile: Profile) -> str:
    """On which terms somebody would come."""
    if not profile.is_external:
        return _("within the government")
    if profile.framework:
        return _("externally, framework agreement")
    return _("externally")


def said(profile: Profile) -> list[str]:
    """What colleagues confirmed, most often first."""
    counts = Counter(one.tag for one in profile.endorsements if one.by_id != profile.person_id)
    words = [(-count, tag_label(tag)) for tag, count in counts.items()]
    words.sort(key=lambda pair: (pair[0], vocabulary.sort_key(pair[1])))
    return [word for _count, word in words[:MOST_WORDS]]


def tag_label(tag: str) -> str:
    kind = Kind.TRAITS if tag in vocabulary.known(Kind.TRAITS) else Kind.SKILLS
    return vocabulary.label(kind, tag, language())


def mix(colours: Mapping[str, float]) -> list[tuple[str, str, int]]:
    """(tint, name, percent) of each colour there is, the largest first."""
    parts = [
        (colour.tint, colour.label(language()), round(colours[colour.id]))
        for colour in vocabulary.colours()
        if colours.get(colour.id)
    ]
    return sorted(parts, key=lambda part: -part[2])
