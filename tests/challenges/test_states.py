"""The life of a challenge, as a table. It is complete: every state times every move."""

from __future__ import annotations

import pytest

from portal.challenges.states import CHALLENGE, ChallengeState
from portal.kernel.errors import IllegalMove
from tests.kernel.machines import table_of
from tests.world import World

TABLE = """
                  | ask_review | request_changes   | publish   | start_judging | decide  | award   | conclude  | end_without_award | cancel
draft             | in_review  | -                 | -         | -             | -       | -       | -         | -                 | cancelled
in_review         | -          | changes_requested | published | -             | -       | -       | -         | -                 | cancelled
changes_requested | in_review  | -                 | -         | -             | -       | -       | -         | -                 | cancelled
published         | -          | -                 | -         | judging       | -       | -       | -         | -                 | cancelled
judging           | -          | -                 | -         | -             | decided | -       | -         | no_award          | cancelled
decided           | -          | -                 | -         | -             | -       | awarded | -         | no_award          | -
awarded           | -          | -                 | -         | -             | -       | -       | concluded | no_award          | -
concluded         | -          | -                 | -         | -             | -       | -       | -         | -                 | -
cancelled         | -          | -                 | -         | -             | -       | -       | -         | -                 | -
no_award          | -          | -                 | -         | -             | -       | -       | -         | -                 | -
"""  # noqa: E501


def test_every_state_times_every_move() -> None:
    assert table_of(CHALLENGE) == TABLE.strip("\n")


@pytest.mark.parametrize("old", ChallengeState)
@pytest.mark.parametrize("new", ChallengeState)
def test_setting_the_state_by_hand_obeys_the_machine(
    world: World, old: ChallengeState, new: ChallengeState
) -> None:
    challenge = world.challenge(old)
    if old == new or CHALLENGE.joins(old, new):
        challenge.state = new
    else:
        with pytest.raises(IllegalMove):
            challenge.state = new
