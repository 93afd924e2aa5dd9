"""What is known of a process by its number, on Linux and on macOS."""

from __future__ import annotations

import subprocess
from pathlib import Path

PROC = Path("/proc")  # not there on macOS


def command_of(pid: int) -> str:
    """The command line of a process; empty when there is none, or it just begins or ends."""
    if PROC.exists():
        try:
            words = (PROC / str(pid) / "cmdline").read_bytes()
        except OSError:
            return ""
        return words.replace(b"\0", b" ").decode(errors="replace")
    return _ps(pid, "command=")


def runs(pid: int) -> bool:
    """Whether there is such a process; one that ended and waits for its parent is none."""
    if PROC.exists():
        try:
            status = (PROC / str(pid) / "stat").read_bytes()
        except OSError:
            return False
        state = status.rpartition(b")")[2].split()[0].decode()
    else:
        state = _ps(pid, "stat=") or "X"
    return state[0] not in "ZX"


def _ps(pid: int, what: str) -> str:
    shown = subprocess.run(
        ["/bin/ps", "-p", str(pid), "-o", what], check=False, capture_output=True, text=True
    )
    return shown.stdout.strip()
