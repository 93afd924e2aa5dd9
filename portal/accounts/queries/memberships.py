"""Who belongs where, who asks to, and which organisations one may ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.folding import name_key, search_key
from portal.accounts.model import (
    MembershipRequest,
    Organisation,
    OrganisationKind,
    Person,
    Role,
    RoleGrant,
)
from portal.accounts.rules import BELONGING
from portal.accounts.states import RequestState
from portal.kernel.asking import is_mine
from portal.kernel.db import db
from portal.kernel.errors import Missing
from portal.kernel.policy import Actor

MOST_FOUND = 30


_THESE = (
    select(Organisation)
    .where(Organisation.id == any_(bindparam("places", type_=ARRAY(Uuid()))))
    .order_by(Organisation.name, Organisation.id)
)


def request(request_id: UUID) -> MembershipRequest:
    """With its person and organisation. Raises Missing."""
    query = _requests().where(MembershipRequest.id == request_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Missing
    return found


def requests_of(person_id: UUID) -> Sequence[MembershipRequest]:
    """What somebody has asked and awaits."""
    return db.session.scalars(
        _requests().where(MembershipRequest.person_id == person_id, _is_waiting())
    ).all()


def requests_at(organisation_id: UUID) -> Sequence[MembershipRequest]:
    """Who asks to belong to an organisation, oldest first."""
    return db.session.scalars(
        _requests().where(MembershipRequest.organisation_id == organisation_id, _is_waiting())
    ).all()


def requests_for(actor: Actor) -> Sequence[MembershipRequest]:
    """What this actor is asked to decide: of their organisations; for an administrator also
    of those to which nobody belongs yet."""
    mine: ColumnElement[bool] = MembershipRequest.organisation_id.in_(_places(actor))
    if actor.is_everywhere(Role.ADMINISTRATOR):
        mine = or_(mine, ~_has_members(MembershipRequest.organisation_id))
    query = _requests().where(mine, _is_waiting(), MembershipRequest.person_id != actor.id)
    return db.session.scalars(query).all()


def asked_to_decide() -> ColumnElement[bool]:
    """Whether anybody asks to join an organisation of the person of ``kernel.asking``."""
    return exists().where(is_mine(MembershipRequest.organisation_id), _is_waiting())


def _requests() -> Select[MembershipRequest]:
    return (
        select(MembershipRequest)
        .options(
            joinedload(MembershipRequest.person, innerjoin=True),
            joinedload(MembershipRequest.organisation, innerjoin=True),
        )
        .order_by(MembershipRequest.requested_at, MembershipRequest.id)
    )


def _is_waiting() -> ColumnElement[bool]:
    return MembershipRequest.state == RequestState.WAITING


def _has_members(organisation_id: Any) -> ColumnElement[bool]:
    return exists().where(
        RoleGrant.at_id == organisation_id,
        RoleGrant.role.in_(BELONGING),
        RoleGrant.person_id == Person.id,
        Person.disabled_at.is_(None),
    )


def _places(actor: Actor) -> list[UUID]:
    places = {place for role in BELONGING for place in actor.places(role)}
    return sorted(places)


def organisations_of(actor: Actor) -> Sequence[Organisation]:
    """Where somebody belongs, by name."""
    return db.session.scalars(_THESE, {"places": _places(actor)}).all()


def find_organisations(words: str) -> Sequence[Organisation]:
    """Living organisations with these words in their name, or with this abbreviation."""
    key = name_key(words)
    if not key:
        return ()
    query = (
        select(Organisation)
        .where(Organisation.active)
        .where(
            or_(
                Organisation.name_key.contains(key, autoescape=True),
                Organisation.name_en.icontains(search_key(words), autoescape=True),
                Organisation.abbreviation.ilike(words.strip()),
            )
        )
        .order_by(Organisation.parent_id.is_not(None), Organisation.name, Organisation.id)
        .limit(MOST_FOUND)
    )
    return db.session.scalars(query).all()


def unconfirmed_startups() -> Sequence[Organisation]:
    """Startups whose number nobody looked up yet, oldest first."""
    query = (
        select(Organisation)
        .where(Organisation.kind == OrganisationKind.STARTUP)
        .where(Organisation.kvk_confirmed_at.is_(None), Organisation.active)
        .order_by(Organisation.registered_at, Organisation.name, Organisation.id)
    )
    return db.session.scalars(query).all()


def roles_at(organisation_id: UUID) -> dict[UUID, list[Role]]:
    """Which roles each person holds at an organisation."""
    query = select(RoleGrant.person_id, RoleGrant.role).where(RoleGrant.at_id == organisation_id)
    found: dict[UUID, list[Role]] = {}
    for person_id, role in db.session.execute(query):
        found.setdefault(person_id, []).append(role)
    return found
