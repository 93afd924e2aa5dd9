"""The dates of a challenge as a calendar file, and publications as entries of a feed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from portal.challenges.content import content_of_row, words_in
from portal.challenges.states import ChallengeState
from portal.challenges.views import shown
from portal.kernel.text import _, language
from portal.kernel.web import address_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the feed."""

    id: UUID
    title: str
    summary: str
    by: str
    url: str
    published: datetime
    updated: datetime


def entries(rows: Iterable[Any]) -> list[Entry]:
    """Rows of ``queries.newest``. A change after publication makes an entry new again."""
    return [
        Entry(
            row.id,
            row.title,
            row.lead,
            row.by,
            address_of("challenges.show", slug=row.slug),
            row.publish_at,
            max(row.publish_at, row.changed_at),
        )
        for row in rows
    ]


def calendar(row: Any) -> bytes:
    """An iCalendar file (RFC 5545). Ids are stable, so that importing again replaces."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - 3 MiB, wanted seldom

    title = words_in(content_of_row(row)["texts"], language())["title"]
    found = Calendar()
    found.add("prodid", "-//Veldwerk//challenges//NL")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", title)
    for name, words, start, end in _entries(row):
        if start is None:
            continue
        entry = Event()
        entry.add("uid", f"{name}.{row.id}@veldwerk")
        entry.add("dtstamp", row.changed_at)
        entry.add("sequence", row.version)
        entry.add("summary", f"{words}: {title}")
        entry.add("dtstart", start)
        if end is not None:
            entry.add("dtend", end)
        entry.add("url", address_of("challenges.show", slug=row.slug))
        if row.place and name == "pitch":
            entry.add("location", row.place)
        if row.state == ChallengeState.CANCELLED:
            entry.add("status", "CANCELLED")
        found.add_component(entry)
    return bytes(found.to_ical())


def _entries(
    row: Any,
) -> list[tuple[str, str, date | datetime | None, date | datetime | None]]:
    """(stable name, words, start, end); whole days end on the day after, as the format asks."""
    day = timedelta(days=1)
    start = row.residency_start
    until = shown.last_day(start, row.residency_months) + day if start else None
    return [
        ("questions", _("Last questions"), row.questions_until, row.questions_until),
        ("deadline", _("Deadline"), row.deadline, row.deadline),
        ("pitch", _("Pitch round"), row.pitch_day, row.pitch_day and row.pitch_day + day),
        ("decision", _("Decision of the jury"), row.decision_by, row.decision_by),
        ("residency", _("Residency"), start, until),
    ]
