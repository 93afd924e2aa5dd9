from __future__ import annotations

from uuid import UUID

from portal.accounts.model import Role
from portal.kernel.policy import ALLOW, Actor, Verdict, deny, hide
from portal.kernel.text import _
from portal.people.model import Profile


def may_make(actor: Actor, _nothing: None = None) -> Verdict:
    """Anybody who is signed in; who may come into a team is asked of each team."""
    return ALLOW if actor.is_somebody else hide()


def may_change(actor: Actor, profile: Profile) -> Verdict:
    """Nobody writes in another's name."""
    return ALLOW if actor.is_somebody and actor.id == profile.person_id else hide()


def may_see(actor: Actor, profile: Profile) -> Verdict:
    """Oneself and administrators; leaders see a card of it in their deck, by matching's rules."""
    if actor.is_everywhere(Role.ADMINISTRATOR):
        return ALLOW
    return may_change(actor, profile)


def may_endorse(actor: Actor, profile: Profile) -> Verdict:
    """A colleague: somebody with a role at the organisation that the profile names."""
    if actor.id == profile.person_id:
        return deny(_("You cannot confirm your own skills. Ask a colleague."))
    return ALLOW if works_at(actor, profile.organisation_id) else hide()


def works_at(actor: Actor, organisation_id: UUID | None) -> bool:
    """Whether somebody holds any role at this organisation."""
    return any(place and place == organisation_id for _role, place in actor.grants)
