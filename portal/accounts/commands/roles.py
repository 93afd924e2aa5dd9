"""Roles: given and taken away."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from portal.accounts import rules
from portal.accounts.events import RoleGranted, RoleRevoked
from portal.accounts.model import Organisation, Person, Role, RoleGrant
from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.kernel.work import Work, command, nothing


@command(may=rules.may_grant, locks=nothing)
def grant_role(work: Work, person: Person, *, role: Role, at_id: UUID | None = None) -> bool:
    """Give a role, at a place or (administrators) everywhere; False where it was held already.

    Holds no row, so that a domain above may call it at any point of its own command. Of the
    roles at a thing (juror, chair, leader) that domain decides; for the others see the rules.
    """
    work.require(rules.may_give(work.actor, role, _place(work, at_id)))
    return give(work, person.id, role, at_id)


def give(work: Work, person_id: UUID, role: Role, at_id: UUID | None) -> bool:
    """The grant itself, when the right to it was asked. Twice at once makes one grant."""
    given = insert(RoleGrant).values(
        id=uuid4(),
        person_id=person_id,
        role=role,
        at_id=at_id,
        given_at=work.now,
        given_by_id=work.actor.id,
    )
    made = work.session.scalar(given.on_conflict_do_nothing().returning(RoleGrant.id))
    if made is not None:
        work.emit(RoleGranted(subject_id=person_id, role=role.value, at_id=at_id))
    return made is not None


@command(may=rules.may_revoke, locks=nothing)
def revoke_role(work: Work, person: Person, *, role: Role, at_id: UUID | None = None) -> bool:
    """Take a role away; False where it was not held. One administrator always stays."""
    if work.actor.id != person.id or role not in rules.LEFT_BY_ONESELF:
        work.require(rules.may_give(work.actor, role, _place(work, at_id)))
    if role is Role.ADMINISTRATOR:
        _keep_one_administrator(work, person)
    return take(work, person.id, role, at_id)


def take(work: Work, person_id: UUID, role: Role, at_id: UUID | None) -> bool:
    """The taking itself, when the right to it was asked."""
    gone = work.session.scalar(
        delete(RoleGrant)
        .where(RoleGrant.person_id == person_id, RoleGrant.role == role)
        .where(RoleGrant.at_id == at_id if at_id else RoleGrant.at_id.is_(None))
        .returning(RoleGrant.id)
    )
    if gone is not None:
        work.emit(RoleRevoked(subject_id=person_id, role=role.value, at_id=at_id))
    return gone is not None


def _place(work: Work, at_id: UUID | None) -> Organisation | None:
    return work.session.get(Organisation, at_id) if at_id else None


def _keep_one_administrator(work: Work, person: Person) -> None:
    """All their grants are held, so that of two who remove each other one is too late."""
    held = work.session.scalars(
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == Role.ADMINISTRATOR, Person.disabled_at.is_(None))
        .order_by(RoleGrant.id)
        .with_for_update(of=RoleGrant)
    ).all()
    if set(held) <= {person.id}:
        raise RuleBroken(_("The portal needs at least one administrator."))
