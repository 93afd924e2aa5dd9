"""Who steers, who leads, who mentors one residency."""

from __future__ import annotations

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from portal.accounts import queries as accounts
from portal.kernel.text import _
from portal.kernel.web import current_actor, say, see_other, signed_in
from portal.kernel.work import Work, unit_of_work
from portal.residencies import commands, queries, rules
from portal.residencies.forms import ChooseMentorForm, LeaderForm, MentorshipForm
from portal.residencies.model import MentorAssignment, Residency
from portal.residencies.states import AssignmentState
from portal.residencies.views.base import ask, bp, done, form_page, seen, to_residency
from portal.residencies.views.course import BOTH


@bp.post("/residencies/<uuid:residency_id>/take-on")
@signed_in
def take_on(residency_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    with unit_of_work(current_actor()) as work:
        commands.appoint_programme_manager(work, residency)
    say(_("You are the programme manager of this residency."))
    return to_residency(residency_id)


@bp.route("/residencies/<uuid:residency_id>/leader", methods=BOTH)
@signed_in
def leader(residency_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    ask(rules.may_appoint_leader(current_actor(), residency))
    form = LeaderForm(queries.hosts_people(residency))
    if done(form, lambda work: _appoint(work, residency, form)):
        if form.email.data:
            say(_("The invitation is on its way to %(email)s.", email=form.email.data))
        else:
            say(_("The leader is appointed, and has a letter."))
        return to_residency(residency_id, "people")
    return form_page("leader", residency_id, form)


def _appoint(work: Work, residency: Residency, form: LeaderForm) -> None:
    if form.email.data:
        commands.invite_leader(work, residency, email=form.email.data)
    else:
        person = accounts.person(UUID(form.person.data))
        commands.appoint_leader(work, residency, person=person)


@bp.route("/residencies/<uuid:residency_id>/mentor", methods=BOTH)
@signed_in
def choose_mentor(residency_id: UUID) -> ResponseReturnValue:
    """Ask a mentor; where there is one already, replace them in the same act."""
    residency = seen(residency_id)
    ask(rules.may_propose_mentor(current_actor(), residency))
    search = request.args.get("q", "").strip()[:100]
    present = residency.mentoring
    offered = [
        one
        for one in queries.choices(residency, search)
        if present is None or one.person_id != present.mentor.person_id
    ]
    form = ChooseMentorForm(offered, replacing=present is not None)
    if done(form, lambda work: _propose(work, residency, form)):
        say(_("The mentor is asked, and has a letter. You hear the answer within a week."))
        return to_residency(residency_id, "people")
    return form_page(
        "choose_mentor",
        residency_id,
        form,
        choices={str(one.person_id): one for one in offered},
        cannot=[one for one in offered if not one.can],
        search=search,
    )


def _propose(work: Work, residency: Residency, form: ChooseMentorForm) -> None:
    if residency.mentoring is not None and form.replacing:
        assignment = queries.assignment(residency)
        commands.end_mentoring(work, assignment, reason=form.reason.data or "")
    commands.propose_mentor(
        work, residency, person_id=form.person_id, question=form.question.data or ""
    )


@bp.route("/residencies/<uuid:residency_id>/mentorship", methods=BOTH)
@signed_in
def mentorship(residency_id: UUID) -> ResponseReturnValue:
    """For who is asked to mentor: what is asked, and the answer."""
    residency = seen(residency_id)
    assignment = queries.assignment(residency)
    ask(rules.may_accept_mentoring(current_actor(), assignment))
    if assignment.state is not AssignmentState.PROPOSED:
        return to_residency(residency_id)
    form = MentorshipForm()
    accepts = form.answer.data == "accept"
    if done(form, lambda work: _answer(work, assignment, form)):
        if accepts:
            say(_("You are the mentor of this residency. Thank you!"))
            return to_residency(residency_id)
        say(_("Thank you for your answer. Somebody else will be asked."))
        return see_other("residencies.board")
    residency = queries.residency(residency_id)
    asked_by = accounts.person(queries.assignment(residency).proposed_by_id)
    return form_page("mentorship", residency_id, form, asked_by=asked_by)


def _answer(work: Work, assignment: MentorAssignment, form: MentorshipForm) -> None:
    word = form.word.data or ""
    if form.answer.data == "accept":
        commands.accept_mentoring(work, assignment, word=word)
    else:
        commands.decline_mentoring(work, assignment, word=word, tied=bool(form.tied.data))
