"""A juror's own work: reading and scoring, handing in; and the chair who reopens it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.challenges.states import ChallengeState
from portal.jury import commands, queries, rules, words
from portal.jury.forms import (
    ReopenForm,
    ScoreForm,
    score_form,
)
from portal.jury.model import Review, Score
from portal.jury.sitting import Sitting, as_filled_in
from portal.jury.states import ReviewState, SeatState
from portal.jury.views.blueprint import bp
from portal.jury.views.shared import insist, seen
from portal.kernel.errors import Missing, Overtaken, RuleBroken
from portal.kernel.text import _, clock_words
from portal.kernel.web import current_actor, say, see_other, signed_in
from portal.kernel.work import unit_of_work
from portal.submissions import queries as submissions

WORDS_A_MINUTE = 200


def _own(slug: str, submission_id: UUID) -> Review:
    return queries.review_of(current_actor(), slug, submission_id)


def _read(slug: str, submission_id: UUID) -> Review:
    """The review, for somebody who may read the submission. Raises NotAllowed with the reason."""
    review = _own(slug, submission_id)
    insist(rules.may_read(current_actor(), review))
    return review


@bp.get("/<slug>/submissions/<uuid:submission_id>")
@signed_in
def score(slug: str, submission_id: UUID) -> ResponseReturnValue:
    """The text, and beside it the form; or, once handed in, everybody's scores."""
    review = _own(slug, submission_id)
    if review.state is ReviewState.ASSIGNED:
        return see_other(".declare", slug=slug)
    review = _read(slug, submission_id)
    queries.note_reading(review, current_actor())
    if rules.may_score(current_actor(), review):
        return _score_page(review, _filled(review))
    return _scored_page(review)


