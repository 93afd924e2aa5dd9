from __future__ import annotations

from enum import StrEnum

from portal.kernel.states import Machine, Move


class RequestState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


MEMBERSHIP_REQUEST = Machine(
    RequestState,
    start=RequestState.WAITING,
    moves=(
        Move("approve_member", (RequestState.WAITING,), RequestState.APPROVED),
        Move("decline_member", (RequestState.WAITING,), RequestState.DECLINED),
        Move("withdraw_request", (RequestState.WAITING,), RequestState.WITHDRAWN),
    ),
)
