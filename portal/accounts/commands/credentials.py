"""What somebody proves with that they are who they are: a password, and an address.

Hashing a password takes a fifth of a second of processor time, so it is done before a unit of
work begins; these commands get the hash. ``proven_by`` is the stored hash that the present
password was right for: where it has changed since, they raise Overtaken.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from portal.accounts import ledger, rules
from portal.accounts.events import (
    AddressChangeAsked,
    AddressChanged,
    PasswordChanged,
    PasswordResetAsked,
)
from portal.accounts.folding import email_key
from portal.accounts.model import MailToken, Person, TokenPurpose
from portal.accounts.queries.people import person_at
from portal.accounts.reader import Reader
from portal.kernel.errors import Gone, Overtaken
from portal.kernel.text import _
from portal.kernel.web import address_of
from portal.kernel.work import Work, command, nothing

RESET_WITHIN = timedelta(hours=2)
CHANGE_ADDRESS_WITHIN = timedelta(days=2)


@command(may=rules.anyone, locks=nothing)
def ask_password_reset(work: Work, email: str, *, locale: str) -> None:
    """A letter with a link to choose another password; or one that says that nobody is known."""
    person = person_at(email)
    if person is None or person.disabled_at is not None:
        work.letter(
            Reader(email, locale) if person is None else person,
            "accounts/mail/nobody_here.txt",
            sign_up=address_of("accounts.sign_up"),
        )
        return
    token, secret = ledger.mail_link(
        work, TokenPurpose.RESET_PASSWORD, person.email, person=person, valid_for=RESET_WITHIN
    )
    work.letter(
        person,
        "accounts/mail/reset_password.txt",
        name=person.name,
        link=address_of("accounts.reset_password", token=secret),
        expires_at=token.expires_at,
    )
    work.emit(PasswordResetAsked(subject_id=person.id))


@command(may=rules.anyone)
def reset_password(work: Work, token: MailToken, *, password_hash: str) -> Person:
    """Another password for who opened the link; they are signed out everywhere.

    Raises Gone where the link was used, is too old, or the account was closed.
    """
    ledger.use_link(work, token)
    person = _owner(work, token)
    _set_password(work, person, password_hash)
    ledger.end_sessions(work, person)
    return person


@command(may=rules.may_change_account)
def change_password(
    work: Work, person: Person, *, password_hash: str, proven_by: str | None, session_id: UUID
) -> None:
    """Another password; every other browser is signed out."""
    _still_proven(person, proven_by)
    _set_password(work, person, password_hash)
    ledger.end_sessions(work, person, but=session_id)


def _set_password(work: Work, person: Person, password_hash: str) -> None:
    person.password_hash = password_hash
    ledger.spend_links(work, person)
    work.letter(
        person,
        "accounts/mail/password_changed.txt",
        name=person.name,
        forgotten=address_of("accounts.forgotten"),
    )
    work.emit(PasswordChanged(subject_id=person.id))


@command(may=rules.may_change_account)
def ask_address_change(work: Work, person: Person, *, email: str, proven_by: str | None) -> None:
    """A link to the new address, and word of it to the old one.

    Where somebody else has that address, they hear of it instead, and nothing differs here.
    """
    _still_proven(person, proven_by)
    other = person_at(email)
    if other is not None and other.id != person.id:
        work.letter(
            other,
            "accounts/mail/already_here.txt",
            name=other.name,
            sign_in=address_of("accounts.sign_in"),
            forgotten=address_of("accounts.forgotten"),
        )
    else:
        token, secret = ledger.mail_link(
            work,
            TokenPurpose.CHANGE_ADDRESS,
            email,
            person=person,
            valid_for=CHANGE_ADDRESS_WITHIN,
        )
        work.letter(
            Reader(email, person.locale),
            "accounts/mail/confirm_address.txt",
            name=person.name,
            link=address_of("accounts.confirm_address", token=secret),
            expires_at=token.expires_at,
        )
    work.letter(
        person,
        "accounts/mail/address_change_asked.txt",
        name=person.name,
        email=email,
        password=address_of("accounts.password"),
    )
    work.emit(AddressChangeAsked(subject_id=person.id))


@command(may=rules.anyone)
def confirm_address_change(work: Work, token: MailToken) -> Person:
    """From now on letters go to the new address; both are told. Raises Gone."""
    ledger.use_link(work, token)
    person = _owner(work, token)
    old = Reader(person.email, person.locale)
    person.email, person.email_key = token.email, email_key(token.email)
    work.session.flush()
    ledger.spend_links(work, person)
    for reader in (old, person):
        work.letter(
            reader,
            "accounts/mail/address_changed.txt",
            name=person.name,
            old=old.email,
            new=person.email,
        )
    work.emit(AddressChanged(subject_id=person.id))
    return person


def _owner(work: Work, token: MailToken) -> Person:
    person = work.session.get(Person, token.person_id, with_for_update=True)
    if person is None or person.disabled_at is not None:
        raise Gone(_("This account was closed."))
    return person


def _still_proven(person: Person, proven_by: str | None) -> None:
    if person.password_hash != proven_by:
        raise Overtaken(_("Your password has changed in the meantime. Try again."))
