"""A process that ends when the one that started it is gone, however that one ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from threading import Thread

PATIENCE = 8.0  # seconds for what is in hand


def end_with_supervisor() -> None:
    """For its children: their standard input is a pipe that ends when the supervisor does."""
    _when_over(lambda: os.read(sys.stdin.fileno(), 1))


def end_with_parent() -> None:
    """For processes of ``multiprocessing``, whose parent can be waited for."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        _when_over(parent.join)


def _when_over(wait: Callable[[], object]) -> None:
    def watch() -> None:
        wait()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE)
        os._exit(1)

    Thread(target=watch, name="orphan", daemon=True).start()
