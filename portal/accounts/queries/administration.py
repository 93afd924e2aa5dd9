"""What administrators look after: people, parked letters, the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, not_, or_, select, tuple_

from portal.accounts.events import AuditLogRead
from portal.accounts.folding import email_key
from portal.accounts.model import Organisation, Person
from portal.accounts.queries.people import organisations, persons
from portal.kernel import audit
from portal.kernel.audit import AuditEntry
from portal.kernel.db import db
from portal.kernel.errors import Missing
from portal.kernel.outbox import Letter, LetterState
from portal.kernel.pages import PAGE, Page, read_key, write_key
from portal.kernel.policy import Actor


def find_people(words: str, after: str | None = None) -> Page[Person]:
    """People whose name or address holds these words, by name."""
    query = select(Person).order_by(Person.name, Person.id).limit(PAGE + 1)
    if words:
        query = query.where(
            or_(
                Person.name.icontains(words, autoescape=True),
                Person.email_key.contains(email_key(words), autoescape=True),
            )
        )
    key = read_key(after, 2)
    if key is not None:
        query = query.where(tuple_(Person.name, Person.id) > tuple_(key[0], key[1]))
    rows = db.session.scalars(query).all()
    more = write_key(rows[PAGE - 1].name, str(rows[PAGE - 1].id)) if len(rows) > PAGE else None
    return Page(rows[:PAGE], more)


def parked_letters() -> Sequence[Letter]:
    """What the post refused until the portal gave up, oldest first."""
    query = select(Letter).where(Letter.state == LetterState.PARKED)
    return db.session.scalars(query.order_by(Letter.written_at, Letter.id).limit(200)).all()


def letter(letter_id: UUID) -> Letter:
    """Raises Missing."""
    found = db.session.get(Letter, letter_id)
    if found is None:
        raise Missing
    return found


def tasks() -> dict[str, int]:
    """How much waits for an administrator, by kind. One query."""
    startups = select(func.count()).where(
        Organisation.kvk_number.is_not(None),
        Organisation.kvk_confirmed_at.is_(None),
        Organisation.active,
    )
    letters = select(func.count()).where(Letter.state == LetterState.PARKED)
    row = db.session.execute(
        select(
            startups.scalar_subquery().label("startups"), letters.scalar_subquery().label("letters")
        )
    ).one()
    return {"startups": row.startups, "letters": row.letters}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the audit log, with the names of today beside its ids."""

    at: datetime
    event: str
    actor: str
    actor_id: UUID | None
    subject: str
    subject_kind: str
    subject_id: UUID
    facts: dict[str, object]


def audit_log(
    *,
    subject_id: UUID | None = None,
    actor_id: UUID | None = None,
    after: str | None = None,
    sealed: Sequence[ColumnElement[bool]] = (),
) -> Page[Line]:
    """What happened, latest first; about one thing, or done by one person.

    Without the entries that are ``sealed``: of those, who reads the log learns no more than
    anybody else.
    """
    query = select(AuditEntry).where(*(not_(entries) for entries in sealed))
    if subject_id is not None:
        query = query.where(AuditEntry.subject_id == subject_id)
    if actor_id is not None:
        query = query.where(AuditEntry.actor_id == actor_id)
    order = (AuditEntry.at, AuditEntry.chain, AuditEntry.number)
    key = read_key(after, 3)
    if key is not None:
        query = query.where(tuple_(*order) < tuple_(*_entry_key(key)))
    query = query.order_by(*(column.desc() for column in order)).limit(PAGE + 1)
    rows = db.session.scalars(query).all()
    more = None
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        more = write_key(last.at.isoformat(), last.chain, last.number)
    return Page(_lines(rows[:PAGE]), more)


def _entry_key(key: tuple[str, ...]) -> tuple[datetime, int, int]:
    """Raises Missing where somebody made the key up."""
    try:
        return datetime.fromisoformat(key[0]), int(key[1]), int(key[2])
    except ValueError:
        raise Missing from None


def _lines(entries: Sequence[AuditEntry]) -> list[Line]:
    ids = {entry.subject_id for entry in entries} | {e.actor_id for e in entries if e.actor_id}
    names = {found.id: found.name for found in persons(ids).values()}
    names |= {found.id: found.name for found in organisations(ids).values()}
    return [
        Line(
            at=entry.at,
            event=entry.event,
            actor=names.get(entry.actor_id, "") if entry.actor_id else entry.system,
            actor_id=entry.actor_id,
            subject=names.get(entry.subject_id, ""),
            subject_kind=entry.subject_kind,
            subject_id=entry.subject_id,
            facts=entry.facts,
        )
        for entry in entries
    ]


def note_reading(actor: Actor, asked: dict[str, str]) -> None:
    """Who reads the log stands in it: an entry in a transaction of its own."""
    if actor.id is None:
        return
    with db.engine.begin() as line:
        audit.note(line, actor, AuditLogRead(subject_id=actor.id, asked=asked))
