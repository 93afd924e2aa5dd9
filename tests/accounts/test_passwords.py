"""Passwords: hashed one at a time, and never an easy one."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from time import sleep

import pytest
from flask import Flask

from portal.accounts import passwords
from portal.kernel.text import force_locale
from portal.settings import Settings
from tests.accounts.build import OTHER_PASSWORD, PASSWORD


@pytest.fixture
def _in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("en"):
        yield


def test_a_hash_tells_its_kind_and_cost(settings: Settings) -> None:
    stored = passwords.hash_password(PASSWORD, settings)
    assert stored.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert passwords.is_right(PASSWORD, stored, settings)
    assert not passwords.is_right(OTHER_PASSWORD, stored, settings)
    assert not passwords.is_right(PASSWORD, None, settings)
    assert not passwords.is_right(PASSWORD, "no hash at all", settings)


def test_the_cost_of_the_settings_is_that_of_argon2id_as_advised() -> None:
    defaults = Settings.model_fields
    assert defaults["argon2_time_cost"].default == 3
    assert defaults["argon2_memory_kib"].default == 65536


def test_one_at_a_time(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    busy, at_once, lock = 0, [], Lock()

    class Slow:
        def hash(self, _password: str) -> str:
            nonlocal busy
            with lock:
                busy += 1
                at_once.append(busy)
            sleep(0.01)
            with lock:
                busy -= 1
            return ""

    monkeypatch.setattr(passwords, "hasher", lambda *_cost: Slow())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _n: passwords.hash_password(PASSWORD, settings), range(8)))
    assert at_once == [1] * 8


@pytest.mark.usefixtures("_in_english")
@pytest.mark.parametrize(
    ("password", "advice"),
    [
        ("short", "at least 12"),
        ("x" * 201, "at most 200"),
        ("wachtwoord123", ""),
        ("Password12345", ""),
        ("julie.adelaar", "your own name or address"),
        ("abcdefghijklmnop", ""),
        ("veldwerkveldwerk", ""),
        ("Adelaar-Julie-2026", "your own name or address"),
    ],
)
def test_what_is_easy_to_guess_is_refused(password: str, advice: str) -> None:
    weak = passwords.weakness(password, ("Julie Adelaar", "julie.adelaar@example.org"))
    assert weak
    assert advice in weak


@pytest.mark.usefixtures("_in_english")
@pytest.mark.parametrize(
    "password",
    [PASSWORD, OTHER_PASSWORD, "kX9#vQ2!mZ7$", "=}(~^;|{<#,:[%", "日本語の長い合言葉です"],
)
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    weak = passwords.weakness(password, ("Julie Adelaar", "julie@example.org"))
    assert not weak or len(password) < passwords.SHORTEST


@pytest.mark.usefixtures("_in_english")
def test_a_very_long_password_is_judged_soon() -> None:
    assert passwords.weakness("nog een regenachtige krukas " * 7) in {
        "",
        passwords.weakness("x" * 201),
    }
