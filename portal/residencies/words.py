"""The words for what a residency is, needs and came to, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from portal.kernel.text import Sentence, _, day_words, lazy, short_day
from portal.residencies.attention import Why
from portal.residencies.model import Milestone
from portal.residencies.rules import Tie
from portal.residencies.states import (
    AssignmentState,
    DoorState,
    Light,
    MilestoneKind,
    Part,
    ResidencyOutcome,
    ResidencyState,
)


class Tag(StrEnum):
    """What a journal entry is about; a fixed few, so that one can look for them."""

    LEARNED = "learned"
    PLAN_CHANGED = "plan_changed"
    DECISION = "decision"
    OBSTACLE = "obstacle"
    RESULT = "result"


TAGS: dict[str, Sentence] = {
    Tag.LEARNED: lazy("learned"),
    Tag.PLAN_CHANGED: lazy("change of plan"),
    Tag.DECISION: lazy("decision"),
    Tag.OBSTACLE: lazy("obstacle"),
    Tag.RESULT: lazy("result"),
}

STATES: dict[ResidencyState, Sentence] = {
    ResidencyState.PLANNED: lazy("Planned"),
    ResidencyState.ACTIVE: lazy("At work"),
    ResidencyState.PAUSED: lazy("Paused"),
    ResidencyState.EVALUATING: lazy("Looking back"),
    ResidencyState.ENDED: lazy("Ended"),
}

LIGHTS: dict[Light, Sentence] = {
    Light.GREEN: lazy("On course"),
    Light.AMBER: lazy("On course, with a worry"),
    Light.RED: lazy("In danger"),
}
LIGHT_HINTS: dict[str, Sentence] = {
    Light.GREEN: lazy("The next milestone will be reached in time."),
    Light.AMBER: lazy("It will be reached, if something is solved."),
    Light.RED: lazy("It will not be reached without help."),
}
COLOURS: dict[Light, Sentence] = {
    Light.GREEN: lazy("Green"),
    Light.AMBER: lazy("Amber"),
    Light.RED: lazy("Red"),
}
TONES: dict[Light, str] = {Light.GREEN: "good", Light.AMBER: "care", Light.RED: "stop"}

OUTCOMES: dict[ResidencyOutcome, Sentence] = {
    ResidencyOutcome.LAUNCHING_CUSTOMER: lazy("The government becomes the first customer"),
    ResidencyOutcome.EXTENDED_PILOT: lazy("The trial goes on"),
    ResidencyOutcome.ADOPTED_ELSEWHERE: lazy("Another organisation takes it up"),
    ResidencyOutcome.NO_FOLLOW_UP: lazy("There is no follow-up"),
    ResidencyOutcome.STOPPED_EARLY: lazy("Stopped early"),
}
OUTCOME_HINTS: dict[str, Sentence] = {
    ResidencyOutcome.LAUNCHING_CUSTOMER: lazy("There is a contract, or money set aside for one."),
    ResidencyOutcome.EXTENDED_PILOT: lazy("Longer or larger, before anything is bought."),
    ResidencyOutcome.ADOPTED_ELSEWHERE: lazy("A municipality, an agency or another ministry."),
    ResidencyOutcome.NO_FOLLOW_UP: lazy("Say what was learned: that is worth as much to others."),
}

PARTS: dict[Part, Sentence] = {
    Part.STARTUP: lazy("startup"),
    Part.OWNER: lazy("owner of the challenge"),
    Part.MENTOR: lazy("mentor"),
    Part.ASKED: lazy("asked as mentor"),
    Part.PROGRAMME: lazy("programme manager"),
    Part.LEADER: lazy("leader of the team"),
    Part.ADMINISTRATOR: lazy("administrator"),
}

MILESTONES: dict[MilestoneKind, Sentence] = {
    MilestoneKind.KICK_OFF: lazy("Getting to know each other, agreements on working together"),
    MilestoneKind.LISTENED: lazy("Talked with the people whom it concerns"),
    MilestoneKind.FIRST_VERSION: lazy("A first version in use"),
    MilestoneKind.HALF_WAY: lazy("Half-way: where we stand, with the directorate"),
    MilestoneKind.TRIAL_DONE: lazy("Trial finished and measured"),
    MilestoneKind.FINAL: lazy("Final presentation and decision"),
}

MENTORING: dict[AssignmentState, Sentence] = {
    AssignmentState.PROPOSED: lazy("asked, no answer yet"),
    AssignmentState.ACCEPTED: lazy("said yes"),
    AssignmentState.DECLINED: lazy("said no"),
    AssignmentState.ACTIVE: lazy("at work"),
    AssignmentState.ENDED: lazy("ended"),
}

DOORS: dict[DoorState, Sentence] = {
    DoorState.ASKED: lazy("Waits"),
    DoorState.PLANNED: lazy("Meeting planned"),
    DoorState.OPENED: lazy("Open"),
    DoorState.CLOSED: lazy("Stays closed"),
}

TIES: dict[Tie, Sentence] = {
    Tie.MEMBER: lazy("Belongs to this startup"),
    Tie.CONFLICT: lazy("Declared a conflict with this startup"),
    Tie.JUROR: lazy("Was on the jury that chose this startup"),
    Tie.DECLARED: lazy("Is tied to this startup"),
}

SIGNS: dict[Why, tuple[str, str, Sentence]] = {
    Why.OUTCOME_DUE: ("flag", "stop", lazy("Waits for the outcome")),
    Why.NO_MENTOR: ("person", "stop", lazy("No mentor")),
    Why.NO_ANSWER: ("clock", "stop", lazy("The mentor asked does not answer")),
    Why.STALLED: ("stop", "stop", lazy("Stands still")),
    Why.RED: ("warning", "stop", lazy("In danger")),
    Why.MILESTONE_MISSED: ("warning", "stop", lazy("Milestone missed")),
    Why.PAUSED: ("pause", "care", lazy("Paused")),
    Why.ASKED: ("mail", "soon", lazy("A mentor was asked")),
    Why.AMBER: ("warning", "care", lazy("There is a worry")),
    Why.ENDS_SOON: ("flag", "care", lazy("A decision is near")),
    Why.DOOR_WAITS: ("door", "care", lazy("Waits for a door")),
    Why.LIGHT_OLD: ("clock", "care", lazy("Nobody said how it goes")),
    Why.PLANNED: ("calendar", "busy", lazy("Planned")),
    Why.ON_COURSE: ("check", "good", lazy("On course")),
}
"""For each sign its icon, its tone and its words."""


def milestone_title(title: str, kind: MilestoneKind | None) -> str:
    return str(MILESTONES[kind]) if kind is not None else title


def title_of(milestone: Milestone) -> str:
    return milestone_title(milestone.title, milestone.kind)


def tag_words(tags: Sequence[str]) -> list[str]:
    return [str(TAGS[tag]) for tag in tags if tag in TAGS]


def pause_words(span: Mapping[str, str]) -> str:
    """A pause that is over, with its reason: ‘Paused from … until …: …’."""
    return _(
        "Paused from %(first)s until %(last)s: %(reason)s",
        first=short_day(date.fromisoformat(span["from"])),
        last=short_day(date.fromisoformat(span["until"])),
        reason=span["reason"],
    )


def day_first(day: date | datetime) -> str:
    """A day at the head of a sentence: ‘Vrijdag 20 november 2026’, ‘Friday 20 November 2026’."""
    words = day_words(day)
    return words[:1].upper() + words[1:]


ARTICLES = {
    "Ministerie ": "het ministerie ",
    "Gemeente ": "de gemeente ",
    "Provincie ": "de provincie ",
    "Ministry ": "the Ministry ",
    "Municipality ": "the Municipality ",
    "Province ": "the Province ",
}


def amid(organisation: str) -> str:
    """A name as it stands in a sentence: ‘bij het ministerie van …’, ‘at the Ministry of …’."""
    for start, amid_a_sentence in ARTICLES.items():
        if organisation.startswith(start):
            return amid_a_sentence + organisation.removeprefix(start)
    return organisation
