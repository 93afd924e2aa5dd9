"""The main tasks where no script runs: each is a plain form and a page that answers it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.accounts.model import Role
from tests.matching import build as matching
from tests.people import build as people
from tests.walk import steps
from tests.walk.people import Town, sign_in
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def town(town_in: Callable[[str], Town]) -> Town:
    return town_in("nl")


def test_apply_with_a_file_and_send(town: Town, world: World) -> None:
    slug = world.challenge().slug
    founder = town.person(Role.MEMBER, world.startup(), "Femke Bakker", script=False)
    steps.apply(founder, slug, "Warmtekamers")


def test_stop_and_go_on_with_a_draft(town: Town, world: World) -> None:
    slug = world.challenge().slug
    founder = town.person(Role.MEMBER, world.startup(), "Femke Bakker", script=False)
    founder.go(f"/challenges/{slug}/apply")
    founder.press("Start your submission")
    founder.write("Warmtekamers", "Name of your solution")
    founder.press("Save and stop")
    founder.context.clear_cookies()
    sign_in(founder)
    founder.go(f"/challenges/{slug}/apply")
    founder.sees("Warmtekamers")


def test_say_yes_to_a_card_and_match(town: Town, world: World) -> None:
    project, leader = matching.project(world)
    home = world.organisation()
    candidate = world.user(Role.MEMBER, at=home, name="Kees Vos")
    people.profile(world, candidate, at=home)
    matching.dealt(world, project)
    steps.swipe_yes(town.at_browser(leader, script=False), f"/teams/{project.id}/deck")
    professional = town.at_browser(candidate, script=False)
    steps.swipe_yes(professional, "/opportunities")
    professional.sees(leader.person.name)
    professional.sees(leader.email)
