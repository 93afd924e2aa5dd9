"""Every page of accounts, in both languages, looked at as a careful person would."""

from __future__ import annotations

import pytest

from portal.accounts.model import Organisation, Role, TokenPurpose
from tests.accounts import build
from tests.browser import Browser
from tests.counting import counted
from tests.world import World

OUT = ("sign_in", "sign_up", "forgotten", "mailed")
IN = ("account", "details", "password", "address", "sessions", "organisations", "startup")
ADMIN = ("admin", "admin_organisations", "admin_people", "admin_letters", "admin_audit")
SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_is_sound_and_shows_what_was_typed_as_text(world: World, language: str) -> None:
    scene = build.scene(world)
    name = f"Julie {SCRIPT} Adelaar"
    startup = world.startup(name=f"Kade {SCRIPT}", registered_at=world.pass_time(minutes=1))
    user = build.person(world, Role.MEMBER, at=startup, name=name, locale=language)
    build.request(world, build.person(world, name=name), startup)
    build.request(world, user, scene.ministry)
    build.invitation(world, "gast@example.org", Role.MEMBER, at=startup, by=user)
    build.invitation(world, user.email, at=scene.ministry, by=scene.manager)
    build.parked_letter(world)
    admin = build.person(world, Role.ADMINISTRATOR, name=name, locale=language)

    for endpoint in OUT:
        sound(world.browser(language=language), f"accounts.{endpoint}")
    theirs, ours = world.browser(user), world.browser(admin)
    for endpoint in IN:
        sound(theirs, f"accounts.{endpoint}")
    sound(theirs, "home.home")
    sound(theirs, "accounts.organisation", organisation_id=startup.id)
    for endpoint in ADMIN:
        sound(ours, f"accounts.{endpoint}")
    sound(ours, "home.home")
    sound(ours, "accounts.admin_startup", organisation_id=startup.id)
    sound(ours, "accounts.admin_person", person_id=user.id)
    for who in (None, user, scene.asker):
        page = world.browser(who, language).look(f"/account/invitation/{scene.secret}")
        assert page.status == 200


def sound(browser: Browser, endpoint: str, **values: object) -> None:
    """Opening a page inspects it: see tests/browser.py."""
    page = browser.visit(endpoint, **values)
    assert page.status == 200
    assert SCRIPT not in page.response.text


@pytest.mark.parametrize(
    ("purpose", "door"),
    [
        (TokenPurpose.CONFIRM_ADDRESS, "confirm"),
        (TokenPurpose.RESET_PASSWORD, "reset"),
        (TokenPurpose.CHANGE_ADDRESS, "address"),
    ],
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_behind_a_mailed_link_is_sound(
    world: World, purpose: TokenPurpose, door: str, language: str
) -> None:
    who = None if purpose is TokenPurpose.CONFIRM_ADDRESS else world.user().person
    _token, secret = build.mail_token(world, purpose, "nieuw@example.org", who)
    page = world.browser(language=language).look(f"/account/{door}/{secret}")
    assert page.status == 200
    assert "nieuw@example.org" in page.words


@pytest.mark.parametrize(
    "door", ["organisation", "organisations", "admin_people", "admin_audit", "home"]
)
def test_a_list_asks_as_much_of_the_database_at_3_rows_as_at_60(world: World, door: str) -> None:
    few, many = (_queries_of(world, door, number) for number in (3, 57))
    assert few == many


def _queries_of(world: World, door: str, many: int) -> int:
    startup = next(iter(world.all(Organisation)), None) or world.startup()
    for _each in range(many):
        member = build.person(world, Role.MEMBER, at=startup)
        build.request(world, build.person(world), startup)
        build.invitation(world, member.email, at=startup, by=member)
    reader = world.give(build.person(world, Role.ADMINISTRATOR), Role.MEMBER, startup)
    browser = world.browser(reader)
    place = {"organisation_id": startup.id} if door == "organisation" else {}
    address = "home.home" if door == "home" else f"accounts.{door}"
    with counted() as asked:
        assert browser.visit(address, **place).status == 200
    return len(asked)


def test_the_jobs_forget_what_was_promised(world: World) -> None:
    from portal.accounts.jobs import forget  # noqa: PLC0415
    from portal.accounts.model import Invitation, LoginSession, MailToken  # noqa: PLC0415

    user = world.user()
    build.mail_token(world, TokenPurpose.RESET_PASSWORD, user.email, user.person)
    build.invitation(world, at=world.organisation())
    forget()
    kinds = (MailToken, LoginSession, Invitation)
    assert [len(world.all(kind)) for kind in kinds] == [1, 1, 1]
    world.pass_time(days=31)
    forget()
    assert [len(world.all(kind)) for kind in kinds] == [0, 0, 1]
    world.pass_time(days=750)
    forget()
    assert world.all(Invitation) == []
