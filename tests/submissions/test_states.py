"""Every state times every move of the three axes, as tables to read."""

from __future__ import annotations

from portal.submissions.states import DECISION, OFFER, SUBMISSION
from tests.kernel.machines import table_of


def test_the_life_of_a_submission() -> None:
    assert table_of(SUBMISSION) == (
        """\
          | send      | withdraw
draft     | submitted | -
submitted | submitted | withdrawn
withdrawn | submitted | -"""
    )


def test_the_life_of_a_decision() -> None:
    assert table_of(DECISION) == (
        """\
             | shortlist   | keep_in_reserve | decline      | step_down    | promote
none         | shortlisted | reserve         | not_selected | -            | -
shortlisted  | -           | -               | -            | not_selected | -
reserve      | -           | -               | -            | -            | shortlisted
not_selected | -           | -               | -            | -            | -"""
    )


def test_the_life_of_an_offer() -> None:
    assert table_of(OFFER) == (
        """\
          | accept_offer | decline_offer | retract_offer
made      | accepted     | declined      | retracted
accepted  | -            | -             | -
declined  | -            | -             | -
retracted | -            | -             | -"""
    )
