"""Who steers a residency and who leads its team."""

from __future__ import annotations

from uuid import UUID

from portal.accounts import commands as accounts
from portal.accounts import queries as people
from portal.accounts.model import Person, Role
from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.kernel.work import Work, command
from portal.residencies import queries, rules
from portal.residencies.events import LeaderAppointed, LeaderInvited, ProgrammeManagerAppointed
from portal.residencies.locks import held
from portal.residencies.model import Residency


@command(may=rules.may_appoint_programme_manager, locks=held)
def appoint_programme_manager(work: Work, residency: Residency) -> None:
    """Take it on oneself; a colleague may take over later."""
    if residency.programme_manager_id == work.person_id:
        return
    residency.programme_manager_id = work.person_id
    work.emit(ProgrammeManagerAppointed(subject_id=residency.id, person_id=work.person_id))


@command(may=rules.may_appoint_leader, locks=held)
def appoint_leader(work: Work, residency: Residency, *, person: Person) -> None:
    """Let a civil servant of the host or its ministry lead the team, from now on."""
    if person.id not in {one.id for one in queries.hosts_people(residency)}:
        raise RuleBroken(_("Choose somebody who works at the host."), field="person")
    if person.id == residency.leader_id:
        return
    _leave(work, residency, residency.leader_id)
    residency.leader_id = person.id
    accounts.grant_role(work, person, role=Role.LEADER, at_id=residency.id)
    work.emit(LeaderAppointed(subject_id=residency.id, person_id=person.id))


@command(may=rules.may_invite_leader, locks=held)
def invite_leader(work: Work, residency: Residency, *, email: str) -> None:
    """Offer the lead by mail; who takes the link leads the team."""
    accounts.invite(
        work,
        None,
        email=email,
        role=Role.LEADER,
        at_id=residency.id,
        about=f"{residency.organisation.name}: {residency.title}",
    )
    work.emit(LeaderInvited(subject_id=residency.id))


def _leave(work: Work, residency: Residency, leader_id: UUID | None) -> None:
    if leader_id is None:
        return
    accounts.revoke_role(work, people.person(leader_id), role=Role.LEADER, at_id=residency.id)


@command(may=rules.may_take_the_lead, locks=held)
def take_the_lead(work: Work, residency: Residency, *, person_id: UUID) -> None:
    """Somebody took the link of an invitation: the role is theirs, the one before them leaves."""
    if person_id == residency.leader_id:
        return
    _leave(work, residency, residency.leader_id)
    residency.leader_id = person_id
    work.emit(LeaderAppointed(subject_id=residency.id, person_id=person_id))
