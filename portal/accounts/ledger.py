"""Rows that several commands write alike: roles held, sessions, links that were mailed.

Whether it may be done was asked by the command that calls this.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.accounts.events import RoleGranted, RoleRevoked, SessionsEnded
from portal.accounts.model import (
    LoginSession,
    MailToken,
    Organisation,
    Person,
    Role,
    RoleGrant,
    TokenPurpose,
)
from portal.accounts.secrets import hash_of, new_secret
from portal.kernel.errors import Gone, RuleBroken
from portal.kernel.ids import new_id
from portal.kernel.text import _
from portal.kernel.work import Work


def give(work: Work, person_id: UUID, role: Role, at_id: UUID | None) -> bool:
    """Whether the role is new. Given twice at once it is held once."""
    given = insert(RoleGrant).values(
        id=new_id(),
        person_id=person_id,
        role=role,
        at_id=at_id,
        given_at=work.now,
        given_by_id=work.actor.id,
    )
    made = work.session.scalar(given.on_conflict_do_nothing().returning(RoleGrant.id))
    if made is not None:
        work.emit(RoleGranted(subject_id=person_id, role=role.value, at_id=at_id))
    return made is not None


def take(work: Work, person_id: UUID, role: Role, at_id: UUID | None) -> bool:
    """Whether the role was held."""
    gone = work.session.scalar(
        delete(RoleGrant)
        .where(RoleGrant.person_id == person_id, RoleGrant.role == role)
        .where(RoleGrant.at_id == at_id if at_id else RoleGrant.at_id.is_(None))
        .returning(RoleGrant.id)
    )
    if gone is not None:
        work.emit(RoleRevoked(subject_id=person_id, role=role.value, at_id=at_id))
    return gone is not None


def end_sessions(
    work: Work, person: Person, *, only: UUID | None = None, but: UUID | None = None
) -> int:
    """Sign browsers of this person out: all, or one, or all but one; gives how many."""
    ended = update(LoginSession).where(
        LoginSession.person_id == person.id, LoginSession.ended_at.is_(None)
    )
    if only is not None:
        ended = ended.where(LoginSession.id == only)
    if but is not None:
        ended = ended.where(LoginSession.id != but)
    gone = list(work.session.scalars(ended.values(ended_at=work.now).returning(LoginSession.id)))
    if gone:
        work.emit(SessionsEnded(subject_id=person.id, session_ids=gone))
    return len(gone)


def mail_link(
    work: Work, purpose: TokenPurpose, email: str, *, person: Person | None, valid_for: timedelta
) -> tuple[MailToken, str]:
    """A link to mail: its row, and the secret that stands in it."""
    secret = new_secret()
    token = MailToken(
        person_id=person.id if person else None,
        purpose=purpose,
        token_hash=hash_of(secret),
        email=email,
        made_at=work.now,
        expires_at=work.now + valid_for,
    )
    work.add(token)
    return token, secret


def use_link(work: Work, token: MailToken) -> None:
    """Once, and in time; its row must be held. Raises Gone."""
    if not token.is_open(work.now):
        raise Gone(_("This link was used already, or is too old. Ask for a new one."))
    token.used_at = work.now


def spend_links(work: Work, person: Person) -> None:
    """What was mailed before opens nothing any more: the address or password has changed."""
    work.session.execute(
        update(MailToken)
        .where(MailToken.person_id == person.id, MailToken.used_at.is_(None))
        .values(used_at=work.now)
    )


def others_at(work: Work, organisation: Organisation, person: Person) -> bool:
    """Whether somebody else belongs to this organisation."""
    others = select(RoleGrant.id).where(
        RoleGrant.at_id == organisation.id, RoleGrant.person_id != person.id
    )
    return work.session.scalar(others.limit(1)) is not None


def keep_one_administrator(work: Work, person: Person) -> None:
    """Refuse where this person is the last of them. Raises RuleBroken.

    All of them are held with their grants, so that of two who remove each other one is too late.
    """
    held = work.session.scalars(
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == Role.ADMINISTRATOR, Person.disabled_at.is_(None))
        .order_by(RoleGrant.id)
        .with_for_update()
    ).all()
    if set(held) == {person.id}:
        raise RuleBroken(_("The portal needs at least one administrator."))
