"""A person's account: how it begins, changes and closes.

Who gives an address is told nothing about it on a page: all that differs is the letter, and that
goes to whoever has the address.
"""

from __future__ import annotations

from datetime import timedelta

from portal.accounts import ledger, rules
from portal.accounts.events import (
    PersonChanged,
    PersonConfirmed,
    PersonDisabled,
    PersonEnabled,
    SignUpAsked,
    SignUpRepeated,
)
from portal.accounts.folding import email_key
from portal.accounts.model import MailToken, Person, TokenPurpose
from portal.accounts.queries.people import person_at
from portal.accounts.reader import Reader
from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.kernel.web import address_of
from portal.kernel.work import Work, command, nothing

SIGN_UP_WITHIN = timedelta(days=2)


@command(may=rules.anyone, locks=nothing)
def ask_sign_up(work: Work, email: str, *, locale: str) -> None:
    """A letter with a link to make an account; or one that says that there is one already.

    The latter goes to the address as its owner wrote it, never to a look-alike of it.
    """
    known = person_at(email)
    if known is not None:
        work.letter(
            known,
            "accounts/mail/already_here.txt",
            name=known.name,
            sign_in=address_of("accounts.sign_in"),
            forgotten=address_of("accounts.forgotten"),
        )
        work.emit(SignUpRepeated(subject_id=known.id))
        return
    token, secret = ledger.mail_link(
        work, TokenPurpose.CONFIRM_ADDRESS, email, person=None, valid_for=SIGN_UP_WITHIN
    )
    work.letter(
        Reader(email, locale),
        "accounts/mail/sign_up.txt",
        link=address_of("accounts.confirm", token=secret),
        expires_at=token.expires_at,
    )
    work.emit(SignUpAsked(subject_id=token.id))


@command(may=rules.anyone)
def confirm_sign_up(
    work: Work, token: MailToken, *, name: str, password_hash: str, locale: str
) -> Person:
    """The account of whoever opened the link. Raises Gone where it was used or is too old."""
    ledger.use_link(work, token)
    return register_person(work, token.email, name=name, password_hash=password_hash, locale=locale)


@command(may=rules.anyone, locks=nothing)
def register_person(
    work: Work, email: str, *, name: str, password_hash: str, locale: str
) -> Person:
    """An account for somebody who opened a link mailed to this address.

    Of two at once with the same address the second meets ``one_person_per_address``.
    """
    person = Person(
        email=email,
        email_key=email_key(email),
        name=name,
        created_at=work.now,
        confirmed_at=work.now,
        locale=locale,
        password_hash=password_hash,
    )
    work.add(person)
    work.session.flush()
    work.emit(PersonConfirmed(subject_id=person.id))
    return person


@command(may=rules.may_change_account)
def change_details(work: Work, person: Person, *, name: str, locale: str) -> None:
    """The name that others see, and the language of letters and pages."""
    fields = [
        field
        for field, old, new in (("name", person.name, name), ("locale", person.locale, locale))
        if old != new
    ]
    person.name, person.locale = name, locale
    if fields:
        work.emit(PersonChanged(subject_id=person.id, fields=fields))


@command(may=rules.may_administer)
def disable_person(work: Work, person: Person) -> None:
    """Close an account: signed out everywhere at once, and nobody gets in any more.

    What they did stays theirs. One administrator always stays.
    """
    if person.id == work.actor.id:
        raise RuleBroken(_("You cannot close your own account."))
    if person.disabled_at is not None:
        return
    ledger.keep_one_administrator(work, person)
    person.disabled_at = work.now
    ledger.end_sessions(work, person)
    ledger.spend_links(work, person)
    work.emit(PersonDisabled(subject_id=person.id))


@command(may=rules.may_administer)
def enable_person(work: Work, person: Person) -> None:
    if person.disabled_at is not None:
        person.disabled_at = None
        work.emit(PersonEnabled(subject_id=person.id))
