"""Public pages, kept finished in memory, and exact all the same.

What anybody may read changes in two ways: by a commit, which raises the public version in its own
transaction, and by the clock, since states are derived from dates. So a page is kept under the
version that was read *before* its rows, and until the next date that it depends on. Every worker
reads the version anew for each request (one row), so that a publication or a withdrawal is seen on
all of them at once. The same two values make the ETag: who still has the page is told so before
any work.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import ParamSpec, TypeVar, cast

import brotli
from flask import Flask, Response, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.kernel.clock import portal_now
from portal.kernel.db import plain
from portal.kernel.pages import PublicVersion
from portal.kernel.policy import ANYONE
from portal.kernel.text import from_local, language, local
from portal.settings import ROOT, Settings

P = ParamSpec("P")
T = TypeVar("T")

MOST_BYTES = 16_000_000  # of one process, compressed forms included
LONGEST_QUERY = 300  # characters; what is longer is made anew each time
SMALL = 500  # bytes; below this, compressing costs more than it saves
VARY = "Accept-Encoding, Accept-Language, Cookie"
CACHING = "public, max-age=0, must-revalidate"
_VERSION = select(PublicVersion.number, portal_now().label("now")).where(PublicVersion.id == 1)

Moments = Iterable[datetime | None]


@dataclass(slots=True)
class Kept:
    """One finished page, and its compressed forms once they were asked for."""

    body: bytes
    content_type: str
    until: datetime
    etag: str
    packed: dict[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.body) + sum(len(form) for form in self.packed.values())


@dataclass(slots=True)
class Memory:
    """What one process keeps: pages and values of the present public version only."""

    build: str
    pages_on: bool
    number: int = 0
    size: int = 0
    pages: OrderedDict[Hashable, Kept] = field(default_factory=OrderedDict)
    values: dict[Hashable, tuple[object, datetime]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def turn_to(self, number: int) -> None:
        """Forget everything that was made from another version."""
        with self.lock:
            if self.number != number:
                self.number, self.size = number, 0
                self.pages.clear()
                self.values.clear()

    def find(self, key: Hashable, now: datetime) -> Kept | None:
        kept = self.pages.get(key)
        if kept is None or kept.until <= now:
            return None
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
        return kept

    def keep(self, number: int, key: Hashable, kept: Kept) -> None:
        """Keep a page, the longest unused ones go; not where the version has moved on."""
        with self.lock:
            if number != self.number:
                return
            old = self.pages.pop(key, None)
            self.size += kept.size - (old.size if old else 0)
            self.pages[key] = kept
            while self.size > MOST_BYTES:
                _key, gone = self.pages.popitem(last=False)
                self.size -= gone.size

    def pack(self, kept: Kept, coding: str) -> bytes:
        """The page in this coding, made when it is first asked for."""
        packed = kept.packed.get(coding)
        if packed is None:
            packed = _pack(kept.body, coding)
            with self.lock:
                kept.packed[coding] = packed
                self.size += len(packed)
        return packed


def init_app(app: Flask) -> None:
    settings: Settings = app.extensions["portal.settings"]
    app.extensions["portal.page_cache"] = Memory(_build(), settings.page_cache)


def cached_page(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """For a page that is the same for everybody who is not signed in.

    The view names the dates that it depends on with ``keep_until``; a new day is always one.
    A visitor with anything in their session gets a page made for them alone.
    """

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if session:
            return view(*args, **kwargs)
        number, now = public_version()
        memory = _memory()
        if not memory.pages_on:
            answer = make_response(view(*args, **kwargs))
            return _may_be_kept(answer) if answer.status_code == HTTPStatus.OK else answer
        etag = _standing(memory, number, now)
        if etag:
            return _may_be_kept(Response(status=HTTPStatus.NOT_MODIFIED), etag)
        memory.turn_to(number)
        key = (request.full_path, language())
        kept = memory.find(key, now)
        if kept is None:
            answer = make_response(view(*args, **kwargs))
            if answer.status_code != HTTPStatus.OK:
                return answer
            kept = _finished(answer, memory, number, now)
            if len(request.query_string) <= LONGEST_QUERY:
                memory.keep(number, key, kept)
        return _sent(kept, memory)

    return answered


def public_version() -> tuple[int, datetime]:
    """The version of all that is public, and the time: read once, before any row."""
    if "public_version" not in g:
        row = plain(_VERSION).one()
        g.public_version = (row.number, row.now)
        g.setdefault("anyone", ANYONE.at(row.now))
    return cast("tuple[int, datetime]", g.public_version)


def keep_until(*moments: datetime | Callable[[], Moments] | None) -> None:
    """This page is another from each of these moments on; those that have passed do not count.

    A function is called only where the page is kept at all.
    """
    g.setdefault("page_until", []).extend(moments)


def kept_value(name: Hashable, make: Callable[[], tuple[T, Moments]]) -> T:
    """A value that depends on public rows only. ``make`` also gives the dates it depends on."""
    number, now = public_version()
    memory = _memory()
    memory.turn_to(number)
    found = memory.values.get(name)
    if found is not None and found[1] > now:
        return cast("T", found[0])
    value, moments = make()
    until = _next(moments, now)
    with memory.lock:
        if memory.number == number:
            memory.values[name] = (value, until)
    return value


def _memory() -> Memory:
    memory: Memory = current_app.extensions["portal.page_cache"]
    return memory


def _standing(memory: Memory, number: int, now: datetime) -> str:
    """The ETag that the visitor has, if the page it stands for is still the one to be seen."""
    for etag in request.if_none_match.as_set(include_weak=True):
        build, _, rest = etag.partition(".")
        version, _, rest = rest.partition(".")
        until, _, tongue = rest.partition(".")
        if (build, version, tongue) != (memory.build, str(number), language()):
            continue
        if until.isdecimal() and now < _moment(until):
            return f'W/"{etag}"'
    return ""


def _finished(answer: Response, memory: Memory, number: int, now: datetime) -> Kept:
    until = _next(_moments(), now)
    stamp = round(until.timestamp() * 1000)
    etag = f'W/"{memory.build}.{number}.{stamp}.{language()}"'
    return Kept(answer.get_data(), answer.content_type or "", until, etag)


def _moments() -> Moments:
    for named in g.get("page_until", ()):
        if callable(named):
            yield from named()
        else:
            yield named


def _next(moments: Moments, now: datetime) -> datetime:
    """The first of these that is still to come, and never past the end of the day.

    In whole milliseconds, rounded down, as the ETag says it.
    """
    tomorrow = from_local(local(now).date() + timedelta(days=1))
    first = min([moment for moment in moments if moment and moment > now], default=tomorrow)
    first = min(first, tomorrow)
    return first.replace(microsecond=first.microsecond // 1000 * 1000)


def _moment(stamp: str) -> datetime:
    return datetime.fromtimestamp(int(stamp[:15]) / 1000, tz=UTC)


def _sent(kept: Kept, memory: Memory) -> Response:
    coding = _coding() if len(kept.body) >= SMALL else ""
    body = memory.pack(kept, coding) if coding else kept.body
    answer = Response(body, content_type=kept.content_type)
    if coding:
        answer.headers["Content-Encoding"] = coding
    return _may_be_kept(answer, kept.etag)


def _may_be_kept(answer: Response, etag: str = "") -> Response:
    answer.headers["Cache-Control"] = CACHING
    answer.headers["Vary"] = VARY
    if etag:
        answer.headers["ETag"] = etag
    return answer


def _coding() -> str:
    accepted = request.accept_encodings
    return next((coding for coding in ("br", "gzip") if accepted.quality(coding) > 0), "")


def _pack(body: bytes, coding: str) -> bytes:
    if coding == "br":
        return cast("bytes", brotli.compress(body, quality=5))
    return gzip.compress(body, 6, mtime=0)


def _build() -> str:
    """Eight digits that change with the code, the templates and the words of this checkout."""
    folders = (ROOT / name for name in ("portal", "templates", "translations", "static"))
    files = sorted(path for folder in folders for path in folder.rglob("*") if _counts(path))
    facts = ((path.stat().st_mtime_ns, path.stat().st_size) for path in files)
    return hashlib.sha256(repr(tuple(facts)).encode()).hexdigest()[:8]


def _counts(path: Path) -> bool:
    return path.suffix in {".py", ".html", ".xml", ".po", ".css", ".js"}
