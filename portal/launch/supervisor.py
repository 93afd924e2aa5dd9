"""Starts everything in order, keeps it up, and stops it in order."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http import HTTPStatus
from threading import Event
from types import FrameType

from portal.demo.cast import PLAYERS
from portal.kernel.text import compile_catalogues
from portal.launch import checks, database, keys
from portal.launch.children import PRIVATE, Child
from portal.launch.options import Options, Refused
from portal.launch.place import PostgresFailed, Say
from portal.launch.postgres import APP, OWNER, EmbeddedPostgres
from portal.settings import ROOT

READY_PATIENCE = 90.0
GLANCE = 0.2  # seconds between two looks at the children


class Stopped(Exception):
    """Somebody asked for the end before everything was up."""


class Supervisor:
    """One portal on this machine, from its checks to its last process."""

    def __init__(self, options: Options, *, say: Say) -> None:
        self.options = options
        self._say = say
        self._stop = Event()
        self._postgres: EmbeddedPostgres | None = None
        self._children: list[Child] = []
        # There while the demonstration is filled in, which takes many transactions.
        self._unfinished = options.instance / "demonstration-unfinished"

    def run(self) -> None:
        """Until SIGINT, SIGTERM or SIGHUP. Raises Refused, with nothing left running."""
        checks.port_is_free(self.options)
        checks.make_instance(self.options.instance)
        if checks.take_instance(self.options.instance) is None:
            raise Refused(f"A portal already runs from {self.options.instance}.")
        with self._stopping_at_signals():
            try:
                self._start()
                self._keep_up()
            except Stopped:
                pass
            except PostgresFailed as failed:
                if not self._stop.is_set():
                    raise Refused(str(failed)) from failed
            finally:
                self._stop_all()

    def command(self, words: Sequence[str]) -> int:
        """Run ``flask …`` on this instance, whether it is up or not, and give its exit code."""
        checks.make_instance(self.options.instance)
        is_up = checks.take_instance(self.options.instance) is None
        with self._stopping_at_signals():
            try:
                environ, _found = self._prepare(start=not is_up)
                flask = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
                return subprocess.run(
                    flask, cwd=ROOT, env=environ, check=False, umask=PRIVATE
                ).returncode
            except PostgresFailed as failed:
                raise Refused(str(failed)) from failed
            finally:
                self._stop_all()

    # Starting

    def _start(self) -> None:
        environ, found = self._prepare()
        compile_catalogues()
        if not found.is_migrated:
            self._say("Migrating the database.")
            self._flask(environ, "db", "upgrade")
        if found.is_empty and environ["PORTAL_DEMONSTRATION"] == "true":
            self._say("Filling the portal with the demonstration.")
            self._unfinished.touch()
            self._flask(environ, "demo", "--if-empty")
            self._unfinished.unlink()
        self._say("Starting the web server and the worker.")
        address, port = self.options.address, str(self.options.port)
        self._children = [
            Child("web server", "portal.launch.web", [address, port], environ, say=self._say),
            Child("worker", "portal.launch.worker", [], environ, say=self._say),
        ]
        for child in self._children:
            child.start()
        self._wait_until_ready()
        self._greet(environ["PORTAL_DEMO_PASSWORD"])

    def _prepare(self, *, start: bool = True) -> tuple[dict[str, str], database.Found]:
        """What the web and the worker are told, and what is in the database, which now runs."""
        environ = dict(os.environ)
        instance = self.options.instance
        environ["PORTAL_INSTANCE"] = str(instance)
        environ.setdefault("PORTAL_BASE_URL", self.options.origin)
        if not environ.get("PORTAL_SECRET_KEY"):
            environ["PORTAL_SECRET_KEY"] = keys.kept(instance / "secret-key", keys.secret_key())
        if self.options.database_url:
            environ["PORTAL_DATABASE_URL"] = self.options.database_url
        else:
            environ |= self._embedded(start=start)
        found = database.look(environ["PORTAL_DATABASE_URL"])
        demonstration = self._is_demonstration(found)
        environ["PORTAL_DEMONSTRATION"] = str(demonstration).lower()
        environ["PORTAL_DEMO_PASSWORD"] = self._demo_password(found) if demonstration else ""
        return environ, found

    def _embedded(self, *, start: bool) -> dict[str, str]:
        server = EmbeddedPostgres(self.options.instance, say=self._say, given_up=self._stop.is_set)
        if start:
            self._say("Starting PostgreSQL.")
            self._postgres = server
            server.start()
            if self._unfinished.exists():
                self._say("The demonstration was broken off half-way: beginning again.")
                server.empty()
        return {
            "PORTAL_DATABASE_URL": server.url(APP),
            "PORTAL_OWNER_DATABASE_URL": server.url(OWNER),
        }

    def _is_demonstration(self, found: database.Found) -> bool:
        """As it was said; else not where real people are, whose second factors it would lift."""
        if self.options.demonstration is not None:
            return self.options.demonstration
        return found.is_empty or found.is_demonstration

    def _demo_password(self, found: database.Found) -> str:
        """What the made-up people sign in with, which was set when they were made."""
        file = self.options.instance / "demo-password"
        wanted = os.environ.get("PORTAL_DEMO_PASSWORD", "")
        if found.is_empty and wanted:
            keys.keep(file, wanted)
        return keys.kept(file, wanted or keys.password())

    def _flask(self, environ: dict[str, str], *words: str) -> None:
        """Run a command of the portal to its end, unless somebody asks for ours."""
        with subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            umask=PRIVATE,
        ) as process:
            while process.poll() is None:
                if self._stop.wait(0.02):
                    process.terminate()
                    raise Stopped
        if process.returncode != 0:
            raise Refused(f"‘flask {' '.join(words)}’ did not succeed: its words are above.")

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + READY_PATIENCE
        while not self._is_ready():
            if self._stop.wait(0.05):
                raise Stopped
            self._look_after_all()
            if time.monotonic() > until:
                raise Refused(f"The portal did not become ready in {READY_PATIENCE:.0f} seconds.")

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection(self.options.address, self.options.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _greet(self, password: str) -> None:
        self._say(f"\nVeldwerk is ready at {self.options.origin}\n")
        if password:
            self._say(f"Sign in with the password {password} as one of these:\n")
            for player in PLAYERS:
                self._say(f"  {player.email:<28}{player.role}")
            self._say(f"\nWhat to try with each: {self.options.origin}/demo\n")
        self._say("Stop with Ctrl-C.")

    # Running

    def _keep_up(self) -> None:
        while not self._stop.wait(GLANCE):
            self._look_after_all()

    def _look_after_all(self) -> None:
        """Start again what ended; the database first, which the others need."""
        if self._postgres is not None and not self._postgres.is_running():
            self._say("PostgreSQL ended: starting it again.")
            self._postgres.start()
        for child in self._children:
            child.keep_up()

    # Stopping

    def _stop_all(self) -> None:
        """The web first, so that nothing new comes in; the database last."""
        if self._children:
            self._say("Stopping.")
        for child in self._children:
            child.stop()
        if self._postgres is not None:
            self._postgres.stop()

    @contextmanager
    def _stopping_at_signals(self) -> Iterator[None]:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self._stop.set()

        ours = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = [signal.signal(number, stop) for number in ours]
        try:
            yield
        finally:
            for number, handler in zip(ours, before, strict=True):
                signal.signal(number, handler)


def say(sentence: str) -> None:
    """To the person at the terminal, who may have gone."""
    with suppress(BrokenPipeError):
        sys.stdout.write(f"{sentence}\n")
        sys.stdout.flush()
