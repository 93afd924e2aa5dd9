"""Mentors: who can be asked for which residency, and who is busy with how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.model import Organisation, Person, Role, RoleGrant
from portal.jury.model import Panel, Review, Seat
from portal.jury.states import ReviewState, SeatState
from portal.kernel.db import db
from portal.kernel.errors import Missing
from portal.kernel.pages import PAGE, Page, read_key, write_key
from portal.kernel.web import as_uuid
from portal.residencies.attention import ANSWER_WITHIN
from portal.residencies.model import Mentor, MentorAssignment, MentorTie, Residency
from portal.residencies.rules import Choice, Tie
from portal.residencies.states import LIVING, AssignmentState
from portal.submissions.model import Submission

USUAL_CAPACITY = 2
SHOWN = 60
"""So many mentors are offered at once; a search finds the others."""


def assignment(residency: Residency) -> MentorAssignment:
    """The mentoring that waits for an answer, with all its policy needs."""
    found = db.session.scalar(
        select(MentorAssignment)
        .options(
            joinedload(MentorAssignment.mentor).joinedload(Mentor.person),
            joinedload(MentorAssignment.residency),
        )
        .where(MentorAssignment.residency_id == residency.id)
        .where(MentorAssignment.state.in_(LIVING))
    )
    if found is None:
        raise Missing
    return found


def silent(now: datetime) -> Sequence[UUID]:
    """Residencies whose mentor was asked a week ago, did not answer, and was not reminded."""
    query = (
        select(MentorAssignment.residency_id)
        .where(MentorAssignment.state == AssignmentState.PROPOSED)
        .where(MentorAssignment.proposed_at <= now - ANSWER_WITHIN)
        .where(MentorAssignment.reminded_at.is_(None))
        .order_by(MentorAssignment.proposed_at, MentorAssignment.id)
    )
    return db.session.scalars(query).all()


def person_of(mentor_id: UUID) -> Person:
    query = select(Person).join(Mentor, Mentor.person_id == Person.id).where(Mentor.id == mentor_id)
    return db.session.scalars(query).one()


def card_of(person_id: UUID) -> Mentor | None:
    query = select(Mentor).options(joinedload(Mentor.person)).where(Mentor.person_id == person_id)
    return db.session.scalar(query)


def is_mentor(person_id: UUID) -> bool:
    held = select(RoleGrant.id).where(
        RoleGrant.person_id == person_id, RoleGrant.role == Role.MENTOR
    )
    return db.session.scalar(select(held.exists())) or False


def load_of(mentor: Mentor) -> int:
    """How many residencies they are asked for or mentor now."""
    query = select(func.count()).where(
        MentorAssignment.mentor_id == mentor.id, MentorAssignment.state.in_(LIVING)
    )
    return db.session.scalar(query) or 0


# --- choosing one -----------------------------------------------------------------------------

_load = (
    select(func.count())
    .where(MentorAssignment.mentor_id == Mentor.id, MentorAssignment.state.in_(LIVING))
    .correlate(Mentor)
    .scalar_subquery()
)


def _tie(residency: Residency) -> ColumnElement[str | None]:
    """What ties this person to the startup: the first that holds, in the order of the rules."""
    member = exists().where(
        RoleGrant.person_id == Person.id,
        RoleGrant.role == Role.MEMBER,
        RoleGrant.at_id == residency.organisation_id,
    )
    conflict = (
        select(literal(1))
        .select_from(Review)
        .join(Seat, Seat.id == Review.seat_id)
        .join(Submission, Submission.id == Review.submission_id)
        .where(Seat.person_id == Person.id, Review.state == ReviewState.CONFLICT)
        .where(Submission.organisation_id == residency.organisation_id)
        .exists()
    )
    juror = (
        select(literal(1))
        .select_from(Seat)
        .join(Panel, Panel.id == Seat.panel_id)
        .where(Seat.person_id == Person.id, Panel.challenge_id == residency.challenge_id)
        .where(
            or_(
                Seat.state == SeatState.ACCEPTED,
                and_(Seat.state == SeatState.REPLACED, Seat.answered_at.is_not(None)),
            )
        )
        .exists()
    )
    declared = exists().where(
        MentorTie.mentor_id == Mentor.id, MentorTie.organisation_id == residency.organisation_id
    )
    return case(
        (member, Tie.MEMBER.value),
        (conflict, Tie.CONFLICT.value),
        (juror, Tie.JUROR.value),
        (declared, Tie.DECLARED.value),
    )


def _mentors() -> Any:
    """Everybody who holds the role, with their card if they filled one in."""
    held, place = aliased(RoleGrant), aliased(Organisation)
    places = (
        select(func.string_agg(func.coalesce(place.abbreviation, place.name), ", "))
        .select_from(held)
        .join(place, place.id == held.at_id)
        .where(held.person_id == Person.id, held.role == Role.MENTOR)
        .correlate(Person)
        .scalar_subquery()
    )
    is_mentor = exists().where(RoleGrant.person_id == Person.id, RoleGrant.role == Role.MENTOR)
    return (
        select(
            Person.id,
            Person.name,
            func.coalesce(Mentor.capacity, USUAL_CAPACITY).label("capacity"),
            func.coalesce(Mentor.about, "").label("about"),
            func.coalesce(Mentor.office_hours, "").label("office_hours"),
            func.coalesce(_load, 0).label("load"),
            func.coalesce(places, "").label("places"),
        )
        .outerjoin(Mentor, Mentor.person_id == Person.id)
        .where(Person.disabled_at.is_(None), is_mentor)
    )


def _choices(residency: Residency) -> Any:
    near = exists().where(
        RoleGrant.person_id == Person.id,
        RoleGrant.role == Role.MENTOR,
        RoleGrant.at_id.in_([where for where in residency.host.places if where]),
    )
    return _mentors().add_columns(near.label("near"), _tie(residency).label("tie"))


def _as_choice(row: Any) -> Choice:
    return Choice(
        person_id=row.id,
        name=row.name,
        capacity=row.capacity,
        load=row.load,
        about=row.about,
        office_hours=row.office_hours,
        places=row.places,
        near=row.near,
        tie=Tie(row.tie) if row.tie else None,
    )


def choices(residency: Residency, search: str = "") -> list[Choice]:
    """Who may be asked first, those of the host before others, the least busy first."""
    query = _choices(residency).order_by(Person.name, Person.id)
    if search:
        query = query.where(Person.name.icontains(search, autoescape=True))
    found = [_as_choice(row) for row in db.session.execute(query)]
    return sorted(found, key=lambda one: (not one.can, not one.near, one.load, one.name))[:SHOWN]


def choice(residency: Residency, person_id: UUID) -> Choice | None:
    """One of them as they are at this moment; none where the person is no mentor."""
    row = db.session.execute(_choices(residency).where(Person.id == person_id)).one_or_none()
    return _as_choice(row) if row else None


# --- the list of mentors ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A mentor on the programme managers' list. ``busy_with``: (residency, startup, state)."""

    person_id: UUID
    name: str
    capacity: int
    load: int
    about: str
    office_hours: str
    places: str
    busy_with: Sequence[tuple[UUID, str, AssignmentState]]


