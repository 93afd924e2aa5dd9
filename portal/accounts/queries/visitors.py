"""Who is signed in: the one query that every request of theirs begins with."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select

from portal.accounts.model import LoginSession, Organisation, Person, RoleGrant
from portal.accounts.secrets import hash_of
from portal.accounts.visitor import Visitor
from portal.kernel.clock import portal_now
from portal.kernel.db import plain
from portal.kernel.policy import Actor

SESSION_ENDS_AFTER = timedelta(days=14)
"""Without a visit."""
SESSION_ENDS_AT_LAST = timedelta(days=90)


_GRANTS = (
    select(
        func.jsonb_agg(func.jsonb_build_array(RoleGrant.role, RoleGrant.at_id, Organisation.kind))
    )
    .outerjoin(Organisation, Organisation.id == RoleGrant.at_id)
    .where(RoleGrant.person_id == Person.id)
    .scalar_subquery()
)
_VISITOR = (
    select(
        LoginSession.id.label("session_id"),
        Person.id,
        Person.name,
        Person.email,
        Person.locale,
        LoginSession.seen_at,
        _GRANTS.label("grants"),
        portal_now().label("now"),
    )
    .join(Person, Person.id == LoginSession.person_id)
    .where(
        LoginSession.token_hash == bindparam("hash"),
        LoginSession.ended_at.is_(None),
        LoginSession.seen_at > portal_now() - SESSION_ENDS_AFTER,
        LoginSession.started_at > portal_now() - SESSION_ENDS_AT_LAST,
        Person.disabled_at.is_(None),
    )
)


def visitor(token: str) -> Visitor | None:
    """Whose living session this is, with their roles and the database's time. One query."""
    row = plain(_VISITOR, {"hash": hash_of(token)}).one_or_none()
    if row is None:
        return None
    grants = row.grants or ()
    held = frozenset((role, UUID(place) if place else None) for role, place, _kind in grants)
    kinds = frozenset(kind for _role, _place, kind in grants if kind)
    return Visitor(
        token=token,
        session_id=row.session_id,
        person_id=row.id,
        name=row.name,
        email=row.email,
        locale=row.locale,
        seen_at=row.seen_at,
        actor=Actor(now=row.now, id=row.id, grants=held, kinds=kinds),
    )
