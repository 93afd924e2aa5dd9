"""The calendar of a residency: days in the Netherlands, never moments, so no hour is ever lost."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.kernel.text import local

DAYS = 7
NEVER = date.max
CLOSED = {(1, 1), (4, 27), (5, 5), (12, 25), (12, 26)}
"""Months and days on which the government of the Netherlands is closed every year."""


def today(now: datetime) -> date:
    return local(now).date()


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_monday(day: date) -> date:
    """The first Monday after this day."""
    return day + timedelta(days=DAYS - day.weekday())


def open_day(day: date) -> date:
    """This day, or the last one before it on which somebody is at work: not Christmas, say."""
    while (day.month, day.day) in CLOSED:
        day -= timedelta(days=1)
    return day


def first_day(wished: date | None, now: datetime) -> date:
    """When a residency starts: as the challenge promised, or next Monday if that is past."""
    day = today(now)
    return wished if wished is not None and wished >= day else next_monday(day)


@dataclass(frozen=True, slots=True)
class Pause:
    """From a day until the day on which it went on; a pause that lasts ends never."""

    start: date
    until: date

    def days_before(self, day: date) -> int:
        return max((min(day, self.until) - self.start).days, 0)


@dataclass(frozen=True, slots=True)
class Calendar:
    """From ``starts_on`` to the day before ``ends_on``; days of a pause do not count."""

    starts_on: date
    ends_on: date
    pauses: tuple[Pause, ...] = ()

    @classmethod
    def of(
        cls,
        starts_on: date,
        ends_on: date,
        over: Iterable[Mapping[str, Any]] = (),
        paused_on: date | None = None,
    ) -> Calendar:
        """From what is stored: pauses that are over, and the first day of one that lasts."""
        pauses = [
            Pause(date.fromisoformat(span["from"]), date.fromisoformat(span["until"]))
            for span in over
        ]
        if paused_on is not None:
            pauses.append(Pause(paused_on, NEVER))
        return cls(starts_on, ends_on, tuple(pauses))

    @property
    def last_day(self) -> date:
        return self.ends_on - timedelta(days=1)

    @property
    def weeks(self) -> int:
        """How many weeks there are in all: 22 in five months. The last may be a part of one."""
        over = (pause for pause in self.pauses if pause.until is not NEVER)
        paused = sum((pause.until - pause.start).days for pause in over)
        days = (self.ends_on - self.starts_on).days - paused
        return max(-(-days // DAYS), 1)

    def week(self, day: date) -> int:
        """The week a day is in, from 1; 0 before the start, more than ``weeks`` after the end."""
        if day < self.starts_on:
            return 0
        if day >= self.ends_on and not self.is_paused:
            return self.weeks + 1
        passed = (day - self.starts_on).days - sum(p.days_before(day) for p in self.pauses)
        return min(passed // DAYS + 1, self.weeks)

    @property
    def is_paused(self) -> bool:
        return any(pause.until is NEVER for pause in self.pauses)
