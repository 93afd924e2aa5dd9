"""Organisations: the public ones from the register, startups from those who work there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from portal.accounts import ledger, rules
from portal.accounts.events import (
    KvkConfirmed,
    OrganisationChanged,
    RegisterLoaded,
    StartupRegistered,
)
from portal.accounts.folding import name_key, slug_of
from portal.accounts.model import Organisation, OrganisationKind, Person, Role
from portal.accounts.register import REGISTER_ID, Entry
from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.kernel.work import Work, command, nothing


@command(may=rules.may_load_register, locks=nothing)
def load_register(work: Work, entries: Sequence[Entry]) -> tuple[int, int]:
    """Bring the public organisations up to date; how many are new and how many have changed.

    Loaded again, nothing happens. What the register no longer names stays as it is: others may
    point to it.
    """
    stored = select(Organisation).where(Organisation.register_id.is_not(None))
    known = {str(each.register_id): each for each in work.session.scalars(stored)}
    added = changed = 0
    for entry in entries:
        values = _values(entry, known)
        if entry.id in known:
            changed += _update(known[entry.id], values)
        else:
            known[entry.id] = Organisation(register_id=entry.id, **values)
            work.add(known[entry.id])
            added += 1
    if added or changed:
        work.emit(RegisterLoaded(subject_id=REGISTER_ID, added=added, changed=changed))
        work.publish()
    return added, changed


def _values(entry: Entry, known: Mapping[str, Organisation]) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "name": entry.name,
        "name_key": name_key(entry.name),
        "slug": entry.slug,
        "name_en": entry.name_en,
        "abbreviation": entry.abbreviation,
        "parent_id": known[entry.parent].id if entry.parent else None,
        "ministry_id": known[entry.ministry].id if entry.ministry else None,
        "active": entry.active,
    }


def _update(organisation: Organisation, values: dict[str, Any]) -> bool:
    different = {key: new for key, new in values.items() if getattr(organisation, key) != new}
    for key, new in different.items():
        setattr(organisation, key, new)
    return bool(different)


@command(may=rules.may_register_startup, locks=nothing)
def register_startup(
    work: Work, person: Person, *, name: str, kvk_number: str, website: str = ""
) -> Organisation:
    """A startup, with who registers it as its first member; unconfirmed until staff look.

    Raises RuleBroken where the number or a name that looks the same is here already.
    """
    if work.actor.id != person.id:
        work.require(rules.may_administer(work.actor))
    _refuse_public_names(work, name)
    startup = Organisation(
        kind=OrganisationKind.STARTUP,
        name=name,
        name_key=name_key(name),
        slug=_free_slug(work, name),
        kvk_number=kvk_number,
        website=website or None,
        registered_at=work.now,
    )
    work.add(startup)
    work.session.flush()
    ledger.give(work, person.id, Role.MEMBER, startup.id)
    work.emit(StartupRegistered(subject_id=startup.id, person_id=person.id))
    return startup


def _refuse_public_names(work: Work, name: str) -> None:
    """Nobody registers as a ministry or a municipality."""
    taken = select(Organisation.id).where(
        Organisation.name_key == name_key(name), Organisation.kind != OrganisationKind.STARTUP
    )
    if work.session.scalar(taken.limit(1)) is not None:
        raise RuleBroken(_("A public organisation has this name."), field="name")


def _free_slug(work: Work, name: str) -> str:
    """A word for addresses that nobody has yet; a race for it ends at the unique constraint."""
    slug = slug_of(name)
    like = select(Organisation.slug).where(Organisation.slug.startswith(slug, autoescape=True))
    taken = set(work.session.scalars(like))
    return next(
        word for word in (slug, *(f"{slug}-{n}" for n in range(2, 10_000))) if word not in taken
    )


@command(may=rules.may_administer)
def confirm_kvk(work: Work, organisation: Organisation) -> None:
    """The number was looked up at the Chamber of Commerce, and belongs to this startup."""
    if organisation.kvk_number is None:
        raise RuleBroken(_("Only a startup has a KvK number."))
    if organisation.kvk_confirmed_at is None:
        organisation.kvk_confirmed_at = work.now
        work.emit(KvkConfirmed(subject_id=organisation.id))


@command(may=rules.may_administer)
def change_startup(work: Work, organisation: Organisation, *, name: str, kvk_number: str) -> None:
    """Put right what was registered wrongly; another number has to be confirmed anew."""
    if organisation.is_public:
        raise RuleBroken(_("Public organisations follow the register."))
    fields = []
    if organisation.name != name:
        organisation.name, organisation.name_key = name, name_key(name)
        fields.append("name")
    if organisation.kvk_number != kvk_number:
        organisation.kvk_number, organisation.kvk_confirmed_at = kvk_number, None
        fields.append("kvk_number")
    if fields:
        work.emit(OrganisationChanged(subject_id=organisation.id, fields=fields))
        work.publish()
