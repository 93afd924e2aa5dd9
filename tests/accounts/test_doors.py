"""Who gets through which door of accounts. Complete: an endpoint that is not in the table fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.accounts.model import Role, TokenPurpose
from tests.accounts import build
from tests.world import User, World

# Forms are sent empty: 422 means that the visitor may, and is told what is missing. Pages of one's
# own are one's own by whoever is signed in. The organisation is a startup, whose only member is
# ‘member’ and which ‘asker’ asks to join; the invitation is to a ministry, by its ‘manager’.
TABLE = """
                           | nobody | asker | member | manager | administrator
GET  sign_in               | 200    | 303   | 303    | 303     | 303
POST start_session         | 422    | 422   | 422    | 422     | 422
POST sign_out              | 303    | 303   | 303    | 303     | 303
GET  sign_up               | 200    | 303   | 303    | 303     | 303
POST ask_sign_up           | 422    | 422   | 422    | 422     | 422
GET  mailed                | 200    | 200   | 200    | 200     | 200
GET  forgotten             | 200    | 200   | 200    | 200     | 200
POST ask_password_reset    | 422    | 422   | 422    | 422     | 422
GET  confirm               | 200    | 200   | 200    | 200     | 200
POST confirm_sign_up       | 422    | 422   | 422    | 422     | 422
GET  reset_password        | 200    | 200   | 200    | 200     | 200
POST choose_password       | 422    | 422   | 422    | 422     | 422
GET  confirm_address       | 200    | 200   | 200    | 200     | 200
POST change_address_now    | 303    | 303   | 303    | 303     | 303
GET  invitation            | 200    | 200   | 200    | 200     | 200
POST answer_invitation     | 422    | 303   | 303    | 303     | 303
GET  my_invitation         | 401    | 404   | 404    | 404     | 404
POST answer_my_invitation  | 401    | 404   | 404    | 404     | 404
GET  account               | 401    | 200   | 200    | 200     | 200
GET  details               | 401    | 200   | 200    | 200     | 200
POST change_details        | 401    | 422   | 422    | 422     | 422
GET  password              | 401    | 200   | 200    | 200     | 200
POST change_password       | 401    | 422   | 422    | 422     | 422
GET  address               | 401    | 200   | 200    | 200     | 200
POST ask_address_change    | 401    | 422   | 422    | 422     | 422
GET  sessions              | 401    | 200   | 200    | 200     | 200
POST end_session           | 401    | 303   | 303    | 303     | 303
POST end_other_sessions    | 401    | 303   | 303    | 303     | 303
GET  organisations         | 401    | 200   | 200    | 200     | 200
GET  startup               | 401    | 200   | 200    | 200     | 200
POST register_startup      | 401    | 422   | 422    | 422     | 422
POST ask_to_join           | 401    | 303   | 403    | 303     | 303
POST withdraw_request      | 401    | 303   | 404    | 404     | 404
GET  organisation          | 401    | 404   | 200    | 404     | 200
POST invite                | 401    | 404   | 422    | 404     | 422
POST leave                 | 401    | 404   | 303    | 404     | 403
POST approve_member        | 401    | 404   | 303    | 404     | 303
POST decline_member        | 401    | 404   | 303    | 404     | 303
POST resend_invitation     | 401    | 404   | 404    | 303     | 303
POST withdraw_invitation   | 401    | 404   | 404    | 303     | 303
GET  admin                 | 401    | 404   | 404    | 404     | 200
GET  admin_organisations   | 401    | 404   | 404    | 404     | 200
GET  admin_startup         | 401    | 404   | 404    | 404     | 200
POST change_startup        | 401    | 404   | 404    | 404     | 422
POST confirm_kvk           | 401    | 404   | 404    | 404     | 303
GET  admin_people          | 401    | 404   | 404    | 404     | 200
POST invite_administrator  | 401    | 404   | 404    | 404     | 422
GET  admin_person          | 401    | 404   | 404    | 404     | 200
POST take_role             | 401    | 404   | 404    | 404     | 404
POST disable_person        | 401    | 404   | 404    | 404     | 303
POST enable_person         | 401    | 404   | 404    | 404     | 303
GET  admin_letters         | 401    | 404   | 404    | 404     | 200
POST retry_letter          | 401    | 404   | 404    | 404     | 303
GET  admin_audit           | 401    | 404   | 404    | 404     | 200
"""
HEAD, *ROWS = [[cell.strip() for cell in row.split("|")] for row in TABLE.strip("\n").splitlines()]
CASES = [
    (door, who, int(code))
    for door, *codes in ROWS
    for who, code in zip(HEAD[1:], codes, strict=True)
]
TOKENS = {
    "confirm": TokenPurpose.CONFIRM_ADDRESS,
    "confirm_sign_up": TokenPurpose.CONFIRM_ADDRESS,
    "reset_password": TokenPurpose.RESET_PASSWORD,
    "choose_password": TokenPurpose.RESET_PASSWORD,
    "confirm_address": TokenPurpose.CHANGE_ADDRESS,
    "change_address_now": TokenPurpose.CHANGE_ADDRESS,
}


@dataclass(frozen=True)
class Places:
    """What an address may need, by the name it has there."""

    organisation_id: UUID
    request_id: UUID
    invitation_id: UUID
    session_id: UUID
    person_id: UUID
    letter_id: UUID
    token: str


@pytest.mark.parametrize(("door", "who", "expected"), CASES)
def test_door(world: World, door: str, who: str, expected: int) -> None:
    method, endpoint = door.split()
    scene = build.scene(world)
    visitor = _visitor(world, scene, who)
    browser = world.browser(visitor)
    address = browser.address(f"accounts.{endpoint}", **_values(world, scene, endpoint, browser))
    data = {"csrf_token": browser.token()} if method == "POST" else None
    assert browser.open(address, method=method, data=data).status_code == expected


def _visitor(world: World, scene: build.Scene, who: str) -> User | None:
    match who:
        case "nobody":
            return None
        case "administrator":
            return world.user(Role.ADMINISTRATOR)
        case _:
            found: User = getattr(scene, who)
            return found


def _values(world: World, scene: build.Scene, endpoint: str, browser: Any) -> dict[str, Any]:
    rule = next(
        rule
        for rule in browser.application.url_map.iter_rules()
        if rule.endpoint == f"accounts.{endpoint}"
    )
    token = scene.secret
    if endpoint in TOKENS:
        purpose = TOKENS[endpoint]
        owner = None if purpose is TokenPurpose.CONFIRM_ADDRESS else scene.asker.person
        _row, token = build.mail_token(world, purpose, "nieuw@example.org", owner)
    places = Places(
        organisation_id=scene.startup.id,
        request_id=scene.request.id,
        invitation_id=scene.invitation.id,
        session_id=scene.request.id,  # nobody's
        person_id=scene.asker.id,
        letter_id=build.parked_letter(world).id,
        token=token,
    )
    return {name: getattr(places, name) for name in rule.arguments}


def test_the_table_is_complete(app: Flask) -> None:
    doors = {
        f"{method} {rule.endpoint.removeprefix('accounts.')}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("accounts.")
    }
    assert doors == {" ".join(row[0].split()) for row in ROWS}
