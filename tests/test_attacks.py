"""What is sent in bad faith, or by a broken program, to every address of the portal."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.accounts.model import Role
from tests.world import World

NOTHING = "00000000-0000-0000-0000-000000000000"
RUBBISH = ["\0", "x" * 3000, "9" * 40, "\u202e💥=1+1"]
"""In the place of every part of an address, of every question and of every field."""

FIELDS = (
    *("about", "after", "answer", "at", "before", "body", "email", "hours", "kind", "lang"),
    *("level", "locale", "name", "next", "order", "organisation", "page", "password", "q", "role"),
    *("score", "state", "text", "theme", "title", "until", "version", "week", "weight", "who"),
)


def addresses(app: Flask, method: str) -> list[str]:
    """Each once, with names of arguments in angle brackets."""
    rules = (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()))
    return sorted({rule.rule for rule in rules if rule.endpoint != "static"})


def filled(address: str, value: str) -> str:
    address = re.sub(r"<any\((\w+).*?>", r"\1", address)
    address = re.sub(r"<uuid:\w+>", NOTHING, address)
    address = re.sub(r"<int:\w+>", "9" * 18, address)
    return re.sub(r"<[^>]+>", value, address)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("value", RUBBISH, ids=range(len(RUBBISH)))
def test_no_rubbish_makes_the_portal_fail(
    app: Flask, world: World, method: str, value: str
) -> None:
    browser = world.browser(world.user(Role.ADMINISTRATOR))
    token = browser.token()
    for address in addresses(app, method):
        if address == "/account/sign-out":
            continue
        fields = dict.fromkeys(FIELDS, value)
        if method == "GET":
            found = browser.get(filled(address, value), query_string=fields)
        else:
            found = browser.post(filled(address, value), data=fields | {"csrf_token": token})
        assert found.status_code < 500, address


def test_no_form_is_taken_without_its_token(app: Flask, world: World) -> None:
    browser = world.browser(world.user(Role.ADMINISTRATOR))
    for address in addresses(app, "POST"):
        found = browser.post(filled(address, "x"), data={"name": "x", "csrf_token": "made up"})
        assert found.status_code == 400, address
    assert world.audited() == []


def test_no_method_but_the_known_ones_is_taken(world: World) -> None:
    browser = world.browser()
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        found = browser.open("/account/sign-in", method=method)
        assert found.status_code == 405
        assert "POST" in found.headers["Allow"]


def test_the_one_cookie_is_closed_to_scripts_and_other_sites(world: World) -> None:
    browser = world.browser()
    assert "Set-Cookie" not in browser.get("/challenges").headers, "none where there is no form"
    (cookie,) = browser.get("/account/sign-in").headers.getlist("Set-Cookie")
    name, _, rest = cookie.partition("=")
    assert name == "__Host-veldwerk"
    assert {part.strip() for part in rest.split(";")[1:]} == {
        *("Secure", "HttpOnly", "Path=/", "SameSite=Lax")
    }
