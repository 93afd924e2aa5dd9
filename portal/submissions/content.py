"""What a submission consists of, what is still missing, and the form its hash is taken of. Pure."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from portal.kernel.text import Sentence, lazy

TITLE_LENGTH = 120
MOST_FILES = 10
MOST_MEMBERS = 20
WORDS = {"summary": 150, "approach": 800, "why_us": 300}
"""The most words that each text may have."""


class Step(StrEnum):
    """The pages of an application, in their order; the values stand in addresses."""

    SUMMARY = "summary"
    APPROACH = "approach"
    TEAM = "team"
    WHY_US = "why-us"
    FILES = "files"

    @property
    def label(self) -> Sentence:
        return LABELS[self]

    @property
    def next(self) -> Step | None:
        """The step after this one; none where checking and sending comes next."""
        steps = list(Step)
        return steps[steps.index(self) + 1] if self is not steps[-1] else None


LABELS: dict[Step, Sentence] = {
    Step.SUMMARY: lazy("Summary"),
    Step.APPROACH: lazy("Your approach"),
    Step.TEAM: lazy("Your team"),
    Step.WHY_US: lazy("Why you"),
    Step.FILES: lazy("Files"),
}

FIELDS: dict[Step, tuple[str, ...]] = {
    Step.SUMMARY: ("title", "summary"),
    Step.APPROACH: ("approach",),
    Step.TEAM: ("team",),
    Step.WHY_US: ("why_us",),
}
"""What is typed at each step, by the names of the columns."""


class Typed(Protocol):
    """The working copy, as far as it is typed."""

    title: str
    summary: str
    approach: str
    why_us: str
    team: list[Any]


class Attached(Protocol):
    """A file of the working copy with what is stored of it."""

    @property
    def id(self) -> Any: ...
    @property
    def name(self) -> str: ...
    @property
    def file(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that must be right before a submission can be sent."""

    step: Step
    sentence: Sentence


def words_in(text: str) -> int:
    return len(text.split())


def gaps(copy: Typed) -> list[Gap]:
    """What keeps the working copy from being sent, in the order of the steps."""
    asked = (
        (Step.SUMMARY, bool(copy.title), lazy("Give your solution a name.")),
        (Step.SUMMARY, bool(copy.summary), lazy("Write a summary.")),
        (Step.SUMMARY, _fits(copy, "summary"), lazy("Your summary is too long.")),
        (Step.APPROACH, bool(copy.approach), lazy("Describe your approach.")),
        (Step.APPROACH, _fits(copy, "approach"), lazy("Your approach is too long.")),
        (Step.TEAM, bool(copy.team), lazy("Add at least one member of your team.")),
        (Step.TEAM, _complete(copy.team), lazy("Give each member of your team a name and a role.")),
        (Step.WHY_US, bool(copy.why_us), lazy("Write why you are the right startup.")),
        (Step.WHY_US, _fits(copy, "why_us"), lazy("Your text on why you is too long.")),
    )
    return [Gap(step, sentence) for step, fine, sentence in asked if not fine]


def _fits(copy: Typed, field: str) -> bool:
    return words_in(getattr(copy, field)) <= WORDS[field]


def _complete(team: Sequence[Mapping[str, str]]) -> bool:
    return all(member.get("name") and member.get("role") for member in team)


def texts(copy: Typed) -> dict[str, Any]:
    """What was typed, of all steps together."""
    return {name: getattr(copy, name) for names in FIELDS.values() for name in names}


def listed(files: Sequence[Attached]) -> list[dict[str, Any]]:
    """The files as a sent version names them."""
    return [
        {
            "id": str(attached.id),
            "name": attached.name,
            "size": attached.file.size,
            "sha256": attached.file.sha256,
            "media_type": attached.file.media_type,
        }
        for attached in files
    ]


def canonical(content: Any) -> bytes:
    """JSON with sorted keys, no blanks, in UTF-8: the same content gives the same bytes."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(content: Any) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def digest(copy: Typed, files: Sequence[Attached]) -> str:
    """One word for all that the applicant can change; equal if and only if nothing differs."""
    return sha256({**texts(copy), "files": [str(attached.id) for attached in files]})


def token(values: Mapping[str, Any]) -> str:
    """What a page carries of the values it was made from, to tell when they changed since."""
    return sha256(dict(values))[:16]


_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read for another


def receipt_code() -> str:
    """A random code in three groups, 59 bits: nobody guesses one or counts with it."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(12))
    return "-".join(code[start : start + 4] for start in range(0, 12, 4))
