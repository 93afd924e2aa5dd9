"""A juror's own work: conflicts of interest declared, scores saved, handed in, reopened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from portal.accounts.model import Role
from portal.jury import queries, rules
from portal.jury.events import (
    ConflictDeclared,
    NoConflictDeclared,
    ScoresHandedIn,
    ScoresReopened,
)
from portal.jury.locked import at_work, on_jury, on_review
from portal.jury.model import ConflictKind, Review, Score, Seat
from portal.jury.sitting import Sitting, as_filled_in
from portal.jury.states import ReviewState
from portal.kernel.errors import NotAllowed, Overtaken, RuleBroken
from portal.kernel.ids import new_id
from portal.kernel.text import _
from portal.kernel.work import Work, command
from portal.submissions import commands as submissions
from portal.submissions.model import Ground

Marks = Mapping[UUID, tuple[int | None, str]]
"""Criterion → mark and reason, as far as they are there."""


@command(may=rules.may_declare, locks=at_work)
def declare_no_conflict(work: Work, seat: Seat, *, reviews: Sequence[Review]) -> None:
    """Say of these submissions that nothing ties the juror to them: from now on they can be read.

    Raises RuleBroken where the portal knows better.
    """
    if not reviews:
        return
    ids = sorted(review.submission_id for review in reviews)
    if work.actor.places(Role.MEMBER) & queries.organisations_of(ids):
        raise RuleBroken(_("You belong to one of these startups. That is a conflict of interest."))
    work.move_all(reviews, "declare_no_conflict")
    work.session.execute(
        update(Review)
        .where(Review.id.in_([review.id for review in reviews]), Review.seat_id == seat.id)
        .values(declared_at=work.now)
    )
    submissions.grant_access(
        work,
        seat.panel.challenge,
        person_id=seat.person_id,
        ground=Ground.CHAIR if seat.is_chair else Ground.JUROR,
        submission_ids=ids,
    )
    work.emit(NoConflictDeclared(subject_id=seat.id, submission_ids=ids))


@on_review(may=rules.may_declare_conflict)
def declare_conflict(work: Work, review: Review, *, kind: ConflictKind, note: str = "") -> None:
    """Step back from one submission, at first or later: nothing is read, no score counts."""
    work.move(review, "declare_conflict")
    review.conflict_kind, review.conflict_note = kind, note
    review.declared_at, review.handed_in_at = work.now, None
    submissions.end_access(work, review.submission, person_id=review.seat.person_id)
    work.emit(
        ConflictDeclared(
            subject_id=review.id,
            submission_id=review.submission_id,
            person_id=review.seat.person_id,
            kind=kind.value,
        )
    )


@on_review(may=rules.may_score)
def save_scores(
    work: Work, review: Review, *, marks: Marks, overall: str = "", seen: str = ""
) -> None:
    """Keep what was filled in so far. Nobody else sees it.

    ``seen``: what the page was made from, where there was one. Raises Overtaken where the juror
    saved something else in another window meanwhile.
    """
    asked = {criterion.id for criterion in review.submission.challenge.criteria}
    if seen and not _is_news(review, marks, overall, seen):
        return
    rows = [
        {"id": new_id(), "review_id": review.id, "criterion_id": each, "value": mark, "reason": why}
        for each, (mark, why) in marks.items()
        if each in asked
    ]
    review.overall = overall
    if not rows:
        return
    saved = insert(Score).values(rows)
    work.session.execute(
        saved.on_conflict_do_update(
            constraint="one_score_per_criterion",
            set_={"value": saved.excluded.value, "reason": saved.excluded.reason},
        )
    )


def _is_news(review: Review, marks: Marks, overall: str, seen: str) -> bool:
    """Whether this differs from what is kept, and may take its place."""
    kept = queries.scores_of(review)
    stored = {score.criterion_id: (score.value, score.reason) for score in kept}
    if stored == dict(marks) and review.overall == overall:
        return False
    if seen != as_filled_in(kept, review.overall):
        raise Overtaken(_("You changed these scores in another window meanwhile."))
    return True


@on_review(may=rules.may_score)
def hand_in(work: Work, review: Review) -> None:
    """Done with this submission. Raises RuleBroken while a mark or a reason is missing."""
    scored = {
        score.criterion_id
        for score in queries.scores_of(review)
        if score.value is not None and score.reason.strip()
    }
    if any(each.id not in scored for each in review.submission.challenge.criteria):
        raise RuleBroken(_("Give each criterion a score and a reason first."))
    work.move(review, "hand_in")
    review.handed_in_at = work.now
    work.emit(ScoresHandedIn(subject_id=review.id, submission_id=review.submission_id))


@on_jury(may=rules.may_reopen)
def reopen(work: Work, sitting: Sitting, *, review: Review, reason: str) -> None:
    """Let a juror change what was handed in, with a reason that the juror reads."""
    if not rules.sees_scores_of(work.actor, sitting, review.submission_id):
        raise NotAllowed(_("You can reopen only scores that you see yourself."))
    if sitting.accepted_seat_of(sitting.person_of(review)) is None:
        raise RuleBroken(_("This juror was replaced, so these scores stay as they are."))
    if review.state is not ReviewState.HANDED_IN:
        raise RuleBroken(_("These scores are not handed in."))
    work.move(review, "reopen")
    review.handed_in_at, review.reopened_reason = None, reason
    work.emit(
        ScoresReopened(
            subject_id=review.id,
            challenge_id=sitting.challenge.id,
            submission_id=review.submission_id,
            person_id=sitting.person_of(review),
            reason=reason,
        )
    )
