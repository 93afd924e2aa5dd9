"""The mathematics of a ranking: by hand where it can be, by property where it must hold always."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from portal.jury.ranking import (
    Ballot,
    Finding,
    Firmness,
    Ground,
    Ranking,
    least_lead,
    rank,
    shown,
    weighted,
)

A, B, C = (UUID(int=n) for n in (1, 2, 3))
ANNE, BEN, CEM = (UUID(int=n) for n in (11, 12, 13))
JURORS = (ANNE, BEN, CEM)


def ranked(
    weights: tuple[int, ...],
    marks: Mapping[UUID, Sequence[tuple[int, ...]]],
    missing: dict[UUID, int] | None = None,
) -> Ranking:
    """The marks of each entry, juror by juror."""
    ballots = [
        Ballot(juror, entry, given)
        for entry, each in marks.items()
        for juror, given in zip(JURORS, each, strict=False)
    ]
    return rank(weights, list(marks), ballots, missing)


def test_the_mean_is_weighted_and_exact() -> None:
    found = ranked((60, 40), {A: [(5, 3), (4, 4), (3, 5)]})
    assert found.of(A).mean == Fraction(5 * 60 + 3 * 40 + 4 * 100 + 3 * 60 + 5 * 40, 300)
    assert found.of(A).totals == {ANNE: Fraction(42, 10), BEN: 4, CEM: Fraction(38, 10)}
    assert found.finding is Finding.ALONE


def test_a_clear_first_is_firm_whatever_the_weights() -> None:
    found = ranked((60, 40), {A: [(5, 5)] * 3, B: [(3, 3)] * 3})
    assert (found.of(A).firmness, found.of(A).ground) == (Firmness.FIRM, Ground.ANY_WEIGHTS)
    assert found.finding is Finding.BOTH_FIRM


def test_a_lead_that_only_the_weights_give_is_shaky() -> None:
    found = ranked((45, 55), {A: [(1, 5)] * 3, B: [(5, 1)] * 3})
    assert (found.of(A).place, found.of(A).firmness) == (1, Firmness.SHAKY)
    assert found.of(A).ground is Ground.WEIGHTS


def test_a_lead_that_survives_nearby_weights_is_firm_though_not_for_any() -> None:
    found = ranked((10, 90), {A: [(1, 5)] * 3, B: [(5, 1)] * 3})
    assert (found.of(A).firmness, found.of(A).ground) == (Firmness.FIRM, Ground.NEARBY_WEIGHTS)


def test_a_lead_of_less_than_one_mark_is_shaky() -> None:
    found = ranked((60, 40), {A: [(4, 4), (4, 4), (4, 5)], B: [(4, 4)] * 3, C: [(1, 1)] * 3})
    assert [s.firmness for s in found.standings] == [Firmness.SHAKY, Firmness.SHAKY, Firmness.FIRM]
    assert found.of(A).ground is Ground.ONE_MARK
    assert found.of(A).rival == B
    assert found.of(A).gap == Fraction(4, 30)
    assert found.finding is Finding.FIRST_SHAKY


def test_a_lead_that_one_juror_makes_is_shaky_and_says_who() -> None:
    found = ranked((50, 50), {A: [(5, 5), (3, 3), (3, 3)], B: [(1, 1), (4, 4), (4, 4)]})
    assert found.of(A).ground is Ground.ONE_JUROR
    assert (found.of(A).pivot, found.of(A).pivot_place) == (ANNE, 2)
    assert found.of(A).divided


def test_equal_as_shown_is_a_tie() -> None:
    found = ranked((60, 40), {A: [(4, 3)], B: [(4, 3)], C: [(2, 2)]})
    assert [s.place for s in found.standings] == [1, 1, 3]
    assert found.tied_with(A) == (B,)
    assert found.finding is Finding.FIRST_TIED


def test_a_missing_score_leaves_open_only_what_it_can_change() -> None:
    marks = {A: [(5, 5)] * 2, B: [(2, 2)] * 3, C: [(1, 1)] * 2}
    found = ranked((60, 40), marks, {C: 1})
    assert found.of(A).firmness is Firmness.FIRM
    assert found.of(B).firmness is Firmness.OPEN
    assert found.of(C).firmness is Firmness.OPEN
    assert found.finding is Finding.FIRST_FIRM_ONLY


def test_without_a_score_there_is_no_place() -> None:
    found = ranked((60, 40), {A: [(4, 4)], B: []}, {B: 2})
    assert (found.of(B).place, found.of(B).firmness) == (None, Firmness.UNSCORED)
    assert ranked((100,), {A: [], B: []}).finding is Finding.NOTHING_IN
    assert ranked((100,), {}).finding is Finding.EMPTY


def test_a_decision_follows_the_ranking_if_it_takes_the_places_in_order() -> None:
    found = ranked((100,), {A: [(5,)], B: [(4,)], C: [(4,)]})
    assert found.follows(A, [])
    assert found.follows(A, [C, B]), "among equals any order does"
    assert not found.follows(B, [A])
    assert not found.follows(A, [C, A])


marks = st.integers(1, 5)
weights_of = st.lists(st.integers(1, 60), min_size=1, max_size=4)


@st.composite
def juries(draw: st.DrawFn) -> tuple[list[int], list[UUID], list[Ballot]]:
    weights = draw(weights_of)
    entries = [UUID(int=n) for n in range(1, draw(st.integers(1, 6)) + 1)]
    ballots = [
        Ballot(juror, entry, tuple(draw(marks) for _ in weights))
        for entry in entries
        for juror in JURORS
        if draw(st.booleans())
    ]
    return weights, entries, ballots


@given(juries())
def test_every_entry_has_one_place_and_better_means_stand_before_worse(
    jury: tuple[list[int], list[UUID], list[Ballot]],
) -> None:
    weights, entries, ballots = jury
    found = rank(weights, entries, ballots).standings
    assert sorted(s.entry for s in found) == sorted(entries)
    scored = [s for s in found if s.mean is not None]
    assert all(1 <= (s.mean or 0) <= 5 for s in scored)
    assert [s.place for s in scored] == sorted(s.place or 0 for s in scored)
    for standing in scored:
        better = sum(
            shown(s.mean or Fraction(0)) > shown(standing.mean or Fraction(0)) for s in scored
        )
        assert standing.place == 1 + better


@given(juries(), st.randoms(use_true_random=False))
def test_the_order_in_which_scores_came_in_does_not_matter(
    jury: tuple[list[int], list[UUID], list[Ballot]], dice: Random
) -> None:
    weights, entries, ballots = jury
    shuffled = ballots.copy()
    dice.shuffle(shuffled)
    assert rank(weights, entries, ballots) == rank(weights, entries, shuffled)


@given(juries(), st.randoms(use_true_random=False))
def test_no_juror_left_out_moves_a_firm_place(
    jury: tuple[list[int], list[UUID], list[Ballot]], dice: Random
) -> None:
    weights, entries, ballots = jury
    found = rank(weights, entries, ballots)
    absent = dice.choice(JURORS)
    without = rank(weights, entries, [b for b in ballots if b.juror != absent])
    still = {s.entry for s in without.standings if s.place}
    for standing in found.standings:
        if standing.firmness is Firmness.FIRM:
            ahead = {
                s.entry for s in found.standings if s.place and s.place < (standing.place or 0)
            }
            assert without.of(standing.entry).place == 1 + len(ahead & still)


@given(juries(), st.data())
def test_no_nearby_weights_move_a_firm_place(
    jury: tuple[list[int], list[UUID], list[Ballot]], data: st.DataObject
) -> None:
    weights, entries, ballots = jury
    found = rank(weights, entries, ballots)
    total = sum(weights)
    moved = [data.draw(st.integers(max(w - 10, 0), w + 10)) for w in weights]
    moved[-1] += total - sum(moved)
    if not max(weights[-1] - 10, 0) <= moved[-1] <= weights[-1] + 10:
        return
    other = rank(moved, entries, ballots)
    for standing in found.standings:
        if standing.firmness is Firmness.FIRM:
            mean = other.of(standing.entry).mean or Fraction(0)
            ahead = sum((s.mean or Fraction(0)) > mean for s in other.standings)
            assert 1 + ahead == standing.place


@given(juries(), st.lists(marks, min_size=4, max_size=4))
def test_a_score_that_is_still_missing_moves_no_firm_place(
    jury: tuple[list[int], list[UUID], list[Ballot]], late: list[int]
) -> None:
    weights, entries, ballots = jury
    found = rank(weights, entries, ballots, {entries[0]: 1})
    new = Ballot(UUID(int=99), entries[0], tuple(late[: len(weights)]))
    after = rank(weights, entries, [*ballots, new])
    for standing in found.standings:
        if standing.firmness is Firmness.FIRM:
            ahead_then = {
                s.entry for s in found.standings if s.place and s.place < (standing.place or 0)
            }
            ahead_now = {
                s.entry
                for s in after.standings
                if s.place and s.place < (after.of(standing.entry).place or 0)
            }
            assert ahead_now - {entries[0]} == ahead_then - {entries[0]}
            if found.of(entries[0]).place:
                assert ahead_now == ahead_then


@given(
    st.lists(st.tuples(st.integers(1, 60), st.fractions(-4, 4)), min_size=1, max_size=4), st.data()
)
def test_least_lead_is_below_the_lead_under_any_nearby_weights(
    criteria: list[tuple[int, Fraction]], data: st.DataObject
) -> None:
    weights, lead = [w for w, _ in criteria], [d for _, d in criteria]
    moved = [data.draw(st.integers(max(w - 10, 0), w + 10)) for w in weights]
    moved[-1] += sum(weights) - sum(moved)
    if max(weights[-1] - 10, 0) <= moved[-1] <= weights[-1] + 10:
        assert least_lead(weights, lead) <= weighted(moved, lead)
    assert least_lead(weights, lead, nearby=0) == weighted(weights, lead)
