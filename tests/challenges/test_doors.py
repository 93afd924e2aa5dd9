"""Who gets through which door of challenges, and when. Complete: a missing endpoint fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.accounts.model import Role
from portal.challenges import commands
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState as S
from portal.kernel.work import unit_of_work
from tests.browser import Browser
from tests.challenges import build
from tests.challenges.build import Home
from tests.world import NOW, User, World

# Forms are sent empty: 422 means that the person may, and is told what is missing.
ANY_PHASE = """
                    | nobody | somebody | startup | owner | editor | manager | elsewhere | juror | administrator
GET  home           | 200    | 200      | 200     | 200   | 200    | 200     | 200       | 200   | 200
GET  index          | 200    | 200      | 200     | 200   | 200    | 200     | 200       | 200   | 200
GET  results        | 200    | 200      | 200     | 200   | 200    | 200     | 200       | 200   | 200
GET  how            | 200    | 200      | 200     | 200   | 200    | 200     | 200       | 200   | 200
GET  feed           | 200    | 200      | 200     | 200   | 200    | 200     | 200       | 200   | 200
GET  ours           | 401    | 404      | 404     | 200   | 200    | 200     | 200       | 404   | 404
GET  new            | 401    | 403      | 403     | 200   | 403    | 403     | 200       | 403   | 403
POST start          | 401    | 403      | 403     | 422   | 403    | 403     | 422       | 403   | 403
POST preview        | 401    | 200      | 200     | 200   | 200    | 200     | 200       | 200   | 200
"""  # noqa: E501 - a table

DRAFT = """
                    | nobody | somebody | startup | owner | editor | manager | elsewhere | juror | administrator
GET  show           | 404    | 404      | 404     | 200   | 200    | 200     | 404       | 404   | 404
GET  versions       | 404    | 404      | 404     | 404   | 404    | 404     | 404       | 404   | 404
GET  version        | 404    | 404      | 404     | 404   | 404    | 404     | 404       | 404   | 404
GET  calendar       | 404    | 404      | 404     | 404   | 404    | 404     | 404       | 404   | 404
POST follow         | 401    | 404      | 404     | 303   | 303    | 303     | 404       | 404   | 404
POST unfollow       | 401    | 404      | 404     | 303   | 303    | 303     | 404       | 404   | 404
GET  edit           | 401    | 404      | 404     | 200   | 403    | 403     | 404       | 404   | 404
POST save           | 401    | 404      | 404     | 422   | 403    | 403     | 404       | 404   | 404
POST autosave       | 401    | 404      | 404     | 409   | 403    | 403     | 404       | 404   | 404
GET  check          | 401    | 404      | 404     | 200   | 403    | 403     | 404       | 404   | 404
GET  review         | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
POST publish        | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
POST request_changes| 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
GET  change         | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
POST publish_change | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
GET  deadline       | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
POST move_deadline  | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
GET  confirm_cancel | 401    | 404      | 404     | 200   | 200    | 403     | 404       | 404   | 404
POST cancel         | 401    | 404      | 404     | 422   | 422    | 403     | 404       | 404   | 404
POST ask_review     | 401    | 404      | 404     | 303   | 403    | 403     | 404       | 404   | 404
"""  # noqa: E501 - a table

IN_REVIEW = """
                    | nobody | somebody | startup | owner | editor | manager | elsewhere | juror | administrator
GET  show           | 404    | 404      | 404     | 200   | 200    | 200     | 404       | 404   | 404
GET  edit           | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
GET  check          | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
GET  review         | 401    | 404      | 404     | 403   | 200    | 403     | 404       | 404   | 404
POST request_changes| 401    | 404      | 404     | 403   | 422    | 403     | 404       | 404   | 404
POST publish        | 401    | 404      | 404     | 403   | 303    | 403     | 404       | 404   | 404
"""  # noqa: E501 - a table

SCHEDULED = """
                    | nobody | somebody | startup | owner | editor | manager | elsewhere | juror | administrator
GET  show           | 404    | 404      | 404     | 200   | 200    | 200     | 404       | 200   | 404
GET  versions       | 404    | 404      | 404     | 404   | 404    | 404     | 404       | 404   | 404
GET  calendar       | 404    | 404      | 404     | 404   | 404    | 404     | 404       | 404   | 404
GET  review         | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
GET  change         | 401    | 404      | 404     | 200   | 200    | 403     | 404       | 404   | 404
POST follow         | 401    | 404      | 404     | 303   | 303    | 303     | 404       | 303   | 404
"""  # noqa: E501 - a table

OPEN = """
                    | nobody | somebody | startup | owner | editor | manager | elsewhere | juror | administrator
