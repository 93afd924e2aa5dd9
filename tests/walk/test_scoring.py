"""A juror scores where no script runs, and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.jury import build as jury
from tests.walk import steps
from tests.walk.keys import enter, reach
from tests.walk.people import Town
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def town(town_in: Callable[[str], Town]) -> Town:
    return town_in("nl")


def test_declare_score_and_hand_in_without_script(town: Town, world: World) -> None:
    made = jury.opened(world, submissions=1)
    juror = town.at_browser(made.jurors[1], script=False)
    steps.judge(juror, made.slug, {made.startup(1).name: 4})
    juror.go(f"/jury/{made.slug}")
    juror.reads("You have handed in everything")


def test_score_by_keyboard(town: Town, world: World) -> None:
    made = jury.declared(world, submissions=1)
    juror = town.at_browser(made.jurors[1])
    juror.go(f"/jury/{made.slug}/submissions/{made.submissions[0].id}")
    for group in juror.page.locator("fieldset.portal-criterion").all():
        reach(juror, group.get_by_role("radio").first)
        for _mark in range(3):
            juror.page.keyboard.press("ArrowRight")
        expect(group.get_by_role("radio").nth(3)).to_be_checked()
        reach(juror, group.get_by_role("textbox"))
        juror.page.keyboard.insert_text("Dit laat het plan zien.")
    enter(juror, "Check and hand in")
    juror.page.wait_for_url("**/check")
    enter(juror, "Hand in")
    juror.sees(juror.words("Submission %(number)s is handed in.", number=1))
