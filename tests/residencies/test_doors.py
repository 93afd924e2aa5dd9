"""Who gets through which door of residencies, and when. Complete: a missing endpoint fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.accounts.model import Role
from portal.residencies.model import Door, Milestone
from portal.residencies.states import AssignmentState, Part, ResidencyState
from tests.residencies import build
from tests.residencies.build import Scene
from tests.world import User, World

# Forms are sent empty: 422 means that the person may, and is told what is missing.
AT_WORK = """
                             | nobody | stranger | rival | elsewhere | member | owner | manager | leader | mentor | asked | former | administrator
GET  board                   | 401    | 200      | 200   | 200       | 200    | 200   | 200     | 200    | 200    | 200   | 200    | 200
GET  ended                   | 401    | 200      | 200   | 200       | 200    | 200   | 200     | 200    | 200    | 200   | 200    | 200
POST preview                 | 401    | 200      | 200   | 200       | 200    | 200   | 200     | 200    | 200    | 200   | 200    | 200
GET  mentors                 | 401    | 404      | 404   | 200       | 404    | 404   | 200     | 404    | 200    | 200   | 200    | 200
GET  card                    | 401    | 404      | 404   | 404       | 404    | 404   | 404     | 404    | 200    | 200   | 200    | 404
POST card                    | 401    | 404      | 404   | 404       | 404    | 404   | 404     | 404    | 422    | 422   | 422    | 404
GET  show                    | 401    | 404      | 404   | 404       | 200    | 200   | 200     | 200    | 200    | 200   | 404    | 200
GET  journal                 | 401    | 404      | 404   | 404       | 200    | 200   | 200     | 200    | 200    | 200   | 404    | 200
GET  write_journal           | 401    | 404      | 404   | 404       | 200    | 200   | 403     | 200    | 200    | 403   | 404    | 403
POST write_journal           | 401    | 404      | 404   | 404       | 422    | 422   | 403     | 422    | 422    | 403   | 404    | 403
GET  light                   | 401    | 404      | 404   | 404       | 403    | 200   | 200     | 403    | 200    | 403   | 404    | 403
POST light                   | 401    | 404      | 404   | 404       | 403    | 422   | 422     | 403    | 422    | 403   | 404    | 403
GET  ask_door                | 401    | 404      | 404   | 404       | 200    | 200   | 200     | 200    | 200    | 403   | 404    | 403
POST ask_door                | 401    | 404      | 404   | 404       | 422    | 422   | 422     | 422    | 422    | 403   | 404    | 403
GET  door                    | 401    | 404      | 404   | 404       | 200    | 200   | 200     | 200    | 200    | 200   | 404    | 200
POST door                    | 401    | 404      | 404   | 404       | 403    | 303   | 303     | 303    | 303    | 403   | 404    | 403
GET  add_milestone           | 401    | 404      | 404   | 404       | 200    | 200   | 200     | 200    | 200    | 403   | 404    | 403
POST add_milestone           | 401    | 404      | 404   | 404       | 422    | 422   | 422     | 422    | 422    | 403   | 404    | 403
GET  milestone               | 401    | 404      | 404   | 404       | 200    | 200   | 200     | 200    | 200    | 200   | 404    | 200
POST milestone               | 401    | 404      | 404   | 404       | 303    | 303   | 303     | 303    | 303    | 403   | 404    | 403
POST reach_milestone         | 401    | 404      | 404   | 404       | 303    | 303   | 303     | 303    | 303    | 403   | 404    | 403
GET  choose_mentor           | 401    | 404      | 404   | 404       | 403    | 403   | 200     | 403    | 403    | 403   | 404    | 403
POST choose_mentor           | 401    | 404      | 404   | 404       | 403    | 403   | 422     | 403    | 403    | 403   | 404    | 403
GET  leader                  | 401    | 404      | 404   | 404       | 403    | 403   | 200     | 403    | 403    | 403   | 404    | 403
POST leader                  | 401    | 404      | 404   | 404       | 403    | 403   | 422     | 403    | 403    | 403   | 404    | 403
GET  mentorship              | 401    | 404      | 404   | 404       | 403    | 403   | 403     | 403    | 303    | 200   | 404    | 403
POST mentorship              | 401    | 404      | 404   | 404       | 403    | 403   | 403     | 403    | 303    | 422   | 404    | 403
GET  record_outcome          | 401    | 404      | 404   | 404       | 403    | 409   | 409     | 403    | 403    | 403   | 404    | 403
POST record_outcome          | 401    | 404      | 404   | 404       | 403    | 409   | 409     | 403    | 403    | 403   | 404    | 403
GET  resume                  | 401    | 404      | 404   | 404       | 403    | 409   | 409     | 403    | 403    | 403   | 404    | 403
POST resume                  | 401    | 404      | 404   | 404       | 403    | 409   | 409     | 403    | 403    | 403   | 404    | 403
GET  pause                   | 401    | 404      | 404   | 404       | 403    | 200   | 200     | 403    | 403    | 403   | 404    | 403
POST pause                   | 401    | 404      | 404   | 404       | 403    | 422   | 422     | 403    | 403    | 403   | 404    | 403
GET  stop                    | 401    | 404      | 404   | 404       | 403    | 200   | 200     | 403    | 403    | 403   | 404    | 403
POST stop                    | 401    | 404      | 404   | 404       | 403    | 422   | 422     | 403    | 403    | 403   | 404    | 403
POST take_on                 | 401    | 404      | 404   | 404       | 403    | 403   | 303     | 403    | 403    | 403   | 404    | 403
"""  # noqa: E501 - a table

OTHERWISE = """
                     | planned manager | planned member | planned mentor | paused manager | paused mentor | evaluating manager | evaluating member | ended manager | ended owner | ended member | ended mentor | ended leader
