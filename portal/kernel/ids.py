"""Ids of rows, and other draws that nobody may steer.

They are random. Only who tells the same story twice, the demonstration, draws them from a seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random, SystemRandom
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")

_random = SystemRandom()
_seeded: ContextVar[Random | None] = ContextVar("seeded", default=None)


def new_id() -> UUID:
    return UUID(int=_draw().getrandbits(128), version=4)


def shuffled(things: Iterable[T]) -> list[T]:
    """These in an order that nobody chose."""
    drawn = list(things)
    _draw().shuffle(drawn)
    return drawn


@contextmanager
def drawn_from(seed: int) -> Iterator[None]:
    """The same draws each time: for the demonstration and for tests."""
    token = _seeded.set(Random(seed))  # noqa: S311 - nothing secret is drawn from it
    try:
        yield
    finally:
        _seeded.reset(token)


def _draw() -> Random:
    return _seeded.get() or _random
