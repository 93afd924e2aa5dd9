"""What a browser fetches to show a page, and how much of it on the next page: in bytes as sent."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin
from urllib.request import Request, urlopen

LOADS = {"link": "href", "script": "src", "img": "src"}
SHOWN = {"stylesheet", "preload", "modulepreload", "icon"}
_URL = re.compile(rb"url\(['\"]?([^)'\"]+)")


class Parts(HTMLParser):
    """The addresses that a page makes a browser fetch by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        address = values.get(LOADS.get(tag, ""))
        if not address or (tag == "link" and not SHOWN & set((values.get("rel") or "").split())):
            return
        self.found.append(address)


def weigh(port: int, first: str, then: str) -> dict[str, Any]:
    """Bytes and requests of a first view, and of the next page with everything else kept."""
    kept: set[str] = set()
    return {
        name: _view(f"http://127.0.0.1:{port}", path, kept)
        for name, path in (("first", first), ("next", then))
    }


def etag(port: int, path: str) -> str:
    """The ETag of a page as it is now."""
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return str(answer.headers["ETag"])


def _view(origin: str, path: str, kept: set[str]) -> dict[str, int]:
    """Every part once: a style sheet's fonts too, and nothing that a browser has already."""
    size, requests = len(_fetch(f"{origin}{path}", "br")), 1
    parts = Parts()
    parts.feed(_fetch(f"{origin}{path}", "identity").decode())
    waiting = [urljoin(f"{origin}{path}", address) for address in parts.found]
    while waiting:
        address = waiting.pop()
        if address in kept or not address.startswith(origin):
            continue
        kept.add(address)
        size, requests = size + len(_fetch(address, "br")), requests + 1
        if ".css" in address:
            sheet = _fetch(address, "identity")
            waiting += [urljoin(address, url.decode()) for url in _URL.findall(sheet)]
    return {"bytes": size, "requests": requests}


def _fetch(address: str, coding: str) -> bytes:
    """A body as it comes over the line."""
    asked = Request(address, headers={"Accept-Encoding": coding})  # noqa: S310 - http, our own
    with urlopen(asked, timeout=10) as answer:  # noqa: S310
        body: bytes = answer.read()
    return body
