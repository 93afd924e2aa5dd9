"""Reading: one's own answers, one of them, and the files in it."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.kernel import files
from portal.kernel.errors import Missing
from portal.kernel.home import added_to
from portal.kernel.policy import Actor
from portal.kernel.web import current_actor, show_only_if, signed_in
from portal.submissions import content, queries, rules
from portal.submissions.duties import note
from portal.submissions.model import Submission
from portal.submissions.views.blueprint import bp
from portal.submissions.views.shared import file_row, is_open, own, sent_files, timeline


@bp.get("/submissions")
@signed_in
def mine() -> ResponseReturnValue:
    actor = current_actor()
    submissions = queries.mine(actor)
    return render_template(
        "submissions/mine.html",
        submissions=[_listed(each, actor) for each in submissions],
        offers=queries.offers_to(actor) if any(each.released_at for each in submissions) else {},
        may_answer=rules.may_answer,
        startups=submissions or queries.startups_of(actor),
        actor=actor,
        now=actor.now,
    )


def _listed(submission: Submission, actor: Actor) -> tuple[Submission, str, str]:
    shown = rules.shown(submission, actor.now)
    return submission, shown.value, note(submission, shown, actor.now)


@bp.get("/submissions/<uuid:submission_id>")
@signed_in
def show(submission_id: UUID) -> ResponseReturnValue:
    """Its own people see how it stands; others who may, what was sent."""
    actor = current_actor()
    submission = queries.submission_for(actor, submission_id)
    show_only_if(rules.may_see(actor, submission))
    if not rules.may_see_working_copy(actor, submission):
        return _as_sent(submission)
    offer = queries.offer_to(submission)
    return render_template(
        "submissions/show.html",
        submission=submission,
        state=rules.shown(submission, actor.now),
        changed=rules.has_changed(submission),
        open=is_open(submission, actor),
        gaps=content.gaps(submission),
        versions=queries.versions_of(submission),
        may_withdraw=rules.may_withdraw(actor, submission),
        may_see_decision=rules.may_see_decision(actor, submission),
        offer=offer,
        expired=offer is not None and rules.has_expired(offer, actor.now),
        timeline=timeline(submission, actor.now),
        files=[file_row(submission, each) for each in submission.files],
        onward=added_to("submission", submission.id, actor) if offer else [],
        now=actor.now,
    )


@bp.get("/submissions/<uuid:submission_id>/versions/<int(max=9999):number>/text")
@signed_in
def as_sent(submission_id: UUID, number: int) -> ResponseReturnValue:
    """What one version says, for the applicant's own people."""
    return _as_sent(own(submission_id), number)


@bp.get("/submissions/<uuid:submission_id>/files/<uuid:file_id>")
@signed_in
def download(submission_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Its own people get every file; others only what stands in the version they may read."""
    actor = current_actor()
    submission = queries.submission_for(actor, submission_id)
    show_only_if(rules.may_see(actor, submission))
    attached = queries.file(submission, file_id)
    if not rules.may_see_working_copy(actor, submission):
        standing = queries.standing_version(submission)
        named = {each["id"] for each in standing.content["files"]} if standing else set()
        if str(file_id) not in named:
            raise Missing
    return files.hand_out(attached.file, attached.name)


def _as_sent(submission: Submission, number: int | None = None) -> str:
    if number is None:
        version = queries.standing_version(submission)
        if version is None:
            raise Missing
    else:
        version = queries.version(submission, number)
    own_people = rules.may_see_working_copy(current_actor(), submission)
    return render_template(
        "submissions/as_sent.html",
        submission=submission,
        version=version,
        sent=version.content,
        files=sent_files(submission, version.content),
        own=own_people,
    )
