"""The calendar of a residency: months, weeks, pauses, and the nights on which an hour is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.residencies.weeks import Calendar, add_months, first_day, next_monday, open_day, today

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
STARTED, ENDS = date(2026, 10, 19), date(2027, 3, 19)


def span(first: date, until: date) -> dict[str, str]:
    return {"from": first.isoformat(), "until": until.isoformat(), "reason": "ziek"}


@given(DAYS, st.integers(1, 12))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, n: int) -> None:
    later = add_months(day, n)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == n
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 10, 19), 5, date(2027, 3, 19)),
        (date(2026, 9, 30), 5, date(2027, 2, 28)),
        (date(2027, 9, 30), 5, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
    ],
)
def test_months_by_example(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@given(DAYS)
def test_five_months_are_always_twenty_two_weeks(day: date) -> None:
    assert Calendar(day, add_months(day, 5)).weeks == 22


@given(DAYS, st.integers(1, 12))
def test_weeks_count_up_from_one_and_never_skip(day: date, months: int) -> None:
    calendar = Calendar(day, add_months(day, months))
    weeks = [calendar.week(day + timedelta(n)) for n in range((calendar.ends_on - day).days)]
    assert weeks[0] == 1
    assert weeks[-1] == calendar.weeks
    assert all(after - before in {0, 1} for before, after in pairwise(weeks))
    assert calendar.week(day - timedelta(1)) == 0
    assert calendar.week(calendar.ends_on) == calendar.weeks + 1


@given(DAYS)
def test_the_next_monday_is_a_monday_within_a_week(day: date) -> None:
    monday = next_monday(day)
    assert monday.weekday() == 0
    assert 1 <= (monday - day).days <= 7


@given(st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31)))  # noqa: DTZ001 - made aware below
def test_today_is_the_day_on_a_dutch_wall_whatever_the_season(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    assert today(aware) == aware.astimezone(ZoneInfo("Europe/Amsterdam")).date()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),  # the clock goes forward
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),  # and back
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_a_day_begins_at_dutch_midnight(moment: datetime, day: date) -> None:
    assert today(moment) == day


@given(DAYS, st.integers(0, 140), st.integers(0, 60))
def test_a_pause_moves_the_end_and_leaves_the_number_of_weeks(
    start: date, after: int, long: int
) -> None:
    plain = Calendar(start, add_months(start, 5))
    first, until = start + timedelta(after), start + timedelta(after + long)
    moved = Calendar.of(start, plain.ends_on + timedelta(long), [span(first, until)])
    assert moved.weeks == plain.weeks
    assert moved.week(until) == plain.week(first)
    assert moved.week(moved.last_day) == plain.weeks


@given(st.integers(0, 100))
def test_while_it_is_paused_the_week_stands_still(days: int) -> None:
    paused = Calendar.of(STARTED, ENDS, (), date(2026, 12, 1))
    assert paused.week(date(2026, 12, 1) + timedelta(days)) == paused.week(date(2026, 12, 1)) == 7


def test_weeks_of_before_a_pause_stay_what_they_were() -> None:
    calendar = Calendar.of(STARTED, ENDS, [span(date(2026, 12, 1), date(2026, 12, 15))])
    assert calendar.week(date(2026, 11, 23)) == 6
    assert calendar.week(date(2026, 12, 15)) == 7


@pytest.mark.parametrize(
    ("wished", "starts"),
    [
        (date(2027, 3, 1), date(2027, 3, 1)),
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 22), date(2026, 11, 30)),
        (None, date(2026, 11, 30)),
    ],
)
def test_it_starts_as_promised_or_next_monday(wished: date | None, starts: date) -> None:
    assert first_day(wished, datetime(2026, 11, 23, 9, tzinfo=UTC)) == starts


@pytest.mark.parametrize(
    ("friday", "due"),
    [
        (date(2026, 12, 25), date(2026, 12, 24)),
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2026, 12, 18), date(2026, 12, 18)),
    ],
)
def test_nothing_is_due_at_christmas_or_new_year(friday: date, due: date) -> None:
    assert open_day(friday) == due
