"""Who gets through which door of a jury, in which phase. Complete: a missing endpoint fails.

Every form is sent empty: 422 is the answer to somebody who may send it, filled in. The phases:
sealed, before the deadline; closed, after it; scoring, the box open and all declared; decided,
recorded and not released.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from flask import Flask

from portal.accounts.model import Role
from portal.jury import commands
from portal.kernel.work import unit_of_work
from tests.jury import build
from tests.world import User, World

VISITORS = ("nobody", "stranger", "applicant", "invited", "juror", "chair", "owner", "manager")
TABLES = {  # nobody | stranger | applicant | invited | juror | chair | owner | manager
    "sealed": """
GET  jury.home                | 401 | 200 | 200 | 200 | 200 | 200 | 200 | 200
GET  jury.panel               | 401 | 404 | 404 | 200 | 200 | 200 | 200 | 200
GET  jury.compose             | 401 | 404 | 404 | 404 | 404 | 404 | 200 | 200
GET  jury.box                 | 401 | 404 | 404 | 200 | 200 | 200 | 200 | 200
GET  jury.declare             | 401 | 404 | 404 | 404 | 200 | 200 | 404 | 404
GET  jury.ask_conflict        | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
GET  jury.score               | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
GET  jury.check               | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
GET  jury.ask_reopen          | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.ask_replace         | 401 | 404 | 404 | 404 | 404 | 404 | 200 | 403
GET  jury.hand_over           | 401 | 404 | 404 | 403 | 403 | 200 | 200 | 403
GET  jury.ranking             | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.decision            | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.check_decision      | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.release             | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.set_panel           | 401 | 404 | 404 | 404 | 404 | 404 | 422 | 403
POST jury.invite              | 401 | 404 | 404 | 404 | 404 | 404 | 422 | 403
POST jury.withdraw_offer      | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.replace             | 401 | 404 | 404 | 404 | 404 | 404 | 422 | 403
POST jury.hand_over_chair     | 401 | 404 | 404 | 403 | 403 | 422 | 422 | 403
POST jury.declare_all         | 401 | 404 | 404 | 404 | 303 | 303 | 404 | 404
POST jury.conflict            | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.save                | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.autosave            | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.hand_in             | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.reopen              | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.save_decision       | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.autosave_decision   | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.record              | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.release_letters     | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.turn_key            | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.answer              | 401 | 404 | 404 | 303 | 403 | 403 | 404 | 404
""",
    "closed": """
GET  jury.home                | 401 | 200 | 200 | 200 | 200 | 200 | 200 | 200
GET  jury.panel               | 401 | 404 | 404 | 200 | 200 | 200 | 200 | 200
GET  jury.compose             | 401 | 404 | 404 | 404 | 404 | 404 | 200 | 200
GET  jury.box                 | 401 | 404 | 404 | 200 | 200 | 200 | 200 | 200
GET  jury.declare             | 401 | 404 | 404 | 404 | 200 | 200 | 404 | 404
GET  jury.ask_conflict        | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
GET  jury.score               | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
GET  jury.check               | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
GET  jury.ask_reopen          | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.ask_replace         | 401 | 404 | 404 | 404 | 404 | 404 | 200 | 403
GET  jury.hand_over           | 401 | 404 | 404 | 403 | 403 | 200 | 200 | 403
GET  jury.ranking             | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.decision            | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.check_decision      | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.release             | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.set_panel           | 401 | 404 | 404 | 404 | 404 | 404 | 422 | 403
POST jury.invite              | 401 | 404 | 404 | 404 | 404 | 404 | 422 | 403
POST jury.withdraw_offer      | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.replace             | 401 | 404 | 404 | 404 | 404 | 404 | 422 | 403
POST jury.hand_over_chair     | 401 | 404 | 404 | 403 | 403 | 422 | 422 | 403
POST jury.declare_all         | 401 | 404 | 404 | 404 | 303 | 303 | 404 | 404
POST jury.conflict            | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.save                | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.autosave            | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.hand_in             | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.reopen              | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.save_decision       | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.autosave_decision   | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.record              | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.release_letters     | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.turn_key            | 401 | 404 | 404 | 403 | 303 | 303 | 303 | 303
POST jury.answer              | 401 | 404 | 404 | 303 | 403 | 403 | 404 | 404
""",
    "scoring": """
