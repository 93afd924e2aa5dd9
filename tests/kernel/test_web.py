"""What holds for every answer of the portal: headers, second chances, and no bare errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg.errors
import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal.app import create_app
from portal.kernel.db import db
from portal.kernel.errors import Overtaken, RuleBroken, TooMany
from portal.kernel.web import address_of, is_local
from portal.settings import BadSettings, Settings, read_settings
from tests.browser import Browser
from tests.world import World


@pytest.fixture
def fresh(settings: Settings) -> Iterator[Flask]:
    """An app that has not answered anything yet, and behaves as in production."""
    app = create_app(settings, testing=True)
    app.test_client_class = Browser
    app.testing = False
    yield app
    with app.app_context():
        db.engine.dispose()


def answer(app: Flask, view: Any, language: str = "nl") -> Any:
    app.add_url_rule("/tried", "tried", view)
    client = app.test_client()
    return client.get("/tried", headers={"Accept-Language": language}, base_url="https://localhost")


def failing(error: psycopg.Error, times: int) -> Any:
    calls: list[int] = []

    def view() -> str:
        calls.append(1)
        if len(calls) <= times:
            raise OperationalError("SELECT 1", {}, error)
        return f"<p>{len(calls)}</p>"

    return view


@pytest.mark.parametrize(
    "error", [psycopg.errors.DeadlockDetected(), psycopg.errors.SerializationFailure()]
)
def test_what_the_database_could_not_order_is_tried_three_times(
    world: World, fresh: Flask, error: psycopg.Error
) -> None:
    assert answer(fresh, failing(error, times=2)).text == "<p>3</p>"


def test_the_fourth_time_is_not_tried(world: World, fresh: Flask) -> None:
    found = answer(fresh, failing(psycopg.errors.DeadlockDetected(), times=3))
    assert found.status_code == 503


def test_another_fault_of_the_database_is_not_tried_again(world: World, fresh: Flask) -> None:
    found = answer(fresh, failing(psycopg.errors.AdminShutdown(), times=1))
    assert found.status_code == 503
    assert "verloren" in found.text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_nobody_expected_gets_a_page_with_a_reference(
    world: World, fresh: Flask, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    def view() -> str:
        raise ZeroDivisionError

    found = answer(fresh, view, language)
    assert found.status_code == 500
    reference = caplog.records[-1].getMessage().split()[-1]
    assert reference in found.text
    assert "ZeroDivisionError" not in found.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuleBroken("Dat kan niet."), 422),
        (Overtaken("Te laat."), 409),
        (TooMany("Stop.", wait=9), 429),
    ],
)
def test_a_refusal_is_a_page_with_its_sentence(
    world: World, fresh: Flask, error: Exception, status: int
) -> None:
    def view() -> str:
        raise error

    found = answer(fresh, view)
    assert found.status_code == status
    assert str(error) in found.text
    if status == 429:
        assert found.headers["Retry-After"] == "9"


def test_every_answer_is_closed_to_others(world: World) -> None:
    for path in ("/healthz", "/nothing-here", "/account/sign-in"):
        headers = world.browser().get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_private_page_is_never_kept(world: World) -> None:
    found = world.browser(world.user()).get("/home")
    assert found.status_code == 200
    assert found.headers["Cache-Control"] == "no-store, private"


def test_addresses_in_letters_come_from_the_settings(app: Flask) -> None:
    with app.test_request_context(base_url="https://kwaad.example"):
        assert address_of("home.home") == "http://localhost/home"


@pytest.mark.parametrize(
    ("target", "stays"),
    [
        ("/home", True),
        ("/challenges?q=a", True),
        ("//kwaad.example", False),
        ("/\\kwaad.example", False),
        ("https://kwaad.example", False),
        ("javascript:alert(1)", False),
        ("", False),
        (None, False),
    ],
)
def test_going_on_stays_within_the_portal(target: str | None, stays: bool) -> None:
    assert is_local(target) is stays


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"secret_key": "short"}, "PORTAL_SECRET_KEY"),
        ({"database_url": "mysql://x"}, "PORTAL_DATABASE_URL"),
        ({"database_url": "postgresql://u:hidden@host:port/x"}, "PORTAL_DATABASE_URL"),
        ({"mail_sender": "Veldwerk"}, "PORTAL_MAIL_SENDER"),
        ({"contact": "@"}, "PORTAL_CONTACT"),
        ({"source_url": "javascript:alert(1)"}, "PORTAL_SOURCE_URL"),
        ({"base_url": ""}, "PORTAL_BASE_URL"),
        ({"base_url": "nonsense"}, "PORTAL_BASE_URL"),
        ({"trusted_proxies": "here"}, "PORTAL_TRUSTED_PROXIES"),
        ({"smtp_port": "0"}, "PORTAL_SMTP_PORT"),
    ],
)
def test_a_bad_setting_is_named_in_one_sentence(wrong: dict[str, str], named: str) -> None:
    good = {"secret_key": "x" * 40, "database_url": "postgresql://localhost/portal"}
    with pytest.raises(BadSettings, match=named) as refused:
        read_settings(**(good | wrong))
    assert "\n" not in str(refused.value)
    assert "hidden" not in str(refused.value)
    assert "Value error" not in str(refused.value)


def test_settings_that_may_be_empty_may_be_set_to_nothing() -> None:
    read = read_settings(
        secret_key="x" * 40,
        database_url="postgres://localhost/portal",
        **dict.fromkeys(("source_url", "contact", "owner_database_url", "smtp_host"), ""),
    )
    assert read.owner_database_url == read.database_url == "postgresql+psycopg://localhost/portal"
