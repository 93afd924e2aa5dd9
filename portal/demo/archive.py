"""The real challenges of the past, with their sources: they stand in the list as history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from portal.challenges.model import ArchivedChallenge
from portal.demo.content import read
from portal.kernel import search

UNKNOWN = "GovTech Catalyst"
"""Who asked where the source names only the programme."""
OLDEST = date(2014, 1, 1)
KEPT = (
    "programme",
    "published",
    "deadline",
    "outcome_date",
    "budget_text",
    "submissions",
    "submissions_scope",
    "selected_solution",
    "criteria",
    "missing",
)


def archived(organisations: Mapping[str, UUID]) -> Iterator[ArchivedChallenge]:
    """One row for each challenge of data/challenges.json. ``organisations``: register id → id."""
    slugs = {theme["label_nl"]: theme["id"] for theme in read("themes")}
    for told in read("challenges"):
        texts = {
            language: {"title": told[f"title_{language}"], "lead": told[f"summary_{language}"]}
            for language in ("nl", "en")
        }
        past = ArchivedChallenge(
            slug=told["id"],
            sponsor=told["sponsor"] or UNKNOWN,
            organisation_id=organisations.get(told["sponsor_id"] or ""),
            country=told["country"],
            sort_day=_day(told),
            texts=texts,
            facts={name: told[name] for name in KEPT} | {"winner": ", ".join(told["selected"])},
            sources=told["sources"],
            themes=[slugs[tag] for tag in told["tags"] if tag in slugs],
        )
        words = [part for text in texts.values() for part in text.values()]
        past.stems = search.vector("\n".join([*words, told["sponsor"] or "", *told["tags"]]))
        yield past


def _day(told: Mapping[str, Any]) -> date:
    """Where it stands in the list: its deadline, else publication, as far as the source says."""
    known = told["deadline"] or told["published"] or told["outcome_date"] or str(OLDEST)
    year, month, day = (*(int(part) for part in str(known).split("-")), 1, 1)[:3]
    return date(year, month, day)
