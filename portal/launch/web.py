"""The web server: ``python -m portal.launch.web ADDRESS PORT``."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from portal.launch import orphan

# Most of them wait for bodies (portal.kernel.spool); one at a time is in the application.
THREADS = 32
# Each thread would get an arena of its own to keep freed memory in, though they take turns.
THRIFT = {"MALLOC_ARENA_MAX": "1"}


def load() -> Any:
    """The application, in a worker of the server."""
    # Until the server sets its own, the handlers of its main process are here, and do nothing.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    orphan.end_with_parent()
    from wsgi import app  # noqa: PLC0415 - not in the server's main process

    return app


def processors() -> int:
    """How many this process may use; a container or ``taskset`` may allow fewer than there are."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def main(address: str, port: int) -> None:
    orphan.end_with_supervisor()
    os.environ.update(THRIFT)
    server = Granian(
        "wsgi:app",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=processors(),
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=load, wrap_loader=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
