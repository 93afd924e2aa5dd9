"""How it goes, doors, milestones."""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue

from portal.kernel.forms import Form
from portal.kernel.text import _
from portal.kernel.web import current_actor, say, signed_in
from portal.kernel.work import Work
from portal.residencies import commands, queries, rules
from portal.residencies.forms import (
    AnswerDoorForm,
    ChangeMilestoneForm,
    DoorForm,
    LightForm,
    MilestoneForm,
    ReachForm,
)
from portal.residencies.model import Door, Milestone
from portal.residencies.states import Light, Part
from portal.residencies.views.base import ask, bp, done, form_page, seen, to_residency
from portal.residencies.views.course import BOTH
from portal.residencies.weeks import today
from portal.residencies.words import title_of


@bp.route("/residencies/<uuid:residency_id>/light", methods=BOTH)
@signed_in
def light(residency_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    ask(rules.may_set_light(current_actor(), residency))
    before = {"light": residency.light.value, "note": residency.light_note}
    form = LightForm(data=before if residency.light_at else None)
    if done(
        form,
        lambda work: commands.set_light(
            work, residency, light=Light(form.light.data), note=form.note.data or ""
        ),
    ):
        say(_("Thank you: everybody of the residency now sees how it goes."))
        return to_residency(residency_id)
    return form_page("light", residency_id, form)


# --- doors ------------------------------------------------------------------------------------


@bp.route("/residencies/<uuid:residency_id>/doors/new", methods=BOTH)
@signed_in
def ask_door(residency_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    ask(rules.may_ask_door(current_actor(), residency))
    own = Part.MENTOR in rules.parts(current_actor(), residency)
    form = DoorForm()
    if done(
        form,
        lambda work: commands.ask_door(
            work, residency, to_whom=form.to_whom.data or "", purpose=form.purpose.data or ""
        ),
    ):
        say(
            _("The door is noted. You can plan it at once.")
            if own
            else _("Your question is with the mentor.")
        )
        return to_residency(residency_id, "doors")
    return form_page("door_new", residency_id, form, own=own)


@bp.route("/residencies/<uuid:residency_id>/doors/<uuid:door_id>", methods=BOTH)
@signed_in
def door(residency_id: UUID, door_id: UUID) -> ResponseReturnValue:
    """One introduction; who may open doors says here what the news is."""
    residency = seen(residency_id)
    found = queries.door(residency, door_id)
    form = AnswerDoorForm()
    if done(form, lambda work: _answer(work, found, form)):
        say(_("Thank you. Who asked has a letter."))
        return to_residency(residency_id, "doors")
    residency = queries.residency(residency_id)
    found = queries.door(residency, door_id)
    may = bool(rules.may_plan_door(current_actor(), found)) and found.can("plan_door")
    return form_page("door", residency_id, form, door=found, may_answer=may)


def _answer(work: Work, found: Door, form: AnswerDoorForm) -> None:
    came_of_it = form.came_of_it.data or ""
    if form.step.data == "plan" and form.meeting_on.data:
        commands.plan_door(work, found, meeting_on=form.meeting_on.data)
    elif form.step.data == "open":
        commands.open_door(work, found, came_of_it=came_of_it)
    else:
        commands.close_door(work, found, came_of_it=came_of_it)


# --- milestones -------------------------------------------------------------------------------


@bp.route("/residencies/<uuid:residency_id>/milestones/new", methods=BOTH)
@signed_in
def add_milestone(residency_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    ask(rules.may_add_milestone(current_actor(), residency))
    form = MilestoneForm()
    if done(
        form,
        lambda work: commands.add_milestone(
            work,
            residency,
            title=form.title.data or "",
            due_on=form.due_on.day,
            about=form.about.data or "",
        ),
    ):
        say(_("The milestone is on the timeline."))
        return to_residency(residency_id, "timeline")
    return form_page("milestone_new", residency_id, form)


@bp.route("/residencies/<uuid:residency_id>/milestones/<uuid:milestone_id>", methods=BOTH)
@signed_in
def milestone(residency_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    """One milestone, to change it or to say that it was reached."""
    residency = seen(residency_id)
    found = queries.milestone(residency, milestone_id)
    form = ChangeMilestoneForm(
        data={"title": title_of(found), "due_on": found.due_on, "about": found.about}
    )
    if done(form, lambda work: _change(work, found, form)):
        say(_("The milestone is changed."))
        return to_residency(residency_id, "timeline")
    return _milestone_page(residency_id, milestone_id, form, _reach_form())


def _change(work: Work, found: Milestone, form: ChangeMilestoneForm) -> None:
    usual = form.unchanged_title(found, title_of(found))
    commands.change_milestone(
        work,
        found,
        title="" if usual else form.title.data or "",
        due_on=form.due_on.day,
        about=form.about.data or "",
    )


@bp.post("/residencies/<uuid:residency_id>/milestones/<uuid:milestone_id>/reached")
@signed_in
def reach_milestone(residency_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    found = queries.milestone(residency, milestone_id)
    form = _reach_form()
    if done(form, lambda work: commands.reach_milestone(work, found, done_on=form.done_on.day)):
        say(_("Well done: this milestone is reached."))
        return to_residency(residency_id, "timeline")
    found = queries.milestone(queries.residency(residency_id), milestone_id)
    change = ChangeMilestoneForm(
        formdata=None, data={"title": title_of(found), "due_on": found.due_on, "about": found.about}
    )
    return _milestone_page(residency_id, milestone_id, change, form)


def _reach_form() -> ReachForm:
    return ReachForm(data={"done_on": today(current_actor().now)})


def _milestone_page(
    residency_id: UUID, milestone_id: UUID, form: Form, reach: ReachForm
) -> ResponseReturnValue:
    residency = queries.residency(residency_id)
    found = queries.milestone(residency, milestone_id)
    may = bool(rules.may_change_milestone(current_actor(), found)) and found.done_on is None
    return form_page("milestone", residency_id, form, milestone=found, reach=reach, may_change=may)
