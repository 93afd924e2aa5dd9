"""Finds every page of the filled portal, as each person of the demonstration, by its links.

Of each endpoint one page is kept for each kind of reader that sees it first; a few pages whose
look depends on what is shown are named besides.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.browser import Browser

MOST = 120  # pages a person
BESIDES = "/challenges/"
"""Below this address every page is looked at: a challenge looks different in each phase."""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A page and who looks at it: what stands before the @ of their address, or nobody."""

    person: str
    path: str
    endpoint: str


def endpoint_of(app: Flask, path: str) -> str | None:
    """The endpoint behind a path, none where there is none for GET."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return str(endpoint)


def links_of(html: str) -> list[str]:
    """Local addresses on a page, in their order, without what only filters or turns pages."""
    soup = BeautifulSoup(html, "html5lib")
    found = [urlsplit(str(tag["href"])) for tag in soup.select("a[href]")]
    local = [part for part in found if not part.netloc and part.path.startswith("/")]
    return [part.path for part in local if not part.query or part.path != "/challenges"]


def crawl(app: Flask, browser: Browser, person: str, start: str) -> list[Found]:
    """One page of each endpoint that this person comes upon, breadth first."""
    waiting = deque(["/home" if person else start, start, "/"])
    found: list[Found] = []
    seen, endpoints = set[str](), set[str]()
    while waiting and len(found) < MOST:
        path = waiting.popleft()
        endpoint = endpoint_of(app, path)
        if path in seen or endpoint is None:
            continue
        seen.add(path)
        again = endpoint in endpoints and not path.startswith(BESIDES)
        if again:
            continue
        answer = browser.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        endpoints.add(endpoint)
        found.append(Found(person, path, endpoint))
        waiting.extend(links_of(answer.text))
    return found


def share_out(found: list[Found], first: tuple[str, ...]) -> list[Found]:
    """Each page once: looked at by the first person in this order who comes upon it.

    A page of an endpoint that others saw at another address is left out, but for challenges.
    """
    order = {person: number for number, person in enumerate(first)}
    kept: dict[str, Found] = {}
    endpoints: set[str] = set()
    for page in sorted(found, key=lambda page: order[page.person]):
        special = page.path.startswith(BESIDES)
        if page.path in kept or (page.endpoint in endpoints and not special):
            continue
        kept[page.path] = page
        endpoints.add(page.endpoint)
    return list(kept.values())
