"""Links that were mailed, and the browsers in which somebody is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal.accounts.model import LoginSession, MailToken, TokenPurpose
from portal.accounts.queries.visitors import SESSION_ENDS_AFTER, SESSION_ENDS_AT_LAST
from portal.accounts.secrets import hash_of
from portal.kernel.db import db


def mail_token(secret: str, purpose: TokenPurpose) -> MailToken | None:
    """The mailed link with this secret, if it was for this; it may be used or too old."""
    query = select(MailToken).where(
        MailToken.token_hash == hash_of(secret), MailToken.purpose == purpose
    )
    return db.session.scalars(query).one_or_none()


def living_sessions(person_id: UUID, now: datetime) -> Sequence[LoginSession]:
    """Where somebody is signed in, latest use first."""
    query = (
        select(LoginSession)
        .where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None))
        .where(LoginSession.seen_at > now - SESSION_ENDS_AFTER)
        .where(LoginSession.started_at > now - SESSION_ENDS_AT_LAST)
        .order_by(LoginSession.seen_at.desc(), LoginSession.id)
    )
    return db.session.scalars(query).all()
