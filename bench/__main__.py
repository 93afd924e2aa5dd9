"""``make bench``: serve the portal and the minimal application in turn, load both, compare.

Writes ``bench/results.json`` and the table in ``docs/performance.md``. Nothing is asserted.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

import psutil
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event

from bench import audit, world
from portal.app import create_app
from portal.kernel.db import db
from portal.kernel.text import compile_catalogues
from portal.launch.postgres import APP, OWNER, EmbeddedPostgres
from portal.settings import ROOT, read_settings

SECRET = "a secret for the bench, long enough to be taken"  # noqa: S105
SECONDS = 4.0
ROUNDS = 3
CONNECTIONS = 4
SENDERS = 400
CHALLENGES = 1000
MANY = 100_000
COOKIE = "__Host-veldwerk"


@dataclass
class Served:
    """A web server in the making of its figures: its port and its processes."""

    port: int
    process: psutil.Process
    first_answer: float

    def workers(self) -> list[psutil.Process]:
        children = self.process.children(recursive=True)
        return [c for c in children if "resource_tracker" not in " ".join(c.cmdline())] or [
            self.process
        ]

    def cpu(self) -> float:
        """CPU seconds of the server and its workers so far."""
        everyone = [self.process, *self.process.children(recursive=True)]
        return sum(p.cpu_times().user + p.cpu_times().system for p in everyone)

    def memory(self) -> float:
        """MiB of the largest worker."""
        return max(p.memory_info().rss for p in self.workers()) / 2**20


@contextmanager
def serve(target: str, environment: dict[str, str]) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", "1", "--blocking-threads", "32", "--no-ws", target),
    ]
    started = time.monotonic()
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(port)
        yield Served(port, psutil.Process(process.pid), time.monotonic() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def _wait_for(port: int) -> None:
    for _attempt in range(600):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
                answer.read()
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not start")


def load(served: Served, requests: list[dict[str, Any]], *, once: bool = False) -> dict[str, Any]:
    """Play requests against a server from another process; adds the CPU time a request."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(request) + "\n" for request in requests)
        file.flush()
        before = served.cpu()
        played = subprocess.run(  # noqa: S603
            [
                *(sys.executable, "-m", "bench.load", str(served.port), file.name),
                *("30" if once else str(SECONDS), str(CONNECTIONS)),
                *(["--once"] if once else []),
            ],
            check=True,
            capture_output=True,
        )
    figures: dict[str, Any] = json.loads(played.stdout)
    figures["cpu_ms"] = (served.cpu() - before) * 1000 / figures["requests"]
    return figures


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

    def token(self) -> str:
        return str(self._tokens.dumps("x" * 40))

    def post(self, number: int, path: str) -> dict[str, Any]:
        form = {"Content-Type": "application/x-www-form-urlencoded", "Referer": "http://127.0.0.1"}
        headers = self.headers(number) | form
        return {
            "method": "POST",
            "path": path,
            "headers": headers,
            "body": f"csrf_token={self.token()}",
        }


