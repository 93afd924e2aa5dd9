"""Invitations: by their secret link, of an organisation, for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select

from portal.accounts.model import Invitation, Person
from portal.accounts.secrets import hash_of
from portal.kernel.asking import ME
from portal.kernel.clock import portal_now
from portal.kernel.db import db
from portal.kernel.errors import Gone, Missing
from portal.kernel.text import _


def invitation_with(secret: str) -> Invitation:
    """The invitation that this link opens. Raises Gone where there is none (any more)."""
    query = select(Invitation).where(Invitation.token_hash == hash_of(secret))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Gone(_("This invitation was sent again since, or never was. Use the latest letter."))
    return found


def invitation(invitation_id: UUID) -> Invitation:
    """Raises Missing."""
    found = db.session.get(Invitation, invitation_id)
    if found is None:
        raise Missing
    return found


def _is_open(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(_is_unanswered(), Invitation.expires_at > now)


def _is_unanswered() -> ColumnElement[bool]:
    return and_(
        Invitation.used_at.is_(None),
        Invitation.declined_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )


def invitations_for(person_id: UUID, now: datetime) -> Sequence[Invitation]:
    """What is open for somebody, at the address they have now; oldest first."""
    address = select(Person.email_key).where(Person.id == person_id).scalar_subquery()
    query = (
        select(Invitation)
        .where(Invitation.email_key == address, _is_open(now))
        .order_by(Invitation.invited_at)
    )
    return db.session.scalars(query).all()


def invited() -> ColumnElement[bool]:
    """Whether anything is open for the person of ``kernel.asking``."""
    address = select(Person.email_key).where(Person.id == ME).scalar_subquery()
    return exists().where(Invitation.email_key == address, _is_open(portal_now()))


def invitations_at(at_id: UUID | None) -> Sequence[Invitation]:
    """What is unanswered at an organisation or a thing, or everywhere; latest first."""
    place = Invitation.at_id == at_id if at_id else Invitation.at_id.is_(None)
    query = (
        select(Invitation)
        .where(place, _is_unanswered())
        .order_by(Invitation.invited_at.desc(), Invitation.id)
    )
    return db.session.scalars(query).all()
