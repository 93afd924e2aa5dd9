"""Ids are random; only who tells a story twice draws the same again."""

from __future__ import annotations

from portal.kernel.ids import drawn_from, new_id, shuffled


def draws() -> list[object]:
    return [new_id(), new_id(), shuffled(range(20))]


def test_ids_are_random_uuids() -> None:
    assert new_id() != new_id()
    assert new_id().version == 4


def test_from_one_seed_come_the_same_draws() -> None:
    with drawn_from(7):
        first = draws()
    with drawn_from(7):
        assert draws() == first
    with drawn_from(8):
        assert draws() != first
    assert draws() != first


def test_shuffling_loses_nothing() -> None:
    assert sorted(shuffled(range(20))) == list(range(20))
