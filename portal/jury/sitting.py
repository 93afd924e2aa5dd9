"""One jury with all it knows at one moment, read by ``queries.sitting`` in a few queries.

Pure: the rules, the pages and the commands ask it the same questions. Under the lock on the
challenge it is read again, so that a rule never answers from what was true a moment ago.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from portal.accounts.model import Organisation
from portal.challenges.model import Challenge
from portal.jury.model import BoxOpening, JuryDecision, Panel, Review, Score, Seat
from portal.jury.ranking import Ballot, Ranking, rank
from portal.jury.states import ReviewState, SeatState
from portal.submissions.content import token
from portal.submissions.model import Submission
from portal.submissions.states import Decision

LIVING = frozenset({SeatState.INVITED, SeatState.ACCEPTED})


class Stage(StrEnum):
    """How far a jury is, as its members call it."""

    COMPOSING = "composing"  # the challenge is still open, or not even that
    BOX_CLOSED = "box_closed"  # the deadline has passed, the keys are still to be turned
    SCORING = "scoring"
    DECIDED = "decided"
    RELEASED = "released"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Entry:
    """A submission before the jury: its number, who sent it, and what was sent."""

    submission: Submission
    content: dict[str, Any]

    @property
    def id(self) -> UUID:
        return self.submission.id

    @property
    def number(self) -> int:
        return self.submission.number or 0

    @property
    def organisation(self) -> Organisation:
        return self.submission.organisation

    @property
    def title(self) -> str:
        return str(self.content.get("title", ""))

    @property
    def team(self) -> list[str]:
        """The names only: all that somebody reads before declaring an interest."""
        return [str(member.get("name", "")) for member in self.content.get("team", [])]


def as_filled_in(scores: Iterable[Score], overall: str) -> str:
    """One word for all that a juror filled in of a submission: other words, another word."""
    marks = {str(score.criterion_id): [score.value, score.reason] for score in scores}
    return token({"overall": overall, **{k: v for k, v in marks.items() if v != [None, ""]}})


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a juror's reviews are in which state. ``undeclared`` are among ``todo``."""

    done: int
    todo: int
    undeclared: int
    out: int


