"""People, organisations, and who holds which role where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from portal.accounts.folding import email_key
from portal.accounts.model import Organisation, Person, Role, RoleGrant
from portal.accounts.rules import BELONGING
from portal.kernel.db import db
from portal.kernel.errors import Missing
from portal.kernel.text import _


def name_of(thing: Any, language: str) -> ColumnElement[str]:
    """The name of an organisation, or of an alias, as ``Organisation.name_in`` tells it."""
    if language != "en":
        return cast("ColumnElement[str]", thing.name)
    return func.coalesce(func.nullif(thing.name_en, ""), thing.name)


def person(person_id: UUID) -> Person:
    """Raises Missing."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise Missing(_("We do not know this person."))
    return found


def person_with_roles(person_id: UUID) -> Person:
    """Raises Missing."""
    query = select(Person).where(Person.id == person_id).options(selectinload(Person.grants))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Missing(_("We do not know this person."))
    return found


def persons(ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Each person that there is, by id. One query."""
    query = select(Person).where(Person.id.in_(list(ids)))
    return {found.id: found for found in db.session.scalars(query)}


def person_at(email: str) -> Person | None:
    """Who has this address, however it is written."""
    return db.session.scalars(
        select(Person).where(Person.email_key == email_key(email))
    ).one_or_none()


def organisation(organisation_id: UUID) -> Organisation:
    """Raises Missing."""
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise Missing(_("We do not know this organisation."))
    return found


def organisations(ids: Iterable[UUID]) -> dict[UUID, Organisation]:
    """Each organisation that there is, by id. One query."""
    query = select(Organisation).where(Organisation.id.in_(list(ids)))
    return {found.id: found for found in db.session.scalars(query)}


def members_of(organisation_id: UUID, role: Role | None = None) -> Sequence[Person]:
    """Who belongs to an organisation, by name; with ``role``, those who hold that role there."""
    return holders(role, [organisation_id])


def holders(role: Role | None, at_ids: Iterable[UUID | None]) -> Sequence[Person]:
    """Who holds a role (any that makes one belong, if none is named) at one of these places.

    By name, each once, nobody whose account is disabled.
    """
    roles = BELONGING if role is None else (role,)
    held = (
        select(RoleGrant.person_id)
        .where(RoleGrant.role.in_(roles))
        .where(RoleGrant.at_id.in_([place for place in at_ids if place]))
    )
    query = (
        select(Person)
        .where(Person.id.in_(held), Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return db.session.scalars(query).all()


def administrators() -> Sequence[Person]:
    held = select(RoleGrant.person_id).where(RoleGrant.role == Role.ADMINISTRATOR)
    query = (
        select(Person)
        .where(Person.id.in_(held), Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return db.session.scalars(query).all()
