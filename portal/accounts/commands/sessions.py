"""Signing in and out: a session is a row, and ending it signs that browser out."""

from __future__ import annotations

from uuid import UUID

from portal.accounts import ledger, rules
from portal.accounts.events import SignedIn
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
    return bool(ledger.end_sessions(work, person, only=session_id))


@command(may=rules.may_change_account)
def end_other_sessions(work: Work, person: Person, *, but: UUID) -> int:
    """Sign all other browsers out; gives how many there were."""
    return ledger.end_sessions(work, person, but=but)
