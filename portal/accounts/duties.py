"""What accounts asks of a person on their home page, and shows there."""

from __future__ import annotations

from flask import url_for

from portal.accounts.model import Role
from portal.accounts.queries import administration, invitations, memberships
from portal.accounts.rules import held_at
from portal.accounts.words import ROLES
from portal.kernel.domain import Duty, Shelf, ShelfRow
from portal.kernel.policy import Actor
from portal.kernel.text import _, language, ngettext


def duties(actor: Actor) -> list[Duty]:
    if actor.id is None:
        return []
    found = [*_invitations(actor), *_requests(actor)]
    if actor.is_everywhere(Role.ADMINISTRATOR):
        found += [*_startups(actor), *_letters()]
    return found


def _invitations(actor: Actor) -> list[Duty]:
    if actor.id is None:
        return []
    return [
        Duty(
            title=_("Answer an invitation: %(role)s", role=str(ROLES[invitation.role])),
            about=invitation.about,
            url=url_for("accounts.my_invitation", invitation_id=invitation.id),
            since=invitation.invited_at,
            due=invitation.expires_at,
            kind="mail",
            action=_("Answer"),
        )
        for invitation in invitations.invitations_for(actor.id, actor.now)
    ]


def _requests(actor: Actor) -> list[Duty]:
    return [
        Duty(
            title=_("%(name)s asks to join", name=request.person.name),
            about=request.organisation.name,
            url=url_for("accounts.organisation", organisation_id=request.organisation_id),
            since=request.requested_at,
            kind="people",
            action=_("Decide"),
        )
        for request in memberships.requests_for(actor)
    ]


def _startups(actor: Actor) -> list[Duty]:
    waiting = memberships.unconfirmed_startups()
    if not waiting:
        return []
    known = [startup.registered_at for startup in waiting if startup.registered_at]
    return [
        Duty(
            title=ngettext(
                "Confirm the KvK number of %(num)d startup",
                "Confirm the KvK numbers of %(num)d startups",
                len(waiting),
            ),
            about=", ".join(startup.name for startup in waiting[:3]),
            url=url_for("accounts.admin_organisations"),
            since=min(known, default=actor.now),
            kind="building",
            action=_("Look them up"),
        )
    ]


def _letters() -> list[Duty]:
    parked = administration.parked_letters()
    if not parked:
        return []
    return [
        Duty(
            title=ngettext(
                "%(num)d letter could not be delivered",
                "%(num)d letters could not be delivered",
                len(parked),
            ),
            about=_("They were tried for more than a day."),
            url=url_for("accounts.admin_letters"),
            since=parked[0].written_at,
            kind="mail",
            action=_("Look"),
        )
    ]


def shelves(actor: Actor) -> list[Shelf]:
    """The organisations that one belongs to; what to do where there is none yet."""
    if actor.id is None:
        return []
    mine = memberships.organisations_of(actor)
    rows = [
        ShelfRow(
            title=organisation.name_in(language()),
            url=url_for("accounts.organisation", organisation_id=organisation.id),
            about=", ".join(str(ROLES[role]) for role in held_at(actor, organisation)),
        )
        for organisation in mine
    ]
    more = (_("Find or register an organisation"), url_for("accounts.organisations"))
    return [
        Shelf(
            title=_("Your organisations"),
            rows=rows,
            text=_why_none(actor),
            more=None if rows else more,
            beside=True,
        )
    ]


def _why_none(actor: Actor) -> str:
    """Only who holds no role yet may have come to answer a challenge."""
    if actor.grants:
        return _("You do not belong to an organisation. For your role you do not need one.")
    return _("You do not belong to an organisation yet. To answer a challenge you need one.")
