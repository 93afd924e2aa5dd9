"""Slow, broken and too large bodies, against a real web server and through plain calls."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from hashlib import sha256
from io import BytesIO
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

import pytest

from portal.kernel.spool import REFUSED, Spool
from portal.settings import ROOT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

NOTHING = sha256(b"").hexdigest()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """One worker of granian, as the portal runs it."""
    port = free_port()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)),
            *("--blocking-threads", "32", "--log-level", "error", "tests.kernel.spooled:app"),
        ],
        cwd=ROOT,
        start_new_session=True,
    )
    until = time.monotonic() + 15
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except ConnectionError:
            time.sleep(0.05)
    yield port
    server.terminate()
    server.wait(15)


def ask(port: int) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/")
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def post(port: int, body: bytes) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("POST", "/", body=body)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@contextmanager
def unfinished(port: int, head: str, body: bytes = b"begun") -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"POST / HTTP/1.1\r\nHost: here\r\n{head}\r\n\r\n".encode() + body)
        yield connection


def status_of(connection: socket.socket) -> int:
    return int(connection.recv(4096).split()[1])


def test_a_body_arrives_whole(port: int) -> None:
    body = os.urandom(900_000)
    assert post(port, body) == (200, f"200 {sha256(body).hexdigest()}")


def test_twelve_slow_uploads_delay_a_page_by_less_than_100_ms(port: int) -> None:
    def slowest_of_twenty(connections: list[socket.socket]) -> float:
        slowest = 0.0
        for _ in range(20):
            for connection in connections:
                connection.sendall(b"x")
            begun = time.monotonic()
            assert ask(port)[0] == 200
            slowest = max(slowest, time.monotonic() - begun)
        return slowest

    alone = slowest_of_twenty([])
    with ExitStack() as uploads:
        slow = [uploads.enter_context(unfinished(port, "Content-Length: 90000")) for _ in range(12)]
        assert slowest_of_twenty(slow) - alone < 0.1


def test_a_body_that_takes_too_long_is_given_up(port: int) -> None:
    begun = time.monotonic()
    with unfinished(port, "Content-Length: 100") as connection:
        assert status_of(connection) == 408
    assert 2.5 < time.monotonic() - begun < 5


def test_what_was_given_up_leaves_room_for_others(port: int) -> None:
    with ExitStack() as uploads:
        slow = [uploads.enter_context(unfinished(port, "Content-Length: 100")) for _ in range(20)]
        assert sorted(status_of(connection) for connection in slow) == [408] * 16 + [503] * 4
    # The server sees sixteen ends, one after the other.
    until = time.monotonic() + 5
    while (status := post(port, b"welcome again")[0]) != 200 and time.monotonic() < until:
        time.sleep(0.02)
    assert status == 200


def test_who_was_given_up_and_stays_on_the_line_stops_nobody(port: int) -> None:
    with unfinished(port, "Content-Length: 100") as connection:
        assert status_of(connection) == 408
        for _ in range(12):
            time.sleep(1)
            assert ask(port)[0] == 200
            assert post(port, b"welcome")[0] == 200


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("Content-Length: 100", 400),
        ("Transfer-Encoding: chunked", 411),
        ("Content-Length: 999999999", 413),
    ],
    ids=["shorter than announced", "without a length", "far too large"],
)
def test_a_body_that_cannot_be_whole_is_refused(port: int, head: str, status: int) -> None:
    with unfinished(port, head) as connection:
        connection.shutdown(socket.SHUT_WR)
        assert status_of(connection) == status


def test_one_that_is_too_large_is_read_to_its_end_and_told_so(port: int) -> None:
    assert post(port, b"x" * 1_000_001) == (413, f"413 {NOTHING}")


def test_of_a_thousand_answers_each_is_to_its_own_question(port: int) -> None:
    wrong = []

    def talk(number: int) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            for turn in range(100):
                body = f"{number} {turn}".encode()
                connection.request("POST", "/", body=body)
                if sha256(body).hexdigest().encode() not in connection.getresponse().read():
                    wrong.append(body)

    threads = [Thread(target=talk, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# Through plain calls

Application = Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]]


def call(app: Application, **environ: Any) -> tuple[list[str], Iterable[bytes]]:
    statuses: list[str] = []

    def start(status: str, _headers: list[tuple[str, str]], *_rest: object) -> Any:
        statuses.append(status)

    given: WSGIEnvironment = {"wsgi.input": BytesIO(b""), "REQUEST_METHOD": "GET", **environ}
    return statuses, app(given, start)


class Pieces:
    """An answer in pieces that notes whether somebody else could have had a turn."""

    def __init__(self, lock: Lock) -> None:
        self.lock = lock
        self.closed = 0
        self.left = [b"one", b"two"]
        self.held: list[bool] = []

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        self.held.append(self.lock.locked())
        if not self.left:
            raise StopIteration
        return self.left.pop(0)

    def close(self) -> None:
        self.held.append(self.lock.locked())
        self.closed += 1


def test_a_stream_has_its_turn_for_each_piece_but_not_while_one_is_sent() -> None:
    made: list[Pieces] = []

    def app(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [])
        made.append(Pieces(spool.turn))
        return made[0]

    spool = Spool(app)
    _statuses, answer = call(spool)

    sent = []
    for piece in answer:
        assert not spool.turn.locked()
        sent.append(piece)
    answer.close()  # type: ignore[attr-defined]
    answer.close()  # type: ignore[attr-defined]

    assert sent == [b"one", b"two"]
    assert made[0].held == [True, True, True, True]
    assert made[0].closed == 1


def test_a_whole_answer_is_closed_at_once() -> None:
    made: list[Pieces] = []

    def app(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", "3")])
        made.append(Pieces(spool.turn))
        return made[0]

    spool = Spool(app)
    _statuses, answer = call(spool)

    assert answer == [b"one"]
    assert made[0].closed == 1
    assert not spool.turn.locked()


def test_a_fault_in_the_application_lets_the_next_one_in() -> None:
    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            raise ZeroDivisionError
        start("200 OK", [])
        return []

    spool = Spool(app)
    with pytest.raises(ZeroDivisionError):
        call(spool, REQUEST_METHOD="POST")

    statuses, _answer = call(spool)
    assert statuses == ["200 OK"]


@pytest.mark.parametrize("length", ["-1", "ten", "1_0", "²"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    heard: list[int] = []

    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        heard.append(environ[REFUSED])
        start("400 Bad Request", [])
        return []

    call(Spool(app), CONTENT_LENGTH=length)
    assert heard == [400]
