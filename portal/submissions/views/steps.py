"""Writing a submission: a page a step, saved by its buttons and while somebody types."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.kernel.errors import Missing, NotAllowed, Overtaken, PortalError, RuleBroken
from portal.kernel.text import _, clock_words
from portal.kernel.uploads import received, takes_files
from portal.kernel.web import as_uuid, current_actor, see_other, signed_in
from portal.kernel.work import unit_of_work
from portal.submissions import commands, content, queries, rules
from portal.submissions.content import Step
from portal.submissions.forms import FilesForm, StepForm, TeamForm, form_for, stored
from portal.submissions.model import Submission
from portal.submissions.views.blueprint import bp
from portal.submissions.views.shared import FileRow, file_row, own, progress


def _step(name: str) -> Step:
    try:
        return Step(name)
    except ValueError:
        raise Missing from None


@bp.get("/submissions/<uuid:submission_id>/steps/<step>")
@signed_in
def step(submission_id: UUID, step: str) -> ResponseReturnValue:
    chosen, submission = _step(step), own(submission_id)
    if not rules.may_edit(current_actor(), submission):
        return see_other(".show", submission_id=submission.id)
    form = form_for(submission, chosen)
    if isinstance(form, TeamForm) and ("add" in request.args or not form.team.entries):
        _one_line_more(form)
    return _page(submission, chosen, form)


@bp.post("/submissions/<uuid:submission_id>/steps/<step>")
@signed_in
@takes_files
def save_step(submission_id: UUID, step: str) -> ResponseReturnValue:
    """Saves, and goes where the pressed button leads. What cannot be saved stays on the page."""
    chosen, submission = _step(step), own(submission_id)
    form = form_for(submission, chosen)
    if isinstance(form, TeamForm) and (place := request.form.get("remove")):
        form.without(place)
    if not form.validate_on_submit():
        return _page(submission, chosen, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        _keep(submission, form)
    except Overtaken as overtaken:
        return _overtaken(submission, chosen, form, overtaken), overtaken.status
    except NotAllowed as late:
        form.form_errors.append(late.message)
        return _page(own(submission_id), chosen, form), late.status
    if isinstance(form, FilesForm):
        refused = _take_files(submission, form)
        if refused:
            return _page(own(submission_id), chosen, form, refused), HTTPStatus.UNPROCESSABLE_ENTITY
    form.saved = True
    if not form.count_words():
        form.seen.data = content.token(stored(submission, chosen))
        return _page(submission, chosen, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _onward(submission, chosen)


def _keep(submission: Submission, form: StepForm) -> None:
    with unit_of_work(current_actor()) as work:
        if form.values:
            commands.save(work, submission, values=form.values, seen=form.seen.data or "")
        elif file_id := as_uuid(request.form.get("remove")):
            commands.remove_file(work, submission, file_id=file_id)


def _onward(submission: Submission, chosen: Step) -> Response:
    if "later" in request.form:
        return see_other(".show", submission_id=submission.id)
    here = {"submission_id": submission.id, "step": chosen.value}
    if "add" in request.form:
        return see_other(".step", **here, add=1, _anchor=f"team-{len(submission.team)}-name")
    if "remove" in request.form or "upload" in request.form:
        return see_other(".step", **here)
    if chosen.next is None:
        return see_other(".check", submission_id=submission.id)
    return see_other(".step", submission_id=submission.id, step=chosen.next.value)


def _take_files(submission: Submission, form: FilesForm) -> list[FileRow]:
    """Add each chosen file that is fit; the sentences about those that are not."""
    refused: list[FileRow] = []
    for upload in form.chosen:
        try:
            with received(upload) as incoming, unit_of_work(current_actor()) as work:
                commands.add_file(work, submission, incoming=incoming)
        except (RuleBroken, NotAllowed) as broken:
            form.files.errors = [*form.files.errors, broken.message]
            refused.append(FileRow(name=upload.filename or "", error=_("Not added.")))
    return refused


@bp.post("/submissions/<uuid:submission_id>/steps/<step>/autosave")
@signed_in
def autosave(submission_id: UUID, step: str) -> ResponseReturnValue:
    """What the script sends while somebody types. Answers with the new token of the page."""
    chosen, submission = _step(step), own(submission_id)
    form = form_for(submission, chosen)
    if not form.validate_on_submit():
        raise RuleBroken(_("Not saved: something on this page is not right yet."))
    with unit_of_work(current_actor()) as work:
        commands.save(work, submission, values=form.values, seen=form.seen.data or "")
    fields = {"seen": content.token(stored(submission, chosen))}
    return jsonify(saved_at=clock_words(submission.saved_at), fields=fields)


def _overtaken(submission: Submission, chosen: Step, form: StepForm, overtaken: PortalError) -> str:
    """What was typed stands in the fields, the colleague's words beside it; saving again wins."""
    theirs = stored(own(submission.id), chosen)
    form.seen.data = content.token(theirs)
    form.form_errors.append(overtaken.message)
    return _page(submission, chosen, form, theirs=theirs)


def _one_line_more(form: TeamForm) -> None:
    if len(form.team.entries) < content.MOST_MEMBERS:
        form.team.append_entry()


def _page(
    submission: Submission,
    chosen: Step,
    form: StepForm,
    refused: list[FileRow] | None = None,
    theirs: dict[str, Any] | None = None,
) -> str:
    steps = list(Step)
    return render_template(
        "submissions/step.html",
        submission=submission,
        step=chosen,
        number=steps.index(chosen) + 1,
        progress=progress(submission),
        form=form,
        files=[file_row(submission, each) for each in queries.files_of(submission)]
        + (refused or []),
        theirs=theirs,
        saved_at=submission.saved_at if form.saved or not form.errors else None,
        limits=content.WORDS,
        most_members=content.MOST_MEMBERS,
        most_files=content.MOST_FILES,
        now=current_actor().now,
    )
