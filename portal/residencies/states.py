from __future__ import annotations

from enum import StrEnum

from portal.kernel.states import Machine, Move


class ResidencyState(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    PAUSED = "paused"
    EVALUATING = "evaluating"
    ENDED = "ended"


R = ResidencyState

RESIDENCY = Machine(
    ResidencyState,
    start=R.PLANNED,
    moves=(
        Move("start", (R.PLANNED,), R.ACTIVE),
        Move("pause", (R.ACTIVE,), R.PAUSED),
        Move("resume", (R.PAUSED,), R.ACTIVE),
        Move("evaluate", (R.ACTIVE,), R.EVALUATING),
        Move("end", (R.EVALUATING,), R.ENDED),
        Move("stop_early", (R.PLANNED, R.ACTIVE, R.PAUSED), R.ENDED),
    ),
)


class ResidencyOutcome(StrEnum):
    LAUNCHING_CUSTOMER = "launching_customer"
    EXTENDED_PILOT = "extended_pilot"
    ADOPTED_ELSEWHERE = "adopted_elsewhere"
    NO_FOLLOW_UP = "no_follow_up"
    STOPPED_EARLY = "stopped_early"


class AssignmentState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ACTIVE = "active"
    ENDED = "ended"


LIVING = (AssignmentState.PROPOSED, AssignmentState.ACCEPTED, AssignmentState.ACTIVE)
"""In these somebody is asked or at work: they take a mentor's place, and there is one at most."""

A = AssignmentState

ASSIGNMENT = Machine(
    AssignmentState,
    start=A.PROPOSED,
    moves=(
        Move("accept_mentoring", (A.PROPOSED,), A.ACCEPTED),
        Move("decline_mentoring", (A.PROPOSED,), A.DECLINED),
        Move("begin_mentoring", (A.ACCEPTED,), A.ACTIVE),
        Move("end_mentoring", (A.PROPOSED, A.ACCEPTED, A.ACTIVE), A.ENDED),
    ),
)


class Part(StrEnum):
    """What somebody is to one residency."""

    STARTUP = "startup"
    OWNER = "owner"
    MENTOR = "mentor"
    ASKED = "asked"  # a mentor who has not answered yet
    PROGRAMME = "programme"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


class MilestoneKind(StrEnum):
    """What every residency starts with."""

    KICK_OFF = "kick_off"
    LISTENED = "listened"
    FIRST_VERSION = "first_version"
    HALF_WAY = "half_way"
    TRIAL_DONE = "trial_done"
    FINAL = "final"


class Light(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class DoorState(StrEnum):
    ASKED = "asked"
    PLANNED = "planned"
    OPENED = "opened"
    CLOSED = "closed"


DOOR = Machine(
    DoorState,
    start=DoorState.ASKED,
    moves=(
        Move("plan_door", (DoorState.ASKED, DoorState.PLANNED), DoorState.PLANNED),
        Move("open_door", (DoorState.ASKED, DoorState.PLANNED), DoorState.OPENED),
        Move("close_door", (DoorState.ASKED, DoorState.PLANNED), DoorState.CLOSED),
    ),
)
