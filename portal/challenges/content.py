"""A challenge as plain values: how they are put on it, what a version keeps, what has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.accounts.model import Organisation
from portal.challenges.model import Challenge, ChallengeText, ChallengeVersion
from portal.kernel import search
from portal.kernel.errors import Overtaken
from portal.kernel.text import _
from portal.people import vocabulary

TEXTS = (
    "title",
    "lead",
    "problem",
    "why",
    "affected",
    "outcome",
    "constraints",
    "offer",
)
"""What is said in each language; all but the first two as Markdown."""
MOMENTS = ("questions_until", "answers_by", "deadline", "decision_by")
DAYS = ("pitch_day", "residency_start")
PLAIN = ("themes", "budget_cents", "place", "contact_email", "residency_months", "standstill_days")
EDITABLE = frozenset({*MOMENTS, *DAYS, *PLAIN, "cohort", "revived_from"})

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that is not the same in two versions. ``part``: ``texts.nl.problem``, ``place``."""

    part: str
    before: Any
    after: Any


def content_of(challenge: Challenge) -> Content:
    """Everything anybody may read of it, as JSON values."""
    return {
        "texts": {
            words.language: {name: getattr(words, name) for name in TEXTS}
            for words in sorted(challenge.texts, key=lambda words: words.language)
        },
        "criteria": [
            {"weight": criterion.weight, "texts": criterion.texts}
            for criterion in challenge.criteria
        ],
        **{name: _plain(getattr(challenge, name)) for name in (*MOMENTS, *DAYS, *PLAIN)},
    }


def content_of_row(row: Any) -> Content:
    """The same from a row of ``queries.reading``."""
    return {
        "texts": row.texts or {},
        "criteria": row.criteria or [],
        **{name: _plain(getattr(row, name)) for name in (*MOMENTS, *DAYS, *PLAIN)},
    }


def fingerprint(challenge: Challenge, parts: Sequence[str]) -> str:
    """Of these parts as they are stored: another one means that somebody changed them."""
    now = flat(content_of(challenge))
    stored = json.dumps([now.get(part) for part in parts], sort_keys=True)
    return hashlib.sha256(stored.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Seen:
    """The fingerprint of these parts as they were when somebody began to change them."""

    parts: Sequence[str]
    mark: str

    def still_holds(self, challenge: Challenge) -> None:
        """Raises Overtaken where somebody else saved the same parts in the meantime."""
        if self.mark != fingerprint(challenge, self.parts):
            raise Overtaken(_("Somebody else saved this part in the meantime."))


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """What changed, part by part, in the order of the page."""
    old, new = flat(before), flat(after)
    parts = [*new, *(part for part in old if part not in new)]
    return tuple(
        Difference(part, old.get(part), new.get(part))
        for part in parts
        if (old.get(part) or None) != (new.get(part) or None)
    )


def write(
    challenge: Challenge, facts: Mapping[str, Any], texts: Mapping[str, Mapping[str, str]]
) -> None:
    """Put these values on the challenge."""
    for name in facts.keys() & EDITABLE:
        setattr(challenge, name, facts[name])
    by_language = {words.language: words for words in challenge.texts}
    for language, said in texts.items():
        words = by_language.get(language)
        if words is None:
            if not any(said.values()):
                continue
            words = ChallengeText(language=language, title="")
            challenge.texts.append(words)
        for name in said.keys() & set(TEXTS):
            setattr(words, name, said[name])


def index(challenge: Challenge, organisation: Organisation) -> None:
    """Make it found by its words, its themes and whose it is, in both languages."""
    for words in challenge.texts:
        themes = vocabulary.labels("themes", challenge.themes, words.language)
        said = [getattr(words, name) for name in TEXTS]
        names = [organisation.name_in(words.language), organisation.abbreviation or ""]
        words.stems = search.vector("\n".join([*said, *themes, *names]))


def next_version(
    challenge: Challenge, *, by: UUID | None, reason: str, moment: datetime
) -> ChallengeVersion:
    """What anybody can read from this moment on, under the next number."""
    challenge.version += 1
    return ChallengeVersion(
        challenge_id=challenge.id,
        number=challenge.version,
        made_at=moment,
        made_by_id=by,
        reason=reason,
        content=content_of(challenge),
    )


def words_in(texts: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    """Texts in this language, each part in Dutch where it was not translated."""
    dutch, chosen = texts.get("nl", {}), texts.get(language, {})
    return {name: chosen.get(name) or dutch.get(name, "") for name in TEXTS}


def flat(content: Content) -> dict[str, Any]:
    """Every part by its name, such as ``texts.nl.problem`` or ``place``."""
    found: dict[str, Any] = {
        f"texts.{language}.{name}": said
        for language, words in content.get("texts", {}).items()
        for name, said in words.items()
    }
    found["criteria"] = content.get("criteria", [])
    for name in (*MOMENTS, *DAYS, *PLAIN):
        found[name] = content.get(name)
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
