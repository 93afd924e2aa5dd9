"""Mentors: asked, answering with a word, at work, replaced with a reason."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from portal.kernel.db import Model
from portal.kernel.errors import RuleBroken
from portal.kernel.ids import new_id
from portal.kernel.text import _
from portal.kernel.work import Work, command, nothing
from portal.residencies import queries, rules
from portal.residencies.commands.people import appoint_programme_manager
from portal.residencies.events import (
    MentorCardSaved,
    MentoringAccepted,
    MentoringBegun,
    MentoringDeclined,
    MentoringEnded,
    MentorProposed,
    MentorReminded,
    MentorTieDeclared,
)
from portal.residencies.locks import held
from portal.residencies.model import Mentor, MentorAssignment, MentorTie, Residency
from portal.residencies.states import AssignmentState, ResidencyState


def _both(assignment: MentorAssignment) -> tuple[Model, ...]:
    return (assignment.residency, assignment)


@command(may=rules.may_propose_mentor, locks=held)
def propose_mentor(
    work: Work, residency: Residency, *, person_id: UUID, question: str = ""
) -> MentorAssignment:
    """Ask somebody to mentor. Raises RuleBroken where they may not, have no room, or one is asked.

    The mentor's card is held while their load is counted, so that of two programme managers who
    give away the last place at the same moment the second is refused.
    """
    if residency.mentoring is not None:
        raise RuleBroken(_("This residency has a mentor already. Replace them first."))
    mentor = _hold_card(work, person_id)
    choice = queries.choice(residency, person_id)
    if choice is None or mentor is None:
        raise RuleBroken(_("Choose somebody who is a mentor."), field="mentor")
    if reason := rules.why_not(choice):
        raise RuleBroken(reason, field="mentor")
    assignment = MentorAssignment(
        residency_id=residency.id,
        mentor_id=mentor.id,
        proposed_by_id=work.person_id,
        proposed_at=work.now,
        question=question,
    )
    if residency.programme_manager_id is None:
        appoint_programme_manager(work, residency)
    work.add(assignment)
    work.emit(
        MentorProposed(
            subject_id=assignment.id, residency_id=residency.id, person_id=mentor.person_id
        )
    )
    return assignment


def _hold_card(work: Work, person_id: UUID) -> Mentor | None:
    """The card of a mentor, made with the usual capacity where they never filled one in."""
    if not queries.is_mentor(person_id):
        return None
    work.session.execute(
        insert(Mentor)
        .values(
            id=new_id(),
            person_id=person_id,
            capacity=queries.USUAL_CAPACITY,
            about="",
            office_hours="",
        )
        .on_conflict_do_nothing()
    )
    mentor = queries.card_of(person_id)
    if mentor is not None:
        work.lock(mentor)
    return mentor


@command(may=rules.may_accept_mentoring, locks=_both)
def accept_mentoring(work: Work, assignment: MentorAssignment, *, word: str = "") -> None:
    """Say yes. In a residency that runs already the work begins at once."""
    work.move(assignment, "accept_mentoring")
    assignment.answered_at, assignment.word = work.now, word
    work.emit(MentoringAccepted(subject_id=assignment.id, residency_id=assignment.residency_id))
    if assignment.residency.state not in {ResidencyState.PLANNED, ResidencyState.ENDED}:
        begin_mentoring(work, assignment)


@command(may=rules.may_decline_mentoring, locks=_both)
def decline_mentoring(
    work: Work, assignment: MentorAssignment, *, word: str, tied: bool = False
) -> None:
    """Say no, with a word. ``tied``: because of a tie with the startup, which is remembered."""
    work.move(assignment, "decline_mentoring")
    assignment.answered_at, assignment.word = work.now, word
    if tied:
        _declare_tie(work, assignment, word)
    work.emit(MentoringDeclined(subject_id=assignment.id, residency_id=assignment.residency_id))


def _declare_tie(work: Work, assignment: MentorAssignment, note: str) -> None:
    organisation_id = assignment.residency.organisation_id
    work.session.execute(
        insert(MentorTie)
        .values(
            id=new_id(),
            mentor_id=assignment.mentor_id,
            organisation_id=organisation_id,
            declared_at=work.now,
            note=note,
        )
        .on_conflict_do_nothing()
    )
    work.emit(MentorTieDeclared(subject_id=assignment.mentor_id, organisation_id=organisation_id))


@command(may=rules.may_begin_mentoring, locks=_both)
def begin_mentoring(work: Work, assignment: MentorAssignment) -> None:
    work.move(assignment, "begin_mentoring")
    work.emit(MentoringBegun(subject_id=assignment.id, residency_id=assignment.residency_id))


@command(may=rules.may_end_mentoring, locks=_both)
def end_mentoring(work: Work, assignment: MentorAssignment, *, reason: str) -> None:
    """The mentor is replaced, or the residency ended. Asks for a reason."""
    if not reason:
        raise RuleBroken(_("Say why."), field="reason")
    was_at_work = assignment.state is not AssignmentState.PROPOSED
    with_residency = assignment.residency.state is ResidencyState.ENDED
    work.move(assignment, "end_mentoring")
    assignment.reason, assignment.to_the_end = reason, was_at_work and with_residency
    work.emit(
        MentoringEnded(
            subject_id=assignment.id,
            residency_id=assignment.residency_id,
            with_residency=with_residency,
        )
    )


@command(may=rules.may_remind, locks=_both)
def remind(work: Work, assignment: MentorAssignment) -> None:
    """One letter to a mentor who has not answered for a week."""
    assignment.reminded_at = work.now
    work.emit(
        MentorReminded(
            subject_id=assignment.id,
            residency_id=assignment.residency_id,
            person_id=assignment.mentor.person_id,
        )
    )


@command(may=rules.may_have_card, locks=nothing)
def save_card(work: Work, _place: None, *, capacity: int, about: str, office_hours: str) -> None:
    """How many residencies I take at once, what I know doors to, when I can be found."""
    mentor = _hold_card(work, work.person_id)
    if mentor is None:
        raise RuleBroken(_("Choose somebody who is a mentor."))
    mentor.capacity, mentor.about, mentor.office_hours = capacity, about, office_hours
    work.emit(MentorCardSaved(subject_id=mentor.id, capacity=capacity))
