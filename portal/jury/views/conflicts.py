"""Conflicts of interest: declared of all submissions at first, and of one at any moment after."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.accounts.model import Role
from portal.jury import commands, queries, rules, words
from portal.jury.forms import ConflictForm, DeclarationForm, declaration_form
from portal.jury.model import ConflictKind, Review
from portal.jury.sitting import Entry, Sitting
from portal.jury.states import ReviewState
from portal.jury.views.blueprint import bp
from portal.jury.views.shared import insist, seen
from portal.kernel.errors import Missing, RuleBroken
from portal.kernel.text import _, ngettext
from portal.kernel.web import current_actor, say, see_other, signed_in
from portal.kernel.work import unit_of_work


@bp.get("/<slug>/conflicts")
@signed_in
def declare(slug: str) -> ResponseReturnValue:
    sitting, entries = _undeclared(slug)
    return _declaration(sitting, entries, declaration_form(entries)())


def _undeclared(slug: str) -> tuple[Sitting, list[Entry]]:
    """The jury, and the submissions that this juror has said nothing of yet."""
    sitting = seen(slug)
    seat = sitting.accepted_seat_of(current_actor().id)
    if seat is None:
        raise Missing
    waiting = {
        review.submission_id
        for review in sitting.reviews_of(seat)
        if review.state is ReviewState.ASSIGNED
    }
    return sitting, [entry for entry in sitting.entries if entry.id in waiting]


@bp.post("/<slug>/conflicts")
@signed_in
def declare_all(slug: str) -> ResponseReturnValue:
    """Everything that was answered; what was skipped waits."""
    sitting, entries = _undeclared(slug)
    form = declaration_form(entries)()
    if not form.validate_on_submit():
        return _declaration(sitting, entries, form), HTTPStatus.UNPROCESSABLE_ENTITY
    declared = list(form.declared(entries))
    try:
        _declare(slug, declared)
    except RuleBroken as broken:
        form.refuse(broken)
        sitting, entries = _undeclared(slug)
        return _declaration(sitting, entries, form), HTTPStatus.UNPROCESSABLE_ENTITY
    left = len(entries) - len(declared)
    if left:
        say(
            ngettext(
                "Saved. One applicant still waits for your answer.",
                "Saved. %(num)d applicants still wait for your answer.",
                left,
            ),
            "info",
        )
        return see_other(".declare", slug=slug)
    say(_("Thank you. You can now read and score."))
    return see_other(".panel", slug=slug)


def _declare(slug: str, declared: Sequence[tuple[Entry, ConflictKind | None, str]]) -> None:
    reviews = {each.submission_id: each for each in queries.own_reviews(current_actor(), slug)}
    free = [reviews[entry.id] for entry, kind, _note in declared if kind is None]
    with unit_of_work(current_actor()) as work:
        if free:
            commands.declare_no_conflict(work, free[0].seat, reviews=free)
        for entry, kind, note in declared:
            if kind is not None:
                commands.declare_conflict(work, reviews[entry.id], kind=kind, note=note)


def _declaration(sitting: Sitting, entries: list[Entry], form: DeclarationForm) -> str:
    actor = current_actor()
    return render_template(
        "jury/declare.html",
        challenge=sitting.challenge,
        panel=sitting.panel,
        stage=rules.stage(actor, sitting.challenge),
        entries=entries,
        own={e.id for e in entries if e.organisation.id in actor.places(Role.MEMBER)},
        form=form,
    )


@bp.get("/<slug>/submissions/<uuid:submission_id>/conflict")
@signed_in
def ask_conflict(slug: str, submission_id: UUID) -> ResponseReturnValue:
    review = queries.review_of(current_actor(), slug, submission_id)
    insist(rules.may_declare_conflict(current_actor(), review))
    return _conflict_page(review, ConflictForm())


@bp.post("/<slug>/submissions/<uuid:submission_id>/conflict")
@signed_in
def conflict(slug: str, submission_id: UUID) -> ResponseReturnValue:
    review = queries.review_of(current_actor(), slug, submission_id)
    insist(rules.may_declare_conflict(current_actor(), review))
    form = ConflictForm()
    if not form.validate_on_submit():
        return _conflict_page(review, form), HTTPStatus.UNPROCESSABLE_ENTITY
    with unit_of_work(current_actor()) as work:
        kind = ConflictKind(form.kind.data)
        commands.declare_conflict(work, review, kind=kind, note=form.note.data or "")
    say(_("You step back from this submission. You no longer see it."))
    return see_other(".panel", slug=slug)


def _conflict_page(review: Review, form: ConflictForm) -> str:
    return render_template(
        "jury/conflict.html",
        review=review,
        challenge=review.submission.challenge,
        form=form,
        hints={kind.value: sentences[1] for kind, sentences in words.CONFLICTS.items()},
    )
