"""Every part is killed while people are at work: nothing that was acknowledged is lost."""

from __future__ import annotations

import http.client
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event
from urllib.parse import urlencode
from uuid import UUID, uuid4

import psycopg
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from portal.accounts.queries import hash_of
from portal.launch.postgres import EmbeddedPostgres
from tests.launch.running import Portal

PEOPLE = 4000
HANDS = 3
CALM = 2.0  # seconds of load before each blow, and after the last
PAUSE = 0.02  # so that three hands do not take the whole machine from what they test
PERSONS = """
INSERT INTO persons (id, email, email_key, name, created_at, locale, confirmed_at)
  VALUES (%(id)s, %(email)s, %(email)s, 'Oprichter', now(), 'nl', now())
"""
SESSIONS = """
INSERT INTO login_sessions (id, person_id, token_hash, started_at, seen_at, agent)
  VALUES (gen_random_uuid(), %(id)s, %(hash)s, now(), now(), 'load')
"""


class Founders:
    """Many people who each register one startup, through the web, as fast as it goes."""

    def __init__(self, portal: Portal, people: list[UUID]) -> None:
        secret = (portal.instance / "secret-key").read_text().strip()
        cookies = SecureCookieSessionInterface().get_signing_serializer(_app(secret))
        assert cookies is not None
        self._cookies = cookies
        self._tokens = URLSafeTimedSerializer(secret, salt="wtf-csrf-token")
        self._port, self._people = portal.port, people
        self.stop = Event()
        self.acknowledged: list[str] = []
        self.refused: list[int] = []

    def work(self, hand: int) -> None:
        for number in range(hand, len(self._people), HANDS):
            if self.stop.is_set():
                return
            status = self._register(number)
            if status == http.HTTPStatus.SEE_OTHER:
                self.acknowledged.append(kvk_of(number))
            elif status:
                self.refused.append(status)
            time.sleep(PAUSE)

    def _register(self, number: int) -> int:
        """The status of the answer; 0 where none came."""
        session = {
            "_user_id": token_of(self._people[number]),
            "_fresh": True,
            "csrf_token": "c" * 40,
        }
        headers = {
            "Cookie": f"__Host-veldwerk={self._cookies.dumps(session)}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        form = {
            "csrf_token": self._tokens.dumps("c" * 40),
            "name": f"Startup nummer {number}",
            "kvk_number": kvk_of(number),
        }
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)) as line:
            try:
                line.request("POST", "/account/startup", urlencode(form), headers)
                with line.getresponse() as answer:
                    return answer.status
            except (OSError, http.client.HTTPException):
                return 0


def _app(secret: str) -> Flask:
    app = Flask("signing")
    app.secret_key = secret
    return app


def token_of(person: UUID) -> str:
    return f"the session of {person}"


def kvk_of(number: int) -> str:
    return f"{20_000_000 + number}"


def people_of(portal: Portal) -> list[UUID]:
    people = [uuid4() for _ in range(PEOPLE)]
    with connected(portal) as line, line.cursor() as cursor:
        told = [{"id": one, "email": f"{one}@example.org"} for one in people]
        cursor.executemany(PERSONS, told)
        hashes = [{"id": one, "hash": hash_of(token_of(one))} for one in people]
        cursor.executemany(SESSIONS, hashes)
    return people


@contextmanager
def connected(portal: Portal) -> Iterator[psycopg.Connection]:
    with EmbeddedPostgres(portal.instance).connection("portal") as connection:
        yield connection


def kill(portal: Portal, choose: Callable[[dict[str, list[int]]], int]) -> None:
    os.kill(choose(portal.processes()), signal.SIGKILL)
    time.sleep(0.2)
    portal.until(portal.is_ready, 40)


BLOWS: tuple[Callable[[dict[str, list[int]]], int], ...] = (
    lambda running: running["web"][-1],  # a web worker
    lambda running: running["worker"][0],
    lambda running: running["postgres"][0],
    lambda running: running["web"][0],  # the main process of the web
)


def test_nothing_acknowledged_is_lost_whatever_is_killed(portal: Portal) -> None:
    portal.start()
    founders = Founders(portal, people_of(portal))
    with ThreadPoolExecutor(HANDS) as pool:
        hands = [pool.submit(founders.work, hand) for hand in range(HANDS)]
        counted = []
        for blow in BLOWS:
            time.sleep(CALM)
            counted.append(len(founders.acknowledged))
            kill(portal, blow)
        time.sleep(CALM)
        founders.stop.set()
        for hand in hands:
            hand.result(30)
    counted.append(len(founders.acknowledged))

    assert counted == sorted(set(counted)), "after every blow the work went on"
    with connected(portal) as line:
        found = line.execute("SELECT kvk_number FROM organisations WHERE kind = 'startup'")
        stored = {str(number) for (number,) in found}
        heard = line.execute(
            "SELECT count(*) FROM audit_entries WHERE event = 'organisation.registered'"
        )
        assert (heard.fetchone() or (0,))[0] == len(stored), "each with its entry, none without"
    assert set(founders.acknowledged) <= stored
    assert "whole" in portal.flask("audit", "verify")
    assert portal.stop() == 0
