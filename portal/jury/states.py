from __future__ import annotations

from enum import StrEnum

from portal.kernel.states import Machine, Move


class SeatState(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"


SEAT = Machine(
    SeatState,
    start=SeatState.INVITED,
    moves=(
        Move("accept_seat", (SeatState.INVITED,), SeatState.ACCEPTED),
        Move("decline_seat", (SeatState.INVITED,), SeatState.DECLINED),
        Move("replace_juror", (SeatState.INVITED, SeatState.ACCEPTED), SeatState.REPLACED),
    ),
)


class ReviewState(StrEnum):
    ASSIGNED = "assigned"
    CONFLICT = "conflict"
    STARTED = "started"
    HANDED_IN = "handed_in"


REVIEW = Machine(
    ReviewState,
    start=ReviewState.ASSIGNED,
    moves=(
        Move("declare_no_conflict", (ReviewState.ASSIGNED,), ReviewState.STARTED),
        Move(
            "declare_conflict",
            (ReviewState.ASSIGNED, ReviewState.STARTED, ReviewState.HANDED_IN),
            ReviewState.CONFLICT,
        ),
        Move("hand_in", (ReviewState.STARTED,), ReviewState.HANDED_IN),
        Move("reopen", (ReviewState.HANDED_IN,), ReviewState.STARTED),
    ),
)
