"""``make bench``: serve the portal and the minimal application in turn, load both, compare.

Writes ``bench/results.json`` and the table in ``docs/performance.md``. Nothing is asserted.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
from contextvars import Context
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer

from bench import audit, report, views, world
from bench.serving import MINIMAL, PORTAL, Served, load, serve
from portal.app import create_app
from portal.kernel.db import db
from portal.kernel.text import compile_catalogues
from portal.launch.postgres import APP, DATABASE, OWNER, EmbeddedPostgres
from portal.settings import ROOT, read_settings

SECRET = "a secret for the bench, long enough to be taken"  # noqa: S105
SECONDS = 3.0
ROUNDS = 3
STARTS = 3
SENDERS = 400
CHALLENGES = 1000
MANY = 100_000
COOKIE = "__Host-veldwerk"
LONGEST = 15 * 60  # seconds; then it gives up
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Referer": "http://127.0.0.1"}
LIST = {"path": "/challenges"}
"""The public list, and the minimal page that every page is compared with."""
CHALLENGE = {"path": "/challenges/challenge-7"}
NOTE = {"method": "POST", "path": "/notes", "headers": FORM, "body": "body=hello"}

Figures = dict[str, Any]
Request = dict[str, Any]


class Signer:
    """Makes the cookie and the token of somebody who is signed in."""

    def __init__(self, app: Flask) -> None:
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None
        self._cookies = serializer
        self._tokens = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token")

    def headers(self, number: int) -> dict[str, str]:
        content = {"_user_id": world.token_of(number), "_fresh": True, "csrf_token": "x" * 40}
        return {"Cookie": f"{COOKIE}={self._cookies.dumps(content)}"}

    def get(self, number: int, path: str) -> Request:
        return {"path": path, "headers": self.headers(number)}

    def post(self, number: int, path: str) -> Request:
        token = self._tokens.dumps("x" * 40)
        headers = self.headers(number) | FORM
        return {"method": "POST", "path": path, "headers": headers, "body": f"csrf_token={token}"}


def send(signer: Signer, number: int) -> Request:
    """Somebody sends the draft of their startup."""
    return signer.post(number, f"/submissions/00000000-0000-4000-b000-{number:012d}/send")


def main() -> None:
    signal.alarm(LONGEST)
    compile_catalogues()
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres.throwaway() as postgres:
        Path(folder).chmod(0o755)
        results = measure(postgres, Path(folder))
    (ROOT / "bench" / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    report.write(results, ROOT / "docs" / "performance.md")
    print(json.dumps(results, indent=2))


def measure(postgres: EmbeddedPostgres, instance: Path) -> Figures:
    app = portal_in(postgres, instance)
    with postgres.connection(DATABASE) as connection:
        world.fill(connection, CHALLENGES, SENDERS)
    environment = {
        "PORTAL_SECRET_KEY": SECRET,
        "PORTAL_DATABASE_URL": postgres.url(APP),
        "PORTAL_INSTANCE": str(instance),
    }
    uncached = environment | {"PORTAL_PAGE_CACHE": "false"}
    signer = Signer(app)
    results: Figures = {"machine": {"cpus": os.cpu_count()}, "starts": starts(environment)}
    with serve(MINIMAL, environment) as minimal:
        with serve(PORTAL, uncached) as portal:
            results |= pages(portal, minimal, uncached_pages(signer))
            results["send"] = sending(portal, minimal, signer)
            memory = (portal.memory(), portal.memory(own=True))
        with serve(PORTAL, environment) as portal:
            results |= pages(portal, minimal, cached_pages(portal))
            results["views"] = views.weigh(portal.port, LIST["path"], CHALLENGE["path"])
            results["memory_mib"] = round(max(memory[0], portal.memory()), 1)
            results["memory_own_mib"] = round(max(memory[1], portal.memory(own=True)), 1)
        results["minimal_memory_mib"] = round(minimal.memory(), 1)
    results["queries"] = {
        name: count_queries(app, request) for name, request in counted(signer).items()
    }
    with app.app_context():
        db.engine.dispose()  # a database that is cloned has no guests
    results["growth"] = growth(postgres, uncached)
    with EmbeddedPostgres(instance) as durable:
        portal_in(durable, instance)
        results["audit"] = audit.measure(durable, instance)
    return results


def portal_in(postgres: EmbeddedPostgres, instance: Path) -> Flask:
    """The portal on an empty database of this server."""
    settings = read_settings(
        secret_key=SECRET,
        database_url=postgres.url(APP),
        owner_database_url=postgres.url(OWNER),
        instance=instance,
        page_cache=False,
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
    with postgres.connection(DATABASE) as connection:
        world.prepare(connection)
    return app


def uncached_pages(signer: Signer) -> dict[str, list[Request]]:
    people = range(1, 21)
    return {
        "list_uncached": [LIST],
        "challenge_uncached": [CHALLENGE],
        "home_signed_in": [signer.get(number, "/home") for number in people],
        "submissions_signed_in": [signer.get(number, "/submissions") for number in people],
        "jury_of_25_signed_in": [signer.get(world.JUROR, world.JURY)],
    }


def cached_pages(portal: Served) -> dict[str, list[Request]]:
    """The first visit, and the next one of who has the page already."""
    has = {"headers": {"If-None-Match": views.etag(portal.port, LIST["path"])}}
    return {"list_cached": [LIST], "challenge_cached": [CHALLENGE], "list_unchanged": [LIST | has]}


def pages(portal: Served, minimal: Served, asked: dict[str, list[Request]]) -> Figures:
    """Each page and the minimal one in turn, several rounds each."""
    load(minimal, [LIST], seconds=1)
    results = {}
    for name, requests in asked.items():
        load(portal, requests, seconds=1)
        mine, theirs = [], []
        for _round in range(ROUNDS):
            mine.append(load(portal, requests, seconds=SECONDS))
            theirs.append(load(minimal, [LIST], seconds=SECONDS))
        results[name] = compared(mine, theirs)
    return results


def sending(portal: Served, minimal: Served, signer: Signer) -> Figures:
    """Everybody sends their draft once; the last is left for counting."""
    each = (SENDERS - 1) // (ROUNDS + 1)
    mine, theirs = [], []
    for turn in range(ROUNDS + 1):
        numbers = range(turn * each + 1, (turn + 1) * each + 1)
        mine.append(load(portal, [send(signer, number) for number in numbers]))
        theirs.append(load(minimal, [NOTE] * each))
    return compared(mine[1:], theirs[1:])


def compared(ours: list[Figures], theirs: list[Figures]) -> Figures:
    """Medians over the rounds, and the portal's as a ratio to the minimal application's."""

    def middle(rounds: list[Figures], figure: str) -> float:
        return median(one[figure] for one in rounds)

    figures = ("per_second", "p50_ms", "p95_ms", "cpu_ms", "bytes")
    return {
        "statuses": ours[-1]["statuses"],
        **{figure: round(middle(ours, figure), 3) for figure in figures},
        "minimal": {figure: round(middle(theirs, figure), 3) for figure in figures},
        "speed_ratio": round(middle(ours, "per_second") / middle(theirs, "per_second"), 3),
        "cpu_ratio": round(middle(ours, "cpu_ms") / middle(theirs, "cpu_ms"), 3),
    }


def starts(environment: dict[str, str]) -> Figures:
    """Seconds from starting the web server to its first answer, and to its first whole page."""
    seconds: dict[str, list[float]] = {"answer": [], "page": []}
    for _start in range(STARTS):
        for name, path in (("answer", "/healthz"), ("page", LIST["path"])):
            with serve(PORTAL, environment, answers=path) as portal:
                seconds[name].append(portal.first_answer)
    return {name: round(median(found), 2) for name, found in seconds.items()}


def counted(signer: Signer) -> dict[str, Request]:
    return {
        "list": LIST,
        "challenge": CHALLENGE,
        "home": signer.get(SENDERS, "/home"),
        "submissions": signer.get(SENDERS, "/submissions"),
        "jury of 25": signer.get(world.JUROR, world.JURY),
        "send": send(signer, SENDERS),
    }


def count_queries(app: Flask, request: Request) -> int:
    """How many statements one request sends to the database, jobs put off included."""
    client = app.test_client(use_cookies=False)

    def ask() -> int:
        """In a context of its own, as a server would: nothing is left of the request before."""
        answer = Context().run(
            client.open,
            request["path"],
            method=request.get("method", "GET"),
            headers=request.get("headers", {}),
            data=request.get("body"),
            base_url="https://127.0.0.1",
        )
        assert answer.status_code < 400, answer.status  # noqa: PLR2004
        return answer.status_code

    if request.get("method") != "POST":
        ask()
    return len(world.statements(app, ask))


def growth(postgres: EmbeddedPostgres, environment: dict[str, str]) -> Figures:
    """The list without a cache on this database and, in turn, on one with a hundred times more."""
    postgres.clone("many", template=DATABASE)
    with postgres.connection("many") as connection:
        world.more_challenges(connection, CHALLENGES + 1, MANY)
    larger = environment | {"PORTAL_DATABASE_URL": postgres.url(APP, "many")}
    few, many = [], []
    with serve(PORTAL, environment) as portal, serve(PORTAL, larger) as grown:
        load(portal, [LIST], seconds=1)
        load(grown, [LIST], seconds=1)
        for _round in range(ROUNDS):
            few.append(load(portal, [LIST], seconds=SECONDS)["per_second"])
            many.append(load(grown, [LIST], seconds=SECONDS)["per_second"])
    return {
        "at_1000": round(median(few), 1),
        "at_100000": round(median(many), 1),
        "ratio": round(median(few) / median(many), 3),
    }


if __name__ == "__main__":
    main()