GET  show            | 200             | 200            | 200            | 200            | 200           | 200                | 200               | 200           | 200         | 200          | 200          | 200
GET  journal         | 200             | 200            | 200            | 200            | 200           | 200                | 200               | 200           | 200         | 200          | 200          | 200
GET  write_journal   | 403             | 200            | 200            | 403            | 200           | 403                | 200               | 403           | 403         | 403          | 403          | 403
GET  light           | 200             | 403            | 200            | 200            | 200           | 200                | 403               | 403           | 403         | 403          | 403          | 403
GET  ask_door        | 200             | 200            | 200            | 200            | 200           | 200                | 200               | 403           | 403         | 403          | 403          | 403
POST door            | 303             | 403            | 303            | 303            | 303           | 303                | 403               | 403           | 403         | 403          | 403          | 403
POST milestone       | 303             | 303            | 303            | 303            | 303           | 303                | 303               | 403           | 403         | 403          | 403          | 403
POST reach_milestone | 303             | 303            | 303            | 303            | 303           | 303                | 303               | 403           | 403         | 403          | 403          | 403
GET  choose_mentor   | 200             | 403            | 403            | 200            | 403           | 200                | 403               | 403           | 403         | 403          | 403          | 403
GET  leader          | 200             | 403            | 403            | 200            | 403           | 200                | 403               | 403           | 403         | 403          | 403          | 403
GET  pause           | 409             | 403            | 403            | 409            | 403           | 409                | 403               | 403           | 403         | 403          | 403          | 403
GET  resume          | 409             | 403            | 403            | 200            | 403           | 409                | 403               | 403           | 403         | 403          | 403          | 403
GET  stop            | 200             | 403            | 403            | 200            | 403           | 409                | 403               | 403           | 403         | 403          | 403          | 403
GET  record_outcome  | 409             | 403            | 403            | 409            | 403           | 200                | 403               | 403           | 403         | 403          | 403          | 403
POST record_outcome  | 409             | 403            | 403            | 409            | 403           | 422                | 403               | 403           | 403         | 403          | 403          | 403
POST take_on         | 303             | 403            | 403            | 303            | 403           | 303                | 403               | 403           | 403         | 403          | 403          | 403
"""  # noqa: E501 - a table


def columns(table: str) -> dict[str, dict[str, int]]:
    """A table as: whose column → door → status."""
    head, *rows = [
        [cell.strip() for cell in row.split("|")] for row in table.strip("\n").split("\n")
    ]
    return {
        who: {" ".join(row[0].split()): int(row[place]) for row in rows}
        for place, who in enumerate(head[1:], start=1)
    }


@pytest.mark.parametrize("who", columns(AT_WORK))
def test_doors_of_a_residency_at_work(world: World, who: str) -> None:
    asked = AssignmentState.PROPOSED if who == "asked" else AssignmentState.ACTIVE
    scene = build.scene(world, mentoring=asked)
    assert knock(scene, visitor(scene, who), columns(AT_WORK)[who]) == columns(AT_WORK)[who]


@pytest.mark.parametrize("who", columns(OTHERWISE))
def test_doors_in_the_other_phases(world: World, who: str) -> None:
    phase, _space, person = who.partition(" ")
    state = ResidencyState(phase)
    at_the_end = AssignmentState.ENDED if state is ResidencyState.ENDED else AssignmentState.ACTIVE
    scene = build.scene(world, state, mentoring=at_the_end)
    expected = columns(OTHERWISE)[who]
    assert knock(scene, visitor(scene, person), expected) == expected


def knock(scene: Scene, user: User | None, doors: dict[str, int]) -> dict[str, int]:
    """Try every door in turn, as one visitor."""
    world = scene.world
    door, milestone = (
        build.door(world, scene),
        build.milestone(world, scene, scene.residency.ends_on),
    )
    browser = world.browser(user)
    token = browser.token()
    found: dict[str, int] = {}
    for name in doors:
        method, endpoint = name.split()
        address = browser.address(
            f"residencies.{endpoint}", **values(endpoint, scene, door, milestone)
        )
        data = {"csrf_token": token, **answers(endpoint, milestone)}
        response = browser.open(address, method=method, data=data if method == "POST" else None)
        found[name] = response.status_code
    return found


def values(endpoint: str, scene: Scene, door: Door, milestone: Milestone) -> dict[str, Any]:
    if endpoint in {"board", "ended", "preview", "mentors", "card"}:
        return {}
    more = {
        "door": {"door_id": door.id},
        "milestone": {"milestone_id": milestone.id},
        "reach_milestone": {"milestone_id": milestone.id},
    }
    return {"residency_id": scene.id, **more.get(endpoint, {})}


def answers(endpoint: str, milestone: Milestone) -> dict[str, str]:
    """What is needed where an empty form would never reach the rule."""
    return {
        "door": {"step": "open", "came_of_it": "Data gedeeld"},
        "milestone": {"title": "Anders", "due_on": milestone.due_on.isoformat()},
        "reach_milestone": {"done_on": "2026-11-23"},
    }.get(endpoint, {})


def visitor(scene: Scene, who: str) -> User | None:
    world = scene.world
    outside: dict[str, Callable[[], User | None]] = {
        "nobody": lambda: None,
        "stranger": world.user,
        "rival": lambda: world.user(Role.MEMBER, at=world.startup()),
        "elsewhere": lambda: world.user(Role.PROGRAMME_MANAGER),
        "former": lambda: former_mentor(scene),
    }
    if who in outside:
        return outside[who]()
    return scene.user(Part({"member": "startup", "manager": "programme"}.get(who, who)))


def former_mentor(scene: Scene) -> User:
    former = build.mentor(scene.world)
    build.assign(scene.world, scene.residency, former, scene.manager, AssignmentState.ENDED)
    return former


def test_the_table_is_complete(app: Flask) -> None:
    doors = {
        f"{method} {rule.endpoint.partition('.')[2]}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("residencies.")
    }
    assert doors == set(columns(AT_WORK)["nobody"])
