"""The page of one challenge, made ready: every phase of its life, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from portal.challenges import rules
from portal.challenges.content import words_in
from portal.challenges.states import Phase
from portal.challenges.views import shown
from portal.kernel.text import (
    _,
    day_words,
    language,
    lazy,
    moment_words,
    money,
    month_words,
    short_day,
)
from portal.people import vocabulary

HEADINGS = {
    "problem": lazy("The problem"),
    "why": lazy("Why it matters"),
    "affected": lazy("Who is affected"),
    "outcome": lazy("What we want to have at the end"),
    "constraints": lazy("What cannot change"),
    "offer": lazy("What the startup gets"),
}

OUTCOMES = {
    "launching_customer": lazy("The government becomes the first customer"),
    "extended_pilot": lazy("The trial goes on"),
    "adopted_elsewhere": lazy("Another organisation takes it up"),
    "no_follow_up": lazy("There is no follow-up"),
    "stopped_early": lazy("Stopped early"),
}
"""What came of a residency, by the word that is kept with the winner when it ends."""

WITH_A_WINNER = frozenset({Phase.AWARDED, Phase.STANDSTILL, Phase.CONCLUDED})


@dataclass(frozen=True, slots=True)
class Section:
    """``lang`` is empty where the text is in the language of the page."""

    id: str
    heading: str
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Weight:
    name: str
    about: str
    percent: int
    anchors: tuple[str, ...]

    @property
    def bar(self) -> tuple[str, str, int]:
        """As the macro of the bars takes it."""
        return self.name, self.about, self.percent


@dataclass(frozen=True, slots=True)
class Panel:
    count: str
    note: str
    facts: list[tuple[str, str]]
    calm: bool


@dataclass(frozen=True, slots=True)
class ChallengePage:
    c: Any
    title: str
    lead: str
    lang: str
    by: str
    phase: Phase
    badge: Markup
    sections: list[Section]
    criteria: list[Weight]
    themes: list[tuple[str, str]]
    timeline: list[shown.Item]
    panel: Panel
    is_open: bool
    questions_open: bool
    is_public: bool
    winner: dict[str, str] | None
    past: Past | None
    changed: tuple[str, str] | None

    @property
    def contents(self) -> list[tuple[str, str]]:
        """What is on the page, for its table of contents."""
        criteria = [(_("What the jury looks at"), "#criteria")] if self.criteria else []
        planning = [(_("Planning"), "#planning")] if self.timeline else []
        parts = [(section.heading, f"#{section.id}") for section in self.sections]
        return [*parts, *criteria, *planning, (_("Who asks it"), "#who")]


@dataclass(frozen=True, slots=True)
class Translation:
    """What was written in the language the page is not in; parts that were left empty are not."""

    lang: str
    title: str
    lead: str
    sections: list[Section]
    criteria: list[Weight]


@dataclass(frozen=True, slots=True)
class Past:
    """What a demonstration brings back to life."""

    slug: str
    title: str
    sources: list[dict[str, str]]


def page_of(row: Any, now: datetime, content: dict[str, Any] | None = None) -> ChallengePage:
    """``row`` of ``queries.reading``; ``content`` of an older version instead of the present."""
    tongue = language()
    texts = content["texts"] if content else row.texts
    criteria = content["criteria"] if content else row.criteria
    words, translated = words_in(texts, tongue), texts.get(tongue, {})
    phase = rules.public_phase(row, now)
    return ChallengePage(
        c=row,
        title=words["title"],
        lead=words["lead"],
        lang="" if translated.get("title") else "nl",
        by=(row.by_en or row.by) if tongue == "en" else row.by,
        phase=phase,
        badge=shown.badge(row, now),
        sections=[
            Section(name, str(heading), words[name], "" if translated.get(name) else "nl")
            for name, heading in HEADINGS.items()
            if words[name]
        ],
        criteria=_criteria(criteria or [], tongue),
        themes=[(theme, vocabulary.label("themes", theme, tongue)) for theme in row.themes],
        timeline=shown.timeline(row, now) if row.deadline else [],
        panel=_panel(row, phase, now),
        is_open=phase in rules.OPEN,
        questions_open=phase is Phase.QUESTIONS_OPEN,
        is_public=rules.is_public(row, now),
        winner=_winner(row.winner) if phase in WITH_A_WINNER else None,
        past=_past(row, tongue),
        changed=_changed(row),
    )


def translation_of(row: Any) -> Translation | None:
    """The same challenge in the other language; nothing while it is written in one only."""
    tongue = language()
    if not _is_written_in(row, "en"):
        return None
    other = "nl" if tongue == "en" else "en"
    words = row.texts.get(other, {})
    return Translation(
        lang=other,
        title=words.get("title", ""),
        lead=words.get("lead", ""),
        sections=[
            Section(name, str(heading), words[name], other)
            for name, heading in HEADINGS.items()
            if words.get(name)
        ],
        criteria=_criteria([one for one in row.criteria or [] if other in one["texts"]], other),
    )


def _is_written_in(row: Any, tongue: str) -> bool:
    criteria = (one["texts"].get(tongue, {}) for one in row.criteria or [])
    return any((row.texts or {}).get(tongue, {}).values()) or any(
        words.get("name") for words in criteria
    )


def _winner(kept: dict[str, str] | None) -> dict[str, str] | None:
    """Who was chosen and why, and once their residency ended: what came of it."""
    if kept is None or kept.get("outcome") not in OUTCOMES:
        return kept
    return {**kept, "came_of_it": str(OUTCOMES[kept["outcome"]])}


def archived_page(row: Any) -> dict[str, Any]:
    """A challenge of the past, with what its sources say and what they do not."""
    tongue = language()
    words = {**row.texts["nl"], **row.texts.get(tongue, {})}
    facts = row.facts
    criteria = facts.get("criteria") or ()
    return {
        "title": words["title"],
        "summary": words["lead"],
        "by": ((row.by_en or row.by) if tongue == "en" else row.by) or row.sponsor,
        "badge": shown.badge_of("archived", tongue),
        "winner": facts.get("winner"),
        "solution": facts.get("selected_solution"),
        "year": str(row.sort_day.year),
        "facts": [
            (_("Published"), told(facts.get("published"))),
            (_("Deadline"), told(facts.get("deadline"))),
            (_("Outcome"), told(facts.get("outcome_date"))),
            (_("What the startup got"), facts.get("budget_text")),
        ],
        "criteria": [Weight(one["name"], "", int(one["weight"]), ()) for one in criteria],
        "themes": [(theme, vocabulary.label("themes", theme, tongue)) for theme in row.themes],
        "sources": [_source(source) for source in row.sources],
        "revived_as": row.revived_as,
    }


def told(day: str | None) -> str:
    """A date as a source gives it, in words: ‘2018-10’ is ‘oktober 2018’."""
    parts = (day or "").split("-")
    if parts == [""]:
        return ""
    whole = date(*(int(part) for part in [*parts, "1", "1"][:3]))
    return {1: str(whole.year), 2: month_words(whole)}.get(len(parts)) or short_day(whole)


def _source(source: dict[str, str]) -> dict[str, str]:
    """With its date in words, where the reference does not name the year itself."""
    day = source.get("date") or ""
    return {**source, "when": "" if day[:4] in source.get("ref", "") else told(day)}


def _past(row: Any, tongue: str) -> Past | None:
    if not row.past_texts:
        return None
    words = row.past_texts.get(tongue) or row.past_texts["nl"]
    return Past(row.revived_from, words["title"], row.past_sources)


def _changed(row: Any) -> tuple[str, str] | None:
    """The reason of the last change, and its day."""
    if not row.changed:
        return None
    return row.changed["reason"], day_words(datetime.fromisoformat(row.changed["made_at"]))


def _criteria(criteria: list[dict[str, Any]], tongue: str) -> list[Weight]:
    found = []
    for criterion in criteria:
        words = criterion["texts"].get(tongue) or criterion["texts"]["nl"]
        found.append(
            Weight(
                words["name"],
                words.get("about", ""),
                criterion["weight"],
                tuple(words.get("anchors", ())),
            )
        )
    return found


def _panel(row: Any, phase: Phase, now: datetime) -> Panel:
    count, note = shown.days(row, now, row.winner and row.winner.get("name"))
    if phase in rules.OPEN:
        note = _("Closes %(moment)s", moment=moment_words(row.deadline))
    elif phase in {Phase.DRAFT, Phase.IN_REVIEW, Phase.CHANGES_REQUESTED}:
        count, note = _("Not public yet"), ""
    facts = [
        (_("Budget"), money(row.budget_cents) if row.budget_cents is not None else ""),
        (_("Residency"), shown.lasts(row)),
        (_("Where"), row.place),
    ]
    return Panel(str(count), str(note), facts, calm=phase not in rules.OPEN)
