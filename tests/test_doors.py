"""Every endpoint has its row in a table of doors: who gets through, and who does not.

Each domain has its own table (``tests/<domain>/test_doors.py``), which fails when one of its
endpoints is missing; here are the pages that belong to no domain, and the count of all.
"""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.accounts.model import Role
from portal.app import DOMAINS
from portal.settings import ROOT
from tests.world import World

TABLE = """
GET  about.accessibility     | 200 | 200 | 200
GET  about.privacy           | 200 | 200 | 200
GET  about.security          | 200 | 200 | 200
GET  about.security_txt      | 200 | 200 | 200
GET  components.components   | 404 | 404 | 404
POST components.answer       | 404 | 404 | 404
POST components.preview      | 404 | 404 | 404
GET  health.healthz          | 200 | 200 | 200
GET  health.metrics          | 200 | 200 | 200
GET  health.readyz           | 200 | 200 | 200
GET  home.home               | 401 | 200 | 200
"""
VISITORS = ("nobody", "somebody", "administrator")
ROWS = [[cell.strip() for cell in row.split("|")] for row in TABLE.strip().splitlines()]
CASES = [
    (" ".join(door.split()), who, int(code))
    for door, *codes in ROWS
    for who, code in zip(VISITORS, codes, strict=True)
]
OUTSIDE = {"about", "components", "health", "home"}
"""Blueprints of the kernel. ``static`` is answered before the application."""


ADDRESSES = """
/ /challenges /challenges/<slug> /challenges/<slug>/apply /challenges.atom /challenges/<slug>.ics
/submissions /submissions/<id> /jury /jury/<slug> /jury/<slug>/submissions/<id>
/jury/<slug>/ranking /residencies /residencies/<id> /mentors /teams /teams/<id> /teams/<id>/deck
/opportunities /profile /account/sign-in /account/sign-out /healthz /readyz /metrics
"""
"""What others link to, and so stays."""


@pytest.mark.parametrize(("door", "who", "expected"), CASES)
def test_door(world: World, door: str, who: str, expected: int) -> None:
    role = Role.ADMINISTRATOR if who == "administrator" else None
    browser = world.browser(None if who == "nobody" else world.user(role))
    method, endpoint = door.split()
    if method == "POST":
        assert browser.send(endpoint).status_code == expected
    else:
        assert browser.get(browser.address(endpoint)).status_code == expected


def test_the_table_is_complete(app: Flask) -> None:
    doors = {
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.partition(".")[0] in OUTSIDE
    }
    assert doors == {" ".join(row[0].split()) for row in ROWS}


def test_every_other_blueprint_has_a_table_of_its_own(app: Flask) -> None:
    domains = {domain.name for domain in DOMAINS}
    owners = {
        blueprint.import_name.split(".")[1]
        for name, blueprint in app.blueprints.items()
        if name not in OUTSIDE
    }
    assert owners <= domains
    for owner in owners:
        assert (ROOT / "tests" / owner / "test_doors.py").is_file(), f"no table for {owner}"


def test_promised_addresses_are_there(app: Flask) -> None:
    there = {re.sub(r"<(?:uuid:)?\w*(slug|id)>", r"<\1>", r.rule) for r in app.url_map.iter_rules()}
    assert set(ADDRESSES.split()) <= there
