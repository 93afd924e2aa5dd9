"""The words that the whole portal chooses from: skills, themes, traits and colours.

Read once from ``data/``; each has a stable id, a Dutch and an English label. What is stored is
the id, so that a label can be bettered. Lists are in the order of a dictionary of the reader's
language.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any

from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.settings import ROOT

DATA = ROOT / "data"
WHOLE = 100
"""The percentages of the colours of one person or team together."""


class Kind(StrEnum):
    SKILLS = "skills"
    THEMES = "themes"
    TRAITS = "traits"
    COLOURS = "colours"


@dataclass(frozen=True, slots=True)
class Term:
    """One word to choose. ``group`` holds like words together, where there are groups."""

    id: str
    labels: Mapping[str, str]
    group: str = ""

    def label(self, language: str) -> str:
        return self.labels.get(language) or self.labels["nl"]


@dataclass(frozen=True, slots=True)
class Colour(Term):
    """One of the colours of change of De Caluwé and Vermaak: how somebody thinks that it comes.

    ``tint`` is the English name that the style sheets know; ``changes_when`` goes on after
    the words "things change when", in either language.
    """

    tint: str = ""
    changes_when: Mapping[str, str] = field(default_factory=dict)


MOST = {Kind.SKILLS: 12, Kind.TRAITS: 5, Kind.THEMES: 8}
"""How many of each somebody may choose: who is good at everything says nothing."""

GROUPS: Mapping[str, Mapping[str, str]] = {
    "beleid": {"nl": "Beleid en bestuur", "en": "Policy and government"},
    "communicatie": {"nl": "Communicatie", "en": "Communication"},
    "data": {"nl": "Data en cijfers", "en": "Data and statistics"},
    "ict": {"nl": "ICT", "en": "IT"},
    "inkoop": {"nl": "Inkoop en contracten", "en": "Procurement and contracts"},
    "innovatie": {"nl": "Innovatie en ondernemen", "en": "Innovation and enterprise"},
    "juridisch": {"nl": "Recht", "en": "Law"},
    "maatschappij": {"nl": "Maatschappij", "en": "Society"},
    "onderzoek": {"nl": "Onderzoek", "en": "Research"},
    "ontwerp": {"nl": "Ontwerp", "en": "Design"},
    "organiseren": {"nl": "Organiseren", "en": "Organising"},
    "samenwerken": {"nl": "Samenwerken", "en": "Working together"},
    "taal": {"nl": "Talen", "en": "Languages"},
}
LETTERS = (("a", "d"), ("e", "h"), ("i", "m"), ("n", "r"), ("s", "z"))
TINTS = {"geel": "yellow", "blauw": "blue", "rood": "red", "groen": "green", "wit": "white"}


@cache
def known(kind: str) -> Mapping[str, Term]:
    """Every word of a kind by its id, in the order of the file."""
    if kind == Kind.COLOURS:
        return {colour.id: colour for colour in colours()}
    return {
        row["id"]: Term(
            id=row["id"],
            labels={"nl": row["label_nl"], "en": row["label_en"]},
            group=row.get("group") or row.get("axis") or "",
        )
        for row in _rows(kind)
    }


@cache
def colours() -> tuple[Colour, ...]:
    """The five colours, in the order in which their makers name them."""
    (model,) = (model for model in _rows("colours")["models"] if model["id"] == "caluwe")
    return tuple(
        Colour(
            id=row["id"],
            labels={"nl": row["colour"], "en": TINTS[row["colour"]]},
            tint=TINTS[row["colour"]],
            changes_when={"nl": row["changes_when_nl"], "en": row["changes_when_en"]},
        )
        for row in model["colours"]
    )


def label(kind: str, term_id: str, language: str) -> str:
    """The word in the reader's language; the id itself where it is not (or no longer) known."""
    term = known(kind).get(term_id)
    return term.label(language) if term else term_id


def labels(kind: str, term_ids: Iterable[str], language: str) -> list[str]:
    """Words in the reader's language, in the order of a dictionary."""
    return sorted((label(kind, one, language) for one in term_ids), key=sort_key)


@cache
def choices(kind: str, language: str) -> tuple[tuple[str, str], ...]:
    """(id, label) of every word, in the order of a dictionary."""
    pairs = ((term.id, term.label(language)) for term in known(kind).values())
    return tuple(sorted(pairs, key=lambda pair: sort_key(pair[1])))


@cache
def grouped(kind: str, language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """(label of the group, its (id, label) pairs), both in the order of a dictionary."""
    words = sorted(known(kind).values(), key=lambda term: term.group)
    groups = [
        (GROUPS.get(group, {}).get(language, group), _ordered(terms, language))
        for group, terms in groupby(words, key=lambda term: term.group)
    ]
    return tuple(sorted(groups, key=lambda group: sort_key(group[0])))


@cache
def by_letter(kind: str, language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """(‘A – D’, its (id, label) pairs): for a long list without groups of its own."""
    words = choices(kind, language)
    groups = (
        (f"{first.upper()} – {last.upper()}", _between(words, first, last))
        for first, last in LETTERS
    )
    return tuple(group for group in groups if group[1])


def _between(
    words: tuple[tuple[str, str], ...], first: str, last: str
) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in words if first <= sort_key(pair[1])[0][:1] <= last)


def sort_key(word: str) -> tuple[str, str]:
    """Orders words as a Dutch dictionary does: without case and accents, then with them."""
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)), word


def whole(shares: Mapping[str, float]) -> dict[str, int]:
    """Shares as whole percentages that are together 100; nothing where there are no shares.

    The largest remainders are rounded up.
    """
    total = sum(shares.values())
    if not total:
        return {}
    exact = {key: WHOLE * share / total for key, share in shares.items()}
    rounded = {key: int(share) for key, share in exact.items()}
    rest = sorted(exact, key=lambda key: (rounded[key] - exact[key], key))
    for key in rest[: WHOLE - sum(rounded.values())]:
        rounded[key] += 1
    return rounded


def mixed(shares: Mapping[str, int]) -> dict[str, int]:
    """The colours as they are kept: those known, together 100, or none. Raises RuleBroken."""
    kept = {colour.id: int(shares.get(colour.id) or 0) for colour in colours()}
    total = sum(kept.values())
    if total not in {0, WHOLE} or min(kept.values()) < 0:
        raise RuleBroken(
            _("Together the colours are %(total)s now. Make it 100.", total=total), field="total"
        )
    return kept if total else {}


def _ordered(terms: Iterable[Term], language: str) -> tuple[tuple[str, str], ...]:
    pairs = ((term.id, term.label(language)) for term in terms)
    return tuple(sorted(pairs, key=lambda pair: sort_key(pair[1])))


def _rows(kind: str) -> Any:
    return json.loads((DATA / f"{kind}.json").read_text(encoding="utf-8"))
