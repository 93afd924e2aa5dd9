"""Where the server lives: as root or not, where its account can come or not."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.launch import place
from portal.launch.place import Place
from portal.launch.postgres import EmbeddedPostgres

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another account")


def in_a_process_of(account: str, work: Callable[[], None]) -> None:
    """Run ``work`` as that account, without a home folder; fail with what it says."""
    who = pwd.getpwnam(account)
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(who.pw_gid)
            os.setuid(who.pw_uid)
            os.environ["HOME"] = "/nonexistent"
            work()
        except BaseException:  # noqa: BLE001 - it must end here, not go on with the tests
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def start_and_stop(instance: Path, said: list[str] | None = None) -> EmbeddedPostgres:
    server = EmbeddedPostgres(instance, say=(said if said is not None else []).append)
    with server, server.connection("portal") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    shutil.rmtree(server.socket_folder)
    return server


@needs_root
def test_root_gives_the_data_to_nobody(open_folder: Path) -> None:
    said: list[str] = []

    server = start_and_stop(open_folder, said)

    assert server.place.data == open_folder / "postgres"
    assert server.place.data.stat().st_uid == pwd.getpwnam("nobody").pw_uid
    assert said == ["Making a database folder."]
    assert open_folder.stat().st_mode & 0o777 == 0o755, "no folder above is opened"


@needs_root
def test_root_goes_elsewhere_from_a_closed_folder(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "ELSEWHERE", open_folder / "elsewhere")
    monkeypatch.setattr(Place, "_can_use", lambda *_: False)
    instance = open_folder / "closed" / "instance"
    instance.mkdir(parents=True)
    instance.parent.chmod(0o700)
    said: list[str] = []

    first = start_and_stop(instance, said)
    again = start_and_stop(instance, said)

    assert first.place.data.is_relative_to(open_folder / "elsewhere")
    assert first.place.programs.is_relative_to(open_folder / "elsewhere")
    assert again.place.data == first.place.data
    assert len([sentence for sentence in said if "the database lives in" in sentence]) == 1
    assert len([sentence for sentence in said if "a copy of them" in sentence]) == 1


@needs_root
def test_an_account_without_a_home_folder_owns_its_data(open_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    if not place.Account(nobody.pw_uid, nobody.pw_gid, is_another=True).can_enter(
        Path(place.__file__).parent
    ):
        pytest.skip("the programs are in a folder that only root can enter")
    os.chown(open_folder, nobody.pw_uid, nobody.pw_gid)
    (open_folder / "closed").mkdir(mode=0o700)
    os.chown(open_folder / "closed", nobody.pw_uid, nobody.pw_gid)

    def work() -> None:
        for instance in (open_folder, open_folder / "closed"):
            server = start_and_stop(instance)
            assert server.place.data == instance / "postgres"
            assert server.place.data.stat().st_uid == os.geteuid()

    in_a_process_of("nobody", work)


@needs_root
def test_root_runs_a_database_of_somebody_as_them(open_folder: Path) -> None:
    daemon = pwd.getpwnam("daemon")
    start_and_stop(open_folder)
    for path in (open_folder / "postgres").rglob("*"):
        os.chown(path, daemon.pw_uid, daemon.pw_gid)
    os.chown(open_folder / "postgres", daemon.pw_uid, daemon.pw_gid)

    server = start_and_stop(open_folder)

    assert server.account.uid == daemon.pw_uid
    assert server.place.data.stat().st_uid == daemon.pw_uid


def test_a_socket_folder_that_is_not_ours_is_not_used(open_folder: Path) -> None:
    home = Place(open_folder, say=lambda _: None)
    first = home.socket_folder()
    assert home.socket_folder() == first
    assert first.stat().st_mode & 0o777 == 0o700

    first.chmod(0o755)
    second = home.socket_folder()

    assert second != first
    first.rmdir()
    second.rmdir()
