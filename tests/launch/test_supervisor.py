"""The whole portal as ``make run`` starts it, and what is left when something is killed."""

from __future__ import annotations

import os
import signal

from portal.launch.postgres import APP, EmbeddedPostgres
from tests import database
from tests.launch.running import Portal


def test_what_is_killed_is_started_again_and_a_stop_leaves_nothing(portal: Portal) -> None:
    portal.start()
    running = portal.processes()
    assert set(running) == {"supervisor", "postgres", "web", "worker"}

    killed = [running["web"][0], *running["worker"], *running["postgres"]]
    if len(running["web"]) > 1:
        killed.append(running["web"][1])
    for number in killed:
        os.kill(number, signal.SIGKILL)

    portal.until(lambda: set(portal.processes()) == set(running), 90)
    portal.until(portal.is_ready, 90)
    assert "(head)" in portal.flask("db", "current")
    assert not set(killed) & {n for numbers in portal.processes().values() for n in numbers}
    assert portal.stop() == 0
    assert portal.processes() == {}


def test_a_database_that_is_killed_before_the_portal_is_ready_is_started_again(
    portal: Portal,
) -> None:
    portal.begin()
    portal.until(lambda: "Starting the web server" in portal.said(), 60)
    os.kill(portal.processes()["postgres"][0], signal.SIGKILL)

    portal.until(portal.is_ready, 60)
    assert portal.stop() == 0


def test_what_loses_its_supervisor_ends_and_the_next_start_is_well(portal: Portal) -> None:
    portal.start()
    assert portal.process is not None
    portal.process.kill()
    portal.process.wait()
    portal.until(lambda: portal.processes() == {}, 60)

    portal.start()
    for numbers in portal.processes().values():
        for number in numbers:
            os.kill(number, signal.SIGKILL)
    portal.process.wait()

    assert "(head)" in portal.flask("db", "current"), "of one that is down, too"
    assert portal.processes() == {}


def test_with_a_database_of_ones_own_no_server_is_started(
    portal: Portal, postgres: EmbeddedPostgres, worker_name: str
) -> None:
    database.build_once(postgres, database.build)
    name = f"own_{worker_name}"
    postgres.clone(name, template=database.TEMPLATE)
    portal.environ["PORTAL_DATABASE_URL"] = postgres.url(APP, name)

    portal.start()

    assert set(portal.processes()) == {"supervisor", "web", "worker"}
    assert "PostgreSQL" not in portal.said()
    assert portal.stop() == 0
    with postgres.connection(name) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,), "what is not ours goes on"
