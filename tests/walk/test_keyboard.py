"""Nobody needs a mouse: the same tasks with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from portal.accounts.model import Role
from tests.matching import build as matching
from tests.people import build as people
from tests.walk.keys import enter, reach, type_into
from tests.walk.people import PASSWORD, Town
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def town(town_in: Callable[[str], Town]) -> Town:
    return town_in("nl")


def test_sign_in_by_keyboard(town: Town, world: World) -> None:
    known = town.person(None, None, "Femke Bakker")
    somebody = town.visitor(email=known.email)
    somebody.go("/account/sign-in")
    type_into(somebody, "E-mail address", somebody.email)
    type_into(somebody, "Password", PASSWORD)
    somebody.page.keyboard.press("Enter")
    somebody.page.wait_for_url("**/home")


def test_the_first_press_of_tab_leads_past_the_menu(town: Town) -> None:
    somebody = town.visitor()
    somebody.go("/")
    somebody.page.keyboard.press("Tab")
    somebody.page.keyboard.press("Enter")
    expect(somebody.page.locator("main")).to_be_focused()


def test_a_step_of_an_application_by_keyboard(town: Town, world: World) -> None:
    slug = world.challenge().slug
    founder = town.person(Role.MEMBER, world.startup(), "Femke Bakker")
    founder.go(f"/challenges/{slug}/apply")
    enter(founder, "Start your submission")
    founder.page.wait_for_url("**/steps/summary")
    type_into(founder, "Name of your solution", "Warmtekamers")
    type_into(founder, "Summary", "Wij vinden lege kamers.")
    enter(founder, founder.words("On to: %(step)s", step=founder.words("Your approach")))
    founder.page.wait_for_url("**/steps/approach")


def test_swipe_with_the_arrow_keys(town: Town, world: World) -> None:
    project, leader = matching.project(world)
    for number in range(2):
        people.profile(world, headline=f"Onderzoeker {number}")
    matching.dealt(world, project)
    somebody = town.at_browser(leader)
    somebody.go(f"/teams/{project.id}/deck")
    cards = somebody.page.locator("[data-card]")
    first = cards.first.get_attribute("data-name")
    reach(somebody, somebody.button("No"))
    with somebody.page.expect_response(lambda answer: answer.url.endswith("/answer")):
        somebody.page.keyboard.press("ArrowRight")
    expect(somebody.page.locator("[data-said]")).to_contain_text(str(first))
    with somebody.page.expect_response(lambda answer: answer.url.endswith("/answer")):
        somebody.page.keyboard.press("ArrowLeft")
    somebody.reads("You have seen all cards")
    expect(somebody.page.locator("[data-waiting]")).to_be_hidden()
