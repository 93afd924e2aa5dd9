"""The look at every page finds what it is for: each fault is put on a page, and seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium

from tests.walk.viewer import Tab, faults_of_markup

pytestmark = pytest.mark.browser

PAGE = """<!DOCTYPE html><html lang="nl"><head><title>Een bladzijde</title></head>
<body><main><h1>Een bladzijde</h1>{}</main></body></html>"""
FAULTS = {
    "scrolls sideways": '<div style="width: 2000px">Breed</div>',
    "runs off the page": '<p style="position: absolute; left: 1270px">Weg</p>',
    "is cut off": '<div style="width: 20px; overflow: hidden">Arbeidsongeschiktheid</div>',
    "lies over each other": '<p>Onder</p><p style="margin-top: -2rem">Boven</p>',
    "color-contrast": '<p style="color: #ccc; background: #fff">Bleek</p>',
    "heading-order": "<h3>Te diep</h3>",
    "target-size": '<button style="all: unset; width: 9px; height: 9px">x</button>' * 2,
}


@pytest.fixture(scope="module")
def tab(chromium: Chromium) -> Iterator[Tab]:
    tab = Tab(chromium, "nl")
    yield tab
    tab.page.context.close()


def show(tab: Tab, body: str) -> list[str]:
    tab.page.goto("about:blank")
    tab.page.set_content(PAGE.format(body))
    return tab.faults_at(1280)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_seen(tab: Tab, fault: str) -> None:
    assert any(found.startswith(fault) for found in show(tab, FAULTS[fault]))


FINE = {
    "text": "<p>Niets aan de hand.</p>",
    "a table that scrolls": '<div style="overflow-x: auto" tabindex="0"><pre style="width: 2000px">'
    "Breed</pre></div>",
    "words for who listens": '<p style="position: absolute; width: 1px; height: 1px; '
    'overflow: hidden; clip-path: inset(50%)">Alleen te horen</p>',
    "words that are shortened": '<p style="width: 5rem; overflow: hidden; white-space: nowrap; '
    'text-overflow: ellipsis">Arbeidsongeschiktheid</p>',
}


@pytest.mark.parametrize("body", FINE.values(), ids=FINE)
def test_what_is_meant_so_is_no_fault(tab: Tab, body: str) -> None:
    assert show(tab, body) == []


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<p><div></div></p>", "Unexpected end tag"),
        ('<p id="a"></p><p id="a"></p>', "ids twice"),
        ("<input>", "label"),
        ("<h1>Nog een</h1>", "one h1"),
    ],
)
def test_bad_markup_is_a_fault(markup: str, fault: str) -> None:
    (found,) = faults_of_markup(PAGE.format(markup), "nl")
    assert fault in found


def test_a_page_in_another_language_is_a_fault() -> None:
    assert faults_of_markup(PAGE.format(""), "en") == ["is in nl"]
    assert faults_of_markup(PAGE.format(""), "nl") == []
