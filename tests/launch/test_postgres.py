from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from portal.launch.place import PostgresFailed
from portal.launch.postgres import EmbeddedPostgres


@pytest.fixture
def server(open_folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(open_folder)
    yield server
    server.stop()
    shutil.rmtree(server.socket_folder, ignore_errors=True)


def put(server: EmbeddedPostgres, value: int) -> None:
    with server.connection("portal") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [value])


def kept(server: EmbeddedPostgres) -> list[int]:
    with server.connection("portal") as connection:
        return [value for (value,) in connection.execute("SELECT value FROM kept ORDER BY 1")]


def test_it_starts_stops_and_starts_with_what_was_kept(server: EmbeddedPostgres) -> None:
    server.start()
    put(server, 1)
    address = server.url()
    server.stop()
    assert not server.is_running()

    server.start()

    assert kept(server) == [1]
    assert server.url() == address


def test_the_web_is_no_superuser_and_does_not_own_the_database(server: EmbeddedPostgres) -> None:
    server.start()
    with psycopg.connect(server.url().replace("+psycopg", "")) as connection:
        row = connection.execute(
            "SELECT current_user::text, rolsuper, rolcreaterole, rolcreatedb,"
            " pg_get_userbyid(datdba)::text"
            " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = 'portal'"
        ).fetchone()
    assert row == ("portal_app", False, False, False, "portal_owner")


def test_a_start_that_is_given_up_leaves_nothing(open_folder: Path) -> None:
    """As by Ctrl-C while PostgreSQL repairs its files."""
    server = EmbeddedPostgres(open_folder, given_up=lambda: True)
    with pytest.raises(PostgresFailed, match="told to stop"):
        server.start()
    server.stop()
    assert not server.is_running()
    assert not (open_folder / "postgres" / "postmaster.pid").exists()


def test_an_emptied_database_is_there_with_its_owner(server: EmbeddedPostgres) -> None:
    server.start()
    put(server, 1)

    server.empty()

    put(server, 2)
    assert kept(server) == [2]


def test_a_killed_server_is_started_again(server: EmbeddedPostgres) -> None:
    server.start()
    put(server, 1)
    os.kill(server.pid, signal.SIGKILL)

    server.start()

    assert kept(server) == [1]


def test_a_living_server_is_adopted(server: EmbeddedPostgres, open_folder: Path) -> None:
    server.start()
    put(server, 1)

    other = EmbeddedPostgres(open_folder)
    other.start()

    assert other.pid == server.pid
    assert other.url() == server.url()
    other.stop()
    assert not server.is_running()


def test_a_server_whose_socket_was_cleaned_away_is_replaced(
    server: EmbeddedPostgres, open_folder: Path
) -> None:
    server.start()
    put(server, 1)
    for path in server.socket_folder.iterdir():
        path.unlink()
    server.socket_folder.rmdir()

    other = EmbeddedPostgres(open_folder)
    other.start()

    assert other.pid != server.pid
    assert kept(other) == [1]
    other.stop()
    shutil.rmtree(other.socket_folder)


def test_the_lock_file_of_a_machine_that_was_restarted_does_no_harm(
    server: EmbeddedPostgres,
) -> None:
    server.start()
    server.stop()
    mine = f"{os.getpid()}\n{server.place.data}\n1\n5432\n/tmp/gone\n\n\n"
    (server.place.data / "postmaster.pid").write_text(mine, encoding="utf-8")

    server.start()

    assert server.is_running()


def test_it_ends_when_the_process_that_started_it_is_killed(open_folder: Path) -> None:
    server = EmbeddedPostgres(open_folder)
    child = os.fork()
    if child == 0:
        server.start()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    deadline = time.monotonic() + 10
    while (server.place.data / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not (server.place.data / "postmaster.pid").exists()
    shutil.rmtree(server.socket_folder)


def test_data_of_another_version_is_refused(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    (server.place.data / "PG_VERSION").write_text("17\n", encoding="ascii")

    with pytest.raises(PostgresFailed, match=r"made by PostgreSQL 17, and this is 18\.$"):
        server.start()

    (server.place.data / "PG_VERSION").write_text("18\n", encoding="ascii")


def test_a_broken_setting_is_told_in_its_own_words(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    with (server.place.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("work_mem = nonsense\n")

    with pytest.raises(PostgresFailed, match=r"postgresql\.conf"):
        server.start()


def test_a_long_temporary_folder_is_avoided(
    server: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("x" * 90)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))

    server.start()

    assert len(os.fsencode(server.socket_folder / ".s.PGSQL.5432")) <= 103


def test_the_run_shares_one_server_and_clones_its_databases(
    postgres: EmbeddedPostgres, worker_name: str
) -> None:
    name = f"clone_{worker_name}"
    postgres.clone(name, template="portal")
    with postgres.connection(name) as connection:
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    assert owner == ("portal_owner",)
