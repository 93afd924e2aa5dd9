"""Whether the portal can start here, asked before anything does."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import tempfile
import time
from pathlib import Path

from portal.launch.options import Options, Refused

# What was killed with the supervisor of a moment ago still lets go of the port.
PATIENCE = 2.0


def port_is_free(options: Options) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            _bind(options)
        except OSError as wrong:
            if wrong.errno == errno.EADDRINUSE and time.monotonic() < until:
                time.sleep(0.1)
                continue
            raise Refused(_port_sentence(options, wrong)) from wrong
        return


def _bind(options: Options) -> None:
    family = socket.AF_INET6 if ":" in options.address else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((options.address, options.port))


def _port_sentence(options: Options, wrong: OSError) -> str:
    where = f"{options.host}:{options.port}"
    if wrong.errno == errno.EADDRINUSE:
        other = options.port % 65535 + 1
        return f"{where} is in use by another program: stop that, or choose PORT={other}."
    if wrong.errno == errno.EACCES:
        return f"This account may not use {where}: choose a PORT of 1024 or more."
    return f"The portal cannot listen on {where}: {wrong.strerror}."


def make_instance(folder: Path) -> None:
    """Make the folder for everything that is kept, and try to write in it."""
    # The account that runs PostgreSQL must be able to pass through, where it is another one.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as wrong:
        raise Refused(
            f"Nothing can be written in {folder} ({wrong.strerror}): make it writable, "
            "or name another folder in PORTAL_INSTANCE."
        ) from wrong


def take_instance(folder: Path) -> int | None:
    """A lock on the folder, which ends with this process; None where another has it."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock
