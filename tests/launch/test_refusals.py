"""What the portal does not start with, and the sentence for it."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from portal.launch import checks, database, keys, options
from portal.launch.options import Refused
from portal.launch.postgres import APP, OWNER, EmbeddedPostgres
from portal.settings import ROOT
from tests import database as template


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"PORT": "eighty"}, r"^PORT is eighty: it must be a number from 1 to 65535\.$"),
        ({"PORT": "0"}, r"^PORT is 0: "),
        ({"PORT": "65536"}, r"^PORT is 65536: "),
        ({"HOST": "no.such.host.invalid"}, r"this machine does not know that name\.$"),
        ({"HOST": "0.0.0.0"}, r"^HOST is 0\.0\.0\.0: the demonstration is for this machine"),  # noqa: S104
        ({"PORTAL_DATABASE_URL": "mysql://x"}, r"PORTAL_DATABASE_URL: .*postgresql:// address"),
        ({"PORTAL_SECRET_KEY": "short"}, r"PORTAL_SECRET_KEY: .*at least 32 characters"),
        ({"PORTAL_SMTP_PORT": "mail"}, r"PORTAL_SMTP_PORT: "),
    ],
    ids=lambda value: "=".join(*value.items()) if isinstance(value, dict) else "",
)
def test_a_bad_setting_is_named(
    environ: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Refused, match=sentence):
        options.read(environ)


def test_without_demonstration_any_host_will_do() -> None:
    read = options.read({"HOST": "0.0.0.0", "PORTAL_DEMONSTRATION": "false"})  # noqa: S104
    assert (read.demonstration, read.address, read.port) == (False, "0.0.0.0", 8000)  # noqa: S104


def test_a_refusal_is_one_sentence_and_exit_code_1() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portal.launch"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PORT": "eighty"},
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "PORT is eighty: it must be a number from 1 to 65535.\n"


def test_a_port_in_use_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "PATIENCE", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(Refused, match=f"127.0.0.1:{port} is in use by another program"):
            checks.port_is_free(options.read({"PORT": str(port)}))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match=r"^Nothing can be written in .*/file/instance"):
        checks.make_instance(tmp_path / "file" / "instance")


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Refused, match=r"Permission denied.*PORTAL_INSTANCE"):
        checks.make_instance(tmp_path)


def test_a_folder_is_for_one_portal_at_a_time(tmp_path: Path) -> None:
    first = checks.take_instance(tmp_path)
    assert first is not None
    assert checks.take_instance(tmp_path) is None

    os.close(first)

    second = checks.take_instance(tmp_path)
    assert second is not None
    os.close(second)


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = keys.kept(tmp_path / "secret-key", keys.secret_key())
    assert keys.kept(tmp_path / "secret-key", keys.secret_key()) == made
    assert len(made) >= 32
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


@pytest.fixture
def migrated(postgres: EmbeddedPostgres, worker_name: str) -> Iterator[str]:
    """The name of a migrated database without anything in it."""
    template.build_once(postgres, template.build)
    name = f"launch_{worker_name}"
    postgres.clone(name, template=template.TEMPLATE)
    yield name
    with postgres.connection() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_an_empty_database_wants_everything(postgres: EmbeddedPostgres) -> None:
    found = database.look(postgres.url(OWNER))
    assert found == database.Found(is_migrated=False, is_empty=True, is_demonstration=False)


def test_a_migrated_database_wants_only_people(postgres: EmbeddedPostgres, migrated: str) -> None:
    found = database.look(postgres.url(APP, migrated))
    assert found == database.Found(is_migrated=True, is_empty=True, is_demonstration=False)


def test_a_database_of_a_newer_version_is_refused(
    postgres: EmbeddedPostgres, migrated: str
) -> None:
    with psycopg.connect(postgres.url(OWNER, migrated).replace("+psycopg", "")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'of_next_year'")
    with pytest.raises(Refused, match=r"by a newer version of the portal \(migration of_next_y"):
        database.look(postgres.url(APP, migrated))


@pytest.mark.parametrize(
    ("url", "why"),
    [("portal_app:hidden@127.0.0.1:1/portal", "Connection refused"), ("[", "IPv6 host address")],
)
def test_a_database_that_does_not_answer_is_told(url: str, why: str) -> None:
    with pytest.raises(Refused, match=rf"^The database does not answer: .*{why}"):
        database.look(f"postgresql+psycopg://{url}")
