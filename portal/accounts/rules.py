"""Who may do what with people, organisations and roles.

Who may offer which role at an organisation: an administrator any. Somebody who leads there
(programme manager) the roles of those who work on challenges; an owner those of fellow owners and
of mentors; a member that of a colleague. Nobody but an administrator makes a programme manager or
an administrator, and nobody but those who lead makes an editor: an owner who could would approve
their own challenge through a friend.
"""

from __future__ import annotations

from portal.accounts.model import (
    OF_A_THING,
    Invitation,
    MembershipRequest,
    Organisation,
    OrganisationKind,
    Person,
    Role,
)
from portal.kernel.policy import ALLOW, Actor, Verdict, deny, hide
from portal.kernel.text import _

OFFERED_BY: dict[Role, frozenset[Role]] = {
    Role.MEMBER: frozenset({Role.MEMBER, Role.OWNER, Role.PROGRAMME_MANAGER}),
    Role.OWNER: frozenset({Role.OWNER, Role.PROGRAMME_MANAGER}),
    Role.MENTOR: frozenset({Role.OWNER, Role.PROGRAMME_MANAGER}),
    Role.EDITOR: frozenset({Role.PROGRAMME_MANAGER}),
    Role.PROGRAMME_MANAGER: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}
"""Each role that is held at an organisation or everywhere, and who there may offer it."""

LEFT_BY_ONESELF = frozenset(Role) - {Role.ADMINISTRATOR}
"""Roles that a person may lay down without asking."""

BELONGING = (Role.MEMBER, Role.OWNER, Role.EDITOR, Role.PROGRAMME_MANAGER, Role.MENTOR)
"""Whoever holds one of these at an organisation belongs to it."""


def anyone(_actor: Actor, _thing: object) -> Verdict:
    """What a secret link or a right password opens is asked in the command itself."""
    return ALLOW


def may_administer(actor: Actor, _thing: object = None) -> Verdict:
    """Administrators, and whoever runs the portal's command line."""
    if actor.system or actor.is_everywhere(Role.ADMINISTRATOR):
        return ALLOW
    return deny(_("Only an administrator may do this."))


def may_see_administration(actor: Actor, thing: object = None) -> Verdict:
    return ALLOW if may_administer(actor, thing) else hide()


def may_load_register(actor: Actor, _thing: object) -> Verdict:
    return ALLOW if actor.system else deny(_("The register is loaded by whoever runs the portal."))


# --- whom to offer what -----------------------------------------------------------------------


def is_of_startup(actor: Actor) -> bool:
    return OrganisationKind.STARTUP in actor.kinds


def is_of_government(actor: Actor) -> bool:
    return bool(actor.kinds - {OrganisationKind.STARTUP.value})


def may_join_teams(actor: Actor) -> bool:
    """Whether to offer a profile and projects: not to those of a startup and of nowhere else."""
    return actor.is_somebody and (is_of_government(actor) or not is_of_startup(actor))


# --- one's own account ------------------------------------------------------------------------


def may_change_account(actor: Actor, person: Person) -> Verdict:
    if actor.id == person.id:
        return ALLOW
    return deny(_("This account belongs to somebody else."))


# --- roles and invitations --------------------------------------------------------------------


def may_give(actor: Actor, role: Role, organisation: Organisation | None = None) -> Verdict:
    """Whether this role may be offered here. Of a role at a thing its own domain has decided."""
    if role in OF_A_THING or may_administer(actor):
        return ALLOW
    if organisation is not None and any(
        actor.is_a(giver, at=organisation.places) for giver in OFFERED_BY[role]
    ):
        return ALLOW
    return deny(_("You may not give this role here."))


def may_grant(actor: Actor, _to_whom: object) -> Verdict:
    """Whether to ask further: the role itself is asked of ``may_give`` in the command."""
    if actor.system or actor.is_somebody:
        return ALLOW
    return deny(_("Sign in first."))


may_revoke = may_invite = may_grant


def offers(actor: Actor, organisation: Organisation) -> tuple[Role, ...]:
    """The roles that this actor may offer at this organisation, as a form lists them."""
    staff = (Role.OWNER, Role.EDITOR, Role.MENTOR, Role.PROGRAMME_MANAGER)
    roles = (Role.MEMBER, *(staff if organisation.is_public else ()))
    return tuple(role for role in roles if may_give(actor, role, organisation))


def may_manage_invitation(actor: Actor, invitation: Invitation) -> Verdict:
    """Withdraw it or send it again: who sent it, and administrators."""
    if may_administer(actor) or (actor.id and invitation.invited_by_id == actor.id):
        return ALLOW
    return hide()


# --- organisations ----------------------------------------------------------------------------


def belongs(actor: Actor, organisation: Organisation) -> bool:
    return bool(held_at(actor, organisation))


def held_at(actor: Actor, organisation: Organisation) -> tuple[Role, ...]:
    """What somebody may do on behalf of an organisation, as a colleague first."""
    return tuple(role for role in BELONGING if (role.value, organisation.id) in actor.grants)


def may_see_members(actor: Actor, organisation: Organisation) -> Verdict:
    """Colleagues see each other; so does who may invite here, and administrators."""
    if belongs(actor, organisation) or offers(actor, organisation):
        return ALLOW
    return hide()


def may_register_startup(actor: Actor, _thing: object) -> Verdict:
    if actor.is_somebody or actor.system:
        return ALLOW
    return deny(_("Sign in first."))


def may_ask_to_join(actor: Actor, organisation: Organisation) -> Verdict:
    if not actor.is_somebody:
        return deny(_("Sign in first."))
    if not organisation.active:
        return deny(_("This organisation does not exist any more."))
    if belongs(actor, organisation):
        return deny(_("You belong to this organisation already."))
    return ALLOW


def may_decide_membership(actor: Actor, request: MembershipRequest) -> Verdict:
    """A member of the organisation decides, never about themselves; else an administrator."""
    if actor.id == request.person_id:
        return hide() if not may_administer(actor) else deny(_("Somebody else must decide this."))
    if may_administer(actor) or belongs(actor, request.organisation):
        return ALLOW
    return hide()


def may_withdraw_request(actor: Actor, request: MembershipRequest) -> Verdict:
    return ALLOW if actor.id == request.person_id else hide()


def may_leave(actor: Actor, organisation: Organisation) -> Verdict:
    if belongs(actor, organisation):
        return ALLOW
    return deny(_("You do not belong to this organisation."))
