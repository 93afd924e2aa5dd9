"""Finds the pages of the demonstration, as each of its people, by the links.

Many pages look alike. One is kept when something stands on it that no page of its endpoint had
before: another element, class, form or field in its main part.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.browser import Browser
from tests.demonstration import NOBODY

MOST = 3
"""So many pages of an endpoint are asked for by a person: the rest look like these."""
MORE = {
    ("challenges.show", NOBODY): 24,
    ("challenges.show", "owner"): 12,
    ("jury.panel", "chair"): 9,
}
"""One in each phase, and some of the archive."""
DULL = 6
"""After so many of a kind that showed nothing new, one is enough for each of the others."""
VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


@dataclass(frozen=True, slots=True)
class Found:
    """A page and who looks at it: what stands before the @ of their address, or nobody."""

    person: str
    path: str
    endpoint: str


@dataclass
class Crawler:
    """``seen``: by endpoint and step, the kinds of thing that stood on its pages so far."""

    app: Flask
    seen: dict[str, set[str]] = field(default_factory=dict)
    dull: Counter[str] = field(default_factory=Counter)

    def crawl(self, browser: Browser, person: str, starts: Iterable[str]) -> Iterator[Found]:
        """The pages, breadth first, that show this person something new."""
        waiting, met, asked = deque(starts), set[str](), Counter[str]()
        while waiting:
            path = waiting.popleft()
            endpoint, step = destination(self.app, path)
            kind = f"{endpoint} {step}"
            usual = MOST if self.dull[kind] < DULL else 1
            if path in met or not endpoint or asked[kind] >= MORE.get((endpoint, person), usual):
                continue
            met.add(path)
            asked[kind] += 1
            answer = browser.get(path)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            page = Contents(answer.text)
            waiting.extend(page.links)
            self.dull[kind] += 1
            if page.kinds - self.seen.setdefault(kind, set()):
                self.seen[kind] |= page.kinds
                self.dull[kind] = 0
                yield Found(person, path, endpoint)


def destination(app: Flask, path: str) -> tuple[str, str]:
    """The endpoint behind a path, and which step of a form it is; empty where there is none."""
    try:
        endpoint, values = app.url_map.bind("localhost").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return "", ""
    return "" if endpoint == "static" else str(endpoint), str(values.get("step", ""))


class Contents(HTMLParser):
    """The links of a page, and the kinds of thing in its main part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.kinds: set[str] = set()
        self._in_main = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self._in_main |= tag == "main"
        if tag == "a":
            self._follow(told.get("href", ""))
        if self._in_main:
            names = [told.get("id", "")] if tag == "form" else []
            names += [told.get(name, "") for name in ("class", "type", "name", "role")]
            self.kinds.add(VARYING.sub("", " ".join([tag, *names])))

    def handle_endtag(self, tag: str) -> None:
        self._in_main &= tag != "main"

    def _follow(self, address: str) -> None:
        """A local address, without what only filters or turns pages."""
        parts = urlsplit(address)
        if not parts.netloc and parts.path.startswith("/"):
            self.links.append(parts.path)
