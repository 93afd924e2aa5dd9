"""The keyboard, for who uses nothing else."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.walk.people import Somebody

FARTHEST = 80  # presses of Tab from one thing to the next on a page
FOCUSED = "element => element === document.activeElement"


def reach(somebody: Somebody, thing: Locator) -> None:
    """Press Tab until the focus is there, and see that it shows."""
    for _step in range(FARTHEST):
        if thing.evaluate(FOCUSED):
            break
        somebody.page.keyboard.press("Tab")
    expect(thing).to_be_focused()
    expect(thing).to_be_in_viewport()


def type_into(somebody: Somebody, label: str, text: str) -> None:
    reach(somebody, somebody.field(label))
    somebody.page.keyboard.insert_text(text)


def enter(somebody: Somebody, button: str) -> None:
    reach(somebody, somebody.button(button))
    somebody.page.keyboard.press("Enter")
