"""What changed between two versions, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.challenges.content import DAYS, MOMENTS, PLAIN, Difference, differences, flat
from portal.challenges.model import ChallengeVersion
from portal.challenges.views.reading import HEADINGS
from portal.kernel.text import (
    Sentence,
    _,
    language,
    lazy,
    markdown,
    moment_words,
    money,
    ngettext,
    short_day,
)
from portal.people import vocabulary

NAMES: dict[str, Sentence] = {
    "title": lazy("Title"),
    "lead": lazy("The question in short"),
    **HEADINGS,
    "themes": lazy("Themes"),
    "budget_cents": lazy("Budget"),
    "place": lazy("Where"),
    "contact_email": lazy("Address for questions"),
    "residency_months": lazy("Length of the residency"),
    "standstill_days": lazy("Standstill period"),
    "questions_until": lazy("Questions until"),
    "answers_by": lazy("Answers by"),
    "deadline": lazy("Deadline"),
    "decision_by": lazy("Decision of the jury"),
    "pitch_day": lazy("Pitch round"),
    "residency_start": lazy("Start of the residency"),
    "criteria": lazy("What the jury looks at"),
}
MARKDOWN = frozenset(HEADINGS)


@dataclass(frozen=True, slots=True)
class Change:
    name: str
    before: str
    after: str
    is_text: bool


@dataclass(frozen=True, slots=True)
class Told:
    version: ChallengeVersion
    changes: list[Change]


def told(versions: Sequence[ChallengeVersion]) -> list[Told]:
    """Newest first, each with what differs from the one before it; the first with nothing."""
    pairs = zip(versions, [*versions[1:], None], strict=True)
    return [
        Told(
            version,
            [_change(one) for one in differences(before.content, version.content)]
            if before
            else [],
        )
        for version, before in pairs
    ]


def facts(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Dates, budget and the like of a version, by name."""
    named = (*MOMENTS, *DAYS, *PLAIN)
    return [(str(NAMES[name]), _words(name, content[name])) for name in named if content.get(name)]


def written(part: str, content: dict[str, Any]) -> tuple[str, Any]:
    """The name of a part and what it says, Markdown already as mark-up."""
    name = part.rsplit(".", maxsplit=1)[-1]
    value = flat(content).get(part)
    words = _words(name, value)
    return str(NAMES[name]), markdown(words) if name in MARKDOWN and words else words


def _change(difference: Difference) -> Change:
    parts = difference.part.split(".")
    name = str(NAMES[parts[-1]])
    if parts[0] == "texts" and parts[1] != "nl":
        name = _("%(name)s (English)", name=name)
    return Change(
        name,
        _words(parts[-1], difference.before),
        _words(parts[-1], difference.after),
        parts[-1] in MARKDOWN,
    )


def _words(name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    return str(WRITTEN[name](value)) if name in WRITTEN else str(value)


def _moment(value: str) -> str:
    return moment_words(datetime.fromisoformat(value))


def _day(value: str) -> str:
    return short_day(date.fromisoformat(value))


def _weights(value: list[dict[str, Any]]) -> str:
    return ", ".join(f"{one['texts']['nl']['name']} {one['weight']}%" for one in value)


WRITTEN: dict[str, Callable[[Any], str]] = {
    "themes": lambda value: ", ".join(vocabulary.labels("themes", value, language())),
    "budget_cents": money,
    "residency_months": lambda value: ngettext("%(num)d month", "%(num)d months", value),
    "standstill_days": lambda value: ngettext("%(num)d day", "%(num)d days", value),
    **dict.fromkeys(MOMENTS, _moment),
    **dict.fromkeys(DAYS, _day),
    "criteria": _weights,
}
"""How a value is written where it is no text."""
