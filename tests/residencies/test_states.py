"""Every state times every move of the three axes, as tables to read."""

from __future__ import annotations

from portal.residencies.states import ASSIGNMENT, DOOR, RESIDENCY
from tests.kernel.machines import table_of


def test_the_life_of_a_residency() -> None:
    assert table_of(RESIDENCY) == (
        """\
           | start  | pause  | resume | evaluate   | end   | stop_early
planned    | active | -      | -      | -          | -     | ended
active     | -      | paused | -      | evaluating | -     | ended
paused     | -      | -      | active | -          | -     | ended
evaluating | -      | -      | -      | -          | ended | -
ended      | -      | -      | -      | -          | -     | -"""
    )


def test_the_life_of_a_mentoring() -> None:
    assert table_of(ASSIGNMENT) == (
        """\
         | accept_mentoring | decline_mentoring | begin_mentoring | end_mentoring
proposed | accepted         | declined          | -               | ended
accepted | -                | -                 | active          | ended
declined | -                | -                 | -               | -
active   | -                | -                 | -               | ended
ended    | -                | -                 | -               | -"""
    )


def test_the_life_of_a_door() -> None:
    assert table_of(DOOR) == (
        """\
        | plan_door | open_door | close_door
asked   | planned   | opened    | closed
planned | planned   | opened    | closed
opened  | -         | -         | -
closed  | -         | -         | -"""
    )
