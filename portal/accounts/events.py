from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SignUpAsked(Event, name="sign_up.asked"):
    """Somebody gave an address of which the portal did not know."""


@dataclass(frozen=True, kw_only=True)
class PersonConfirmed(Event, name="person.confirmed"):
    """A person opened a link that was mailed to them, and has an account from now on."""


@dataclass(frozen=True, kw_only=True)
class SignUpRepeated(Event, name="person.sign_up_repeated"):
    """Somebody gave the address of a person who is here already."""


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event, name="person.signed_in"):
    session_id: UUID


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event, name="person.sessions_ended"):
    session_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class PasswordResetAsked(Event, name="person.password_reset_asked"):
    pass


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event, name="person.password_changed"):
    pass


@dataclass(frozen=True, kw_only=True)
class AddressChangeAsked(Event, name="person.address_change_asked"):
    pass


@dataclass(frozen=True, kw_only=True)
class AddressChanged(Event, name="person.address_changed"):
    pass


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event, name="person.changed"):
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class PersonDisabled(Event, name="person.disabled"):
    pass


@dataclass(frozen=True, kw_only=True)
class PersonEnabled(Event, name="person.enabled"):
    pass


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event, name="person.role_granted"):
    role: str
    at_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Event, name="person.role_revoked"):
    role: str
    at_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class InvitationSent(Event, name="invitation.sent"):
    role: str
    at_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(Event, name="invitation.accepted"):
    """The role is already granted when others hear of this."""

    person_id: UUID
    role: str
    at_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class InvitationDeclined(Event, name="invitation.declined"):
    role: str
    at_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event, name="invitation.withdrawn"):
    role: str
    at_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class StartupRegistered(Event, name="organisation.registered"):
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class KvkConfirmed(Event, name="organisation.kvk_confirmed"):
    pass


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event, name="organisation.changed"):
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class RegisterLoaded(Event, name="register.loaded"):
    """``subject_id`` is that of the register as a whole."""

    added: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class MembershipAsked(Event, name="membership_request.asked"):
    person_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipApproved(Event, name="membership_request.approved"):
    person_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipDeclined(Event, name="membership_request.declined"):
    person_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipWithdrawn(Event, name="membership_request.withdrawn"):
    person_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(Event, name="person.left_organisation"):
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class LetterTriedAgain(Event, name="letter.tried_again"):
    pass


@dataclass(frozen=True, kw_only=True)
class AuditLogRead(Event, name="audit_log.read"):
    """``subject_id`` is the reader; ``asked`` what they looked for."""

    asked: dict[str, str]
