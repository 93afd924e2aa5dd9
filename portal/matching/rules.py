from __future__ import annotations

from dataclasses import dataclass

from portal.accounts.model import Role
from portal.accounts.rules import is_of_government
from portal.kernel.policy import ALLOW, Actor, Verdict, deny, hide
from portal.kernel.text import _
from portal.matching import ranking
from portal.matching.features import offer, wish_of
from portal.matching.model import Pair, Project, TeamMember
from portal.matching.states import ProjectState, Side
from portal.people.model import Profile
from portal.residencies.model import Residency
from portal.residencies.states import ResidencyState


@dataclass(frozen=True, slots=True)
class Pairing:
    """A project and a profile, and whose answer is asked. The project has its residency."""

    project: Project
    profile: Profile
    side: Side


def leads(actor: Actor, residency: Residency) -> bool:
    """Whether this is the residency's leader, with the role that goes with it."""
    if actor.id is None or residency.leader_id != actor.id:
        return False
    return actor.is_a(Role.LEADER, at=residency.id)


BUSY = frozenset(Role) - {Role.MEMBER}
"""Roles that are a reason of their own to be here."""


def looks_for_projects(actor: Actor) -> bool:
    """A colleague without a task in challenges or residencies: projects are why they are here."""
    return is_of_government(actor) and not any(actor.is_anywhere(role) for role in BUSY)


def may_draft(actor: Actor, residency: Residency) -> Verdict:
    if not leads(actor, residency):
        return hide()
    if residency.state is ResidencyState.ENDED:
        return deny(_("This residency has ended."))
    return ALLOW


def may_see(actor: Actor, project: Project) -> Verdict:
    """The draft team: its leader, and the programme manager who follows the residency."""
    residency = project.residency
    follows = actor.is_somebody and residency.programme_manager_id == actor.id
    return ALLOW if follows or leads(actor, residency) else hide()


def may_lead(actor: Actor, project: Project) -> Verdict:
    if leads(actor, project.residency):
        return ALLOW
    if may_see(actor, project):
        return deny(_("Only the leader of this residency can do this."))
    return hide()


def may_change(actor: Actor, project: Project) -> Verdict:
    verdict = may_lead(actor, project)
    if verdict and project.state is ProjectState.CLOSED:
        return deny(_("This team project is closed."))
    return verdict


def may_deal(actor: Actor, project: Project) -> Verdict:
    """The portal itself, after something changed; or the leader, by opening or changing."""
    return ALLOW if actor.system else may_change(actor, project)


def follows(_actor: Actor, _thing: object) -> Verdict:
    """What follows by itself from something that was allowed."""
    return ALLOW


def can_come_up(project: Project, profile: Profile) -> bool:
    """Whether a profile and a project can meet in a deck, whatever anybody answered."""
    return (
        project.state is ProjectState.OPEN
        and profile.open_to_projects
        and profile.is_ready
        and profile.person_id != project.residency.leader_id
        and ranking.can_work(offer(profile), wish_of(project))
    )


def may_answer(actor: Actor, pairing: Pairing) -> Verdict:
    """Each for their own side; the same whatever the other side answered."""
    if not _is_on(actor, pairing):
        return hide()
    if pairing.project.state is not ProjectState.OPEN:
        return deny(_("This team is not looking for anybody now."))
    if not can_come_up(pairing.project, pairing.profile):
        return hide()
    return ALLOW


def may_take_back(actor: Actor, pairing: Pairing) -> Verdict:
    return ALLOW if _is_on(actor, pairing) else hide()


def may_see_candidate(actor: Actor, pairing: Pairing) -> Verdict:
    """The opened card, photo and all, for the leader in whose deck it can come."""
    if leads(actor, pairing.project.residency) and can_come_up(pairing.project, pairing.profile):
        return ALLOW
    return hide()


def side_of(actor: Actor, pair: Pair) -> Side | None:
    """On which side of a pair somebody stands."""
    if pair.profile.person_id == actor.id:
        return Side.CANDIDATE
    return Side.LEADER if leads(actor, pair.project.residency) else None


def may_see_match(actor: Actor, pair: Pair) -> Verdict:
    """Both of the two, once both have said yes."""
    if not actor.is_somebody or pair.matched_at is None or side_of(actor, pair) is None:
        return hide()
    return ALLOW


def may_see_member(actor: Actor, member: TeamMember) -> Verdict:
    return may_see(actor, member.project)


def may_change_member(actor: Actor, member: TeamMember) -> Verdict:
    return may_change(actor, member.project)


def may_put_in(actor: Actor, pair: Pair) -> Verdict:
    """A match may come (back) into the draft team."""
    if pair.matched_at is None:
        return hide()
    return may_change(actor, pair.project)


def _is_on(actor: Actor, pairing: Pairing) -> bool:
    if pairing.side is Side.LEADER:
        return leads(actor, pairing.project.residency)
    return actor.is_somebody and pairing.profile.person_id == actor.id
