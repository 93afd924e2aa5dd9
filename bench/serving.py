"""Serves an application with one worker, and plays requests against it from another process."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

import psutil

from portal.launch.web import THREADS, THRIFT

PORTAL = "wsgi:app"
MINIMAL = "bench.minimal:app"
CONNECTIONS = 4
LONGEST = 60  # seconds that one load may take


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

    def memory(self, *, own: bool = False) -> float:
        """MiB of the largest worker; ``own``: without the pages of libraries that all share."""
        told = [process.memory_full_info() for process in self.workers()]
        return max(found.uss if own else found.rss for found in told) / 2**20


@contextmanager
def serve(
    target: str, environment: dict[str, str], *, answers: str = "/healthz"
) -> Iterator[Served]:
    """Each as fast as it can be: more than one thread only makes the minimal application slower,
    while the portal, which lets bodies wait in threads, is measured as it is run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    threads = THREADS if target == PORTAL else 1
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", "1", "--no-ws"),
        *("--blocking-threads", str(threads), target),
    ]
    started = time.monotonic()
    process = subprocess.Popen(  # noqa: S603
        command, env=os.environ | THRIFT | environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}{answers}")
        yield Served(port, psutil.Process(process.pid), time.monotonic() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def _wait_for(address: str) -> None:
    for _attempt in range(1500):
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310
                answer.read()
                return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("the server did not start")


def load(
    served: Served, requests: Sequence[dict[str, Any]], *, seconds: float = 0
) -> dict[str, Any]:
    """Play requests over a few connections, for so long or each once; adds the CPU a request."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(request) + "\n" for request in requests)
        file.flush()
        before = served.cpu()
        played = subprocess.run(  # noqa: S603
            [
                *(sys.executable, "-m", "bench.load", str(served.port), file.name),
                *(str(seconds or LONGEST), str(CONNECTIONS)),
                *([] if seconds else ["--once"]),
            ],
            check=True,
            capture_output=True,
            timeout=LONGEST + 30,
        )
    figures: dict[str, Any] = json.loads(played.stdout)
    figures["cpu_ms"] = (served.cpu() - before) * 1000 / figures["requests"]
    return figures
