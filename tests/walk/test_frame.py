"""The menus of the frame, and sums that keep up with typing, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from portal.accounts.model import Role
from tests.challenges import build as challenges
from tests.walk.people import Town
from tests.world import World

pytestmark = pytest.mark.browser

MAIN, OWN = ".portal-menu--main", ".portal-menu--own"


@pytest.fixture
def town(town_in: Callable[[str], Town]) -> Town:
    return town_in("nl")


def test_the_longest_menu_stays_on_one_line_of_a_wide_page(town: Town, world: World) -> None:
    ministry = world.organisation()
    manager = town.person(Role.PROGRAMME_MANAGER, ministry, "Wilhelmina van der Grootenhuizen")
    manager.go("/home")
    places = manager.page.locator("nav .portal-nav a")
    tops = {box["y"] for one in places.all() if (box := one.bounding_box())}
    assert places.count() == 6
    assert len(tops) == 1
    bar = manager.page.locator(".portal-header__bar").bounding_box()
    assert bar is not None
    assert bar["height"] < 80


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [320, 375, 1024])
def test_both_menus_open_on_a_narrow_page(
    town: Town, world: World, width: int, script: bool
) -> None:
    owner = town.person(Role.OWNER, world.organisation(), "Ali de Haan", script=script)
    owner.page.set_viewport_size({"width": width, "height": 800})
    owner.go("/home")
    for menu in (MAIN, OWN):
        owner.page.locator(f"{menu} > summary").click()
        for place in owner.page.locator(f"{menu} a").all():
            expect(place).to_be_in_viewport(ratio=1)
    expect(owner.page.locator("details.portal-menu[open]")).to_have_count(1)
    assert owner.page.evaluate("document.documentElement.scrollWidth") == width


def test_a_menu_closes_by_escape_and_by_going_elsewhere(town: Town, world: World) -> None:
    owner = town.person(Role.OWNER, world.organisation(), "Ali de Haan")
    owner.go("/home")
    button = owner.page.locator(f"{OWN} > summary")
    button.focus()
    owner.page.keyboard.press("Enter")
    expect(owner.page.locator(OWN)).to_have_attribute("open", "")
    owner.page.keyboard.press("Tab")
    owner.page.keyboard.press("Escape")
    expect(owner.page.locator(OWN)).not_to_have_attribute("open", "")
    expect(button).to_be_focused()
    owner.page.keyboard.press("Enter")
    owner.page.locator("h1").click()
    expect(owner.page.locator(OWN)).not_to_have_attribute("open", "")


def test_the_sum_of_the_weights_keeps_up_with_typing(town: Town, world: World) -> None:
    people = challenges.home(world)
    slug = challenges.draft(world, people).slug
    owner = town.at_browser(people.owner)
    owner.go(f"/challenges/{slug}/edit/criteria")
    weights = owner.page.locator("[data-share]")
    for weight in weights.all():
        weight.fill("")
    weights.first.fill("60")
    total = owner.page.locator(".portal-total")
    expect(total).to_contain_text("De gewichten zijn samen 60.")
    expect(total).to_contain_text("Maak daar 100 van.")
    weights.first.fill("100")
    expect(total).to_contain_text("De gewichten zijn samen 100.")
    expect(total.locator("[data-shares-off]")).to_be_hidden()
