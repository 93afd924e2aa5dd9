"""What a chair decides, and what is still missing before it can be recorded. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from portal.jury.model import Outcome
from portal.jury.ranking import Ranking
from portal.jury.sitting import Entry
from portal.kernel.text import Sentence, lazy

NOBODY = "nobody"
"""What the form says where nobody is invited."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision as it was written: ``reserve_ids`` in order, ``reasons`` by submission.

    ``reason``: why nobody is invited; where somebody is, it is the reason of that submission.
    """

    outcome: Outcome
    shortlisted_id: UUID | None = None
    reserve_ids: Sequence[UUID] = ()
    reasons: Mapping[UUID, str] = field(default_factory=dict)
    reason: str = ""
    tie_reason: str = ""
    deviation_reason: str = ""


def read(answers: Mapping[str, Any], entries: Sequence[Entry]) -> Choice:
    """The answers of the form, typed just now or stored as a draft, as a choice.

    They name submissions by number: ``shortlisted``, ``reserve_1`` …, ``reason_7``.
    """
    ids = {str(entry.number): entry.id for entry in entries}
    named = [answers.get(f"reserve_{place}") for place in range(1, len(entries))]
    chosen = answers.get("shortlisted")
    return Choice(
        outcome=Outcome.NO_AWARD if chosen == NOBODY else Outcome.AWARD,
        shortlisted_id=ids.get(str(chosen)),
        reserve_ids=[ids[str(number)] for number in named if str(number) in ids],
        reasons={entry.id: answers.get(f"reason_{entry.number}") or "" for entry in entries},
        reason=answers.get("reason") or "",
        tie_reason=answers.get("tie_reason") or "",
        deviation_reason=answers.get("deviation_reason") or "",
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing or wrong, and the field of the form that it is about."""

    field: str
    sentence: Sentence


def gaps(choice: Choice, ranking: Ranking, entries: Sequence[Entry]) -> list[Gap]:
    """Everything that stands between this choice and its recording; empty where nothing does."""
    if choice.outcome is Outcome.NO_AWARD:
        found = list(_without_award(choice))
    else:
        found = list(_with_award(choice, ranking, {entry.id for entry in entries}))
    for entry in entries:
        if not choice.reasons.get(entry.id, "").strip():
            sentence = lazy("Give a reason for submission %(number)s.", number=entry.number)
            found.append(Gap(f"reason_{entry.number}", sentence))
    return found


def _without_award(choice: Choice) -> Iterator[Gap]:
    if choice.shortlisted_id or choice.reserve_ids:
        yield Gap("shortlisted", lazy("Without a winner there are no reserves either."))
    if not choice.reason.strip():
        yield Gap("reason", lazy("Say why nobody is invited."))


def _with_award(choice: Choice, ranking: Ranking, known: set[UUID]) -> Iterator[Gap]:
    if choice.shortlisted_id is None:
        yield Gap("shortlisted", lazy("Choose who is invited, or choose nobody."))
        return
    named = [choice.shortlisted_id, *choice.reserve_ids]
    if not set(named) <= known:
        yield Gap("shortlisted", lazy("Choose only from the submissions in this box."))
        return
    if len(set(named)) < len(named):
        yield Gap("reserve_1", lazy("A submission can have only one place."))
    if ranking.tied_with(choice.shortlisted_id) and not choice.tie_reason.strip():
        yield Gap("tie_reason", lazy("Others have the same mean. Say why it is this one."))
    follows = ranking.follows(choice.shortlisted_id, choice.reserve_ids)
    if not follows and not choice.deviation_reason.strip():
        yield Gap("deviation_reason", lazy("This is not the order of the means. Say why."))
