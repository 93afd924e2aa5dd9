"""Between the web server and the application: bodies are taken in first, then one request at a time.

One thread of Python runs at a time anyway: of several in the application each only makes the others
late. But with one thread a worker, a few people who upload slowly would stop the portal. So the
server gets many threads, which wait here: for a body outside the lock, for the application inside it.

A body that is too long, too slow or shorter than announced still reaches the application, empty and
with the status of the refusal in ``environ[REFUSED]``, so that people get a page of the portal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
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
        self._turn = Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        refused, body = self._take_in(environ)
        environ["wsgi.input"] = body
        if refused:
            environ[REFUSED] = refused
            environ["CONTENT_LENGTH"] = "0"
            environ.pop("CONTENT_TYPE", None)
        try:
            return self._answer(environ, start, body)
        except BaseException:
            body.close()
            raise

    # The body

    def _take_in(self, environ: WSGIEnvironment) -> tuple[int, IO[bytes]]:
        """The status of a refusal, 0 for none, and the whole body, to be read from its start."""
        # Only the announced length tells a whole body from one that broke off.
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            return HTTPStatus.LENGTH_REQUIRED, BytesIO()
        announced = environ.get("CONTENT_LENGTH") or "0"
        if not (announced.isascii() and announced.isdigit()):
            return HTTPStatus.BAD_REQUEST, BytesIO()
        length = int(announced)
        if length == 0:
            return 0, BytesIO()
        if length > READ_AND_DROPPED:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, BytesIO()
        if not self._free.acquire(blocking=False):
            return HTTPStatus.SERVICE_UNAVAILABLE, BytesIO()
        return self._wait_for(environ["wsgi.input"], length)

    def _wait_for(self, source: InputStream, length: int) -> tuple[int, IO[bytes]]:
        # A read cannot be broken off. So another thread does it, and this one stops waiting: the
        # answer that it then gives makes the server close the connection, which ends the read.
        given_up = Event()
        reading: Future[tuple[int, IO[bytes]]] = self._pool.submit(
            self._read, source, length, given_up
        )
        reading.add_done_callback(lambda _done: self._free.release())
        try:
            return reading.result(self._grace + length / self._slowest)
        except TimeoutError:
            given_up.set()
            return HTTPStatus.REQUEST_TIMEOUT, BytesIO()

    def _read(self, source: InputStream, length: int, given_up: Event) -> tuple[int, IO[bytes]]:
        body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)
        left = length
        try:
            while left and not given_up.is_set():
                piece = source.read(min(left, CHUNK))
                if not piece:
                    break
                left -= len(piece)
                if length <= self._largest:
                    body.write(piece)
        except OSError:
            pass  # the connection broke: what is missing says so
        if length > self._largest or left or given_up.is_set():
            body.close()
            too_large = length > self._largest and not left
            return (
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.BAD_REQUEST,
                BytesIO(),
            )
        body.seek(0)
        return 0, body

    # The answer

    def _answer(
        self, environ: WSGIEnvironment, start: StartResponse, body: IO[bytes]
    ) -> Iterable[bytes]:
        announced = _Announced(start)
        with self._turn:
            answer = self._app(environ, announced)
            pieces = iter(answer)
            first = next(pieces, b"")
            if announced.length is not None and announced.length <= len(first):
                _close(answer)
                body.close()
                return [first]  # servers send a list at once
        return _Streamed(first, pieces, lambda: self._finish(answer, body), self._turn)

    def _finish(self, answer: Iterable[bytes], body: IO[bytes]) -> None:
        with self._turn:
            _close(answer)
        body.close()


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


def _close(answer: Iterable[bytes]) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()
