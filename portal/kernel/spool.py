"""Between the web server and the application: bodies first, then one request at a time.

One thread of Python runs at a time anyway: several in the application only make each other late.
But with one thread a worker, a few people who upload slowly would stop the portal. So the server
gets many threads, which wait here: for a body outside the lock, for the application inside it.

A body that is too long, too slow or shorter than announced still reaches the application, empty and
with the status of the refusal in ``environ[REFUSED]``, so that people get a page of the portal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BytesIO
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore, Event, Lock
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

REFUSED = "veldwerk.refused"

LARGEST = 64 * 2**20  # three files of 20 MB in one form; what is less is told beside its field
READ_AND_DROPPED = 256 * 2**20  # a browser shows the answer only when it could finish sending
IN_MEMORY = 256 * 2**10
CHUNK = 64 * 2**10


class Spool:
    """WSGI middleware. Put it around the application, inside what serves static files.

    ``readers``: bodies that are taken in at the same time in one process; more get 503. It must be
    well below the threads of the server, whose rest is then there for pages.
    ``grace`` and ``slowest``: a body has so many seconds, and one more for every so many bytes.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        largest: int = LARGEST,
        readers: int = 24,
        grace: float = 20.0,
        slowest: int = 20_000,
    ) -> None:
        self._app = app
        self._largest = largest
        self._grace = grace
        self._slowest = slowest
        self._free = BoundedSemaphore(readers)
        self._pool = ThreadPoolExecutor(readers, thread_name_prefix="spool")
        self.turn = Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        taken = self._take_in(environ)
        environ["wsgi.input"] = taken.body
        if taken.refused:
            environ[REFUSED] = taken.refused
            environ["CONTENT_LENGTH"] = "0"
            environ.pop("CONTENT_TYPE", None)
        try:
            answer = self._answer(environ, start, taken.body)
        except BaseException:
            taken.body.close()
            taken.wait()
            raise
        return _and_wait(answer, taken) if taken.reading else answer

    # The body

    def _take_in(self, environ: WSGIEnvironment) -> _Taken:
        # Only the announced length tells a whole body from one that broke off.
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            return _Taken(HTTPStatus.LENGTH_REQUIRED)
        announced = environ.get("CONTENT_LENGTH") or "0"
        if not (announced.isascii() and announced.isdigit()):
            return _Taken(HTTPStatus.BAD_REQUEST)
        length = int(announced)
        if length == 0:
            return _Taken()
        if length > READ_AND_DROPPED:
            return _Taken(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not self._free.acquire(blocking=False):
            return _Taken(HTTPStatus.SERVICE_UNAVAILABLE)
        return self._wait_for(environ["wsgi.input"], length)

    def _wait_for(self, source: InputStream, length: int) -> _Taken:
        # A read cannot be broken off: it ends with the next piece, or with the connection. So
        # another thread does it, and this one stops waiting and answers.
        given_up = Event()
        reading = self._pool.submit(self._read, source, length, given_up)
        reading.add_done_callback(lambda _done: self._free.release())
        try:
            return reading.result(self._grace + length / self._slowest)
        except TimeoutError:
            given_up.set()
            return _Taken(HTTPStatus.REQUEST_TIMEOUT, reading=reading)

    def _read(self, source: InputStream, length: int, given_up: Event) -> _Taken:
        keep = length <= self._largest
        body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the answer
        left = length
        while left and not given_up.is_set():
            piece = _piece(source, min(left, CHUNK))
            if not piece:
                break
            left -= len(piece)
            try:
                body.write(piece if keep else b"")
            except OSError:  # no room for temporary files
                return _Taken(HTTPStatus.SERVICE_UNAVAILABLE)
        if keep and not left and not given_up.is_set():
            body.seek(0)
            return _Taken(body=body)
        body.close()
        return _Taken(HTTPStatus.BAD_REQUEST if left else HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    # The answer

    def _answer(
        self, environ: WSGIEnvironment, start: StartResponse, body: IO[bytes]
    ) -> Iterable[bytes]:
        announced = _Announced(start)
        with self.turn:
            answer = self._app(environ, announced)
            pieces = iter(answer)
            first = next(pieces, None)
            if first is None or announced.length == len(first):
                _close(answer)
                body.close()
                return [first or b""]  # whole: servers send a list at once
        return _Streamed(first, pieces, lambda: self._finish(answer, body), self.turn)

    def _finish(self, answer: Iterable[bytes], body: IO[bytes]) -> None:
        with self.turn:
            _close(answer)
        body.close()


@dataclass(frozen=True, slots=True)
class _Taken:
    """A whole body, to be read from its start; or the status of a refusal, and no body.

    ``reading``: what still reads, because it was given up.
    """

    refused: int = 0
    body: IO[bytes] = field(default_factory=BytesIO)
    reading: Future[_Taken] | None = None

    def wait(self) -> None:
        """Until nobody reads any more, however long that takes.

        Granian must not be given the thread back while another still reads from its connection: it
        would wait for that one with the interpreter's lock in its hand, and the process stands
        still. Who keeps such a connection open keeps one reader's place, and no page waits for it.
        """
        if self.reading is not None:
            wait((self.reading,))


def _and_wait(answer: Iterable[bytes], taken: _Taken) -> Iterator[bytes]:
    """The answer, then the end of the reading."""
    try:
        yield from answer
    finally:
        _close(answer)
        taken.wait()


class _Announced:
    """Hears what the application announces, and passes it on."""

    def __init__(self, start: StartResponse) -> None:
        self._start = start
        self.length: int | None = None

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        for name, value in headers:
            if name.lower() == "content-length":
                self.length = int(value)
        if exc_info is None:
            return self._start(status, headers)
        return self._start(status, headers, exc_info)


class _Streamed:
    """An answer in pieces. The application has its turn for each, not while one is sent."""

    def __init__(
        self, first: bytes, rest: Iterator[bytes], finish: Callable[[], None], turn: Lock
    ) -> None:
        self._first: bytes | None = first
        self._rest = rest
        self._finish: Callable[[], None] | None = finish
        self._turn = turn

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        with self._turn:
            return next(self._rest)

    def close(self) -> None:
        if self._finish is not None:
            finish, self._finish = self._finish, None
            finish()


def _piece(source: InputStream, size: int) -> bytes:
    try:
        return source.read(size)
    except OSError:
        return b""  # the connection broke


def _close(answer: Iterable[bytes]) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()
