"""Forwarded headers count from the configured proxies only."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from pydantic import SecretStr

from portal.kernel.proxies import FORWARDED, Proxies
from portal.kernel.spool import REFUSED
from portal.settings import Settings
from tests.world import World

OURS = ("10.0.0.0/8", "2001:db8::/32")


def seen(remote: str, networks: tuple[str, ...] = OURS, /, **headers: str) -> dict[str, Any]:
    """What the application sees of a request."""
    found: dict[str, Any] = {}

    def app(environ: dict[str, Any], _start: Any) -> list[bytes]:
        found.update(environ)
        return []

    environ = {"REMOTE_ADDR": remote, "wsgi.url_scheme": "http"}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    Proxies(app, networks)(environ, lambda *_given: lambda _chunk: None)
    return found


@pytest.mark.parametrize(
    ("remote", "chain", "client"),
    [
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.7", "203.0.113.7"),  # the first was made up
        ("10.0.0.1", "203.0.113.7, 10.0.0.9", "203.0.113.7"),  # two proxies of ours
        ("10.0.0.1", "203.0.113.7:4711", "203.0.113.7"),
        ("10.0.0.1", "[2001:470::7]:4711", "2001:470::7"),
        ("2001:db8::1", "203.0.113.7", "203.0.113.7"),
        ("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "onzin", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),  # no proxy of ours: nothing is believed
        ("", "1.2.3.4", ""),
    ],
)
def test_who_asks(remote: str, chain: str, client: str) -> None:
    assert seen(remote, x_forwarded_for=chain)["REMOTE_ADDR"] == client


def test_without_proxies_nothing_is_believed() -> None:
    found = seen("127.0.0.1", (), x_forwarded_for="1.2.3.4", x_forwarded_proto="https")
    assert (found["REMOTE_ADDR"], found["wsgi.url_scheme"]) == ("127.0.0.1", "http")


def test_the_scheme_counts_from_a_proxy_only() -> None:
    assert seen("10.0.0.1", x_forwarded_proto="https")["wsgi.url_scheme"] == "https"
    assert seen("10.0.0.1", x_forwarded_proto="gopher")["wsgi.url_scheme"] == "http"
    assert seen("203.0.113.9", x_forwarded_proto="https")["wsgi.url_scheme"] == "http"


def test_nothing_behind_can_be_misled() -> None:
    """Not the host's name, and not by a header that some library reads."""
    headers = {name.removeprefix("HTTP_").lower(): "evil.example" for name in FORWARDED}
    for remote in ("10.0.0.1", "203.0.113.9"):
        found = seen(remote, **headers)
        assert not [value for value in found.values() if value == "evil.example"]


@pytest.mark.parametrize(
    "host", ["veldwerk.example", "localhost:8000", "[::1]:8000", "127.0.0.1", "a_b.example.", ""]
)
def test_any_host_that_has_a_name_is_served(host: str) -> None:
    assert REFUSED not in seen("203.0.113.9", host=host)


@pytest.mark.parametrize(
    "host", ["..", ".example", "a b", "<b>", "é", "a" * 64, "[::1", "x:y", "a/b", "a@b", "a\n"]
)
def test_a_host_that_is_no_name_is_refused(host: str) -> None:
    assert seen("203.0.113.9", host=host)[REFUSED] == 400


def test_the_refusal_of_a_host_is_a_page(world: World) -> None:
    found = world.browser().get("/challenges", headers={"Host": ".."})
    assert found.status_code == 400
    assert "begreep" in found.text


def test_figures_are_for_this_host_itself_or_with_the_token(
    app: Flask, settings: Settings, world: World
) -> None:
    def ask(remote: str, **headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        client = app.test_client()
        return client.get(
            "/metrics", headers=named, environ_overrides={"REMOTE_ADDR": remote}
        ).status_code

    assert ask("127.0.0.1") == ask("::1") == 200
    assert ask("203.0.113.9") == ask("") == ask("a socket") == 404
    assert ask("203.0.113.9", X_Forwarded_For="127.0.0.1") == 404
    assert ask("127.0.0.1", X_Forwarded_For="203.0.113.9") == 404, "a proxy nobody told of"
    assert ask("127.0.0.1", Authorization="Bearer ") == 200
    app.extensions["portal.settings"] = settings.model_copy(
        update={"metrics_token": SecretStr("een lang geheim")}
    )
    try:
        assert ask("203.0.113.9", Authorization="Bearer een lang geheim") == 200
        assert ask("203.0.113.9", Authorization="Bearer een ander") == ask("203.0.113.9") == 404
        assert ask("127.0.0.1") == 200
    finally:
        app.extensions["portal.settings"] = settings