@dataclass(frozen=True)
class Sitting:
    """``entries``: what was sent, by number; empty until the box is open.

    ``applicants``: the organisations that sent something: for rules only, never to be shown
    while the box is closed.
    """

    challenge: Challenge
    panel: Panel
    seats: Sequence[Seat]
    box: BoxOpening | None = None
    decision: JuryDecision | None = None
    entries: Sequence[Entry] = ()
    reviews: Sequence[Review] = ()
    applicants: frozenset[UUID] = frozenset()

    @cached_property
    def _seat_of_review(self) -> dict[UUID, Seat]:
        return {seat.id: seat for seat in self.seats}

    # --- seats ---

    @property
    def living(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.state in LIVING]

    @property
    def accepted(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.state is SeatState.ACCEPTED]

    @property
    def chair(self) -> Seat | None:
        """Who has the chair, invited or accepted."""
        return next((seat for seat in self.living if seat.is_chair), None)

    def seat_of(self, person_id: UUID | None) -> Seat | None:
        """The living seat of this person."""
        return next((seat for seat in self.living if seat.person_id == person_id), None)

    def accepted_seat_of(self, person_id: UUID | None) -> Seat | None:
        seat = self.seat_of(person_id)
        return seat if seat and seat.state is SeatState.ACCEPTED else None

    def is_chair(self, person_id: UUID | None) -> bool:
        seat = self.accepted_seat_of(person_id)
        return seat is not None and seat.is_chair

    # --- reviews ---

    def reviews_of(self, seat: Seat) -> list[Review]:
        return [review for review in self.reviews if review.seat_id == seat.id]

    def review(self, seat: Seat, entry_id: UUID) -> Review | None:
        return next((r for r in self.reviews_of(seat) if r.submission_id == entry_id), None)

    def progress_of(self, seat: Seat) -> Progress:
        states = [review.state for review in self.reviews_of(seat)]
        undeclared = states.count(ReviewState.ASSIGNED)
        return Progress(
            done=states.count(ReviewState.HANDED_IN),
            todo=states.count(ReviewState.STARTED) + undeclared,
            undeclared=undeclared,
            out=states.count(ReviewState.CONFLICT),
        )

    def conflicts_of(self, person_id: UUID | None) -> list[Review]:
        """Whatever seat the person had when declaring them."""
        return [
            review
            for review in self.reviews
            if review.state is ReviewState.CONFLICT and self.person_of(review) == person_id
        ]

    def handed_in(self, entry_id: UUID) -> list[Review]:
        """The scores that count; those of a juror who was replaced since count too."""
        return [
            review
            for review in self.reviews
            if review.submission_id == entry_id and review.state is ReviewState.HANDED_IN
        ]

    def exempt_from(self, entry_id: UUID) -> list[Review]:
        """Of whoever stepped back from this submission."""
        return [
            review
            for review in self.reviews
            if review.submission_id == entry_id and review.state is ReviewState.CONFLICT
        ]

    def awaited(self, entry_id: UUID) -> list[Review]:
        """The scores that may still come in, from whoever still has a seat."""
        return [
            review
            for review in self.reviews
            if review.submission_id == entry_id
            and review.state in {ReviewState.ASSIGNED, ReviewState.STARTED}
            and self._seat_of_review[review.seat_id].state is SeatState.ACCEPTED
        ]

    def open_of(self, seat: Seat) -> list[Review]:
        """What this juror still has to do something for."""
        todo = {ReviewState.ASSIGNED, ReviewState.STARTED}
        return [review for review in self.reviews_of(seat) if review.state in todo]

    def has_finished(self, seat: Seat) -> bool:
        """Everything handed in, but for what they have a conflict of interest with."""
        return not self.open_of(seat)

    # --- ranking ---

    @cached_property
    def ranking(self) -> Ranking:
        """By weighted mean. Only for a sitting that was read with its scores."""
        order = {criterion.id: place for place, criterion in enumerate(self.challenge.criteria)}
        ballots = []
        for review in self.reviews:
            if review.state is not ReviewState.HANDED_IN:
                continue
            scores = sorted(
                (score for score in review.scores if score.criterion_id in order),
                key=lambda score: order[score.criterion_id],
            )
            marks = tuple(score.value for score in scores if score.value is not None)
            ballots.append(Ballot(self.person_of(review), review.submission_id, marks))
        return rank(
            [criterion.weight for criterion in self.challenge.criteria],
            [entry.id for entry in self.entries],
            ballots,
            {entry.id: len(self.awaited(entry.id)) for entry in self.entries},
        )

    # --- quorum ---

    @property
    def below_quorum(self) -> list[Entry]:
        """Submissions without enough scores so far."""
        return [e for e in self.entries if len(self.handed_in(e.id)) < self.panel.quorum]

    @property
    def beyond_reach(self) -> list[Entry]:
        """Submissions that this panel can never score often enough: it needs another juror."""
        return [
            entry
            for entry in self.below_quorum
            if len(self.handed_in(entry.id)) + len(self.awaited(entry.id)) < self.panel.quorum
        ]

    @property
    def shortlisted_id(self) -> UUID | None:
        chosen = (e.id for e in self.entries if e.submission.decision is Decision.SHORTLISTED)
        return next(chosen, None)

    def person_of(self, review: Review) -> UUID:
        return self._seat_of_review[review.seat_id].person_id

    def name_of(self, review: Review) -> str:
        return self._seat_of_review[review.seat_id].person.name

    def entry(self, submission_id: UUID) -> Entry:
        return next(entry for entry in self.entries if entry.id == submission_id)
