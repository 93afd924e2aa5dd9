"""The menu: to everybody the places they have a use for, and never more than fit."""

from __future__ import annotations

import pytest

from portal.accounts.model import Role
from portal.kernel.home import LONGEST_MENU
from tests.browser import Page
from tests.world import World


def main_menu(page: Page) -> list[str]:
    return page.text("nav .portal-nav a")


def own_menu(page: Page) -> list[str]:
    return page.text(".portal-menu__panel a")


def test_a_visitor_has_no_menu_that_folds(world: World) -> None:
    page = world.browser().visit("challenges.how")
    assert main_menu(page) == ["Challenges", "Zo werkt het", "Resultaten"]
    assert not page.html.select("header details")


def test_a_founder_is_not_offered_the_places_of_civil_servants(world: World) -> None:
    page = world.browser(world.user(Role.MEMBER, at=world.startup())).visit("home.home")
    assert main_menu(page) == ["Mijn overzicht", "Challenges", "Inzendingen", "Residenties"]
    assert own_menu(page) == ["Uw account"]


def test_a_civil_servant_finds_projects_in_the_main_menu(world: World) -> None:
    page = world.browser(world.user(Role.MEMBER, at=world.organisation())).visit("home.home")
    assert "Kansen" in main_menu(page)
    assert "Inzendingen" not in main_menu(page)
    assert own_menu(page) == ["Mijn profiel", "Uw account"]
    assert page.html.select_one("main a[href='/opportunities']")


@pytest.mark.parametrize("role", [Role.OWNER, Role.EDITOR, Role.PROGRAMME_MANAGER, Role.MENTOR])
def test_who_has_a_task_finds_projects_under_their_own_name(world: World, role: Role) -> None:
    page = world.browser(world.user(role, at=world.organisation())).visit("home.home")
    assert "Kansen" not in main_menu(page)
    assert own_menu(page) == ["Kansen", "Mijn profiel", "Uw account"]


def test_the_end_of_a_menu_that_is_too_long_stands_under_the_own_name(world: World) -> None:
    ministry = world.organisation()
    somebody = world.user(Role.PROGRAMME_MANAGER, at=ministry)
    for role in (Role.MEMBER, Role.OWNER, Role.MENTOR, Role.LEADER):
        world.give(somebody, role, ministry)
    world.give(somebody, Role.ADMINISTRATOR, None)
    page = world.browser(somebody).visit("home.home")
    assert len(main_menu(page)) == LONGEST_MENU
    assert own_menu(page) == ["Teams", "Beheer", "Kansen", "Mijn profiel", "Uw account"]


def test_one_signs_out_under_the_own_name(world: World) -> None:
    page = world.browser(world.user()).visit("home.home")
    form = page.html.select_one(".portal-menu__panel form")
    assert form is not None
    assert form["action"] == "/account/sign-out"


def test_whoever_writes_a_challenge_is_among_their_own(world: World) -> None:
    owner = world.user(Role.OWNER, at=world.organisation())
    page = world.browser(owner).visit("challenges.new")
    assert page.text(".portal-nav [aria-current=page]") == ["Onze challenges"]
