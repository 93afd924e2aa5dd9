"""The embedded PostgreSQL: the programs of the wheel, run by a small supervisor of our own.

It listens on a socket in a private folder and nowhere else; who can enter that folder is trusted.
Two roles are made: ``portal_owner`` owns the database and migrates it, ``portal_app`` is what the
web and the worker are. Tables are granted to the latter by the migrations.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from portal.launch import cluster, processes
from portal.launch.place import (
    SHORT_TEMPORARY_FOLDER,
    SOCKET_NAME,
    Account,
    Place,
    PostgresFailed,
    Say,
    environment,
)

DATABASE = "portal"
OWNER = "portal_owner"
APP = "portal_app"

# A killed postmaster leaves processes that hold its memory for about two seconds.
START_PATIENCE = 15.0
STOP_PATIENCE = 20.0
RECOVERY_PATIENCE = 600.0
SILENT_RECOVERY = 5.0
LOG_LIMIT = 10 * 2**20

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m ",
}
THROW_AWAY_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_wal_size": "4GB",
}

# Ends the server when the supervisor, which holds the other end of standard input, is gone.
GUARD = 'read -r _; kill -s "$2" "$1"; shift 2; [ $# = 0 ] || { sleep 1; rm -rf "$@"; }'


def _in_silence(_sentence: str) -> None:
    pass


class EmbeddedPostgres:
    """One server in ``<instance>/postgres``. It can be started, stopped and started again.

    ``say`` hears what a person should know; ``given_up`` is asked whether to go on waiting while
    it starts, which takes minutes after a hard stop. Raises ``PostgresFailed`` with a sentence.
    """

    def __init__(
        self,
        instance: Path,
        *,
        say: Say = _in_silence,
        given_up: Callable[[], bool] = lambda: False,
        throw_away: bool = False,
    ) -> None:
        self.instance = instance.absolute()
        self.place = Place(instance, say=say)
        self.log = self.instance / "postgres.log"
        self._say = say
        self._given_up = given_up
        self._throw_away = throw_away
        self._child: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._pid = 0
        self._adopted = False
        self._log_start = 0

    @classmethod
    def throwaway(cls) -> Self:
        """A server for tests in a folder of its own: fast, not durable, gone when it stops."""
        folder = Path(tempfile.mkdtemp(prefix="veldwerk-test-", dir=SHORT_TEMPORARY_FOLDER))
        folder.chmod(0o711)
        return cls(folder, throw_away=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process of the server, 0 when it was not started."""
        return self._pid

    @property
    def account(self) -> Account:
        return self.place.account

    @cached_property
    def socket_folder(self) -> Path:
        """The private folder of the server's socket: of the one that runs, if one does."""
        living = self._living()
        if living:
            return Path(self._lock_file_line(4))
        return self.place.socket_folder()

    def url(self, role: str = APP, database: str = DATABASE) -> str:
        """The address for SQLAlchemy. ``PGPORT`` in the environment cannot change it."""
        folder = quote(str(self.socket_folder), safe="/")
        return f"postgresql+psycopg://{role}@/{database}?host={folder}&port=5432"

    @contextmanager
    def connection(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """A connection as superuser in autocommit, for what a migration cannot do."""
        with psycopg.connect(
            host=str(self.socket_folder),
            port=5432,
            user=cluster.SUPERUSER,
            dbname=database,
            autocommit=True,
            connect_timeout=10,
        ) as connection:
            yield connection

    def clone(self, name: str, *, template: str) -> None:
        """A fresh database with the content of another one, in place of an old one."""
        with self.connection() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY {}").format(
                    sql.Identifier(name),
                    sql.Identifier(template),
                    sql.Identifier(OWNER),
                    sql.SQL("wal_log"),
                )
            )

    def empty(self) -> None:
        """Throw the portal's database away, with all that is in it, and make an empty one."""
        with self.connection() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(DATABASE))
            )
            self._make_database(connection)

    # Starting

    def start(self) -> None:
        """Start the server, or adopt the one that runs already, and make roles and database."""
        cluster.ensure(self.place, say=self._say, durable=not self._throw_away)
        self._shorten_log()
        patience = time.monotonic() + START_PATIENCE
        while not self._come_up():
            reason = self._last_words()
            if time.monotonic() > patience or not self._is_passing(reason):
                raise PostgresFailed(f"PostgreSQL does not start: {reason}")
            if time.monotonic() > patience - START_PATIENCE / 2:
                self._forget_undead()
            time.sleep(0.2)
        self._make_roles_and_database()

    def _come_up(self) -> bool:
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        living = self._living()
        if living and not Path(self._lock_file_line(4), SOCKET_NAME).parent.exists():
            # Somebody cleaned the temporary folder: nobody can talk to this server any more.
            self._pid = living
            self.stop()
            living = 0
        self.__dict__.pop("socket_folder", None)
        self._adopted = living != 0
        if living:
            self._pid = living
        else:
            self._launch()
        self._watch()
        return self._wait_until_ready()

    def _launch(self) -> None:
        if self._child is not None:
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(START_PATIENCE)  # it no longer serves: it is ending
        settings = SETTINGS | {"unix_socket_directories": str(self.socket_folder)}
        if self._throw_away:
            settings |= THROW_AWAY_SETTINGS
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [
                    *(self.place.programs / "postgres", "-D", self.place.data),
                    *(
                        word
                        for name, value in settings.items()
                        for word in ("-c", f"{name}={value}")
                    ),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(),
                start_new_session=True,  # Ctrl-C is for the supervisor, which stops in order
                **self.account.popen,
            )
        self._pid = self._child.pid

    def _is_passing(self, reason: str) -> bool:
        """Whether another try makes sense: a server before this one is still ending."""
        return self._adopted or "lock file" in reason or "shared memory" in reason

    def _wait_until_ready(self) -> bool:
        """Whether the server answers; False when its process is gone."""
        begun = time.monotonic()
        told = False
        while self.is_running():
            if self._given_up():
                raise PostgresFailed("PostgreSQL was told to stop before it had started.")
            try:
                with self.connection():
                    return True
            except psycopg.OperationalError as refused:
                waited = time.monotonic() - begun
                if waited > RECOVERY_PATIENCE:
                    raise PostgresFailed(f"PostgreSQL does not answer: {refused}") from refused
                if waited > SILENT_RECOVERY and not told:
                    self._say("PostgreSQL is repairing its files after a hard stop; please wait.")
                    told = True
                time.sleep(0.02)
        return False

    def _make_roles_and_database(self) -> None:
        with self.connection() as connection:
            roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role in (OWNER, APP):
                if role not in roles:
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            databases = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
            if DATABASE not in databases:
                self._make_database(connection)

    def _make_database(self, connection: psycopg.Connection) -> None:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(DATABASE), sql.Identifier(OWNER)
            )
        )

    def _watch(self) -> None:
        """See to it that the server ends when this process is killed."""
        self._unwatch()
        how = "QUIT" if self._throw_away else "INT"
        remove = (self.socket_folder, self.instance) if self._throw_away else ()
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", str(self._pid), how, *remove],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **(self.account.popen if not self._throw_away else {"cwd": "/"}),
        )

    def _unwatch(self) -> None:
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.kill()
            self._guard.wait()
            self._guard.stdin.close()
        self._guard = None

    # Running

    def is_running(self) -> bool:
        if self._child is not None:
            self._child.poll()  # a child that ended keeps its number until its parent looks
        return self._pid != 0 and processes.runs(self._pid)

    def _living(self) -> int:
        """The process that serves this folder, 0 if none does. A stale lock file is removed."""
        try:
            pid = int(self._lock_file_line(0))
        except (OSError, ValueError, IndexError):
            return 0
        command = processes.command_of(pid)
        if str(self.place.data) in command:
            return pid
        # Since that server ended, its number was given to another process. PostgreSQL would
        # refuse to start for ever. (A server started by hand in another way is left alone.)
        if command and ("postgres" not in command or " -D /" in command):
            self._unlock()
        return 0

    def _unlock(self) -> None:
        lock = self.place.data / "postmaster.pid"
        with suppress(OSError, IndexError):
            Path(self._lock_file_line(4), f"{SOCKET_NAME}.lock").unlink()
        lock.unlink(missing_ok=True)

    def _forget_undead(self) -> None:
        """Remove the lock of a server that ended but whose number is never given back.

        So it goes in a container whose first process does not collect the dead. Its children,
        whose memory the lock protects, end within seconds: this is asked after them.
        """
        with suppress(OSError, ValueError, IndexError):
            if not processes.runs(int(self._lock_file_line(0))):
                self._unlock()

    def _lock_file_line(self, number: int) -> str:
        text = (self.place.data / "postmaster.pid").read_text(encoding="utf-8")
        return text.splitlines()[number].strip()

    # Stopping

    def stop(self) -> None:
        """Stop the server: its connections are closed, what was committed is on disk."""
        self._unwatch()
        for how, patience in (
            (signal.SIGINT, STOP_PATIENCE),
            (signal.SIGQUIT, STOP_PATIENCE),
            (signal.SIGKILL, 2.0),
        ):
            if not self.is_running():
                break
            os.kill(self._pid, signal.SIGQUIT if self._throw_away else how)
            self._wait_until_gone(patience)
        self._pid = 0
        if self._throw_away:
            shutil.rmtree(self.socket_folder, ignore_errors=True)
            shutil.rmtree(self.instance, ignore_errors=True)

    def _wait_until_gone(self, patience: float) -> None:
        until = time.monotonic() + patience
        while self.is_running() and time.monotonic() < until:
            time.sleep(0.02)

    # What it said

    def _last_words(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read().decode(errors="replace").splitlines()
        fatal = [line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line]
        return (fatal or lines or ["it said nothing"])[-1]

    def _shorten_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.old"))
