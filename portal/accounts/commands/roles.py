"""Roles: given and taken away."""

from __future__ import annotations

from uuid import UUID

from portal.accounts import ledger, rules
from portal.accounts.model import Organisation, Person, Role
from portal.kernel.work import Work, command, nothing


@command(may=rules.may_grant, locks=nothing)
def grant_role(work: Work, person: Person, *, role: Role, at_id: UUID | None = None) -> bool:
    """Give a role, at a place or (administrators) everywhere; False where it was held already.

    Holds no row, so that a domain above may call it at any point of its own command. Of the
    roles at a thing (juror, chair, leader) that domain decides; for the others see the rules.
    """
    work.require(rules.may_give(work.actor, role, _place(work, at_id)))
    return ledger.give(work, person.id, role, at_id)


@command(may=rules.may_revoke, locks=nothing)
def revoke_role(work: Work, person: Person, *, role: Role, at_id: UUID | None = None) -> bool:
    """Take a role away; False where it was not held. One administrator always stays."""
    if work.actor.id != person.id or role not in rules.LEFT_BY_ONESELF:
        work.require(rules.may_give(work.actor, role, _place(work, at_id)))
    if role is Role.ADMINISTRATOR:
        ledger.keep_one_administrator(work, person)
    return ledger.take(work, person.id, role, at_id)


def _place(work: Work, at_id: UUID | None) -> Organisation | None:
    return work.session.get(Organisation, at_id) if at_id else None
