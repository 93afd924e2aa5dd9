"""Commands on a jury as a whole: one at a time, and each asks its rule of the jury as it is now.

The order of locks is the same everywhere: challenge, then seat. Whoever changes the jury as a
whole holds its challenge alone; a juror at work on their own reviews holds it in share, and their
own seat. So the first waits for all of the second, and of two who would both decide the one that
comes later reads what the other did. Nobody holds a review or a score by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import inspect

from portal.jury import queries
from portal.jury.model import Review, Seat
from portal.jury.sitting import Sitting
from portal.kernel.db import Model
from portal.kernel.policy import Actor, Verdict
from portal.kernel.work import Lock, Work, command, share

P = ParamSpec("P")
R = TypeVar("R")
OnJury = Callable[Concatenate[Work, Sitting, P], R]
OnReview = Callable[Concatenate[Work, Review, P], R]
REVIEW = [column.key for column in inspect(Review).column_attrs]


def on_jury(
    *, may: Callable[[Actor, Sitting], Verdict], scores: bool = False
) -> Callable[[OnJury[P, R]], OnJury[P, R]]:
    """A command whose second argument is a Sitting: the verb gets it as it is under the lock.

    ``scores``: with the marks.
    """

    def decorate(verb: OnJury[P, R]) -> OnJury[P, R]:
        @command(may=may, locks=lambda sitting: (sitting.challenge,))
        @wraps(verb)
        def again(work: Work, sitting: Sitting, /, *args: P.args, **kwargs: P.kwargs) -> R:
            fresh = queries.sitting(sitting.challenge.id, scores=scores)
            work.require(may(work.actor, fresh))
            return verb(work, fresh, *args, **kwargs)

        return again

    return decorate


def on_review(
    *, may: Callable[[Actor, Review], Verdict]
) -> Callable[[OnReview[P, R]], OnReview[P, R]]:
    """A command on one review: its juror's seat is held, and the review read again."""

    def decorate(verb: OnReview[P, R]) -> OnReview[P, R]:
        @command(may=may, locks=lambda review: at_work(review.seat))
        @wraps(verb)
        def again(work: Work, review: Review, /, *args: P.args, **kwargs: P.kwargs) -> R:
            work.session.refresh(review, REVIEW)
            work.require(may(work.actor, review))
            return verb(work, review, *args, **kwargs)

        return again

    return decorate


def at_work(seat: Seat) -> Sequence[Model | Lock]:
    """What a juror holds while at work on their own reviews. Nobody else waits for it."""
    return (share(seat.panel.challenge), seat)