GET  show           | 200    | 200      | 200     | 200   | 200    | 200     | 200       | 200   | 200
GET  versions       | 200    | 200      | 200     | 200   | 200    | 200     | 200       | 200   | 200
GET  version        | 200    | 200      | 200     | 200   | 200    | 200     | 200       | 200   | 200
GET  calendar       | 200    | 200      | 200     | 200   | 200    | 200     | 200       | 200   | 200
POST follow         | 401    | 303      | 303     | 303   | 303    | 303     | 303       | 303   | 303
POST unfollow       | 401    | 303      | 303     | 303   | 303    | 303     | 303       | 303   | 303
GET  edit           | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
POST ask_review     | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
GET  change         | 401    | 404      | 404     | 200   | 200    | 403     | 404       | 404   | 404
POST publish_change | 401    | 404      | 404     | 422   | 422    | 403     | 404       | 404   | 404
GET  deadline       | 401    | 404      | 404     | 200   | 200    | 403     | 404       | 404   | 404
POST move_deadline  | 401    | 404      | 404     | 422   | 422    | 403     | 404       | 404   | 404
GET  confirm_cancel | 401    | 404      | 404     | 200   | 200    | 403     | 404       | 404   | 404
POST cancel         | 401    | 404      | 404     | 422   | 422    | 403     | 404       | 404   | 404
"""  # noqa: E501 - a table

CLOSED = """
                    | nobody | somebody | startup | owner | editor | manager | elsewhere | juror | administrator
GET  show           | 200    | 200      | 200     | 200   | 200    | 200     | 200       | 200   | 200
GET  change         | 401    | 404      | 404     | 200   | 200    | 403     | 404       | 404   | 404
GET  deadline       | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
POST move_deadline  | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
GET  confirm_cancel | 401    | 404      | 404     | 200   | 200    | 403     | 404       | 404   | 404
"""  # noqa: E501 - a table

DECIDED = """
                    | nobody | somebody | startup | owner | editor | manager | elsewhere | juror | administrator
GET  show           | 200    | 200      | 200     | 200   | 200    | 200     | 200       | 200   | 200
GET  change         | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
POST cancel         | 401    | 404      | 404     | 403   | 403    | 403     | 404       | 404   | 404
"""  # noqa: E501 - a table

PHASES = {
    "any phase": ANY_PHASE,
    "draft": DRAFT,
    "in review": IN_REVIEW,
    "scheduled": SCHEDULED,
    "open": OPEN,
    "closed": CLOSED,
    "decided": DECIDED,
}


def read(table: str) -> tuple[list[str], list[list[str]]]:
    head, *rows = (
        [cell.strip() for cell in row.split("|")] for row in table.strip("\n").split("\n")
    )
    return head[1:], rows


VISITORS = read(ANY_PHASE)[0]


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("who", VISITORS)
def test_door(world: World, phase: str, who: str) -> None:
    people = build.home(world)
    challenge = brought_to(world, people, phase)
    browser = world.browser(visitor(world, who, people, challenge))
    column = VISITORS.index(who) + 1
    found, expected = {}, {}
    for row in read(PHASES[phase])[1]:
        door = " ".join(row[0].split())
        expected[door] = int(row[column])
        found[door] = answer(browser, door, challenge)
    assert found == expected


def test_the_tables_are_complete(app: Flask) -> None:
    doors = {
        f"{method} {rule.endpoint.partition('.')[2]}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("challenges.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    rows = {" ".join(row[0].split()) for table in PHASES.values() for row in read(table)[1]}
    assert rows == doors


def answer(browser: Browser, door: str, challenge: Challenge) -> int:
    method, endpoint = door.split()
    values: dict[str, Any] = {}
    if endpoint not in {row[0].split()[1] for row in read(ANY_PHASE)[1]}:
        values["slug"] = challenge.slug
    if endpoint in {"edit", "save", "autosave", "publish_change"}:
        values["step"] = "question"
    if endpoint == "version":
        values["number"] = 1
    if method == "POST":
        response = browser.send(f"challenges.{endpoint}", **values)
    else:
        response = browser.get(browser.address(f"challenges.{endpoint}", **values))
    return int(response.status_code)


def brought_to(world: World, people: Home, phase: str) -> Challenge:
    match phase:
        case "any phase" | "draft":
            return build.draft(world, people)
        case "in review":
            return build.in_review(world, people)
        case "scheduled":
            challenge = build.in_review(world, people)
            with unit_of_work(people.editor.actor()) as work:
                commands.publish(work, challenge, at=NOW + timedelta(days=2))
            return challenge
        case "open":
            return build.published(world, people)
        case "closed":
            past = NOW - timedelta(days=1)
            return world.challenge(deadline=past, organisation=people.organisation)
        case _:
            past = NOW - timedelta(days=1)
            return world.challenge(S.DECIDED, deadline=past, organisation=people.organisation)


def visitor(world: World, who: str, people: Home, challenge: Challenge) -> User | None:
    home = people.organisation
    found: dict[str, Callable[[], User | None]] = {
        "nobody": lambda: None,
        "somebody": world.user,
        "startup": lambda: world.user(Role.MEMBER, at=world.startup()),
        "owner": lambda: people.owner,
        "editor": lambda: people.editor,
        "manager": lambda: world.user(Role.PROGRAMME_MANAGER, at=home),
        "elsewhere": lambda: world.user(Role.OWNER),
        "juror": lambda: world.user(Role.JUROR, at=challenge),
        "administrator": lambda: world.user(Role.ADMINISTRATOR),
    }
    return found[who]()
