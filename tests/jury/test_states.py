"""Every state times every move of the two axes, as tables to read."""

from __future__ import annotations

from portal.jury.states import REVIEW, SEAT
from tests.kernel.machines import table_of


def test_the_life_of_a_seat() -> None:
    assert table_of(SEAT) == (
        """\
         | accept_seat | decline_seat | replace_juror
invited  | accepted    | declined     | replaced
accepted | -           | -            | replaced
declined | -           | -            | -
replaced | -           | -            | -"""
    )


def test_the_life_of_a_review() -> None:
    assert table_of(REVIEW) == (
        """\
          | declare_no_conflict | declare_conflict | hand_in   | reopen
assigned  | started             | conflict         | -         | -
conflict  | -                   | -                | -         | -
started   | -                   | conflict         | handed_in | -
handed_in | -                   | conflict         | -         | started"""
    )