def mentors(*, search: str = "", after: str | None = None, size: int = PAGE) -> Page[Listed]:
    """By name, a page at a time. Two queries."""
    query = _mentors().order_by(Person.name, Person.id).limit(size + 1)
    if search:
        query = query.where(Person.name.icontains(search, autoescape=True))
    key = read_key(after, 2)
    last_id = as_uuid(key[1]) if key else None
    if key and last_id:
        query = query.where(
            or_(Person.name > key[0], and_(Person.name == key[0], Person.id > last_id))
        )
    rows = db.session.execute(query).all()
    busy = _busy([row.id for row in rows[:size]])
    listed = [
        Listed(
            person_id=row.id,
            name=row.name,
            capacity=row.capacity,
            load=row.load,
            about=row.about,
            office_hours=row.office_hours,
            places=row.places,
            busy_with=busy.get(row.id, []),
        )
        for row in rows[:size]
    ]
    more = len(rows) > size
    return Page(listed, write_key(listed[-1].name, str(listed[-1].person_id)) if more else None)


def _busy(people: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, str, AssignmentState]]]:
    found: dict[UUID, list[tuple[UUID, str, AssignmentState]]] = {}
    wanted = Mentor.person_id.in_(people) if people else false()
    rows = db.session.execute(
        select(Mentor.person_id, Residency.id, Organisation.name, MentorAssignment.state)
        .join(MentorAssignment, MentorAssignment.mentor_id == Mentor.id)
        .join(Residency, Residency.id == MentorAssignment.residency_id)
        .join(Organisation, Organisation.id == Residency.organisation_id)
        .where(wanted, MentorAssignment.state.in_(LIVING))
        .order_by(Organisation.name)
    )
    for person_id, residency_id, startup, state in rows:
        found.setdefault(person_id, []).append((residency_id, startup, state))
    return found
