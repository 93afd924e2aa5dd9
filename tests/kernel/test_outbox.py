"""Letters go out through a real SMTP server, and a real worker takes them from the queue."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from flask import Flask
from psycopg.errors import AdminShutdown
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from portal.kernel import outbox
from portal.kernel.db import db
from portal.kernel.guard import witness
from portal.kernel.outbox import PAUSES, Letter, LetterState, deliver, deliver_one
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from portal.settings import Settings
from tests.world import World


class PostOffice:
    """A real SMTP server on this machine that keeps what it accepts, or refuses all."""

    def __init__(self) -> None:
        self.received: list[Message] = []
        self.recipients: list[str] = []
        self.refuses = False
        self.port = 0

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.refuses:
            return "451 4.3.0 Try again later"
        assert isinstance(envelope.content, bytes)
        self.recipients += envelope.rcpt_tos
        self.received.append(message_from_bytes(envelope.content))
        return "250 2.0.0 Accepted"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    office = PostOffice()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    office.port = port
    yield office
    controller.stop()


@pytest.fixture
def posted(app: Flask, settings: Settings, office: PostOffice) -> Iterator[PostOffice]:
    """Settings under which letters go through the office."""
    changed = settings.model_copy(
        update={"smtp_host": "127.0.0.1", "smtp_port": office.port, "smtp_timeout": 5.0}
    )
    app.extensions["portal.settings"] = changed
    yield office
    app.extensions["portal.settings"] = settings


def write(world: World, names: int = 1) -> list[Letter]:
    people = [world.user().person for _ in range(names)]
    with unit_of_work(system("test")) as work:
        for person in people:
            work.letter(person, "accounts/mail/test.txt", name=person.name)
    return world.letters()


def jobs(status: str) -> list[Any]:
    return list(
        db.session.execute(
            text("SELECT task_name, args, scheduled_at FROM procrastinate_jobs WHERE status = :s"),
            {"s": status},
        )
    )


def test_the_job_is_queued_in_the_transaction_of_its_cause(world: World) -> None:
    person = world.user().person
    with pytest.raises(RuntimeError), unit_of_work(system("test")) as work:
        work.letter(person, "accounts/mail/test.txt", name="x")
        work.settle()
        raise RuntimeError
    assert jobs("todo") == []
    assert world.letters() == []
    letters = write(world, names=3)
    queued = [sorted(job.args["letters"]) for job in jobs("todo")]
    assert queued == [sorted(str(letter.id) for letter in letters)]


def test_a_letter_reaches_the_server_with_the_headers_of_a_machine(
    world: World, posted: PostOffice
) -> None:
    letter = write(world)[0]
    assert deliver_one(letter.id) is LetterState.SENT
    message = posted.received[0]
    assert message["To"] == letter.recipient
    assert message["Message-ID"] == letter.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == "Test"


def test_a_refused_letter_is_tried_again_with_growing_pauses_and_then_parked(
    world: World, posted: PostOffice
) -> None:
    posted.refuses = True
    letter_id = write(world)[0].id
    for attempt in range(1, len(PAUSES) + 1):
        assert deliver_one(letter_id) is LetterState.WAITING
        letter = world.one(Letter, letter_id)
        assert letter.attempts == attempt
        assert "451" in letter.last_error
    pauses = [job.scheduled_at for job in jobs("todo") if job.scheduled_at]
    assert pauses == sorted(pauses)
    assert len(pauses) == len(PAUSES)
    assert deliver_one(letter_id) is LetterState.PARKED
    assert world.one(Letter, letter_id).state is LetterState.PARKED


def test_a_letter_that_cannot_be_addressed_holds_up_no_other(
    world: World, posted: PostOffice
) -> None:
    first, second = write(world, names=2)
    with witness("letters") as line:
        line.execute(update(Letter).where(Letter.id == first.id).values(recipient="niemand@.."))
    deliver([str(first.id), str(second.id)])
    assert [message["To"] for message in posted.received] == [second.recipient]
    assert world.one(Letter, first.id).last_error


@pytest.mark.parametrize(
    ("address", "on_the_envelope"),
    [
        ("jan@exämple.org", "jan@xn--exmple-cua.org"),
        ("jürgen@example.org", "jürgen@example.org"),
    ],
)
def test_an_address_beyond_ascii_is_reached(
    world: World, posted: PostOffice, address: str, on_the_envelope: str
) -> None:
    letter = write(world)[0]
    with witness("letters") as line:
        line.execute(update(Letter).where(Letter.id == letter.id).values(recipient=address))
    assert deliver_one(letter.id) is LetterState.SENT
    assert posted.recipients == [on_the_envelope]


def test_a_server_that_is_down_is_as_one_that_refuses(
    world: World, app: Flask, settings: Settings
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    app.extensions["portal.settings"] = settings.model_copy(
        update={"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_timeout": 1.0}
    )
    try:
        letter = write(world)[0]
        assert deliver_one(letter.id) is LetterState.WAITING
    finally:
        app.extensions["portal.settings"] = settings
    assert "refused" in world.one(Letter, letter.id).last_error
    assert [job for job in jobs("todo") if job.scheduled_at], "it is tried again"


def test_a_job_that_lost_its_database_is_done_again(
    world: World, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    def gone(_letter_id: object) -> None:
        raise OperationalError("SELECT 1", {}, AdminShutdown())

    write(world)
    monkeypatch.setattr(outbox, "deliver_one", gone)
    app.test_cli_runner().invoke(args=["worker", "--once"])
    again = [job for job in jobs("todo") if job.task_name == "outbox.deliver"]
    assert len(again) == 1
    assert again[0].scheduled_at
    assert [letter.state for letter in world.letters()] == [LetterState.WAITING]


def test_a_letter_that_is_being_sent_elsewhere_is_left_alone(world: World) -> None:
    letter = write(world)[0]
    with db.engine.connect() as other:
        key = {"key": letter.id.int & (2**63 - 1)}
        other.execute(text("SELECT pg_advisory_lock(:key)"), key)
        assert deliver_one(letter.id) is None
        other.execute(text("SELECT pg_advisory_unlock(:key)"), key)
    assert deliver_one(letter.id) is LetterState.SENT


def start_worker(settings: Settings, *options: str, **more: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "PORTAL_SECRET_KEY": settings.secret_key.get_secret_value(),
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_INSTANCE": str(settings.instance),
        **more,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", *options]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603


def wait_until(condition: Any, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        db.session.rollback()
        time.sleep(0.05)


def sent() -> int:
    states = db.session.scalars(select(Letter.state)).all()
    return sum(state is LetterState.SENT for state in states)


def test_after_a_kill_of_the_worker_every_letter_goes_out_and_none_recorded_twice(
    world: World, settings: Settings, office: PostOffice
) -> None:
    world.let_run()
    smtp = {"PORTAL_SMTP_HOST": "127.0.0.1", "PORTAL_SMTP_PORT": str(office.port)}
    total = 60
    write(world, names=total)
    first = start_worker(settings, **smtp)
    wait_until(lambda: len(office.received) >= total // 4)
    first.kill()
    first.wait()
    recorded = set(
        db.session.scalars(select(Letter.message_id).where(Letter.state == LetterState.SENT))
    )
    db.session.rollback()
    before = len(office.received)
    age_heartbeats()
    second = start_worker(settings, **smtp)
    try:
        wait_until(lambda: sent() == total)
    finally:
        second.terminate()
        second.wait(10)
    again = {message["Message-ID"] for message in office.received[before:]}
    assert not again & recorded
    assert len({message["Message-ID"] for message in office.received}) == total
    assert len(office.received) <= total + 4  # at most the letter each hand was holding


def age_heartbeats() -> None:
    """Half a minute passes for the queue, which has a clock of its own."""
    with witness("procrastinate_workers") as line:
        line.execute(
            text(
                "UPDATE procrastinate_workers"
                " SET last_heartbeat = last_heartbeat - interval '2 minutes'"
            )
        )


def test_the_worker_stops_within_seconds_of_being_asked(settings: Settings, world: World) -> None:
    worker = start_worker(settings)
    time.sleep(1.5)
    started = time.monotonic()
    worker.terminate()
    worker.wait(15)
    assert time.monotonic() - started < 10
