"""Who gets through which door of profiles. Complete: a missing endpoint fails."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from portal.accounts.model import Role
from portal.people.model import Profile
from tests.people.build import profile
from tests.world import User, World

# Forms are sent empty: 422 means that the person may, and is told what is missing. The doors with
# a star lead to the profile of ``owner``; the others lead everybody to their own.
TABLE = """
                        | nobody | newcomer | owner | colleague | elsewhere | administrator
GET  profile            | 401    | 200      | 200   | 200       | 200       | 200
GET  introduction       | 401    | 200      | 200   | 200       | 200       | 200
POST introduce          | 401    | 422      | 422   | 422       | 422       | 422
GET  skills             | 401    | 404      | 200   | 404       | 404       | 404
POST choose_skills      | 401    | 404      | 303   | 404       | 404       | 404
GET  colours            | 401    | 404      | 200   | 404       | 404       | 404
POST choose_colours     | 401    | 404      | 303   | 404       | 404       | 404
GET  time               | 401    | 404      | 200   | 404       | 404       | 404
POST offer_time         | 401    | 404      | 422   | 404       | 404       | 404
GET  picture            | 401    | 404      | 404   | 404       | 404       | 404
POST show_photo         | 401    | 404      | 422   | 404       | 404       | 404
POST take_photo_away    | 401    | 404      | 303   | 404       | 404       | 404
POST be_shown           | 401    | 404      | 303   | 404       | 404       | 404
GET  opened *           | 401    | 404      | 303   | 404       | 404       | 200
GET  opened_picture *   | 401    | 404      | 404   | 404       | 404       | 404
GET  confirm *          | 401    | 404      | 303   | 200       | 404       | 404
POST endorse *          | 401    | 404      | 403   | 303       | 404       | 404
"""
HEAD, *ROWS = [[cell.strip() for cell in row.split("|")] for row in TABLE.strip("\n").split("\n")]
DOORS = {" ".join(row[0].replace("*", "").split()) for row in ROWS}


def visitors(world: World) -> tuple[Profile, dict[str, User | None]]:
    ministry = world.organisation()
    owner = world.user(Role.MEMBER, at=ministry)
    return profile(world, owner, at=ministry), {
        "nobody": None,
        "newcomer": world.user(),
        "owner": owner,
        "colleague": world.user(Role.OWNER, at=ministry),
        "elsewhere": world.user(Role.MEMBER),
        "administrator": world.user(Role.ADMINISTRATOR),
    }


@pytest.mark.parametrize("who", HEAD[1:])
def test_doors(world: World, who: str) -> None:
    card, people = visitors(world)
    browser = world.browser(people[who])
    found = {}
    for door, *_codes in ROWS:
        method, endpoint, *star = door.split()
        values: dict[str, Any] = {"profile_id": card.id} if star else {}
        if endpoint == "be_shown":
            values = {"wish": "pause"}
        if method == "GET":
            answer = browser.get(browser.address(f"people.{endpoint}", **values))
        else:
            answer = browser.send(f"people.{endpoint}", **values)
        found[door] = answer.status_code
    place = HEAD.index(who)
    assert found == {row[0]: int(row[place]) for row in ROWS}


def test_the_table_is_complete(app: Flask) -> None:
    assert {
        f"{method} {rule.endpoint.removeprefix('people.')}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("people.")
    } == DOORS
