"""What a residency needs now: each sign on the day it begins to hold, and not a day before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from portal.residencies.attention import Facts, Need, Why, signs
from portal.residencies.states import AssignmentState, Light, ResidencyState
from portal.residencies.weeks import Calendar

START, ENDS = date(2026, 10, 19), date(2027, 3, 19)
MONDAY = date(2026, 11, 23)


def facts(**more: Any) -> Facts:
    """At work, with a mentor, written about and judged just now."""
    return Facts(
        **{
            "state": ResidencyState.ACTIVE,
            "calendar": Calendar(START, ENDS),
            "light_on": MONDAY,
            "mentoring": AssignmentState.ACTIVE,
            "journal_on": MONDAY,
            **more,
        }
    )


def first(given: Facts, day: date) -> tuple[Why, Need]:
    sign = signs(given, day)[0]
    return sign.why, sign.need


def test_nothing_is_wrong() -> None:
    assert first(facts(), MONDAY) == (Why.ON_COURSE, Need.GOOD)


@pytest.mark.parametrize(
    ("more", "why", "need", "since"),
    [
        ({"journal_on": date(2026, 11, 9)}, Why.STALLED, Need.NOW, MONDAY),
        ({"milestone_due": date(2026, 11, 22)}, Why.MILESTONE_MISSED, Need.NOW, MONDAY),
        ({"door_asked": date(2026, 11, 16)}, Why.DOOR_WAITS, Need.CARE, MONDAY),
        ({"light_on": date(2026, 11, 9)}, Why.LIGHT_OLD, Need.CARE, MONDAY),
        ({"calendar": Calendar(START, date(2026, 12, 14))}, Why.ENDS_SOON, Need.CARE, MONDAY),
        (
            {"mentoring": AssignmentState.PROPOSED, "asked_on": date(2026, 11, 16)},
            Why.NO_ANSWER,
            Need.NOW,
            MONDAY,
        ),
    ],
)
def test_a_sign_begins_on_its_day(more: Any, why: Why, need: Need, since: date) -> None:
    assert first(facts(**more), since) == (why, need)
    assert why not in {sign.why for sign in signs(facts(**more), since - timedelta(days=1))}


@pytest.mark.parametrize(
    ("more", "why", "need"),
    [
        ({"light": Light.RED}, Why.RED, Need.NOW),
        ({"light": Light.AMBER}, Why.AMBER, Need.CARE),
        ({"mentoring": None}, Why.NO_MENTOR, Need.NOW),
        ({"state": ResidencyState.EVALUATING, "mentoring": None}, Why.OUTCOME_DUE, Need.NOW),
        (
            {"state": ResidencyState.PAUSED, "calendar": Calendar.of(START, ENDS, (), MONDAY)},
            Why.PAUSED,
            Need.CARE,
        ),
        ({"mentoring": AssignmentState.PROPOSED, "asked_on": MONDAY}, Why.ASKED, Need.CARE),
    ],
)
def test_a_sign_holds(more: Any, why: Why, need: Need) -> None:
    assert first(facts(**more), MONDAY) == (why, need)


def test_a_mentor_is_needed_two_weeks_before_the_start() -> None:
    planned = facts(
        state=ResidencyState.PLANNED,
        calendar=Calendar(date(2026, 12, 7), date(2027, 5, 7)),
        mentoring=None,
    )
    assert first(planned, date(2026, 11, 22)) == (Why.NO_MENTOR, Need.CARE)
    assert first(planned, MONDAY) == (Why.NO_MENTOR, Need.NOW)


def test_days_of_a_pause_do_not_make_it_stand_still() -> None:
    span = {"from": "2026-11-10", "until": "2026-11-20", "reason": "ziek"}
    resumed = facts(
        calendar=Calendar.of(START, ENDS, [span]),
        journal_on=date(2026, 11, 5),
    )
    assert first(resumed, MONDAY) == (Why.ON_COURSE, Need.GOOD)


def test_what_needs_somebody_now_comes_before_what_asks_for_care() -> None:
    given = facts(light=Light.AMBER, milestone_due=date(2026, 11, 1), door_asked=date(2026, 11, 1))
    assert [sign.why for sign in signs(given, MONDAY)] == [
        Why.MILESTONE_MISSED,
        Why.AMBER,
        Why.DOOR_WAITS,
    ]
