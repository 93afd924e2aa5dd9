"""Belonging to an organisation: asked for, approved by a colleague, laid down."""

from __future__ import annotations

from portal.accounts import ledger, rules
from portal.accounts.events import (
    MembershipApproved,
    MembershipAsked,
    MembershipDeclined,
    MembershipEnded,
    MembershipWithdrawn,
)
from portal.accounts.model import MembershipRequest, Organisation, Person, Role
from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.kernel.work import Work, command, nothing


@command(may=rules.may_ask_to_join, locks=nothing)
def ask_to_join(work: Work, organisation: Organisation, *, person: Person) -> MembershipRequest:
    """Say that one works here; whoever belongs to the organisation hears of it by letter."""
    request = MembershipRequest(
        person_id=person.id, organisation_id=organisation.id, requested_at=work.now
    )
    work.add(request)
    work.session.flush()
    work.emit(
        MembershipAsked(subject_id=request.id, person_id=person.id, organisation_id=organisation.id)
    )
    return request


@command(may=rules.may_decide_membership)
def approve_member(work: Work, request: MembershipRequest) -> None:
    """They belong from now on, as a colleague; staff roles are given by invitation only."""
    work.move(request, "approve_member")
    request.decided_at, request.decided_by_id = work.now, work.actor.id
    ledger.give(work, request.person_id, Role.MEMBER, request.organisation_id)
    work.emit(
        MembershipApproved(
            subject_id=request.id,
            person_id=request.person_id,
            organisation_id=request.organisation_id,
        )
    )


@command(may=rules.may_decide_membership)
def decline_member(work: Work, request: MembershipRequest) -> None:
    work.move(request, "decline_member")
    request.decided_at, request.decided_by_id = work.now, work.actor.id
    work.emit(
        MembershipDeclined(
            subject_id=request.id,
            person_id=request.person_id,
            organisation_id=request.organisation_id,
        )
    )


@command(may=rules.may_withdraw_request)
def withdraw_request(work: Work, request: MembershipRequest) -> None:
    work.move(request, "withdraw_request")
    request.decided_at, request.decided_by_id = work.now, work.actor.id
    work.emit(
        MembershipWithdrawn(
            subject_id=request.id,
            person_id=request.person_id,
            organisation_id=request.organisation_id,
        )
    )


@command(may=rules.may_leave)
def leave(work: Work, organisation: Organisation, *, person: Person) -> None:
    """Lay down every role here. The row is held, so that of the last two one stays.

    Who is the only one of a startup cannot leave: its submissions would be nobody's.
    """
    if person.id != work.actor.id:
        work.require(rules.may_administer(work.actor, organisation))
    if not organisation.is_public and not ledger.others_at(work, organisation, person):
        raise RuleBroken(
            _("You are the only one here. Invite a colleague first, then you can leave.")
        )
    taken = [ledger.take(work, person.id, role, organisation.id) for role in rules.BELONGING]
    if any(taken):
        work.emit(MembershipEnded(subject_id=person.id, organisation_id=organisation.id))
