"""Notes when a session was last in use: the one thing that a visit itself writes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from portal.accounts.model import LoginSession
from portal.accounts.visitor import Visitor
from portal.kernel.guard import witness

NOTED_AFTER = timedelta(hours=1)
"""How old the note may be before it is written anew."""


def note_visit(visitor: Visitor) -> None:
    """In a transaction of its own, since it happens on a GET too; at most once an hour."""
    if visitor.actor.now - visitor.seen_at <= NOTED_AFTER:
        return
    with witness("login_sessions") as line:
        line.execute(
            update(LoginSession)
            .where(LoginSession.id == visitor.session_id)
            .values(seen_at=visitor.actor.now)
        )
