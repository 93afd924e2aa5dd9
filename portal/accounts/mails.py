"""Letters that follow from what happened. Those with a secret link are written by their command:
a secret stands in no event."""

from __future__ import annotations

from portal.accounts import queries
from portal.accounts.events import (
    InvitationAccepted,
    InvitationDeclined,
    KvkConfirmed,
    MembershipApproved,
    MembershipAsked,
    MembershipDeclined,
    PersonDisabled,
    StartupRegistered,
)
from portal.accounts.queries import invitations
from portal.accounts.words import ROLES
from portal.kernel.events import consequence
from portal.kernel.web import address_of
from portal.kernel.work import Work


@consequence(of=MembershipAsked)
def ask_colleagues(work: Work, event: MembershipAsked) -> None:
    """Whoever belongs there; administrators where nobody does yet."""
    person = queries.person(event.person_id)
    organisation = queries.organisation(event.organisation_id)
    for reader in queries.members_of(organisation.id) or queries.administrators():
        work.letter(
            reader,
            "accounts/mail/membership_asked.txt",
            name=reader.name,
            who=person.name,
            email=person.email,
            organisation=organisation.name_in(reader.locale),
            link=address_of("accounts.organisation", organisation_id=organisation.id),
        )


@consequence(of=MembershipApproved)
def welcome(work: Work, event: MembershipApproved) -> None:
    _tell_about_membership(work, event, "accounts/mail/membership_approved.txt")


@consequence(of=MembershipDeclined)
def say_no(work: Work, event: MembershipDeclined) -> None:
    _tell_about_membership(work, event, "accounts/mail/membership_declined.txt")


def _tell_about_membership(
    work: Work, event: MembershipApproved | MembershipDeclined, template: str
) -> None:
    person = queries.person(event.person_id)
    organisation = queries.organisation(event.organisation_id)
    work.letter(
        person,
        template,
        name=person.name,
        organisation=organisation.name_in(person.locale),
        home=address_of("home.home"),
        organisations=address_of("accounts.organisations"),
    )


@consequence(of=InvitationAccepted)
def tell_inviter_yes(work: Work, event: InvitationAccepted) -> None:
    """Who took it, by name and address: it may be another than was invited."""
    person = queries.person(event.person_id)
    _tell_inviter(work, event, who=f"{person.name} ({person.email})", accepted=True)


@consequence(of=InvitationDeclined)
def tell_inviter_no(work: Work, event: InvitationDeclined) -> None:
    _tell_inviter(work, event, who="", accepted=False)


def _tell_inviter(
    work: Work, event: InvitationAccepted | InvitationDeclined, *, who: str, accepted: bool
) -> None:
    invitation = invitations.invitation(event.subject_id)
    if invitation.invited_by_id is None:
        return
    inviter = queries.person(invitation.invited_by_id)
    work.letter(
        inviter,
        "accounts/mail/invitation_answered.txt",
        name=inviter.name,
        email=invitation.email,
        who=who or invitation.email,
        role=ROLES[invitation.role],
        about=invitation.about,
        accepted=accepted,
    )


@consequence(of=StartupRegistered)
def receipt_of_startup(work: Work, event: StartupRegistered) -> None:
    person = queries.person(event.person_id)
    startup = queries.organisation(event.subject_id)
    work.letter(
        person,
        "accounts/mail/startup_registered.txt",
        name=person.name,
        startup=startup.name,
        kvk_number=startup.kvk_number,
        link=address_of("accounts.organisation", organisation_id=startup.id),
    )


@consequence(of=KvkConfirmed)
def tell_startup(work: Work, event: KvkConfirmed) -> None:
    startup = queries.organisation(event.subject_id)
    for member in queries.members_of(startup.id):
        work.letter(
            member,
            "accounts/mail/kvk_confirmed.txt",
            name=member.name,
            startup=startup.name,
            kvk_number=startup.kvk_number,
        )


@consequence(of=PersonDisabled)
def tell_person(work: Work, event: PersonDisabled) -> None:
    person = queries.person(event.subject_id)
    work.letter(person, "accounts/mail/account_closed.txt", name=person.name)
