"""Looks at a page as everybody may see it: in each language, wide, narrow and narrowest.

At each width axe finds nothing and the layout is whole; the markup is valid; no script fails and
nothing breaks the content security policy. Colours are measured at one width in each colour
scheme, Dutch in light and English in dark: they do not depend on words or width.

With ``VELDWERK_SCREENSHOTS`` set to a folder (``make screenshots``) each page is also put there
as a picture.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from html5lib.html5parser import ParseError
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page, Response, ViewportSize

from portal.kernel.web import POLICY
from portal.settings import ROOT
from tests.browser import read

Scheme = Literal["light", "dark"]

HEIGHTS = {1280: 900, 375: 812, 320: 700}
WIDTHS = tuple(HEIGHTS)
NARROWEST = 320
"""Only laid out: to axe it is what the one before it is."""
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
SCHEMES: dict[str, Scheme] = {"nl": "light", "en": "dark"}
COLOURS_AT = {"nl": 1280, "en": 375}
PAPER: ViewportSize = {"width": 718, "height": 1000}
"""What is left of A4 between the margins."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK_AXE = """async (options) => (await axe.run(document, options)).violations.map(
    ({id, nodes: [one, ...more]}) =>
      `${id}: ${one.html.slice(0, 200)} and ${more.length} more. ${one.failureSummary}`)"""
LAYOUT = (Path(__file__).parent / "layout.js").read_text()
SEND = """([id, answers]) => {
  const form = document.getElementById(id);
  for (const field of form.elements) {
    if (field.name in answers) field.value = answers[field.name];
    else if (field.type === "hidden" || !field.name) continue;
    else if (["checkbox", "radio"].includes(field.type)) field.checked = false;
    else if (!["submit", "button", "file"].includes(field.type)) field.value = "";
  }
  form.noValidate = true;
  form.requestSubmit();
}"""
COOKIE = "__Host-veldwerk"


@dataclass(frozen=True)
class Sight:
    """A page to look at, as whoever has this session.

    ``form``: sent first with these answers and nothing else; what comes back is looked at.
    """

    path: str
    token: str = ""
    status: int = 200
    form: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    """Of its picture."""
    languages: tuple[str, ...] = ("nl", "en")
    printed: bool = False
    """Somebody may want it on paper."""


class Viewer:
    """One browser with a tab for each language, in which everybody looks in turn."""

    def __init__(self, chromium: Chromium) -> None:
        self._chromium = chromium
        self._tabs: dict[str, Page] = {}
        self._said: list[str] = []
        self.stands_at = ""
        """The path of the page that was looked at last."""

    def close(self) -> None:
        for tab in self._tabs.values():
            tab.context.close()

    def faults_of(self, app: Flask, address: str, sight: Sight) -> list[str]:
        """Everything that is wrong with this page, in both languages."""
        return [
            f"{sight.path} {language}: {fault}"
            for language in sight.languages
            for fault in self._faults(app, address, sight, language)
        ]

    def _faults(self, app: Flask, address: str, sight: Sight, language: str) -> list[str]:
        tab = self._tab(language)
        tab.context.clear_cookies()
        if sight.token:
            value = cookie(app, _user_id=sight.token, _fresh=True, language=language)
            tab.context.add_cookies([HERE | {"name": COOKIE, "value": value}])
        self._said.clear()
        answer = self._open(tab, address, sight)
        self.stands_at = urlsplit(tab.url).path
        if answer.status != sight.status:
            return [f"answers {answer.status}, not {sight.status}"]
        assert answer.headers["content-security-policy"] == POLICY
        found = faults_of_markup(answer.text(), language)
        widths = WIDTHS if tab.viewport_size == size(WIDTHS[0]) else reversed(WIDTHS)
        for width in widths:
            tab.set_viewport_size(size(width))
            found += [f"{width}: {fault}" for fault in look(tab, language, width)]
            if width != NARROWEST:
                self._take_picture(tab, f"{sight.name}-{language}-{width}")
        if sight.printed and language == sight.languages[0]:
            found += self._faults_on_paper(tab, sight)
        return found + self._said

    def _faults_on_paper(self, tab: Page, sight: Sight) -> list[str]:
        before = tab.viewport_size
        assert before is not None
        tab.emulate_media(media="print")
        tab.set_viewport_size(PAPER)
        found = [f"on paper: {fault}" for fault in tab.evaluate(LAYOUT)]
        self._take_picture(tab, f"{sight.name}-paper")
        tab.emulate_media(media="screen")
        tab.set_viewport_size(before)
        return found

    def _tab(self, language: str) -> Page:
        if language not in self._tabs:
            context = self._chromium.new_context(
                locale=LOCALES[language],
                color_scheme=SCHEMES[language],
                viewport=size(WIDTHS[0]),
            )
            context.add_init_script(AXE_SCRIPT)
            tab = self._tabs[language] = context.new_page()
            tab.on("pageerror", lambda error: self._said.append(f"script: {error}"))
            tab.on("console", self._hear)
        return self._tabs[language]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self._said.append(message.text)

    def _open(self, tab: Page, address: str, sight: Sight) -> Response:
        answer = tab.goto(address + sight.path)
        if sight.form:
            with tab.expect_navigation() as coming:
                tab.evaluate(SEND, [sight.form, dict(sight.answers)])
            answer = coming.value
        assert answer is not None
        return answer

    def _take_picture(self, tab: Page, name: str) -> None:
        folder = os.environ.get("VELDWERK_SCREENSHOTS")
        if not folder:
            return
        path = ROOT / folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        scheme = SCHEMES["en" if "-en-" in name else "nl"]
        tab.emulate_media(color_scheme="light")
        tab.screenshot(path=path, full_page=True)
        tab.emulate_media(color_scheme=scheme)


HERE: Any = {"domain": "127.0.0.1", "path": "/", "secure": True, "httpOnly": True}


def cookie(app: Flask, **session: Any) -> str:
    """The cookie of a session with these values."""
    assert isinstance(app.session_interface, SecureCookieSessionInterface)
    signer = app.session_interface.get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps(session))


def size(width: int) -> ViewportSize:
    return {"width": width, "height": HEIGHTS[width]}


def look(tab: Page, language: str, width: int) -> list[str]:
    """What axe finds at this width, and what the layout does wrong."""
    found = list(tab.evaluate(LAYOUT))
    if width == NARROWEST:
        return found
    options = {
        "runOnly": RULES,
        "rules": {"color-contrast": {"enabled": width == COLOURS_AT[language]}},
        "resultTypes": ["violations"],
        "preload": False,  # only for rules about media, which the portal does not show
    }
    return [*found, *tab.evaluate(ASK_AXE, options)]


def faults_of_markup(html: str, language: str) -> list[str]:
    try:
        page = read(html)
    except (AssertionError, ParseError) as fault:
        return [f"markup: {fault}"]
    said = page.select_one("html")
    assert said is not None
    return [] if said["lang"] == language else [f"is in {said['lang']}"]


def picture_name(person: str, path: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:80]
    return f"{person or 'visitor'}-{words or 'home'}"
