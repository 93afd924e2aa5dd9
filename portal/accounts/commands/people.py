"""A person's account: how it begins, changes, closes."""

from __future__ import annotations

from portal.accounts import rules
from portal.accounts.events import PersonConfirmed
from portal.accounts.folding import email_key
from portal.accounts.model import Person
from portal.kernel.work import Work, command, nothing


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
