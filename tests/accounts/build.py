"""What tests of accounts start from: links that were mailed, invitations, requests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from portal.accounts import passwords
from portal.accounts.folding import email_key
from portal.accounts.model import (
    Invitation,
    MailToken,
    MembershipRequest,
    Organisation,
    Person,
    Role,
    TokenPurpose,
)
from portal.accounts.secrets import hash_of
from portal.kernel import clock
from portal.kernel.outbox import Letter, LetterState
from tests.world import User, World

PASSWORD = "vier losse woorden achter elkaar"
OTHER_PASSWORD = "een krukas in de regenachtige bibliotheek"
LINK = re.compile(r"http://localhost(/\S+)")


def person(world: World, role: Role | None = None, **more: object) -> User:
    """Somebody who can sign in with PASSWORD."""
    hashed = passwords.hash_password(PASSWORD, world.settings)
    return world.user(role, password_hash=hashed, **more)  # type: ignore[arg-type]


def link_in(letter: Letter) -> str:
    """The one address in a letter, without the host."""
    found = LINK.findall(letter.body)
    assert len(found) == 1, letter.body
    return str(found[0])


def letter_to(world: World, email: str, template: str = "") -> Letter:
    """The only letter to an address, of this template if one is named."""
    found = [
        letter
        for letter in world.letters()
        if letter.recipient == email and template in letter.template
    ]
    assert len(found) == 1, [letter.template for letter in found]
    return found[0]


def mail_token(
    world: World, purpose: TokenPurpose, email: str, who: Person | None = None
) -> tuple[MailToken, str]:
    secret = f"{purpose} {email}"
    token = MailToken(
        person_id=who.id if who else None,
        purpose=purpose,
        token_hash=hash_of(secret),
        email=email,
        made_at=clock.now(),
        expires_at=clock.now() + timedelta(hours=2),
    )
    return world.keep(token), secret


def invitation(
    world: World,
    email: str = "gast@example.org",
    role: Role = Role.MENTOR,
    *,
    at: Organisation | None = None,
    by: User | None = None,
) -> tuple[Invitation, str]:
    secret = f"invitation of {email} as {role} at {at}"
    made = Invitation(
        email=email,
        email_key=email_key(email),
        role=role,
        at_id=at.id if at else None,
        token_hash=hash_of(secret),
        invited_at=clock.now(),
        expires_at=clock.now() + timedelta(days=14),
        invited_by_id=by.id if by else None,
        about=at.name if at else "",
    )
    return world.keep(made), secret


def request(world: World, who: User, at: Organisation) -> MembershipRequest:
    made = MembershipRequest(person_id=who.id, organisation_id=at.id, requested_at=clock.now())
    return world.keep(made)


def parked_letter(world: World, to: str = "weg@example.org") -> Letter:
    return world.keep(
        Letter(
            recipient=to,
            locale="nl",
            subject="Kijk",
            body="Hier.\n",
            message_id="<1@localhost>",
            template="accounts/mail/test.txt",
            written_at=clock.now(),
            state=LetterState.PARKED,
            last_error="550 no such user",
        )
    )


@dataclass(frozen=True)
class Scene:
    """A ministry with a manager; a startup with one member, to which somebody wants to belong."""

    ministry: Organisation
    startup: Organisation
    manager: User
    member: User
    asker: User
    request: MembershipRequest
    invitation: Invitation
    secret: str


def scene(world: World) -> Scene:
    ministry, startup = world.organisation(), world.startup(name="Tussenhuis")
    manager = person(world, Role.PROGRAMME_MANAGER, at=ministry)
    member = person(world, Role.MEMBER, at=startup)
    asker = person(world)
    made, secret = invitation(world, at=ministry, by=manager)
    return Scene(
        ministry, startup, manager, member, asker, request(world, asker, startup), made, secret
    )
