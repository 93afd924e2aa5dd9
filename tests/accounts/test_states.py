"""The life of a request to join an organisation, as a table: every state times every move."""

from __future__ import annotations

import pytest

from portal.accounts.states import MEMBERSHIP_REQUEST, RequestState
from portal.kernel.errors import IllegalMove
from tests.accounts import build
from tests.kernel.machines import table_of
from tests.world import World

TABLE = """
          | approve_member | decline_member | withdraw_request
waiting   | approved       | declined       | withdrawn
approved  | -              | -              | -
declined  | -              | -              | -
withdrawn | -              | -              | -
"""


def test_every_state_times_every_move() -> None:
    assert table_of(MEMBERSHIP_REQUEST) == TABLE.strip("\n")


@pytest.mark.parametrize("old", RequestState)
@pytest.mark.parametrize("new", RequestState)
def test_setting_the_state_by_hand_obeys_the_machine(
    world: World, old: RequestState, new: RequestState
) -> None:
    request = build.request(world, world.user(), world.startup())
    if old is not RequestState.WAITING:
        request.state = old

    if old == new or MEMBERSHIP_REQUEST.joins(old, new):
        request.state = new
    else:
        with pytest.raises(IllegalMove):
            request.state = new
    request.__dict__["state"] = RequestState.WAITING
