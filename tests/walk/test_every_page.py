"""Every page, looked at in a real browser: in both languages, wide and narrow.

With ``VELDWERK_SCREENSHOTS`` set to a folder (``make screenshots``) each is also put there as a
picture.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page

from portal.kernel.web import POLICY
from portal.settings import ROOT
from tests.demonstration import PASSWORD
from tests.walk.conftest import ORDER
from tests.walk.crawl import Found

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        "VELDWERK_SCREENSHOTS" not in os.environ,
        reason="every page at two widths in two languages takes minutes: make screenshots",
    ),
]

WIDTHS = {1280: 900, 375: 812}
NARROWEST = 320
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
UNREACHED = {
    "components.components",
}
"""Pages that no link leads to, looked at elsewhere."""


@pytest.fixture(scope="session")
def address(filled: Flask, served: Callable[[Flask], str]) -> str:
    return served(filled)


@pytest.fixture(scope="module")
def context(chromium: Chromium) -> Iterator[Callable[[str, str], BrowserContext]]:
    """A browser of somebody in a language; kept while the module runs."""
    opened: dict[tuple[str, str], BrowserContext] = {}

    def of(person: str, language: str) -> BrowserContext:
        if (person, language) not in opened:
            opened[person, language] = chromium.new_context(
                locale={"nl": "nl-NL", "en": "en-GB"}[language], bypass_csp=True
            )
        return opened[person, language]

    yield of
    for each in opened.values():
        each.close()


def sign_in(page: Page, address: str, person: str) -> None:
    page.goto(f"{address}/account/sign-in")
    page.fill("[name=email]", f"{person}@demo.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/**")


def picture_of(found: Found, width: int, language: str) -> Path | None:
    folder = os.environ.get("VELDWERK_SCREENSHOTS")
    if not folder:
        return None
    name = re.sub(r"[^a-z0-9]+", "-", found.path.lower()).strip("-")[:70] or "home"
    return ROOT / folder / f"{found.person or 'visitor'}-{name}-{language}-{width}.png"


def faults_of(page: Page, axe: Axe) -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    found = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in axe.run(page, options=RULES).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"scrolls sideways at {page.viewport_size}")
    return found


def look(page: Page, axe: Axe, found: Found, language: str) -> list[str]:
    faults = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        faults += [f"{found} {language} {width}: {fault}" for fault in faults_of(page, axe)]
        picture = picture_of(found, width, language)
        if picture is not None:
            picture.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=picture, full_page=True)
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append(f"{found} {language}: scrolls sideways at {NARROWEST}")
    return faults


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("person", ORDER)
def test_pages_of(
    pages: list[Found],
    address: str,
    context: Callable[[str, str], BrowserContext],
    person: str,
    language: str,
) -> None:
    page, axe = context(person, language).new_page(), Axe()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    if person:
        sign_in(page, address, person)
    faults: list[str] = []
    for found in (one for one in pages if one.person == person):
        answer = page.goto(f"{address}{found.path}?lang={language}")
        assert answer is not None
        assert answer.status == 200, found
        assert answer.headers["content-security-policy"] == POLICY
        faults += look(page, axe, found, language)
    page.close()
    assert not errors
    assert not faults, "\n".join(faults)


def test_every_page_of_the_portal_is_looked_at(filled: Flask, pages: list[Found]) -> None:
    """Whatever answers a GET with a page is reached by somebody, or is named here."""
    reached = {page.endpoint for page in pages} | UNREACHED | NO_PAGES
    asked = {rule.endpoint for rule in filled.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert sorted(asked - reached) == []


NO_PAGES: set[str] = {
    "about.security_txt",
    "health.healthz",
    "health.metrics",
    "health.readyz",
    "static",
}
"""What answers with something else than a page, or only with a secret link."""
