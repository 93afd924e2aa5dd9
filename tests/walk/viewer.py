"""Looks at a page as everybody may see it: in each language, wide, narrow and narrowest.

The layout is whole at each width, and axe finds nothing: in Dutch wide and in light colours, and
narrow; in English narrow and in dark colours. The markup is valid, no script fails and nothing
breaks the content security policy.

With ``VELDWERK_SCREENSHOTS`` set to a folder (``make screenshots``) each page is also put there
as a picture.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode
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
from playwright.sync_api import ConsoleMessage, Response

from portal.kernel.web import POLICY
from portal.settings import ROOT
from tests.browser import read

Scheme = Literal["light", "dark"]

WIDTHS = (1280, 375, 320)
NARROWEST = 320
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
SCHEMES: dict[str, Scheme] = {"nl": "light", "en": "dark"}
COLOURS_AT = {"nl": 1280, "en": 375}
"""Each scheme once: to measure colours takes longer than all else, and no word changes them."""
PAPER = 718
"""What is left of A4 between the margins."""
HEIGHTS = {1280: 900, 375: 812, 320: 700, PAPER: 1000}

OF_COLOURS = ("color-contrast", "link-in-text-block")
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


class Tab:
    """A tab in one language, with axe at hand on each page.

    Its page is given a width past the window around it: that takes half the time.
    """

    def __init__(self, chromium: Chromium, language: str) -> None:
        self.language = language
        self.width = 0
        self.said: list[str] = []
        """What scripts and the browser complained of."""
        context = chromium.new_context(
            locale=LOCALES[language], color_scheme=SCHEMES[language], no_viewport=True
        )
        context.add_init_script(AXE_SCRIPT)
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.said.append(f"script: {error}"))
        self.page.on("console", self._hear)
        self._line = context.new_cdp_session(self.page)
        self.resize(WIDTHS[0])

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.said.append(message.text)

    def resize(self, width: int) -> None:
        self.width = width
        shape = {"width": width, "height": HEIGHTS[width], "deviceScaleFactor": 1, "mobile": False}
        self._line.send("Emulation.setDeviceMetricsOverride", shape)

    def come_as(self, app: Flask, token: str) -> None:
        """Be whoever has this session, or nobody."""
        self.page.context.clear_cookies()
        self.said.clear()
        if token:
            value = cookie(app, _user_id=token, _fresh=True, language=self.language)
            self.page.context.add_cookies([HERE | {"name": COOKIE, "value": value}])

    def open(self, address: str, sight: Sight) -> Response:
        answer = self.page.goto(address + sight.path)
        if sight.form:
            with self.page.expect_navigation() as coming:
                self.page.evaluate(SEND, [sight.form, dict(sight.answers)])
            answer = coming.value
        assert answer is not None
        return answer

    def faults_at(self, width: int) -> list[str]:
        """What the layout does wrong at this width, and what axe finds."""
        self.resize(width)
        found = list(self.page.evaluate(LAYOUT, width))
        if width == NARROWEST:
            return found
        colours = width == COLOURS_AT[self.language]
        options = {
            "runOnly": RULES,
            "rules": {rule: {"enabled": colours} for rule in OF_COLOURS},
            "resultTypes": ["violations"],
            "preload": False,  # only for rules about media, which the portal does not show
        }
        return [*found, *self.page.evaluate(ASK_AXE, options)]

    def take_picture(self, name: str) -> None:
        """In the light colours, of the page from top to bottom, if pictures are asked for."""
        folder = os.environ.get("VELDWERK_SCREENSHOTS")
        if not folder:
            return
        path = ROOT / folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.emulate_media(color_scheme="light")
        height = self.page.evaluate("document.documentElement.scrollHeight")
        part = {"x": 0, "y": 0, "width": self.width, "height": height, "scale": 1}
        shot = {"captureBeyondViewport": True, "clip": part}
        path.write_bytes(b64decode(self._line.send("Page.captureScreenshot", shot)["data"]))
        self.page.emulate_media(color_scheme=SCHEMES[self.language])


class Viewer:
    """Looks at pages in a tab for each language, as everybody in turn."""

    def __init__(self, chromium: Chromium) -> None:
        self._chromium = chromium
        self._tabs: dict[str, Tab] = {}
        self.stands_at = ""
        """The path of the page that was looked at last."""

    def close(self) -> None:
        for tab in self._tabs.values():
            tab.page.context.close()

    def faults_of(self, app: Flask, address: str, sight: Sight) -> list[str]:
        """Everything that is wrong with this page, in each of its languages."""
        return [
            f"{sight.path} {language}: {fault}"
            for language in sight.languages
            for fault in self._faults(app, address, sight, language)
        ]

    def _faults(self, app: Flask, address: str, sight: Sight, language: str) -> list[str]:
        if language not in self._tabs:
            self._tabs[language] = Tab(self._chromium, language)
        tab = self._tabs[language]
        tab.come_as(app, sight.token)
        answer = tab.open(address, sight)
        self.stands_at = urlsplit(tab.page.url).path
        if answer.status != sight.status:
            return [f"answers {answer.status}, not {sight.status}"]
        assert answer.headers["content-security-policy"] == POLICY
        found = faults_of_markup(answer.text(), language)
        for width in WIDTHS if tab.width == WIDTHS[0] else reversed(WIDTHS):
            found += [f"{width}: {fault}" for fault in tab.faults_at(width)]
            if width != NARROWEST:
                tab.take_picture(f"{sight.name}-{language}-{width}")
        if sight.printed and language == sight.languages[0]:
            found += self._faults_on_paper(tab, sight)
        return found + tab.said

    def _faults_on_paper(self, tab: Tab, sight: Sight) -> list[str]:
        before = tab.width
        tab.page.emulate_media(media="print")
        found = [f"on paper: {fault}" for fault in tab.faults_at(PAPER)]
        tab.take_picture(f"{sight.name}-paper")
        tab.page.emulate_media(media="screen")
        tab.resize(before)
        return found


HERE: Any = {"domain": "127.0.0.1", "path": "/", "secure": True, "httpOnly": True}


def cookie(app: Flask, **session: Any) -> str:
    """The cookie of a session with these values."""
    assert isinstance(app.session_interface, SecureCookieSessionInterface)
    signer = app.session_interface.get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps(session))


def faults_of_markup(html: str, language: str) -> list[str]:
    try:
        page = read(html)
    except (AssertionError, ParseError) as fault:
        return [f"markup: {fault}"]
    said = page.select_one("html")
    assert said is not None
    return [] if said["lang"] == language else [f"is in {said['lang']}"]


def picture_name(person: str, path: str) -> str:
    short = re.sub(r"([0-9a-f]{4})[0-9a-f]{4}-[0-9a-f-]{27}", r"\1", path.lower())
    words = re.sub(r"[^a-z0-9]+", "-", short).strip("-")
    return f"{person or 'visitor'}-{words or 'home'}"
