"""Letters that follow from what happened; nobody is told of what they did themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from portal.accounts import queries as people
from portal.accounts.model import Person
from portal.kernel.events import consequence
from portal.kernel.web import address_of
from portal.kernel.work import Work
from portal.residencies import queries
from portal.residencies.events import (
    DoorAsked,
    DoorClosed,
    DoorOpened,
    DoorPlanned,
    LeaderAppointed,
    LightSet,
    MentoringAccepted,
    MentoringDeclined,
    MentoringEnded,
    MentorProposed,
    MentorReminded,
    ResidencyEnded,
    ResidencyEvaluating,
    ResidencyPaused,
    ResidencyPlanned,
    ResidencyResumed,
    ResidencyStarted,
)
from portal.residencies.model import MentorAssignment, Residency
from portal.residencies.queries import Company
from portal.residencies.states import Light
from portal.residencies.words import OUTCOMES, amid

BOARD = "residencies.board"


def _write(
    work: Work, residency: Residency, to: Iterable[Person], template: str, **context: Any
) -> None:
    """``page``: the endpoint that the letter leads to, that of the residency unless told."""
    page = context.pop("page", "residencies.show")
    link = address_of(page, **({} if page == BOARD else {"residency_id": residency.id}))
    for person in to:
        if person.disabled_at is not None:
            continue
        work.letter(
            person,
            f"residencies/mail/{template}.txt",
            name=person.name,
            residency=residency,
            startup=residency.organisation.name,
            host=amid(residency.host.name_in(person.locale)),
            link=link,
            **context,
        )


def _others(work: Work, company: Iterable[Person]) -> list[Person]:
    """Each once, without the person who acts."""
    return [p for p in {p.id: p for p in company}.values() if p.id != work.actor.id]


def _steering(work: Work, company: Company) -> list[Person]:
    return _others(work, [company.owner, *company.programme])


@consequence(of=ResidencyPlanned)
def tell_planned(work: Work, event: ResidencyPlanned) -> None:
    residency = queries.residency(event.subject_id)
    company = queries.company(residency)
    _write(work, residency, company.startup, "planned", to_startup=True)
    _write(work, residency, _steering(work, company), "planned", to_startup=False)


@consequence(of=LeaderAppointed)
def tell_leader(work: Work, event: LeaderAppointed) -> None:
    residency = queries.residency(event.subject_id)
    _write(work, residency, [people.person(event.person_id)], "leader")


# --- mentors ----------------------------------------------------------------------------------


@consequence(of=MentorProposed)
def ask_mentor(work: Work, event: MentorProposed) -> None:
    residency, assignment = _mentoring(work, event.residency_id, event.subject_id)
    _write(
        work,
        residency,
        [people.person(event.person_id)],
        "mentor_asked",
        page="residencies.mentorship",
        question=assignment.question,
        asked_by=people.person(assignment.proposed_by_id).name,
    )


@consequence(of=MentorReminded)
def remind_mentor(work: Work, event: MentorReminded) -> None:
    residency, assignment = _mentoring(work, event.residency_id, event.subject_id)
    _write(
        work,
        residency,
        [people.person(event.person_id)],
        "mentor_reminder",
        page="residencies.mentorship",
        asked_at=assignment.proposed_at,
    )


@consequence(of=MentoringAccepted)
def tell_accepted(work: Work, event: MentoringAccepted) -> None:
    residency, assignment = _mentoring(work, event.residency_id, event.subject_id)
    mentor = queries.person_of(assignment.mentor_id)
    _write(
        work,
        residency,
        _others(work, queries.company(residency).everybody),
        "mentor_accepted",
        mentor=mentor.name,
        word=assignment.word,
    )


@consequence(of=MentoringDeclined)
def tell_declined(work: Work, event: MentoringDeclined) -> None:
    residency, assignment = _mentoring(work, event.residency_id, event.subject_id)
    _write(
        work,
        residency,
        queries.company(residency).programme,
        "mentor_declined",
        page="residencies.choose_mentor",
        mentor=queries.person_of(assignment.mentor_id).name,
        word=assignment.word,
    )


@consequence(of=MentoringEnded)
def tell_replaced(work: Work, event: MentoringEnded) -> None:
    if event.with_residency:
        return  # the letter about the residency says it
    residency, assignment = _mentoring(work, event.residency_id, event.subject_id)
    mentor = queries.person_of(assignment.mentor_id)
    _write(
        work,
        residency,
        [mentor],
        "mentor_replaced",
        page=BOARD,
        reason=assignment.reason,
    )


def _mentoring(
    work: Work, residency_id: UUID, assignment_id: UUID
) -> tuple[Residency, MentorAssignment]:
    assignment = work.session.get_one(MentorAssignment, assignment_id)
    return queries.residency(residency_id), assignment


# --- the course -------------------------------------------------------------------------------


@consequence(of=ResidencyStarted)
def tell_started(work: Work, event: ResidencyStarted) -> None:
    _tell_everybody(work, event.subject_id, "started")


@consequence(of=ResidencyPaused)
def tell_paused(work: Work, event: ResidencyPaused) -> None:
    _tell_everybody(work, event.subject_id, "paused")


@consequence(of=ResidencyResumed)
def tell_resumed(work: Work, event: ResidencyResumed) -> None:
    _tell_everybody(work, event.subject_id, "resumed", days=event.days)


@consequence(of=ResidencyEvaluating)
def tell_evaluating(work: Work, event: ResidencyEvaluating) -> None:
    residency = queries.residency(event.subject_id)
    steering = _steering(work, queries.company(residency))
    _write(work, residency, steering, "evaluating", page="residencies.record_outcome")


@consequence(of=ResidencyEnded)
def tell_ended(work: Work, event: ResidencyEnded) -> None:
    _tell_everybody(work, event.subject_id, "ended", outcomes=OUTCOMES)


def _tell_everybody(work: Work, residency_id: UUID, template: str, **context: Any) -> None:
    residency = queries.residency(residency_id)
    everybody = _others(work, queries.company(residency).everybody)
    _write(work, residency, everybody, template, **context)


# --- the work ---------------------------------------------------------------------------------


@consequence(of=LightSet)
def tell_danger(work: Work, event: LightSet) -> None:
    """Red is said to those who can help at once; the board shows the rest."""
    if event.light != Light.RED.value:
        return
    residency = queries.residency(event.subject_id)
    _write(work, residency, _steering(work, queries.company(residency)), "in_danger")


@consequence(of=DoorAsked)
def ask_for_door(work: Work, event: DoorAsked) -> None:
    """To the mentor, or while there is none to who steers."""
    residency = queries.residency(event.residency_id)
    company = queries.company(residency)
    to = _others(work, [company.mentor] if company.mentor else company.programme)
    _write(work, residency, to, "door_asked", door=queries.door(residency, event.subject_id))


@consequence(of=DoorPlanned)
def tell_door_planned(work: Work, event: DoorPlanned) -> None:
    _tell_asker(work, event.residency_id, event.subject_id)


@consequence(of=DoorOpened)
def tell_door_opened(work: Work, event: DoorOpened) -> None:
    _tell_asker(work, event.residency_id, event.subject_id)


@consequence(of=DoorClosed)
def tell_door_closed(work: Work, event: DoorClosed) -> None:
    _tell_asker(work, event.residency_id, event.subject_id)


def _tell_asker(work: Work, residency_id: UUID, door_id: UUID) -> None:
    residency = queries.residency(residency_id)
    door = queries.door(residency, door_id)
    _write(work, residency, _others(work, [door.asked_by]), "door_answered", door=door)