def compared(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians over the rounds, and the portal's as a ratio to the minimal application's."""

    def middle(rounds: list[dict[str, Any]], figure: str) -> float:
        return median(one[figure] for one in rounds)

    figures = ("per_second", "p50_ms", "p95_ms", "cpu_ms", "bytes")
    return {
        "statuses": ours[-1]["statuses"],
        **{figure: round(middle(ours, figure), 3) for figure in figures},
        "minimal": {figure: round(middle(theirs, figure), 3) for figure in figures},
        "speed_ratio": round(middle(ours, "per_second") / middle(theirs, "per_second"), 3),
        "cpu_ratio": round(middle(ours, "cpu_ms") / middle(theirs, "cpu_ms"), 3),
    }


def count_queries(app: Flask, request: dict[str, Any]) -> int:
    """How many statements one request sends to the database."""
    seen: list[str] = []
    with app.app_context():
        event.listen(
            db.engine, "before_cursor_execute", lambda _c, _u, statement, *_: seen.append(statement)
        )
        client = app.test_client()
        headers = request.get("headers", {})
        for _warm in range(2 if request.get("method", "GET") == "GET" else 1):
            seen.clear()
            client.open(
                request["path"],
                method=request.get("method", "GET"),
                headers=headers,
                data=request.get("body"),
                base_url="https://127.0.0.1",
            )
    return len(seen)


def main() -> None:
    compile_catalogues()
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres.throwaway() as postgres:
        Path(folder).chmod(0o755)
        results = measure(postgres, Path(folder))
    (ROOT / "bench" / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    write_table(results)
    print(json.dumps(results, indent=2))


def measure(postgres: EmbeddedPostgres, instance: Path) -> dict[str, Any]:
    environment = {
        "PORTAL_SECRET_KEY": SECRET,
        "PORTAL_DATABASE_URL": postgres.url(APP),
        "PORTAL_OWNER_DATABASE_URL": postgres.url(OWNER),
        "PORTAL_INSTANCE": str(instance),
    }
    settings = read_settings(
        secret_key=SECRET,
        database_url=postgres.url(APP),
        owner_database_url=postgres.url(OWNER),
        instance=instance,
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
    with postgres.connection("portal") as connection:
        world.fill(connection, CHALLENGES, SENDERS)
    results = {"machine": {"cpus": os.cpu_count()}, **public_pages(environment)}
    results |= signed_in_pages(app, environment)
    results["queries"] = {
        name: count_queries(app, request) for name, request in queried(Signer(app)).items()
    }
    results["audit"] = audit.measure(postgres, instance)
    results["growth"] = growth(postgres, environment)
    return results


def queried(signer: Signer) -> dict[str, dict[str, Any]]:
    number = SENDERS
    return {
        "list": {"path": "/challenges"},
        "challenge": {"path": "/challenges/challenge-7"},
        "home": {"path": "/home", "headers": signer.headers(number)},
        "submissions": {"path": "/submissions", "headers": signer.headers(number)},
        "send": signer.post(number, send_path(number)),
    }


def send_path(number: int) -> str:
    return f"/submissions/00000000-0000-4000-b000-{number:012d}/send"


def turns(
    environment: dict[str, str], requests: list[dict[str, Any]], theirs: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float, float]:
    """Both applications in turn, several rounds each; also memory and the time to start."""
    mine, minimal = [], []
    with serve("wsgi:app", environment) as portal, serve("bench.minimal:app", environment) as bare:
        load(portal, requests)
        load(bare, theirs)
        for _round in range(ROUNDS):
            mine.append(load(portal, requests))
            minimal.append(load(bare, theirs))
        return mine, minimal, portal.memory(), portal.first_answer


def public_pages(environment: dict[str, str]) -> dict[str, Any]:
    results: dict[str, Any] = {}
    for cache in ("false", "true"):
        chosen = environment | {"PORTAL_PAGE_CACHE": cache}
        for name, path in (("list", "/challenges"), ("challenge", "/challenges/challenge-7")):
            requests = [{"path": path}]
            mine, minimal, memory, start = turns(chosen, requests, requests)
            key = f"{name}_{'cached' if cache == 'true' else 'uncached'}"
            results[key] = compared(mine, minimal)
            results["memory_mib"] = round(max(memory, results.get("memory_mib", 0)), 1)
            results["start_seconds"] = round(max(start, results.get("start_seconds", 0)), 2)
    return results


def signed_in_pages(app: Flask, environment: dict[str, str]) -> dict[str, Any]:
    signer = Signer(app)
    results: dict[str, Any] = {}
    with serve("wsgi:app", environment) as portal, serve("bench.minimal:app", environment) as bare:
        for name, path in (("home_signed_in", "/home"), ("submissions", "/submissions")):
            asked = [{"path": path, "headers": signer.headers(n)} for n in range(1, 21)]
            load(portal, asked)
            mine = [load(portal, asked) for _ in range(ROUNDS)]
            minimal = [load(bare, [{"path": "/challenges"}]) for _ in range(ROUNDS)]
            results[name] = compared(mine, minimal)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        note = {"method": "POST", "path": "/notes", "headers": form, "body": "body=hello"}
        sends, notes = [], []
        each = (SENDERS - 1) // ROUNDS
        for turn in range(ROUNDS):
            numbers = range(turn * each + 1, (turn + 1) * each + 1)
            sends.append(load(portal, [signer.post(n, send_path(n)) for n in numbers], once=True))
            notes.append(load(bare, [note] * each, once=True))
        results["send"] = compared(sends, notes)
    return results


def growth(postgres: EmbeddedPostgres, environment: dict[str, str]) -> dict[str, Any]:
    """The public list without a cache at a thousand and at a hundred thousand challenges."""
    chosen = environment | {"PORTAL_PAGE_CACHE": "false"}
    asked = [{"path": "/challenges"}]
    with serve("wsgi:app", chosen) as portal:
        load(portal, asked)
        few = median(load(portal, asked)["per_second"] for _ in range(ROUNDS))
        with postgres.connection("portal") as connection:
            world.more_challenges(connection, CHALLENGES + 1, MANY)
        load(portal, asked)
        many = median(load(portal, asked)["per_second"] for _ in range(ROUNDS))
    return {"at_1000": round(few, 1), "at_100000": round(many, 1), "ratio": round(few / many, 3)}


def write_table(results: dict[str, Any]) -> None:
    """Put the figures between the two marks of docs/performance.md."""
    rows = [
        "| page | per second | p50 ms | p95 ms | CPU ms | bytes | speed ratio | CPU ratio |",
        "| --- | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for name, found in results.items():
        if isinstance(found, dict) and "speed_ratio" in found:
            rows.append(
                f"| {name.replace('_', ' ')} | {found['per_second']:.0f} | {found['p50_ms']:.1f} |"
                f" {found['p95_ms']:.1f} | {found['cpu_ms']:.2f} | {found['bytes']:.0f} |"
                f" {found['speed_ratio']:.2f} | {found['cpu_ratio']:.2f} |"
            )
    queries = ", ".join(f"{name} {count}" for name, count in results["queries"].items())
    rows += [
        "",
        (
            f"Queries a request: {queries}. Memory of a web worker: {results['memory_mib']} MiB."
            f" From start to first answer: {results['start_seconds']} s."
            f" 1,000 → 100,000 challenges: {results['growth']['ratio']} × the time of the list."
            f" Eight writers keep {results['audit']['ratio']:.0%} of their commits with the log."
        ),
    ]
    page = ROOT / "docs" / "performance.md"
    marked = re.sub(
        r"(<!-- figures -->\n).*(<!-- end -->)",
        lambda m: m[1] + "\n".join(rows) + "\n" + m[2],
        page.read_text(),
        flags=re.DOTALL,
    )
    page.write_text(marked)


if __name__ == "__main__":
    main()
