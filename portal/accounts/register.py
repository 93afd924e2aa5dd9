"""The public register of organisations, as it lies in ``data/``, in one shape for all kinds."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from portal.accounts.folding import slug_of
from portal.accounts.model import OrganisationKind

REGISTER_ID: UUID = uuid5(NAMESPACE_URL, "https://organisaties.overheid.nl")
"""Stands for the register as a whole in the audit log."""

KINDS = {
    "ministerie": OrganisationKind.MINISTRY,
    "organisatieonderdeel": OrganisationKind.DIRECTORATE,
    "agentschap": OrganisationKind.AGENCY,
    "inspectie": OrganisationKind.AGENCY,
    "provincie": OrganisationKind.PROVINCE,
    "waterschap": OrganisationKind.WATER_AUTHORITY,
    "hoog_college": OrganisationKind.OTHER_PUBLIC,
    "caribisch_openbaar_lichaam": OrganisationKind.OTHER_PUBLIC,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation of the register. ``parent`` and ``ministry`` are ids of other entries."""

    id: str
    kind: OrganisationKind
    name: str
    slug: str
    name_en: str | None = None
    abbreviation: str | None = None
    parent: str | None = None
    ministry: str | None = None
    active: bool = True


def read(folder: Path) -> list[Entry]:
    """Every entry, parents before their parts, each with a slug of its own."""
    organisations = json.loads((folder / "organisations_nl.json").read_text())
    with (folder / "municipalities_nl_2026.csv").open(newline="") as lines:
        municipalities = list(csv.DictReader(lines))
    entries = [_organisation(row) for row in organisations]
    entries += [_municipality(row) for row in municipalities]
    return list(_parents_first(entries))


def _organisation(row: dict[str, Any]) -> Entry:
    kind = KINDS[row["type"]]
    name = str(row["name"])
    if kind is OrganisationKind.MINISTRY:
        name = f"Ministerie van {name}"
    if kind is OrganisationKind.WATER_AUTHORITY and not name.startswith(("Hoogheem", "Wetter")):
        name = name if "aterschap" in name else f"Waterschap {name}"
    name_en = row["name_en"]
    if kind is OrganisationKind.PROVINCE:
        name_en = name.replace("Provincie", "Province of", 1)
    return Entry(
        id=row["id"],
        kind=kind,
        name=name,
        slug=row["id"] if kind is OrganisationKind.MINISTRY else slug_of(row["id"]),
        name_en=name_en,
        abbreviation=row["abbr"],
        parent=row["parent_id"],
        ministry=row["ministry_id"],
        # Four provinces carry an end date of an older record of theirs; all twelve are there.
        active=row["active"] or kind is OrganisationKind.PROVINCE,
    )


def _municipality(row: dict[str, str]) -> Entry:
    return Entry(
        id=row["code"],
        kind=OrganisationKind.MUNICIPALITY,
        name=f"Gemeente {row['name']}",
        slug=slug_of(f"gemeente {row['name']}"),
        name_en=f"Municipality of {row['name']}",
    )


def _parents_first(entries: list[Entry]) -> Iterator[Entry]:
    by_id = {entry.id: entry for entry in entries}
    seen: set[str] = set()

    def with_parents(entry: Entry) -> Iterator[Entry]:
        for above in (entry.ministry, entry.parent):
            if above and above != entry.id and above not in seen:
                yield from with_parents(by_id[above])
        if entry.id not in seen:
            seen.add(entry.id)
            yield entry

    for entry in entries:
        yield from with_parents(entry)