@bp.post("/<slug>/submissions/<uuid:submission_id>")
@signed_in
def save(slug: str, submission_id: UUID) -> ResponseReturnValue:
    """Keep what is filled in, and go where the pressed button leads."""
    review = _read(slug, submission_id)
    insist(rules.may_score(current_actor(), review))
    form = _form(review)
    if not form.validate_on_submit():
        return _score_page(review, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        _keep(review, form)
    except Overtaken as overtaken:
        form.form_errors.append(overtaken.message)
        form.form_errors.append(_("Below is what stands in this window. Save it again to keep it."))
        review = _own(slug, submission_id)
        form.seen.data = _kept(review)
        return _score_page(review, form), overtaken.status
    if "later" in request.form:
        say(_("Your scores of submission %(number)s are saved.", number=review.submission.number))
        return see_other(".panel", slug=slug)
    return see_other(".check", slug=slug, submission_id=submission_id)


@bp.post("/<slug>/submissions/<uuid:submission_id>/autosave")
@signed_in
def autosave(slug: str, submission_id: UUID) -> ResponseReturnValue:
    review = _read(slug, submission_id)
    insist(rules.may_score(current_actor(), review))
    form = _form(review)
    if not form.validate_on_submit():
        raise RuleBroken(_("Not saved: something on this page is not right yet."))
    _keep(review, form)
    return jsonify(saved_at=clock_words(current_actor().now), fields={"seen": _kept(review)})


def _kept(review: Review) -> str:
    return as_filled_in(queries.scores_of(review), review.overall)


def _keep(review: Review, form: ScoreForm) -> None:
    criteria = review.submission.challenge.criteria
    with unit_of_work(current_actor()) as work:
        commands.save_scores(
            work,
            review,
            marks=form.marks(criteria),
            overall=form.overall.data or "",
            seen=form.seen.data or "",
        )


def _form(review: Review, **stored: Any) -> ScoreForm:
    return score_form(review.submission.challenge.criteria)(**stored)


def _filled(review: Review) -> ScoreForm:
    given = {score.criterion_id: score for score in review.scores}
    stored: dict[str, Any] = {
        "overall": review.overall,
        "seen": as_filled_in(review.scores, review.overall),
    }
    for criterion in review.submission.challenge.criteria:
        found = given.get(criterion.id)
        if found:
            stored[f"score_{criterion.position}"] = str(found.value) if found.value else None
            stored[f"reason_{criterion.position}"] = found.reason
    return _form(review, formdata=None, data=stored)


def _score_page(review: Review, form: ScoreForm) -> str:
    return render_template("jury/score.html", form=form, **_around(review))


def _around(review: Review) -> dict[str, Any]:
    """What the pages of one submission show of it."""
    version = submissions.standing_version(review.submission)
    content = version.content if version else {}
    numbers = queries.open_numbers(review)
    typed = " ".join(str(content.get(name, "")) for name in ("summary", "approach", "why_us"))
    return {
        "review": review,
        "submission": review.submission,
        "challenge": review.submission.challenge,
        "panel": review.seat.panel,
        "content": content,
        "minutes": max(round(len(typed.split()) / WORDS_A_MINUTE), 1),
        "place": next(i for i, n in enumerate(numbers, 1) if n[0] == review.submission_id),
        "number_of_all": len(numbers),
        "numbers": numbers,
        "scale": words.SCALE,
    }


@dataclass(frozen=True, slots=True)
class Given:
    """What one juror gave and why. ``key`` keeps the ids of a page apart."""

    name: str
    scores: Mapping[UUID, Score]
    overall: str
    key: int


def given_by(review: Review, name: str, *, key: int = 0) -> Given:
    scores = {score.criterion_id: score for score in review.scores}
    return Given(name, scores, review.overall, key)


def _scored_page(review: Review) -> str:
    done = review.state is ReviewState.HANDED_IN
    others = queries.handed_in_by_others(review) if done else []
    around = _around(review)
    judging = around["challenge"].state is ChallengeState.JUDGING
    given = [given_by(review, _("You"))] if done else []
    return render_template(
        "jury/scored.html",
        given=[*given, *(given_by(other, other.seat.person.name) for other in others)],
        others=len(others),
        reopenable=_reopenable(review, others) if judging and review.seat.is_chair else [],
        following=next((n for n in around["numbers"] if n[2] is ReviewState.STARTED), None),
        **around,
    )


def _reopenable(review: Review, others: Sequence[Review]) -> list[tuple[str, str]]:
    """Whose scores the chair may open again, and where that is asked."""
    slug, submission_id = review.submission.challenge.slug, review.submission_id
    everybody = [(_("Your own"), review), *((each.seat.person.name, each) for each in others)]
    return [
        (name, url_for(".reopen", slug=slug, submission_id=submission_id, review_id=each.id))
        for name, each in everybody
        if each.seat.state is SeatState.ACCEPTED
    ]


# --- Handing in -------------------------------------------------------------------------------


@bp.get("/<slug>/submissions/<uuid:submission_id>/check")
@signed_in
def check(slug: str, submission_id: UUID) -> ResponseReturnValue:
    review = _read(slug, submission_id)
    if not rules.may_score(current_actor(), review):
        return see_other(".score", slug=slug, submission_id=submission_id)
    return _check_page(review)


@bp.post("/<slug>/submissions/<uuid:submission_id>/hand-in")
@signed_in
def hand_in(slug: str, submission_id: UUID) -> ResponseReturnValue:
    review = _read(slug, submission_id)
    try:
        with unit_of_work(current_actor()) as work:
            commands.hand_in(work, review)
    except RuleBroken as broken:
        page = _check_page(_own(slug, submission_id), refused=broken.message)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    say(_("Submission %(number)s is handed in.", number=review.submission.number))
    return see_other(".score", slug=slug, submission_id=submission_id)


def _check_page(review: Review, refused: str = "") -> str:
    given = {score.criterion_id: score for score in review.scores}
    criteria = review.submission.challenge.criteria
    missing = [
        criterion
        for criterion in criteria
        if (score := given.get(criterion.id)) is None
        or score.value is None
        or not score.reason.strip()
    ]
    return render_template(
        "jury/check.html",
        review=review,
        submission=review.submission,
        challenge=review.submission.challenge,
        rows=[(criterion, given.get(criterion.id)) for criterion in criteria],
        missing=missing,
        scale=words.SCALE,
        refused=refused,
    )


# --- Reopening, by the chair ------------------------------------------------------------------


@bp.get("/<slug>/submissions/<uuid:submission_id>/reviews/<uuid:review_id>/reopen")
@signed_in
def ask_reopen(slug: str, submission_id: UUID, review_id: UUID) -> ResponseReturnValue:
    sitting, review = _of_a_juror(slug, submission_id, review_id)
    return _reopen_page(sitting, review, ReopenForm())


@bp.post("/<slug>/submissions/<uuid:submission_id>/reviews/<uuid:review_id>/reopen")
@signed_in
def reopen(slug: str, submission_id: UUID, review_id: UUID) -> ResponseReturnValue:
    sitting, review = _of_a_juror(slug, submission_id, review_id)
    form = ReopenForm()
    if not form.validate_on_submit():
        return _reopen_page(sitting, review, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with unit_of_work(current_actor()) as work:
            commands.reopen(work, sitting, review=review, reason=form.reason.data or "")
    except RuleBroken as broken:
        form.refuse(broken)
        sitting, review = _of_a_juror(slug, submission_id, review_id)
        return _reopen_page(sitting, review, form), HTTPStatus.UNPROCESSABLE_ENTITY
    say(_("The scores of %(name)s are open again.", name=sitting.name_of(review)))
    return see_other(".panel", slug=slug)


def _of_a_juror(slug: str, submission_id: UUID, review_id: UUID) -> tuple[Sitting, Review]:
    sitting = seen(slug)
    insist(rules.may_reopen(current_actor(), sitting))
    found = next((r for r in sitting.handed_in(submission_id) if r.id == review_id), None)
    if found is None:
        raise Missing
    return sitting, found


def _reopen_page(sitting: Sitting, review: Review, form: ReopenForm) -> str:
    return render_template(
        "jury/reopen.html",
        challenge=sitting.challenge,
        entry=sitting.entry(review.submission_id),
        name=sitting.name_of(review),
        form=form,
        review=review,
    )