GET  jury.home                | 401 | 200 | 200 | 200 | 200 | 200 | 200 | 200
GET  jury.panel               | 401 | 404 | 404 | 200 | 200 | 200 | 200 | 200
GET  jury.compose             | 401 | 404 | 404 | 404 | 404 | 404 | 200 | 200
GET  jury.box                 | 401 | 404 | 404 | 200 | 200 | 200 | 200 | 200
GET  jury.declare             | 401 | 404 | 404 | 404 | 200 | 200 | 404 | 404
GET  jury.ask_conflict        | 401 | 404 | 404 | 404 | 200 | 200 | 404 | 404
GET  jury.score               | 401 | 404 | 404 | 404 | 200 | 200 | 404 | 404
GET  jury.check               | 401 | 404 | 404 | 404 | 200 | 200 | 404 | 404
GET  jury.ask_reopen          | 401 | 404 | 404 | 403 | 403 | 200 | 403 | 403
GET  jury.ask_replace         | 401 | 404 | 404 | 404 | 404 | 404 | 200 | 403
GET  jury.hand_over           | 401 | 404 | 404 | 403 | 403 | 200 | 200 | 403
GET  jury.ranking             | 401 | 404 | 404 | 403 | 403 | 200 | 403 | 403
GET  jury.decision            | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.check_decision      | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.release             | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.set_panel           | 401 | 404 | 404 | 404 | 404 | 404 | 403 | 403
POST jury.invite              | 401 | 404 | 404 | 404 | 404 | 404 | 422 | 403
POST jury.withdraw_offer      | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.replace             | 401 | 404 | 404 | 404 | 404 | 404 | 422 | 403
POST jury.hand_over_chair     | 401 | 404 | 404 | 403 | 403 | 422 | 422 | 403
POST jury.declare_all         | 401 | 404 | 404 | 404 | 303 | 303 | 404 | 404
POST jury.conflict            | 401 | 404 | 404 | 404 | 422 | 422 | 404 | 404
POST jury.save                | 401 | 404 | 404 | 404 | 303 | 303 | 404 | 404
POST jury.autosave            | 401 | 404 | 404 | 404 | 200 | 200 | 404 | 404
POST jury.hand_in             | 401 | 404 | 404 | 404 | 422 | 422 | 404 | 404
POST jury.reopen              | 401 | 404 | 404 | 403 | 403 | 422 | 403 | 403
POST jury.save_decision       | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.autosave_decision   | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.record              | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.release_letters     | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.turn_key            | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.answer              | 401 | 404 | 404 | 303 | 403 | 403 | 404 | 404
""",
    "decided": """
