"""The whole portal as ``make run`` starts it, and what is left when something is killed."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from portal.launch.place import Place
from portal.launch.postgres import APP, EmbeddedPostgres
from portal.settings import ROOT
from tests import database


class Portal:
    """One instance in a folder of its own, and the process that keeps it up."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port: int = listener.getsockname()[1]
        self.environ = os.environ | {
            "PORT": str(self.port),
            "PORTAL_INSTANCE": str(instance),
            "PORTAL_DEMONSTRATION": "false",
        }
        self.log = (instance / "said").open("a+")
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.launch"],
            cwd=ROOT,
            env=self.environ,
            stdout=self.log,
            stderr=self.log,
            text=True,
        )
        until(self.is_ready, 60)

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)

    def is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            try:
                connection.request("GET", "/readyz")
                return connection.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                return False

    def flask(self, *words: str) -> str:
        """What a command says, of the portal of this instance, up or not."""
        return subprocess.run(
            [sys.executable, "-m", "portal.launch", "flask", *words],
            cwd=ROOT,
            env=self.environ,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read()

    def processes(self) -> dict[str, list[int]]:
        """What runs for this instance, by what it is: supervisor, web, worker, postgres."""
        found: dict[str, list[int]] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().decode().split("\0")
                environ = (folder / "environ").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if f"PORTAL_INSTANCE={self.instance}" in environ and "-m" in words:
                module = words[words.index("-m") + 1].removeprefix("portal.launch")
                found.setdefault(module.lstrip(".") or "supervisor", []).append(int(folder.name))
            elif words[0].endswith("postgres") and f"{self.instance}/postgres" in words:
                found.setdefault("postgres", []).append(int(folder.name))
        return {name: sorted(numbers) for name, numbers in found.items()}


def until(happens: Callable[[], bool], patience: float) -> None:
    end = time.monotonic() + patience
    while not happens():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.05)


@pytest.fixture
def portal(open_folder: Path) -> Iterator[Portal]:
    if not Path("/proc/self/environ").exists():
        pytest.skip("processes are found in /proc")
    portal = Portal(open_folder)
    yield portal
    if portal.process is not None and portal.process.poll() is None:
        portal.stop()
    portal.log.close()
    shutil.rmtree(Place(open_folder, say=lambda _: None).socket_folder())


def test_what_is_killed_is_started_again_and_a_stop_leaves_nothing(portal: Portal) -> None:
    portal.start()
    running = portal.processes()
    assert set(running) == {"supervisor", "postgres", "web", "worker"}

    killed = [running["web"][0], *running["worker"], *running["postgres"]]
    if len(running["web"]) > 1:
        killed.append(running["web"][1])
    for number in killed:
        os.kill(number, signal.SIGKILL)

    until(lambda: set(portal.processes()) == set(running), 30)
    until(portal.is_ready, 30)
    assert "(head)" in portal.flask("db", "current")
    assert not set(killed) & {n for numbers in portal.processes().values() for n in numbers}
    assert portal.stop() == 0
    assert portal.processes() == {}


def test_what_loses_its_supervisor_ends_and_the_next_start_is_well(portal: Portal) -> None:
    portal.start()
    assert portal.process is not None
    portal.process.kill()
    portal.process.wait()
    until(lambda: portal.processes() == {}, 15)

    portal.start()
    for numbers in portal.processes().values():
        for number in numbers:
            os.kill(number, signal.SIGKILL)
    portal.process.wait()

    assert "(head)" in portal.flask("db", "current"), "of one that is down, too"
    assert portal.processes() == {}


def test_with_a_database_of_ones_own_no_server_is_started(
    portal: Portal, postgres: EmbeddedPostgres, worker_name: str
) -> None:
    database.build_once(postgres, database.build)
    name = f"own_{worker_name}"
    postgres.clone(name, template=database.TEMPLATE)
    portal.environ["PORTAL_DATABASE_URL"] = postgres.url(APP, name)

    portal.start()

    assert set(portal.processes()) == {"supervisor", "web", "worker"}
    assert "PostgreSQL" not in portal.said()
    assert portal.stop() == 0
    with postgres.connection(name) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,), "what is not ours goes on"
