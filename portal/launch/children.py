"""The processes that the supervisor starts, and starts again when one is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence

from portal.launch.options import Refused
from portal.launch.place import Say
from portal.settings import ROOT

STOP_PATIENCE = 15.0
# So many ends within so many seconds, and it is not started again.
ENDS = 5
WITHIN = 60.0
# Other accounts may pass through the instance, not read what people sent to the portal.
PRIVATE = 0o077


class Child:
    """One process, with all that it starts itself, in a session of its own.

    So Ctrl-C reaches the supervisor alone, which stops everything in order. Standard input is a
    pipe that ends with the supervisor: ``orphan`` watches it.
    """

    def __init__(
        self, name: str, module: str, words: Sequence[str], environ: Mapping[str, str], *, say: Say
    ) -> None:
        self.name = name
        self._command = [sys.executable, "-m", module, *words]
        self._environ = environ
        self._say = say
        self._ends: deque[float] = deque(maxlen=ENDS)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environ,
            stdin=subprocess.PIPE,
            start_new_session=True,
            umask=PRIVATE,
        )

    def keep_up(self) -> None:
        """Start it again if it ended. Raises Refused where that does not help."""
        if self._process is None or self._process.poll() is None:
            return
        how = _how(self._process.returncode)
        self._forget()
        self._ends.append(time.monotonic())
        if len(self._ends) == ENDS and self._ends[-1] - self._ends[0] < WITHIN:
            raise Refused(f"The {self.name} does not stay up ({how}): its words are above.")
        self._say(f"The {self.name} ended ({how}): starting it again.")
        self.start()

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self._say(f"The {self.name} does not stop: ending it.")
        self._forget()

    def _forget(self) -> None:
        """End what is left of the process and of those it started."""
        if self._process is None:
            return
        # The group is there as long as somebody is in it, so its number is nobody else's.
        if self._process.returncode is None or _group_lives(self._process.pid):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process = None


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