GET  jury.home                | 401 | 200 | 200 | 200 | 200 | 200 | 200 | 200
GET  jury.panel               | 401 | 404 | 404 | 200 | 200 | 200 | 200 | 200
GET  jury.compose             | 401 | 404 | 404 | 404 | 404 | 404 | 200 | 200
GET  jury.box                 | 401 | 404 | 404 | 200 | 200 | 200 | 200 | 200
GET  jury.declare             | 401 | 404 | 404 | 404 | 200 | 200 | 404 | 404
GET  jury.ask_conflict        | 401 | 404 | 404 | 404 | 403 | 403 | 404 | 404
GET  jury.score               | 401 | 404 | 404 | 404 | 200 | 200 | 404 | 404
GET  jury.check               | 401 | 404 | 404 | 404 | 303 | 303 | 404 | 404
GET  jury.ask_reopen          | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.ask_replace         | 401 | 404 | 404 | 404 | 404 | 404 | 403 | 403
GET  jury.hand_over           | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.ranking             | 401 | 404 | 404 | 403 | 403 | 200 | 403 | 403
GET  jury.decision            | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.check_decision      | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
GET  jury.release             | 401 | 404 | 404 | 404 | 404 | 200 | 404 | 200
POST jury.set_panel           | 401 | 404 | 404 | 404 | 404 | 404 | 403 | 403
POST jury.invite              | 401 | 404 | 404 | 404 | 404 | 404 | 403 | 403
POST jury.withdraw_offer      | 401 | 404 | 404 | 404 | 404 | 404 | 404 | 404
POST jury.replace             | 401 | 404 | 404 | 404 | 404 | 404 | 403 | 403
POST jury.hand_over_chair     | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.declare_all         | 401 | 404 | 404 | 404 | 303 | 303 | 404 | 404
POST jury.conflict            | 401 | 404 | 404 | 404 | 403 | 403 | 404 | 404
POST jury.save                | 401 | 404 | 404 | 404 | 403 | 403 | 404 | 404
POST jury.autosave            | 401 | 404 | 404 | 404 | 403 | 403 | 404 | 404
POST jury.hand_in             | 401 | 404 | 404 | 404 | 403 | 403 | 404 | 404
POST jury.reopen              | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.save_decision       | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.autosave_decision   | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.record              | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.release_letters     | 401 | 404 | 404 | 404 | 404 | 422 | 404 | 422
POST jury.turn_key            | 401 | 404 | 404 | 403 | 403 | 403 | 403 | 403
POST jury.answer              | 401 | 404 | 404 | 403 | 403 | 403 | 404 | 404
""",
}
PHASES: dict[str, Callable[[World], build.Jury]] = {
    "sealed": lambda world: build.panel(world, submissions=3),
    "closed": build.closed,
    "scoring": lambda world: first_scored(build.declared(world)),
    "decided": lambda world: build.decided(world, 1, 2),
}
ROWS = {
    phase: [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines()]
    for phase, table in TABLES.items()
}


def first_scored(jury: build.Jury) -> build.Jury:
    """All have handed in the first submission, so that the chair may reopen it."""
    for user in jury.jurors:
        build.score(jury, user, 1)
    return jury


def visitor(jury: build.Jury, who: str) -> User | None:
    world = jury.world
    match who:
        case "nobody":
            return None
        case "applicant":
            submission = jury.submissions[0] if jury.submissions else None
            place = jury.startup(1) if submission else world.startup()
            return world.user(Role.MEMBER, at=place)
        case "invited":
            return build.juror(jury, accepted=False)
        case "juror":
            return jury.jurors[1]
        case "chair" | "owner" | "manager":
            found: User = getattr(jury, who)
            return found
    return world.user()


def values(jury: build.Jury, endpoint: str, rules: dict[str, set[str]]) -> dict[str, Any]:
    """What the address of an endpoint asks for. The second submission is not scored yet."""
    second = jury.submissions[1].id if jury.submissions else jury.panel.id
    first = jury.submissions[0] if jury.submissions else None
    reopened = "reopen" in endpoint and first is not None
    known = {
        "slug": jury.slug,
        "submission_id": first.id if reopened and first else second,
        "seat_id": jury.seat(jury.jurors[1]).id,
        "invitation_id": jury.panel.id,
        "review_id": jury.review(jury.jurors[1], first).id if reopened and first else second,
    }
    return {name: known[name] for name in rules[endpoint]}


def ask(jury: build.Jury, user: User | None, door: str, arguments: dict[str, set[str]]) -> int:
    method, endpoint = door.split()
    browser = jury.world.browser(user)
    where = values(jury, endpoint, arguments)
    address = browser.address(endpoint, **where)
    if method == "POST":
        token = Context().run(browser.token)
        return browser.post(address, data={"csrf_token": token}).status_code
    return browser.get(address).status_code


def arguments_of(app: Flask) -> dict[str, set[str]]:
    return {rule.endpoint: set(rule.arguments) for rule in app.url_map.iter_rules()}


def check(app: Flask, jury: build.Jury, phase: str, who: str) -> None:
    user, column = visitor(jury, who), VISITORS.index(who) + 1
    expected = {" ".join(row[0].split()): int(row[column]) for row in ROWS[phase]}
    arguments = arguments_of(app)
    assert {door: ask(jury, user, door, arguments) for door in expected} == expected, who


@pytest.mark.parametrize("phase", sorted(TABLES.keys() - {"closed"}))
def test_doors(app: Flask, world: World, phase: str) -> None:
    """One jury for all visitors, since nobody changes it; the invited one declines at the end."""
    jury = PHASES[phase](world)
    for who in sorted(VISITORS, key=lambda who: who == "invited"):
        check(app, jury, phase, who)


@pytest.mark.parametrize("who", VISITORS)
def test_doors_of_a_box_that_can_be_opened(app: Flask, world: World, who: str) -> None:
    """A jury for each visitor, since a key that is turned stays turned."""
    check(app, PHASES["closed"](world), "closed", who)


@pytest.mark.parametrize("phase", TABLES)
def test_the_table_is_complete(app: Flask, phase: str) -> None:
    doors = {
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("jury.")
    }
    assert doors == {" ".join(row[0].split()) for row in ROWS[phase]}


def test_the_administrator_sees_nothing_of_a_jury(world: World) -> None:
    jury = build.declared(world)
    browser = world.browser(world.user(Role.ADMINISTRATOR))
    assert browser.get(f"/jury/{jury.slug}").status_code == 404
    assert browser.get(f"/jury/{jury.slug}/ranking").status_code == 404


def test_an_invited_juror_who_declines_has_no_door_left(world: World) -> None:
    jury = build.declared(world)
    invited = build.juror(jury, accepted=False)
    assert world.browser(invited).get(f"/jury/{jury.slug}").status_code == 200
    with unit_of_work(invited.actor()) as work:
        commands.decline_seat(work, jury.sitting())
    assert world.browser(invited).get(f"/jury/{jury.slug}").status_code == 404
