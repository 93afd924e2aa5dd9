"""The offer of a residency, for the startup that is chosen."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.kernel.errors import Missing, NotAllowed
from portal.kernel.home import added_to
from portal.kernel.text import _
from portal.kernel.web import current_actor, say, see_other, signed_in
from portal.kernel.work import unit_of_work
from portal.submissions import commands, queries, rules
from portal.submissions.forms import DeclineForm
from portal.submissions.model import Offer
from portal.submissions.views.blueprint import bp
from portal.submissions.views.shared import own


@bp.get("/submissions/<uuid:submission_id>/offer")
@signed_in
def offer(submission_id: UUID) -> ResponseReturnValue:
    return _page(_offer(submission_id), DeclineForm())


@bp.post("/submissions/<uuid:submission_id>/offer/accept")
@signed_in
def accept_offer(submission_id: UUID) -> ResponseReturnValue:
    found = _offer(submission_id)
    try:
        with unit_of_work(current_actor()) as work:
            commands.accept_offer(work, found)
    except NotAllowed as refused:
        say(refused.message, "warning")
    else:
        say(_("Welcome! You accepted the offer."))
    return see_other(".offer", submission_id=submission_id)


@bp.post("/submissions/<uuid:submission_id>/offer/decline")
@signed_in
def decline_offer(submission_id: UUID) -> ResponseReturnValue:
    found = _offer(submission_id)
    form = DeclineForm()
    if not form.validate_on_submit():
        return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with unit_of_work(current_actor()) as work:
            commands.decline_offer(work, found, reason=form.reason.data or "")
    except NotAllowed as refused:
        say(refused.message, "warning")
    else:
        say(_("You declined the offer. Thank you for telling us."))
    return see_other(".offer", submission_id=submission_id)


def _offer(submission_id: UUID) -> Offer:
    found = queries.offer_to(own(submission_id))
    if found is None:
        raise Missing
    return found


def _page(found: Offer, form: DeclineForm) -> str:
    actor = current_actor()
    now = actor.now
    return render_template(
        "submissions/offer.html",
        offer=found,
        submission=found.submission,
        form=form,
        may_answer=rules.may_answer(actor, found),
        onward=added_to("submission", found.submission_id, actor),
        expired=rules.has_expired(found, now),
        now=now,
    )
