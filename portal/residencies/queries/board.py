"""All that a list says of residencies, in one statement however many there are.

Residencies that have not ended are few: as many startups as the government can host at once. So
the board reads all that the actor may see, and what each needs is derived in Python, by the same
function as on its own page. Ended ones grow without limit and are paged by key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select, true, tuple_
from sqlalchemy.orm import aliased

from portal.accounts.model import Organisation, Person
from portal.accounts.queries import name_of
from portal.challenges.queries import title_of
from portal.kernel.db import db
from portal.kernel.pages import PAGE, Page, read_key, write_key
from portal.kernel.policy import Actor
from portal.kernel.text import language
from portal.kernel.web import as_uuid
from portal.residencies.attention import Facts, Sign, signs
from portal.residencies.model import (
    Door,
    JournalEntry,
    Mentor,
    MentorAssignment,
    Milestone,
    Residency,
    Standing,
    standing_mentor,
)
from portal.residencies.queries.residencies import visible_to
from portal.residencies.states import (
    AssignmentState,
    DoorState,
    MilestoneKind,
    ResidencyState,
)
from portal.residencies.weeks import Calendar, today


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One residency on a list. ``milestone_*``: the first not reached; ``door_*``: the oldest
    question for a door that nobody answered. ``signs``: what it needs, the most pressing first.
    """

    residency: Residency
    day: date
    startup: str
    host: str
    challenge: str
    facts: Facts
    standing: Standing
    mentor: str
    mentor_person_id: UUID | None
    journal_at: datetime | None
    milestone_id: UUID | None
    milestone_title: str
    milestone_kind: MilestoneKind | None
    door_id: UUID | None
    door_to: str
    signs: tuple[Sign, ...]

    @property
    def id(self) -> UUID:
        return self.residency.id

    @property
    def state(self) -> ResidencyState:
        return self.residency.state

    @property
    def calendar(self) -> Calendar:
        return self.facts.calendar

    @property
    def week(self) -> int:
        return self.calendar.week(self.day)

    @property
    def milestone_due(self) -> date | None:
        return self.facts.milestone_due

    @property
    def first(self) -> Sign:
        return self.signs[0]


Startup, Host, MentorPerson = aliased(Organisation), aliased(Organisation), aliased(Person)


def _next_milestone() -> Any:
    return (
        select(Milestone)
        .where(Milestone.residency_id == Residency.id, Milestone.done_on.is_(None))
        .order_by(Milestone.due_on, Milestone.id)
        .limit(1)
        .lateral("next_milestone")
    )


def _waiting_door() -> Any:
    return (
        select(Door)
        .where(Door.residency_id == Residency.id, Door.state == DoorState.ASKED)
        .order_by(Door.asked_on, Door.id)
        .limit(1)
        .lateral("waiting_door")
    )


def _statement() -> Any:
    next_one, waiting = _next_milestone(), _waiting_door()
    journal_at = (
        select(func.max(JournalEntry.written_at))
        .where(JournalEntry.residency_id == Residency.id)
        .correlate(Residency)
        .scalar_subquery()
    )
    living = and_(MentorAssignment.residency_id == Residency.id, standing_mentor())
    return (
        select(
            Residency,
            Startup.name.label("startup"),
            name_of(Host, language()).label("host"),
            Host.ministry_id,
            title_of(Residency.challenge_id, language()).label("challenge"),
            MentorAssignment.state.label("mentoring"),
            MentorAssignment.proposed_at,
            MentorPerson.id.label("mentor_id"),
            MentorPerson.name.label("mentor"),
            journal_at.label("journal_at"),
            *(next_one.c[name].label(f"m_{name}") for name in ("id", "title", "kind", "due_on")),
            *(waiting.c[name].label(f"d_{name}") for name in ("id", "to_whom", "asked_on")),
        )
        .join(Startup, Startup.id == Residency.organisation_id)
        .join(Host, Host.id == Residency.host_id)
        .outerjoin(MentorAssignment, living)
        .outerjoin(Mentor, Mentor.id == MentorAssignment.mentor_id)
        .outerjoin(MentorPerson, MentorPerson.id == Mentor.person_id)
        .outerjoin(next_one, true())
        .outerjoin(waiting, true())
    )


