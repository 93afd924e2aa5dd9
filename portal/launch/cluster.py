"""The data folder of the embedded server: made once, whole or not at all, and of one version."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from portal.launch.place import Place, PostgresFailed, Say, environment, libc_locale

VERSION = "18"
SUPERUSER = "postgres"


def ensure(place: Place, *, say: Say, durable: bool) -> None:
    """Make the folder where there is none. Raises PostgresFailed where it is not for us."""
    data = place.data
    if data.exists() and not place.account.is_another and data.stat().st_uid != os.geteuid():
        raise PostgresFailed(
            f"The database in {data} belongs to another account of this machine: "
            "start the portal as the account that made it, or as root."
        )
    found = data / "PG_VERSION"
    if not found.exists():
        say("Making a database folder.")
        _make(place, data, durable=durable)
        return
    version = found.read_text(encoding="ascii").strip()
    if version != VERSION:
        raise PostgresFailed(
            f"The database in {data} was made by PostgreSQL {version}, and this is {VERSION}."
        )


def _make(place: Place, data: Path, *, durable: bool) -> None:
    """Make it beside its place and rename it."""
    half = data.with_name(f"{data.name}.new")
    shutil.rmtree(half, ignore_errors=True)
    place.account.make_private(half)
    done = subprocess.run(
        [
            *(place.programs / "initdb", "-D", half, "-U", SUPERUSER),
            *("--encoding=UTF8", "--auth=trust", "--no-instructions"),
            # No ICU in the wheel. The C library's part is named as each platform names it.
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--locale=C", f"--lc-ctype={libc_locale()}"),
            *(() if durable else ("--no-sync",)),
        ],
        check=False,
        capture_output=True,
        text=True,
        env=environment(),
        **place.account.popen,
    )
    if done.returncode != 0:
        shutil.rmtree(half, ignore_errors=True)
        reason = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise PostgresFailed(f"The database cannot be made in {data}: {reason[0]}")
    half.rename(data)
