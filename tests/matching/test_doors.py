"""Who gets through which door of matching, and in which state. Complete: a missing one fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.accounts.model import Role
from portal.matching.states import ProjectState
from portal.residencies.model import Residency
from tests.matching import build
from tests.people.build import profile
from tests.world import User, World

# ``leader`` and ``manager`` are of the residency; ``match`` is one; ``professional``
# has a card in the deck; ``rival`` leads another team; forms are sent empty, answers with "no".
OPEN = """
                          | nobody | stranger | leader | manager | match | professional | rival | administrator
GET  teams.teams          | 401    | 200      | 200    | 200     | 200   | 200          | 200   | 200
GET  teams.team           | 401    | 404      | 200    | 200     | 404   | 404          | 404   | 404
GET  teams.new            | 401    | 404      | 303    | 404     | 404   | 404          | 404   | 404
POST teams.draft          | 401    | 404      | 422    | 404     | 404   | 404          | 404   | 404
GET  teams.edit           | 401    | 404      | 200    | 404     | 404   | 404          | 404   | 404
POST teams.change         | 401    | 404      | 422    | 404     | 404   | 404          | 404   | 404
GET  teams.ask_close      | 401    | 404      | 200    | 404     | 404   | 404          | 404   | 404
POST teams.move open      | 401    | 404      | 303    | 403     | 404   | 404          | 404   | 404
POST teams.name_role      | 401    | 404      | 303    | 403     | 404   | 404          | 404   | 404
GET  deck.deck            | 401    | 404      | 200    | 404     | 404   | 404          | 404   | 404
POST deck.answer          | 401    | 404      | 303    | 404     | 404   | 404          | 404   | 404
POST deck.undo            | 401    | 404      | 303    | 404     | 404   | 404          | 404   | 404
GET  deck.photo           | 401    | 404      | 404    | 404     | 404   | 404          | 404   | 404
GET  opportunities.opportunities | 401 | 200  | 200    | 200     | 200   | 200          | 200   | 200
POST opportunities.answer | 401    | 404      | 404    | 404     | 303   | 303          | 404   | 404
POST opportunities.undo   | 401    | 404      | 404    | 404     | 303   | 303          | 404   | 404
GET  matches.match        | 401    | 404      | 200    | 404     | 200   | 404          | 404   | 404
GET  matches.photo        | 401    | 404      | 404    | 404     | 404   | 404          | 404   | 404
POST matches.meet         | 401    | 404      | 303    | 404     | 303   | 404          | 404   | 404
POST teams.take_out       | 401    | 404      | 303    | 403     | 404   | 404          | 404   | 404
POST teams.put_in         | 401    | 404      | 303    | 403     | 404   | 404          | 404   | 404
POST teams.move fill      | 401    | 404      | 303    | 403     | 404   | 404          | 404   | 404
POST teams.move reopen    | 401    | 404      | 303    | 403     | 404   | 404          | 404   | 404
POST teams.move close     | 401    | 404      | 303    | 403     | 404   | 404          | 404   | 404
"""  # noqa: E501 - a table

BY_STATE = """
                       | draft leader | full leader | closed leader | closed manager | full professional | closed match
GET  teams.team        | 200          | 200         | 200           | 200            | 404               | 404
GET  teams.edit        | 200          | 200         | 404           | 404            | 404               | 404
POST teams.change      | 422          | 422         | 404           | 404            | 404               | 404
GET  teams.ask_close   | 200          | 200         | 404           | 404            | 404               | 404
GET  deck.deck         | 303          | 303         | 303           | 404            | 404               | 404
POST deck.answer       | 303          | 303         | 303           | 404            | 404               | 404
POST opportunities.answer | 404       | 404         | 404           | 404            | 303               | 303
GET  matches.match     | 200          | 200         | 200           | 404            | 404               | 200
POST teams.take_out    | 303          | 303         | 403           | 403            | 404               | 404
"""  # noqa: E501 - a table


@dataclass(frozen=True)
class Scene:
    people: dict[str, User | None]
    values: dict[str, UUID]


def scene(world: World, state: ProjectState = ProjectState.OPEN) -> Scene:
    made, leader = build.project(world, state)
    rival = build.project(world)[1]
    manager = world.user(Role.PROGRAMME_MANAGER)
    with world.writing() as work:
        stay = work.session.merge(made)
        work.session.get_one(Residency, stay.residency_id).programme_manager_id = manager.id
    match, professional = world.user(), world.user()
    matched, card = profile(world, match), profile(world, professional)
    pair = build.pair(world, made, matched, leader=True, candidate=True)
    if state is ProjectState.OPEN:
        build.dealt(world, made)
    return Scene(
        people={
            "nobody": None,
            "stranger": world.user(),
            "leader": leader,
            "manager": manager,
            "match": match,
            "professional": professional,
            "rival": rival,
            "administrator": world.user(Role.ADMINISTRATOR),
        },
        values={
            "project_id": made.id,
            "residency_id": made.residency_id,
            "pair_id": pair.id,
            "deck": card.id,
            "teams": matched.id,
        },
    )


def columns(table: str) -> dict[str, dict[str, int]]:
    """A table as: whose column → door → status."""
    head, *rows = [
        [cell.strip() for cell in row.split("|")] for row in table.strip("\n").split("\n")
    ]
    return {
        who: {" ".join(row[0].split()): int(row[place]) for row in rows}
        for place, who in enumerate(head[1:], start=1)
    }


def try_door(app: Flask, world: World, at: Scene, who: str, door: str) -> int:
    method, endpoint, *move = door.split()
    values: dict[str, Any] = {
        name: at.values[name if name != "profile_id" else endpoint.partition(".")[0]]
        for rule in app.url_map.iter_rules(endpoint)
        for name in rule.arguments - {"move"}
    }
    if move:
        values["move"] = move[0]
    browser = world.browser(at.people[who])
    if method == "GET":
        return browser.get(browser.address(endpoint, **values)).status_code
    return browser.send(endpoint, {"answer": "no"}, **values).status_code


@pytest.mark.parametrize("who", columns(OPEN))
def test_doors_of_an_open_project(app: Flask, world: World, who: str) -> None:
    at = scene(world)
    expected = columns(OPEN)[who]
    assert {door: try_door(app, world, at, who, door) for door in expected} == expected


@pytest.mark.parametrize("column", columns(BY_STATE))
def test_doors_in_other_states(app: Flask, world: World, column: str) -> None:
    state, who = column.split()
    at = scene(world, ProjectState(state))
    expected = columns(BY_STATE)[column]
    assert {door: try_door(app, world, at, who, door) for door in expected} == expected


def test_the_table_is_complete(app: Flask) -> None:
    ours = {"teams", "deck", "opportunities", "matches"}
    doors = {
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.partition(".")[0] in ours
    }
    assert {" ".join(door.split()[:2]) for door in columns(OPEN)["nobody"]} == doors
