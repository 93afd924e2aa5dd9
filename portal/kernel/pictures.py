"""Where the marks of a picture stand: the ring of weeks and the spread of scores, as plain numbers.

The macros in ``templates/macros/rings.html`` and ``dots.html`` draw them as SVG.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from flask import Flask

CENTRE, OUTER = 120.0, 112.0
GAP = 0.036  # between two weeks, in radians

LEFT, STEP, BASE = 16.0, 66.0, 40.0
ASIDE = 306.0  # where scores stand that are missing


@dataclass(frozen=True, slots=True)
class Week:
    """One piece. ``kind``: past, now or next; ``path``: its outline in a 240 × 240 box."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One score: whose, how high (none while it is missing), and where its circle stands."""

    name: str
    value: float | None
    letter: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Spread:
    """All dots of one thing on a scale of 1–5. ``top`` is the upper edge of the picture."""

    dots: tuple[Dot, ...]
    radius: float
    top: float
    low: float | None
    high: float | None
    mean: float | None

    @property
    def given(self) -> tuple[Dot, ...]:
        return tuple(dot for dot in self.dots if dot.value is not None)

    @property
    def missing(self) -> tuple[Dot, ...]:
        return tuple(dot for dot in self.dots if dot.value is None)


def ring(week: int, of: int, inner: float = 90.0) -> tuple[Week, ...]:
    """The weeks of a residency around a circle, from the top, with the clock.

    ``week`` counts from 1; 0 is before the start, more than ``of`` after the end.
    """
    turn = 2 * pi / of
    return tuple(
        Week(_kind(number, week), _piece(turn * (number - 1), turn * number, inner))
        for number in range(1, of + 1)
    )


def _kind(number: int, week: int) -> str:
    if number == week:
        return "now"
    return "past" if number < week else "next"


def _piece(start: float, end: float, inner: float) -> str:
    def at(angle: float, radius: float) -> str:
        return f"{CENTRE + radius * sin(angle):.1f} {CENTRE - radius * cos(angle):.1f}"

    half = GAP / 2
    thin = half * OUTER / inner  # so that the gap is as wide inside as outside
    return (
        f"M{at(start + half, OUTER)}A{OUTER:g} {OUTER:g} 0 0 1 {at(end - half, OUTER)}"
        f"L{at(end - thin, inner)}A{inner:g} {inner:g} 0 0 0 {at(start + thin, inner)}z"
    )


def spread(
    scores: Iterable[tuple[str, float | None] | tuple[str, float | None, str]],
    mean: float | None = None,
) -> Spread:
    """Place scores between 1 and 5 so that no dot hides another.

    A score is (name, value) or (name, value, letter); a letter is drawn in its dot.
    """
    given = [(score[0], score[1], score[2] if len(score) > 2 else "") for score in scores]  # noqa: PLR2004
    radius = 11.0 if any(letter for _, _, letter in given) else 6.5
    present = sorted((s for s in given if s[1] is not None), key=lambda score: score[1] or 0)
    absent = [score for score in given if score[1] is None]
    dots: list[Dot] = []
    for name, value, letter in present:
        dots.append(_placed(dots, name, value, letter, radius=radius))
    for name, _value, letter in absent:
        dots.append(_placed(dots, name, None, letter, radius=radius))
    values = [value for _, value, _ in present if value is not None]
    return Spread(
        dots=tuple(dots),
        radius=radius,
        top=min((dot.y for dot in dots), default=BASE) - radius - 2,
        low=across(min(values)) if values else None,
        high=across(max(values)) if values else None,
        mean=across(mean) if mean is not None else None,
    )


def across(value: float) -> float:
    """Where a value of 1–5 stands on the axis."""
    return round(LEFT + (value - 1) * STEP, 1)


def _placed(
    dots: Sequence[Dot], name: str, value: float | None, letter: str, *, radius: float
) -> Dot:
    """The lowest place above the axis where the dot touches no other."""
    x = ASIDE if value is None else across(value)
    wide = 2 * radius + 1
    y = BASE
    while any(abs(dot.x - x) < wide and abs(dot.y - y) < wide for dot in dots):
        y -= wide
    return Dot(name, value, letter, x, y)


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(ring_weeks=ring, spread_of=spread, across=across)
