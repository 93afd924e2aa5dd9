from __future__ import annotations

from itertools import combinations
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import pictures

SCORES = st.lists(
    st.tuples(
        st.text(min_size=1, max_size=5),
        st.one_of(st.none(), st.floats(1, 5).map(lambda value: round(value, 2))),
    ),
    max_size=12,
)


@given(SCORES, st.booleans())
def test_no_dot_hides_another(scores: list[tuple[str, float | None]], letters: bool) -> None:
    named = [(name, value, "A") for name, value in scores] if letters else scores
    found = pictures.spread(named)
    for one, other in combinations(found.dots, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= 2 * found.radius
    assert all(dot.y - found.radius >= found.top for dot in found.dots)
    assert len(found.dots) == len(scores)


@given(SCORES)
def test_a_dot_stands_where_its_score_is(scores: list[tuple[str, float | None]]) -> None:
    found = pictures.spread(scores, mean=3)
    assert all(dot.x == pictures.across(dot.value) for dot in found.given if dot.value is not None)
    assert len(found.missing) == sum(value is None for _, value in scores)
    assert found.mean == pictures.across(3)


def test_an_empty_spread_can_be_drawn() -> None:
    found = pictures.spread([])
    assert (found.dots, found.low, found.high, found.mean) == ((), None, None, None)


@given(st.integers(-2, 30), st.integers(2, 26))
def test_the_ring_has_each_week_once(week: int, of: int) -> None:
    kinds = [piece.kind for piece in pictures.ring(week, of)]
    assert len(kinds) == of
    assert kinds.count("past") == min(max(week - 1, 0), of)
    assert kinds.count("now") == (1 if 1 <= week <= of else 0)


def test_the_ring_starts_at_the_top_and_goes_with_the_clock() -> None:
    first, second = pictures.ring(1, 4)[:2]
    assert first.path.startswith("M122.0 8.0A")
    assert second.path.startswith("M232.0 122.0A")
