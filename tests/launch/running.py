"""The whole portal of one instance, as ``make run`` starts it, for tests that kill parts of it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from portal.settings import ROOT


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
        self.begin()
        self.until(self.is_ready, 60)

    def begin(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.launch"],
            cwd=ROOT,
            env=self.environ,
            stdout=self.log,
            stderr=self.log,
            text=True,
        )

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

    def until(self, happens: Callable[[], bool], patience: float) -> None:
        """Wait; when it does not happen, tell what the portal said and what runs of it."""
        until(happens, patience, lambda: f"{self.processes()}\n{self.said()}")

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


def until(
    happens: Callable[[], bool], patience: float, tell: Callable[[], str] = lambda: ""
) -> None:
    end = time.monotonic() + patience
    while not happens():
        assert time.monotonic() < end, f"it does not happen\n{tell()}"
        time.sleep(0.05)
