"""Pause, go on, stop early, record what came of it."""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue

from portal.kernel.text import _, ngettext, short_day
from portal.kernel.web import current_actor, say, signed_in
from portal.residencies import commands, queries, rules
from portal.residencies.forms import EmptyForm, OutcomeForm, PauseForm, StopForm
from portal.residencies.states import ResidencyOutcome
from portal.residencies.views.base import ask, ask_state, bp, done, form_page, seen, to_residency
from portal.residencies.weeks import today

BOTH = ["GET", "POST"]


@bp.route("/residencies/<uuid:residency_id>/pause", methods=BOTH)
@signed_in
def pause(residency_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    ask(rules.may_pause(current_actor(), residency))
    ask_state(residency, "pause")
    form = PauseForm()
    if done(form, lambda work: commands.pause(work, residency, reason=form.reason.data or "")):
        say(_("The residency is paused. Everybody of it has a letter."))
        return to_residency(residency_id)
    return form_page("pause", residency_id, form)


@bp.route("/residencies/<uuid:residency_id>/resume", methods=BOTH)
@signed_in
def resume(residency_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    actor = current_actor()
    ask(rules.may_resume(actor, residency))
    ask_state(residency, "resume")
    if done(form := EmptyForm(), lambda work: commands.resume(work, residency)):
        last = short_day(queries.residency(residency_id).calendar.last_day)
        say(_("The residency goes on. It now lasts until %(day)s.", day=last))
        return to_residency(residency_id)
    days = (today(actor.now) - (residency.paused_on or today(actor.now))).days
    lasted = ngettext("The pause lasted %(num)d day.", "The pause lasted %(num)d days.", days)
    return form_page("resume", residency_id, form, lasted=lasted)


@bp.route("/residencies/<uuid:residency_id>/stop", methods=BOTH)
@signed_in
def stop(residency_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    ask(rules.may_stop_early(current_actor(), residency))
    ask_state(residency, "stop_early")
    form = StopForm()
    if done(form, lambda work: commands.stop_early(work, residency, reason=form.reason.data or "")):
        say(_("The residency has stopped. Everybody of it has a letter."))
        return to_residency(residency_id)
    return form_page("stop", residency_id, form)


@bp.route("/residencies/<uuid:residency_id>/outcome", methods=BOTH)
@signed_in
def record_outcome(residency_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    ask(rules.may_end(current_actor(), residency))
    ask_state(residency, "end")
    form = OutcomeForm()
    if done(
        form,
        lambda work: commands.end(
            work,
            residency,
            outcome=ResidencyOutcome(form.outcome.data),
            note=form.note.data or "",
        ),
    ):
        say(_("The outcome is recorded, and public. Thank you for these months."))
        return to_residency(residency_id)
    return form_page("outcome", residency_id, form)
