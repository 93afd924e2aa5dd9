"""Weighted means, the places that follow from them, and how firm each place is.

Pure: marks go in, a ranking comes out. Means are exact fractions and are compared as they are
shown, to two decimals, so that what looks equal to a reader is a tie. A place is firm when none
of this changes it: scores that are still missing, one mark that is one point different, the
absence of any one juror, weights that are up to ten points different.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from uuid import UUID

LOWEST, HIGHEST = 1, 5
NEARBY = 10  # percentage points that each weight may differ
DIVIDED_FROM = Fraction(3, 2)  # points between the lowest and the highest score


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one juror handed in on one submission: a mark a criterion, in the weights' order."""

    juror: UUID
    entry: UUID
    marks: tuple[int, ...]


class Firmness(StrEnum):
    UNSCORED = "unscored"  # nothing handed in yet
    TIED = "tied"
    OPEN = "open"  # missing scores can still change the place
    SHAKY = "shaky"
    FIRM = "firm"


class Ground(StrEnum):
    """What makes a place shaky, or how much it withstands."""

    NONE = "none"
    ONE_MARK = "one_mark"
    ONE_JUROR = "one_juror"
    WEIGHTS = "weights"
    NEARBY_WEIGHTS = "nearby_weights"
    ANY_WEIGHTS = "any_weights"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one submission stands. ``rival``: who is tied with it or nearest by.

    ``totals``: each juror's weighted score. ``gap`` is to the rival, in points. ``pivot``: the
    juror without whom the place would change, and to which (none: it would have no score).
    """

    entry: UUID
    place: int | None
    mean: Fraction | None
    totals: Mapping[UUID, Fraction]
    missing: int
    firmness: Firmness = Firmness.UNSCORED
    ground: Ground = Ground.NONE
    rival: UUID | None = None
    gap: Fraction | None = None
    pivot: UUID | None = None
    pivot_place: int | None = None

    @property
    def divided(self) -> bool:
        totals = self.totals.values()
        return len(totals) > 1 and max(totals) - min(totals) >= DIVIDED_FROM


class Finding(StrEnum):
    """What a ranking says in one sentence."""

    EMPTY = "empty"
    NOTHING_IN = "nothing_in"
    ALONE = "alone"
    FIRST_TIED = "first_tied"
    FIRST_OPEN = "first_open"
    FIRST_SHAKY = "first_shaky"
    FIRST_FIRM_ONLY = "first_firm_only"
    BOTH_FIRM = "both_firm"


WEAK_FIRST = {
    Firmness.TIED: Finding.FIRST_TIED,
    Firmness.OPEN: Finding.FIRST_OPEN,
    Firmness.SHAKY: Finding.FIRST_SHAKY,
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """All submissions, best first; those without a score last."""

    standings: tuple[Standing, ...]

    def of(self, entry: UUID) -> Standing:
        return next(standing for standing in self.standings if standing.entry == entry)

    def tied_with(self, entry: UUID) -> tuple[UUID, ...]:
        """The other submissions with the same mean."""
        place = self.of(entry).place
        return tuple(s.entry for s in self.standings if s.place == place and s.entry != entry)

    @property
    def finding(self) -> Finding:
        scored = [standing for standing in self.standings if standing.place]
        if not scored:
            return Finding.NOTHING_IN if self.standings else Finding.EMPTY
        if len(self.standings) == 1:
            return Finding.ALONE
        first, *rest = scored
        if first.firmness is Firmness.FIRM:
            both = rest and rest[0].firmness is Firmness.FIRM
            return Finding.BOTH_FIRM if both else Finding.FIRST_FIRM_ONLY
        return WEAK_FIRST[first.firmness]

    def follows(self, chosen: UUID | None, reserves: Sequence[UUID]) -> bool:
        """Whether a decision keeps to the order of the means; among equals any order does."""
        places = [
            self.of(entry).place or len(self.standings) for entry in (chosen, *reserves) if entry
        ]
        best = sorted(standing.place or len(self.standings) for standing in self.standings)
        return places == best[: len(places)]


def rank(
    weights: Sequence[int],
    entries: Sequence[UUID],
    ballots: Iterable[Ballot],
    missing: Mapping[UUID, int] | None = None,
) -> Ranking:
    """Rank the entries. ``missing``: how many scores of each may still come in."""
    court = _Court(weights, entries, tuple(ballots), missing or {})
    standings = sorted(
        (court.judge(entry) for entry in entries),
        key=lambda s: (s.place or len(entries) + 1, -(s.mean or 0)),
    )
    return Ranking(tuple(standings))


def shown(mean: Fraction) -> int:
    """A mean in hundredths, as it stands on the page."""
    return floor(mean * 100 + Fraction(1, 2))


def weighted(weights: Sequence[int], marks: Sequence[int | Fraction]) -> Fraction:
    pairs = zip(weights, marks, strict=True)
    return Fraction(sum(weight * mark for weight, mark in pairs)) / sum(weights)


def least_lead(weights: Sequence[int], lead: Sequence[Fraction], nearby: int = NEARBY) -> Fraction:
    """The smallest weighted lead when each weight may differ by ``nearby`` and the sum may not.

    A linear programme whose best corner is found greedily: every weight as low as it may go,
    and what is then left given to the criteria where the lead is smallest.
    """
    total = sum(weights)
    low = [max(weight - nearby, 0) for weight in weights]
    high = [min(weight + nearby, total) for weight in weights]
    left = total - sum(low)
    for worst in sorted(range(len(weights)), key=lambda number: lead[number]):
        more = min(high[worst] - low[worst], left)
        low[worst] += more
        left -= more
    return weighted(low, lead)


class _Court:
    """The marks of one ranking, asked from all sides."""

    def __init__(
        self,
        weights: Sequence[int],
        entries: Sequence[UUID],
        ballots: Sequence[Ballot],
        missing: Mapping[UUID, int],
    ) -> None:
        self.weights = weights
        self.missing = missing
        self.totals: dict[UUID, dict[UUID, Fraction]] = {entry: {} for entry in entries}
        self.marks: dict[UUID, list[tuple[int, ...]]] = {entry: [] for entry in entries}
        for ballot in ballots:
            self.totals[ballot.entry][ballot.juror] = weighted(weights, ballot.marks)
            self.marks[ballot.entry].append(ballot.marks)
        self.means = {e: _mean(t.values()) for e, t in self.totals.items() if t}
        self.jurors = sorted({ballot.juror for ballot in ballots})

    def judge(self, entry: UUID) -> Standing:
        mean = self.means.get(entry)
        found = Standing(
            entry=entry,
            place=_place(self.means, entry) if mean is not None else None,
            mean=mean,
            totals=self.totals[entry],
            missing=self.missing.get(entry, 0),
        )
        return found if mean is None else self._weighed(found, mean)

    def _weighed(self, found: Standing, mean: Fraction) -> Standing:
        rival = self._rival(found.entry, mean)
        gap = abs(mean - self.means[rival]) if rival else None
        tied = rival is not None and shown(mean) == shown(self.means[rival])
        pivot = self._pivot(found.entry)
        firmness, ground = Firmness.SHAKY, Ground.NONE
        if tied:
            firmness = Firmness.TIED
        elif self._is_open(found.entry):
            firmness = Firmness.OPEN
        elif rival and gap is not None and gap <= self._one_mark(found.entry, rival):
            ground = Ground.ONE_MARK
        elif pivot:
            ground = Ground.ONE_JUROR
        else:
            ground = self._under_other_weights(found.entry)
            firmness = Firmness.SHAKY if ground is Ground.WEIGHTS else Firmness.FIRM
        return Standing(
            entry=found.entry,
            place=found.place,
            mean=mean,
            totals=found.totals,
            missing=found.missing,
            firmness=firmness,
            ground=ground,
            rival=rival,
            gap=gap,
            pivot=pivot[0] if pivot else None,
            pivot_place=pivot[1] if pivot else None,
        )

    def _rival(self, entry: UUID, mean: Fraction) -> UUID | None:
        """The one with the nearest mean; of two as near, the one behind."""
        others = [other for other in self.means if other != entry]
        return min(
            others,
            key=lambda o: (abs(self.means[o] - mean), self.means[o], str(o)),
            default=None,
        )

    def _is_open(self, entry: UUID) -> bool:
        """Whether the scores still missing can put it before or behind another."""
        low, high = self._bounds(entry)
        for other in self.totals:
            if other == entry or not (self.missing.get(entry) or self.missing.get(other)):
                continue
            their_low, their_high = self._bounds(other)
            if shown(low) <= shown(their_high) and shown(their_low) <= shown(high):
                return True
        return False

    def _bounds(self, entry: UUID) -> tuple[Fraction, Fraction]:
        """The mean at its lowest and its highest, whatever is still handed in."""
        missing, totals = self.missing.get(entry, 0), self.totals[entry].values()
        if not totals and not missing:
            return Fraction(0), Fraction(0)
        number, total = len(totals) + missing, sum(totals, Fraction(0))
        return (total + LOWEST * missing) / number, (total + HIGHEST * missing) / number

    def _one_mark(self, entry: UUID, rival: UUID) -> Fraction:
        """How much one point more or less on the heaviest criterion can move a mean."""
        fewest = min(len(self.totals[entry]), len(self.totals[rival]))
        return Fraction(max(self.weights), sum(self.weights) * fewest)

    def _pivot(self, entry: UUID) -> tuple[UUID, int | None] | None:
        """The juror without whom the place would be another, and which."""
        for juror in self.jurors:
            means = {
                other: _mean(left)
                for other, totals in self.totals.items()
                if (left := [score for who, score in totals.items() if who != juror])
            }
            if entry not in means:
                return juror, None
            place = _place(means, entry)
            if place != _place({other: self.means[other] for other in means}, entry):
                return juror, place
        return None

    def _under_other_weights(self, entry: UUID) -> Ground:
        always = True
        for other, mean in self.means.items():
            if other == entry:
                continue
            lead = self._lead(entry, other, ahead=self.means[entry] > mean)
            if least_lead(self.weights, lead) <= 0:
                return Ground.WEIGHTS
            always = always and min(lead) >= 0
        return Ground.ANY_WEIGHTS if always else Ground.NEARBY_WEIGHTS

    def _lead(self, entry: UUID, other: UUID, *, ahead: bool) -> list[Fraction]:
        """By how much the better of the two leads on each criterion."""
        better, worse = (entry, other) if ahead else (other, entry)
        return [
            mine - theirs
            for mine, theirs in zip(
                self._by_criterion(better), self._by_criterion(worse), strict=True
            )
        ]

    def _by_criterion(self, entry: UUID) -> list[Fraction]:
        return [
            _mean([Fraction(mark) for mark in marks])
            for marks in zip(*self.marks[entry], strict=True)
        ]


def _mean(values: Iterable[Fraction]) -> Fraction:
    given = list(values)
    return sum(given, Fraction(0)) / len(given)


def _place(means: Mapping[UUID, Fraction], entry: UUID) -> int:
    own = shown(means[entry])
    return 1 + sum(shown(mean) > own for mean in means.values())