def _row(found: Any, day: date) -> Row:
    residency: Residency = found.Residency
    facts = _facts(found)
    return Row(
        residency=residency,
        day=day,
        startup=found.startup,
        host=found.host,
        challenge=found.challenge or "",
        facts=facts,
        standing=_standing(found),
        mentor=found.mentor or "",
        mentor_person_id=found.mentor_id,
        journal_at=found.journal_at,
        milestone_id=found.m_id,
        milestone_title=found.m_title or "",
        milestone_kind=found.m_kind,
        door_id=found.d_id,
        door_to=found.d_to_whom or "",
        signs=() if residency.state is ResidencyState.ENDED else tuple(signs(facts, day)),
    )


def _facts(found: Any) -> Facts:
    residency: Residency = found.Residency
    return Facts(
        state=residency.state,
        calendar=residency.calendar,
        light=residency.light,
        light_on=today(residency.light_at) if residency.light_at else None,
        mentoring=found.mentoring,
        asked_on=today(found.proposed_at) if found.proposed_at else None,
        journal_on=today(found.journal_at) if found.journal_at else None,
        milestone_due=found.m_due_on,
        door_asked=found.d_asked_on,
    )


def _standing(found: Any) -> Standing:
    residency: Residency = found.Residency
    answered = found.mentoring is not None and found.mentoring is not AssignmentState.PROPOSED
    return Standing(
        residency_id=residency.id,
        organisation_id=residency.organisation_id,
        host_places=(residency.host_id, found.ministry_id),
        owner_id=residency.owner_id,
        mentor_id=found.mentor_id if answered else None,
        asked_mentor_id=None if answered else found.mentor_id,
        ended=residency.state is ResidencyState.ENDED,
    )


def board(actor: Actor) -> list[Row]:
    """Every residency that has not ended and that the actor may see. One query."""
    query = (
        _statement()
        .where(visible_to(actor), Residency.state != ResidencyState.ENDED)
        .order_by(Residency.starts_on, Residency.id)
    )
    return [_row(found, today(actor.now)) for found in db.session.execute(query)]


def at_hand(actor: Actor, size: int) -> Sequence[Any]:
    """The first that have not ended, as short rows. One query.

    Rows have ``id``, ``startup``, ``challenge``, ``host``, ``state``, and what a Calendar asks.
    """
    return db.session.execute(
        select(
            Residency.id,
            Residency.state,
            Residency.starts_on,
            Residency.ends_on,
            Residency.pauses,
            Residency.paused_on,
            Startup.name.label("startup"),
            name_of(Host, language()).label("host"),
            title_of(Residency.challenge_id, language()).label("challenge"),
        )
        .join(Startup, Startup.id == Residency.organisation_id)
        .join(Host, Host.id == Residency.host_id)
        .where(visible_to(actor), Residency.state != ResidencyState.ENDED)
        .order_by(Residency.starts_on, Residency.id)
        .limit(size)
    ).all()


def row_of(residency: Residency, now: datetime) -> Row:
    """The same of one residency."""
    query = _statement().where(Residency.id == residency.id)
    return _row(db.session.execute(query).one(), today(now))


def ended(actor: Actor, *, after: str | None = None, size: int = PAGE) -> Page[Row]:
    """Those that ended, the last first, a page at a time."""
    query = (
        _statement()
        .where(visible_to(actor), Residency.state == ResidencyState.ENDED)
        .order_by(Residency.ended_at.desc(), Residency.id.desc())
        .limit(size + 1)
    )
    place = _place(after)
    if place:
        query = query.where(tuple_(Residency.ended_at, Residency.id) < place)
    rows: Sequence[Row] = [_row(found, today(actor.now)) for found in db.session.execute(query)]
    last = rows[size - 1] if len(rows) > size else None
    key = (
        write_key(last.residency.ended_at.isoformat(), str(last.id))
        if last and last.residency.ended_at
        else None
    )
    return Page(rows[:size], key)


def _place(after: str | None) -> tuple[datetime, UUID] | None:
    key = read_key(after, 2)
    last = as_uuid(key[1]) if key else None
    if key is None or last is None:
        return None
    try:
        ended_at = datetime.fromisoformat(key[0])
    except ValueError:
        return None
    return (ended_at, last) if ended_at.tzinfo else None
