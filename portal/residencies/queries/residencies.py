from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.model import Organisation, Person, Role, RoleGrant
from portal.challenges.model import Challenge, ChallengeText
from portal.kernel.asking import ME, is_mine
from portal.kernel.db import db
from portal.kernel.errors import Missing
from portal.kernel.pages import PAGE, Page, read_key, write_key
from portal.kernel.policy import Actor
from portal.kernel.web import as_uuid
from portal.residencies.model import (
    Door,
    JournalEntry,
    Mentor,
    MentorAssignment,
    Milestone,
    Residency,
    standing_mentor,
)
from portal.residencies.states import DoorState, ResidencyState


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The twin of ``rules.may_see`` for lists. The statement joins nothing for it."""
    if actor.is_everywhere(Role.ADMINISTRATOR):
        return true()
    if not actor.is_somebody:
        return false()
    managed = actor.places(Role.PROGRAMME_MANAGER)
    hosts = select(Organisation.id).where(
        or_(Organisation.id.in_(managed), Organisation.ministry_id.in_(managed))
    )
    mentored = (
        select(MentorAssignment.residency_id)
        .join(Mentor, Mentor.id == MentorAssignment.mentor_id)
        .where(Mentor.person_id == actor.id, standing_mentor())
    )
    return or_(
        Residency.organisation_id.in_(actor.places(Role.MEMBER)),
        Residency.owner_id == actor.id,
        Residency.host_id.in_(hosts),
        Residency.id.in_(actor.places(Role.LEADER)),
        Residency.id.in_(mentored),
    )


def concerned() -> ColumnElement[bool]:
    """Whether the person of ``kernel.asking`` may have a part in a residency that goes on."""
    host = exists().where(Organisation.id == Residency.host_id, is_mine(Organisation.ministry_id))
    mentors = exists().where(
        MentorAssignment.residency_id == Residency.id,
        MentorAssignment.mentor_id == Mentor.id,
        Mentor.person_id == ME,
    )
    return exists().where(
        Residency.state != ResidencyState.ENDED,
        or_(
            is_mine(Residency.organisation_id),
            Residency.owner_id == ME,
            is_mine(Residency.host_id),
            host,
            is_mine(Residency.id),
            mentors,
        ),
    )


def _residencies() -> Select[Residency]:
    """Residencies with all that policies and pages need of them, in one statement or two."""
    texts = selectinload(Residency.challenge, Challenge.texts)
    return select(Residency).options(
        joinedload(Residency.organisation),
        joinedload(Residency.host),
        joinedload(Residency.owner),
        joinedload(Residency.programme_manager),
        joinedload(Residency.leader),
        joinedload(Residency.light_by),
        joinedload(Residency.primary).joinedload(MentorAssignment.mentor).joinedload(Mentor.person),
        joinedload(Residency.challenge),
        texts.load_only(ChallengeText.language, ChallengeText.title),
    )


def residency(residency_id: UUID) -> Residency:
    """As it is now, read anew. Raises Missing."""
    found = _one(Residency.id == residency_id)
    if found is None:
        raise Missing
    return found


def seen_from(actor: Actor, submission_id: UUID) -> UUID | None:
    """The residency that came of a submission, where this actor may see it: its id, no more."""
    query = select(Residency.id).where(Residency.submission_id == submission_id, visible_to(actor))
    return db.session.scalar(query)


def residency_of_submission(submission_id: UUID) -> Residency | None:
    return _one(Residency.submission_id == submission_id)


def _one(condition: ColumnElement[bool]) -> Residency | None:
    query = _residencies().where(condition).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is not None and found.primary is not None:
        set_committed_value(found.primary, "residency", found)
    return found


def to_start(day: date) -> Sequence[UUID]:
    """Planned, and their first day has come."""
    return _due(Residency.state == ResidencyState.PLANNED, Residency.starts_on <= day)


def to_evaluate(day: date) -> Sequence[UUID]:
    """At work, and their last day has passed."""
    return _due(Residency.state == ResidencyState.ACTIVE, Residency.ends_on <= day)


def _due(*conditions: ColumnElement[bool]) -> Sequence[UUID]:
    query = select(Residency.id).where(*conditions).order_by(Residency.starts_on, Residency.id)
    return db.session.scalars(query).all()


# --- the people of one ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Company:
    """The people around one residency, for letters and for the page."""

    startup: Sequence[Person]
    owner: Person
    programme: Sequence[Person]
    mentor: Person | None
    leader: Person | None

    @property
    def everybody(self) -> list[Person]:
        found = [*self.startup, self.owner, *self.programme, self.mentor, self.leader]
        return list({person.id: person for person in found if person is not None}.values())


def company(residency: Residency) -> Company:
    """Members of the startup, and the programme manager: all who may be, while none is named."""
    held = db.session.execute(
        select(Person, RoleGrant.role)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(Person.disabled_at.is_(None))
        .where(
            or_(
                and_(RoleGrant.role == Role.MEMBER, RoleGrant.at_id == residency.organisation_id),
                and_(
                    RoleGrant.role == Role.PROGRAMME_MANAGER,
                    RoleGrant.at_id.in_([place for place in residency.host.places if place]),
                ),
            )
        )
        .order_by(Person.name, Person.id)
    ).all()
    managers = {person.id: person for person, role in held if role is Role.PROGRAMME_MANAGER}
    named = residency.programme_manager
    return Company(
        startup=[person for person, role in held if role is Role.MEMBER],
        owner=residency.owner,
        programme=[named] if named else list(managers.values()),
        mentor=residency.mentoring.mentor.person if residency.mentoring else None,
        leader=residency.leader,
    )


def hosts_people(residency: Residency) -> Sequence[Person]:
    """Civil servants of the host and its ministry: who may lead the team."""
    roles = (Role.MEMBER, Role.OWNER, Role.EDITOR, Role.PROGRAMME_MANAGER, Role.MENTOR)
    places = [place for place in residency.host.places if place]
    held = select(RoleGrant.person_id).where(RoleGrant.role.in_(roles), RoleGrant.at_id.in_(places))
    query = (
        select(Person)
        .where(Person.id.in_(held), Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return db.session.scalars(query).all()


# --- what belongs to one ----------------------------------------------------------------------


def milestones(residency: Residency) -> Sequence[Milestone]:
    query = (
        select(Milestone)
        .where(Milestone.residency_id == residency.id)
        .order_by(Milestone.due_on, Milestone.id)
    )
    return db.session.scalars(query).all()


def milestone(residency: Residency, milestone_id: UUID) -> Milestone:
    query = (
        select(Milestone)
        .options(joinedload(Milestone.residency))
        .where(Milestone.id == milestone_id, Milestone.residency_id == residency.id)
    )
    found = db.session.scalar(query)
    if found is None:
        raise Missing
    return found


def same_milestone(residency: Residency, *, title: str, due_on: date) -> Milestone | None:
    """One with this title on this day already."""
    query = select(Milestone).where(
        Milestone.residency_id == residency.id,
        Milestone.title == title,
        Milestone.due_on == due_on,
    )
    return db.session.scalars(query.limit(1)).one_or_none()


def doors(residency: Residency) -> Sequence[Door]:
    """What waits longest first, then meetings as they come, then what was answered last."""
    place = case((Door.state == DoorState.ASKED, 0), (Door.state == DoorState.PLANNED, 1), else_=2)
    waits_since = case((place < 2, func.coalesce(Door.meeting_on, Door.asked_on)))  # noqa: PLR2004
    query = (
        select(Door)
        .options(joinedload(Door.asked_by), joinedload(Door.opened_by))
        .where(Door.residency_id == residency.id)
        .order_by(place, waits_since, Door.answered_on.desc(), Door.id)
    )
    return db.session.scalars(query).all()


def door(residency: Residency, door_id: UUID) -> Door:
    query = (
        select(Door)
        .options(joinedload(Door.asked_by), joinedload(Door.opened_by), joinedload(Door.residency))
        .where(Door.id == door_id, Door.residency_id == residency.id)
    )
    found = db.session.scalar(query)
    if found is None:
        raise Missing
    return found


def same_door(residency: Residency, *, to_whom: str, purpose: str) -> Door | None:
    """One to the same people for the same thing that still waits."""
    query = select(Door).where(
        Door.residency_id == residency.id,
        Door.to_whom == to_whom,
        Door.purpose == purpose,
        Door.state == DoorState.ASKED,
    )
    return db.session.scalars(query.limit(1)).one_or_none()


def journal(
    residency: Residency, *, after: str | None = None, tag: str | None = None, size: int = PAGE
) -> Page[JournalEntry]:
    """The newest first."""
    query = (
        select(JournalEntry)
        .options(joinedload(JournalEntry.author))
        .where(JournalEntry.residency_id == residency.id)
        .order_by(JournalEntry.written_at.desc(), JournalEntry.id.desc())
        .limit(size + 1)
    )
    if tag:
        query = query.where(JournalEntry.tags.contains([tag]))
    place = _journal_place(after)
    if place:
        query = query.where(tuple_(JournalEntry.written_at, JournalEntry.id) < place)
    rows = db.session.scalars(query).all()
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], write_key(last.written_at.isoformat(), str(last.id)) if last else None)


def _journal_place(after: str | None) -> tuple[datetime, UUID] | None:
    key = read_key(after, 2)
    entry = as_uuid(key[1]) if key else None
    if key is None or entry is None:
        return None
    try:
        written = datetime.fromisoformat(key[0])
    except ValueError:
        return None
    return (written, entry) if written.tzinfo else None


def same_entry(
    residency: Residency, author_id: UUID, *, title: str, text: str
) -> JournalEntry | None:
    """What somebody wrote here in these very words already."""
    query = select(JournalEntry).where(
        JournalEntry.residency_id == residency.id,
        JournalEntry.author_id == author_id,
        JournalEntry.title == title,
        JournalEntry.text == text,
    )
    return db.session.scalars(query.limit(1)).one_or_none()


def journal_count(residency: Residency) -> int:
    query = select(func.count()).where(JournalEntry.residency_id == residency.id)
    return db.session.scalar(query) or 0
