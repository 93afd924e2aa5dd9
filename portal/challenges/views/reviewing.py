"""A second pair of eyes before publication."""

from __future__ import annotations

from http import HTTPStatus

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.challenges import commands, queries, rules
from portal.challenges.content import content_of_row
from portal.challenges.forms.acts import ApproveForm, RemarkForm
from portal.challenges.model import Challenge
from portal.challenges.views import bp, changes, reading
from portal.kernel.errors import Missing, NotAllowed, RuleBroken
from portal.kernel.text import _, moment_words
from portal.kernel.web import current_actor, say, see_other, signed_in
from portal.kernel.work import unit_of_work


@bp.get("/challenges/<slug>/review")
@signed_in
def review(slug: str) -> ResponseReturnValue:
    return _page(_to_review(slug), ApproveForm(), RemarkForm())


@bp.post("/challenges/<slug>/publish")
@signed_in
def publish(slug: str) -> ResponseReturnValue:
    challenge = _to_review(slug)
    form = ApproveForm()
    if not form.validate_on_submit():
        return _page(challenge, form, RemarkForm()), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with unit_of_work(current_actor()) as work:
            remark = form.approval.data or ""
            commands.publish(work, challenge, at=form.moment, remark=remark)
    except RuleBroken as broken:
        form.refuse(broken)
        return _page(_to_review(slug), form, RemarkForm()), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.moment is None:
        say(_("The challenge is published. Anybody can read it now."))
    else:
        say(_("Approved. Anybody can read it from %(moment)s.", moment=moment_words(form.moment)))
    return see_other(".show", slug=slug)


@bp.post("/challenges/<slug>/request-changes")
@signed_in
def request_changes(slug: str) -> ResponseReturnValue:
    challenge = _to_review(slug)
    form = RemarkForm()
    if not form.validate_on_submit():
        return _page(challenge, ApproveForm(), form), HTTPStatus.UNPROCESSABLE_ENTITY
    with unit_of_work(current_actor()) as work:
        commands.request_changes(work, challenge, remark=form.remark.data or "")
    say(_("Sent back with your remarks."))
    return see_other(".show", slug=slug)


def _to_review(slug: str) -> Challenge:
    """The challenge, for who may review it. Raises Missing, or NotAllowed with the reason."""
    challenge = queries.challenge(slug)
    verdict = rules.may_review(current_actor(), challenge)
    if verdict.hidden:
        raise Missing
    if not verdict:
        raise NotAllowed(verdict.reason)
    return challenge


def _page(challenge: Challenge, approve: ApproveForm, remark: RemarkForm) -> str:
    actor = current_actor()
    row = queries.reading(challenge.slug, actor)
    if row is None:
        raise Missing
    page = reading.page_of(row, actor.now)
    return render_template(
        "challenges/review.html",
        challenge=challenge,
        page=page,
        translation=reading.translation_of(row),
        facts=changes.facts(content_of_row(row)),
        remarks=queries.remarks(challenge),
        approve=approve,
        remark=remark,
    )
