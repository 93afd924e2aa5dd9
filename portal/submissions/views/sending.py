"""Checking, sending, withdrawing; and the receipt of what was sent."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from portal.kernel.errors import NotAllowed, Overtaken, RuleBroken
from portal.kernel.text import _
from portal.kernel.web import current_actor, say, see_other, signed_in
from portal.kernel.work import unit_of_work
from portal.submissions import commands, content, queries, rules
from portal.submissions.forms import SendForm
from portal.submissions.model import Submission
from portal.submissions.views.blueprint import bp
from portal.submissions.views.shared import file_row, own, progress, sent_files, timeline


@bp.get("/submissions/<uuid:submission_id>/check")
@signed_in
def check(submission_id: UUID) -> ResponseReturnValue:
    submission = own(submission_id)
    if not rules.may_send(current_actor(), submission):
        return see_other(".show", submission_id=submission.id)
    return _check_page(submission, SendForm())


@bp.post("/submissions/<uuid:submission_id>/send")
@signed_in
def send(submission_id: UUID) -> ResponseReturnValue:
    submission = queries.submission(submission_id)
    form = SendForm()
    if not form.validate_on_submit():
        return _check_page(own(submission_id), form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with unit_of_work(current_actor()) as work:
            number = commands.send(work, submission, seen=form.seen.data or "")
    except (RuleBroken, Overtaken) as broken:
        form.form_errors.append(broken.message)
        return _check_page(own(submission_id), form), broken.status
    except NotAllowed as late:
        say(late.message, "warning")
        return see_other(".show", submission_id=submission.id)
    return see_other(".receipt", submission_id=submission.id, number=number)


@bp.get("/submissions/<uuid:submission_id>/withdraw")
@signed_in
def ask_withdraw(submission_id: UUID) -> ResponseReturnValue:
    submission = own(submission_id)
    if not rules.may_withdraw(current_actor(), submission):
        return see_other(".show", submission_id=submission.id)
    return render_template("submissions/withdraw.html", submission=submission)


@bp.post("/submissions/<uuid:submission_id>/withdraw")
@signed_in
def withdraw(submission_id: UUID) -> ResponseReturnValue:
    submission = own(submission_id)
    try:
        with unit_of_work(current_actor()) as work:
            commands.withdraw(work, submission)
    except NotAllowed as late:
        say(late.message, "warning")
    else:
        say(_("Your submission is withdrawn. Nobody will read it."))
    return see_other(".show", submission_id=submission.id)


@bp.get("/submissions/<uuid:submission_id>/versions/<int(max=9999):number>")
@signed_in
def receipt(submission_id: UUID, number: int) -> ResponseReturnValue:
    submission = own(submission_id)
    version = queries.version(submission, number)
    now = current_actor().now
    return render_template(
        "submissions/receipt.html",
        submission=submission,
        version=version,
        files=sent_files(submission, version.content),
        stands=submission.standing_version == number and submission.state == "submitted",
        state=rules.shown(submission, now),
        may_withdraw=rules.may_withdraw(current_actor(), submission),
        timeline=timeline(submission, now),
        now=now,
    )


@bp.get("/submissions/<uuid:submission_id>/versions/<int(max=9999):number>/content.json")
@signed_in
def content_of(submission_id: UUID, number: int) -> ResponseReturnValue:
    """The very bytes that the receipt's SHA-256 was taken of."""
    version = queries.version(own(submission_id), number)
    answer = Response(content.canonical(version.content), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{version.receipt_code}.json"'
    return answer


def _check_page(submission: Submission, form: SendForm) -> str:
    actor = current_actor()
    form.seen.data = content.digest(submission, submission.files)
    return render_template(
        "submissions/check.html",
        submission=submission,
        form=form,
        gaps=content.gaps(submission),
        files=[file_row(submission, each) for each in submission.files],
        progress=progress(submission),
        state=rules.shown(submission, actor.now),
        now=actor.now,
    )
