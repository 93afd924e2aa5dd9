"""Invitations: a role offered by mail, taken with a link that works once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from portal.accounts import ledger, queries, rules
from portal.accounts.events import (
    InvitationAccepted,
    InvitationDeclined,
    InvitationSent,
    InvitationWithdrawn,
)
from portal.accounts.folding import email_key
from portal.accounts.model import Invitation, Organisation, Person, Role
from portal.accounts.queries.people import person_at
from portal.accounts.reader import Reader
from portal.accounts.secrets import hash_of, new_secret
from portal.accounts.words import ROLES
from portal.kernel.errors import Gone
from portal.kernel.text import _, language
from portal.kernel.web import address_of
from portal.kernel.work import Work, command, nothing

VALID_FOR = timedelta(days=14)


@command(may=rules.may_invite, locks=nothing)
def invite(  # noqa: PLR0913 - an offer names all of these
    work: Work,
    organisation: Organisation | None,
    *,
    email: str,
    role: Role,
    at_id: UUID | None = None,
    about: str = "",
) -> Invitation:
    """Offer a role by mail: at ``organisation``, or at the thing ``at_id``, or everywhere.

    ``about`` names the thing in the letter ("Spoedzoekers op de woningmarkt"). Who takes the
    link gets the role; the domain of the thing hears it from ``InvitationAccepted``.
    """
    work.require(rules.may_give(work.actor, role, organisation))
    invitation = Invitation(
        email=email,
        email_key=email_key(email),
        role=role,
        at_id=at_id or (organisation.id if organisation else None),
        token_hash=b"",
        invited_at=work.now,
        expires_at=work.now + VALID_FOR,
        invited_by_id=work.actor.id,
        about=about or (organisation.name if organisation else ""),
    )
    work.add(invitation)
    _write(work, invitation)
    return invitation


def _write(work: Work, invitation: Invitation) -> str:
    """A fresh link in a letter; an older one no longer works. Gives the link."""
    secret = new_secret()
    invitation.token_hash = hash_of(secret)
    invitation.invited_at, invitation.expires_at = work.now, work.now + VALID_FOR
    known = person_at(invitation.email)
    inviter = queries.person(work.actor.id) if work.actor.id else None
    locale = known.locale if known else (inviter.locale if inviter else language())
    link = address_of("accounts.invitation", token=secret)
    work.letter(
        Reader(invitation.email, locale),
        "accounts/mail/invitation.txt",
        about=invitation.about,
        expires_at=invitation.expires_at,
        role=ROLES[invitation.role],
        inviter=inviter.name if inviter else "",
        link=link,
    )
    work.emit(
        InvitationSent(subject_id=invitation.id, role=invitation.role.value, at_id=invitation.at_id)
    )
    return link


@command(may=rules.anyone, locks=lambda invitation: (invitation,))
def accept_invitation(work: Work, invitation: Invitation, *, person: Person) -> None:
    """Take the role. Raises Gone where the link was used, withdrawn, or is too old.

    Whoever has the link may take it, from another address too: the inviter is told who did.
    """
    _refuse_if_over(work, invitation)
    invitation.used_at, invitation.used_by_id = work.now, person.id
    ledger.give(work, person.id, invitation.role, invitation.at_id)
    work.emit(
        InvitationAccepted(
            subject_id=invitation.id,
            person_id=person.id,
            role=invitation.role.value,
            at_id=invitation.at_id,
        )
    )


@command(may=rules.anyone)
def decline_invitation(work: Work, invitation: Invitation) -> None:
    """Say no; whoever has the link may. Raises Gone where it is over."""
    _refuse_if_over(work, invitation)
    invitation.declined_at = work.now
    work.emit(
        InvitationDeclined(
            subject_id=invitation.id, role=invitation.role.value, at_id=invitation.at_id
        )
    )


@command(may=rules.may_manage_invitation)
def withdraw_invitation(work: Work, invitation: Invitation) -> None:
    _refuse_if_over(work, invitation, even_if_late=True)
    invitation.withdrawn_at = work.now
    work.emit(
        InvitationWithdrawn(
            subject_id=invitation.id, role=invitation.role.value, at_id=invitation.at_id
        )
    )


@command(may=rules.may_manage_invitation)
def resend_invitation(work: Work, invitation: Invitation) -> None:
    """A fresh link; the one before no longer works."""
    _refuse_if_over(work, invitation, even_if_late=True)
    _write(work, invitation)


def _refuse_if_over(work: Work, invitation: Invitation, *, even_if_late: bool = False) -> None:
    since = invitation.invited_at if even_if_late else work.now
    if not invitation.is_open(since):
        raise Gone(_("This invitation was used already, was withdrawn, or is too old."))
