"""What a residency needs from people now, derived from its facts and the day; never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from portal.residencies.states import AssignmentState, Light, ResidencyState
from portal.residencies.weeks import NEVER, Calendar

STALLED_AFTER = timedelta(days=14)
ANSWER_WITHIN = timedelta(days=7)
DOOR_WAITS_AFTER = timedelta(days=7)
LIGHT_OLD_AFTER = timedelta(days=14)
MENTOR_BEFORE_START = timedelta(days=14)
ENDS_SOON = timedelta(days=21)
DECIDE_WITHIN = timedelta(days=14)


class Need(IntEnum):
    """How much it waits for somebody; the most first."""

    NOW = 0
    CARE = 1
    GOOD = 2


class Why(StrEnum):
    """One sign each; the first that holds of the greatest need is the one that is shown."""

    OUTCOME_DUE = "outcome_due"
    NO_MENTOR = "no_mentor"
    NO_ANSWER = "no_answer"  # the mentor asked is silent
    STALLED = "stalled"
    RED = "red"
    MILESTONE_MISSED = "milestone_missed"
    PAUSED = "paused"
    ASKED = "asked"  # the mentor asked still has time
    AMBER = "amber"
    ENDS_SOON = "ends_soon"
    DOOR_WAITS = "door_waits"
    LIGHT_OLD = "light_old"
    PLANNED = "planned"
    ON_COURSE = "on_course"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one residency that has not ended.

    ``milestone_due``: of the first not reached; ``door_asked``: of the oldest not answered.
    """

    state: ResidencyState
    calendar: Calendar
    light: Light = Light.GREEN
    light_on: date | None = None
    mentoring: AssignmentState | None = None
    asked_on: date | None = None
    journal_on: date | None = None
    milestone_due: date | None = None
    door_asked: date | None = None

    @property
    def moving_since(self) -> date:
        """When somebody last wrote, or when it began or went on after a pause."""
        went_on = [pause.until for pause in self.calendar.pauses if pause.until is not NEVER]
        return max([self.calendar.starts_on, *went_on, *filter(None, [self.journal_on])])

    @property
    def light_since(self) -> date:
        return self.light_on or self.calendar.starts_on


@dataclass(frozen=True, slots=True)
class Sign:
    why: Why
    need: Need
    since: date


def signs(facts: Facts, day: date) -> list[Sign]:
    """All that can be said of it on this day, what matters most first. Never empty."""
    found = [*_of_mentor(facts, day), *_of_course(facts, day), *_of_work(facts, day)]
    if not any(sign.need < Need.GOOD for sign in found):
        calm = Why.PLANNED if facts.state is ResidencyState.PLANNED else Why.ON_COURSE
        found.append(Sign(calm, Need.GOOD, facts.calendar.starts_on))
    order = list(Why)
    return sorted(found, key=lambda sign: (sign.need, order.index(sign.why)))


def _of_mentor(facts: Facts, day: date) -> Iterator[Sign]:
    if facts.state is ResidencyState.EVALUATING:
        return
    if facts.mentoring is None:
        needed_from = facts.calendar.starts_on - MENTOR_BEFORE_START
        need = Need.NOW if day >= needed_from else Need.CARE
        yield Sign(Why.NO_MENTOR, need, needed_from)
    elif facts.mentoring is AssignmentState.PROPOSED and facts.asked_on is not None:
        if day >= facts.asked_on + ANSWER_WITHIN:
            yield Sign(Why.NO_ANSWER, Need.NOW, facts.asked_on + ANSWER_WITHIN)
        else:
            yield Sign(Why.ASKED, Need.CARE, facts.asked_on)


def _of_course(facts: Facts, day: date) -> Iterator[Sign]:
    match facts.state:
        case ResidencyState.EVALUATING:
            yield Sign(Why.OUTCOME_DUE, Need.NOW, facts.calendar.ends_on)
        case ResidencyState.PAUSED:
            yield Sign(Why.PAUSED, Need.CARE, facts.calendar.pauses[-1].start)
        case ResidencyState.ACTIVE:
            soon = facts.calendar.ends_on - ENDS_SOON
            if day >= soon:
                yield Sign(Why.ENDS_SOON, Need.CARE, soon)


def _of_work(facts: Facts, day: date) -> Iterator[Sign]:
    if facts.state is not ResidencyState.ACTIVE:
        return
    if day >= facts.moving_since + STALLED_AFTER:
        yield Sign(Why.STALLED, Need.NOW, facts.moving_since)
    if facts.milestone_due is not None and facts.milestone_due < day:
        yield Sign(Why.MILESTONE_MISSED, Need.NOW, facts.milestone_due)
    if facts.light is not Light.GREEN:
        red = facts.light is Light.RED
        yield Sign(Why.RED if red else Why.AMBER, Need.NOW if red else Need.CARE, facts.light_since)
    if facts.door_asked is not None and day >= facts.door_asked + DOOR_WAITS_AFTER:
        yield Sign(Why.DOOR_WAITS, Need.CARE, facts.door_asked)
    if day >= facts.light_since + LIGHT_OLD_AFTER:
        yield Sign(Why.LIGHT_OLD, Need.CARE, facts.light_since)
