from __future__ import annotations

from enum import StrEnum

from portal.kernel.states import Machine, Move


class RequestState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


MEMBERSHIP_REQUEST = Machine(
    RequestState,
    start=RequestState.WAITING,
    moves=(
        Move("approve_member", (RequestState.WAITING,), RequestState.APPROVED),
        Move("decline_member", (RequestState.WAITING,), RequestState.DECLINED),
    ),
)
