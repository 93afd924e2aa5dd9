"""The home page: what must I do now, and by when; oldest duty first."""

from __future__ import annotations

import pytest

from portal.accounts.model import Role
from tests.accounts import build
from tests.world import World


def test_the_oldest_duty_stands_first_and_only_that_one_is_marked(world: World) -> None:
    startup = world.startup()
    user = build.person(world, Role.MEMBER, at=startup, name="Julie Adelaar")
    build.request(world, build.person(world, name="Eerst"), startup)
    world.pass_time(hours=2)
    build.invitation(world, user.email, at=world.organisation())
    world.pass_time(days=2)
    build.request(world, build.person(world, name="Laatst"), startup)
    world.pass_time(hours=1)

    page = world.browser(user).visit("home.home")

    assert page.heading == "Dag Julie, dit vraagt uw aandacht"
    assert page.text(".portal-duty h2") == [
        "Eerst wil erbij",
        "Beantwoord een uitnodiging: Begeleider",
        "Laatst wil erbij",
    ]
    assert page.text(".portal-duty--first h2") == ["Eerst wil erbij"]
    assert page.text(".portal-duty__when strong") == [
        "Wacht 2 dagen",
        "Nog 12 dagen",
        "Wacht 1 uur",
    ]
    assert "3 dingen te doen. De eerstvolgende datum is over 12 dagen." in page.words


def test_what_was_asked_this_minute_waits_no_seconds(world: World) -> None:
    startup = world.startup()
    user = build.person(world, Role.MEMBER, at=startup)
    build.request(world, build.person(world), startup)
    page = world.browser(user).visit("home.home")
    assert page.text(".portal-duty__when strong") == ["Zojuist"]


def test_who_has_nothing_to_do_reads_what_to_do_next(world: World) -> None:
    page = world.browser(build.person(world)).visit("home.home")
    assert page.text("main h2") == ["Niemand wacht op u", "Uw organisaties"]
    assert page.html.select_one("main a[href='/account/organisations']")


def test_who_is_not_signed_in_has_no_home_page(world: World) -> None:
    assert world.browser().visit("home.home").status == 401


def test_an_administrator_reads_of_every_startup_that_waits(world: World) -> None:
    world.startup(name="Tussenhuis", registered_at=None)
    page = world.browser(world.user(Role.ADMINISTRATOR)).visit("home.home")
    assert page.text(".portal-duty h2") == ["Bevestig het KVK-nummer van 1 startup"]
    assert "Tussenhuis" in page.words


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.JUROR])
def test_who_has_a_role_without_an_organisation_needs_none(world: World, role: Role) -> None:
    user = world.user(role, at=world.challenge())
    page = world.browser(user).visit("home.home")
    assert "U hoort niet bij een organisatie. Voor uw rol is dat niet nodig." in page.words
    assert "U hoort nog niet bij" not in page.words


def test_who_has_no_role_reads_what_an_organisation_is_for(world: World) -> None:
    page = world.browser(world.user()).visit("home.home")
    assert "U hoort nog niet bij een organisatie." in page.words
    assert "Voor uw rol" not in page.words


def test_in_english_nobody_is_waiting(world: World) -> None:
    page = world.browser(world.user(locale="en"), "en").visit("home.home")
    assert page.text("main h2")[0] == "Nobody is waiting for you"
