"""Signing in and out: a session is a row, and ending it signs that browser out."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from portal.accounts import rules
from portal.accounts.events import SessionsEnded, SignedIn
from portal.accounts.model import LoginSession, Person
from portal.accounts.secrets import hash_of, new_secret
from portal.kernel.errors import Overtaken
from portal.kernel.text import _
from portal.kernel.work import Work, command


@command(may=rules.anyone)
def start_session(
    work: Work,
    person: Person,
    *,
    agent: str = "",
    proven_by: str | None = None,
    rehashed: str | None = None,
) -> str:
    """Sign a person in; gives the secret of the new session, for the cookie.

    ``proven_by`` is the hash that the password was right for: where it changed while that was
    found out, this raises Overtaken. ``rehashed`` is a newer hash of the same password.
    """
    if person.disabled_at or (proven_by is not None and person.password_hash != proven_by):
        raise Overtaken(_("This account has changed in the meantime. Sign in again."))
    if rehashed:
        person.password_hash = rehashed
    secret = new_secret()
    session = LoginSession(
        person_id=person.id,
        token_hash=hash_of(secret),
        started_at=work.now,
        seen_at=work.now,
        agent=agent,
    )
    work.add(session)
    work.emit(SignedIn(subject_id=person.id, session_id=session.id))
    return secret


@command(may=rules.may_change_account)
def end_session(work: Work, person: Person, *, session_id: UUID) -> bool:
    """Sign one browser out; False where it was no session of this person, or had ended."""
    return bool(end_all(work, person, only=session_id))


@command(may=rules.may_change_account)
def end_other_sessions(work: Work, person: Person, *, but: UUID) -> int:
    """Sign all other browsers out; gives how many there were."""
    return end_all(work, person, but=but)


def end_all(
    work: Work, person: Person, *, only: UUID | None = None, but: UUID | None = None
) -> int:
    """End the person's living sessions, when the right to it was asked."""
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
