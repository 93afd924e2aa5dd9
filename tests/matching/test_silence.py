"""A no is never shown, nor can it be worked out.

What the other side sees is the same, byte for byte, whether somebody said no or nothing.
"""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.kernel.audit import AuditEntry
from portal.kernel.db import db
from portal.matching.model import DeckCard, Project
from portal.matching.queries import decks, projects
from portal.matching.states import Side
from portal.people.model import Profile
from tests.matching import build
from tests.matching.test_pairs import say
from tests.people.build import profile
from tests.world import User, World

TOKEN = re.compile(r"<input[^>]*csrf_token[^>]*>")


@pytest.fixture
def scene(world: World) -> tuple[Project, User, Profile, User]:
    """A project with five cards in its deck; the leader said yes to the first already."""
    professional = world.user()
    made, leader = build.project(world)
    card = profile(world, professional, skills=["sql", "contract-law"])
    for _ in range(4):
        profile(world)
    build.dealt(world, made)
    return made, leader, card, professional


def seen_by(world: World, user: User, *addresses: str) -> list[str]:
    browser = world.browser(user)
    return [TOKEN.sub("", browser.get(address).text) for address in addresses]


@pytest.mark.parametrize("leader_said", [None, True, False])
def test_a_leader_sees_the_same_after_a_no_as_after_nothing(
    world: World, scene: tuple[Project, User, Profile, User], leader_said: bool | None
) -> None:
    made, leader, card, professional = scene
    if leader_said is not None:
        say(leader.actor(), made.id, card.id, Side.LEADER, says=leader_said)
    pages = ("/teams", f"/teams/{made.id}", f"/teams/{made.id}/deck", "/home", "/opportunities")
    before = seen_by(world, leader, *pages)
    say(professional.actor(), made.id, card.id, Side.CANDIDATE, says=False)
    assert seen_by(world, leader, *pages) == before


@pytest.mark.parametrize("candidate_said", [None, True, False])
def test_a_professional_sees_the_same_after_a_no_as_after_nothing(
    world: World, scene: tuple[Project, User, Profile, User], candidate_said: bool | None
) -> None:
    made, leader, card, professional = scene
    if candidate_said is not None:
        say(professional.actor(), made.id, card.id, Side.CANDIDATE, says=candidate_said)
    pages = ("/opportunities", "/profile", "/home", "/teams")
    before = seen_by(world, professional, *pages)
    say(leader.actor(), made.id, card.id, Side.LEADER, says=False)
    assert seen_by(world, professional, *pages) == before


@pytest.mark.parametrize("json", [False, True])
def test_the_answer_to_a_yes_is_the_same_after_a_no_as_after_nothing(
    world: World, json: bool
) -> None:
    answers: list[tuple[object, ...]] = []
    for said_no in (True, False):
        professional = world.user()
        made, leader = build.project(world)
        card = profile(world, professional)
        if said_no:
            say(professional.actor(), made.id, card.id, Side.CANDIDATE, says=False)
        browser = world.browser(leader)
        data = {"csrf_token": browser.token(), "answer": "yes"}
        headers = {"Accept": "application/json"} if json else {}
        response = browser.post(
            f"/teams/{made.id}/deck/{card.id}/answer", data=data, headers=headers
        )
        location = response.headers.get("Location", "").replace(str(made.id), "…")
        answers.append((response.status_code, location, response.text.replace(str(made.id), "…")))
        undone = browser.post(f"/teams/{made.id}/deck/{card.id}/undo", data=data, headers=headers)
        answers[-1] += (undone.status_code, undone.text.replace(str(made.id), "…"))
    assert answers[0] == answers[1]
    assert world.letters() == []


def test_no_letter_is_written_before_two_yeses(
    world: World, scene: tuple[Project, User, Profile, User]
) -> None:
    made, leader, card, professional = scene
    say(professional.actor(), made.id, card.id, Side.CANDIDATE, says=False)
    say(leader.actor(), made.id, card.id, Side.LEADER, says=True)
    assert world.letters() == []


def test_the_order_of_a_deck_knows_nothing_of_answers(
    world: World, scene: tuple[Project, User, Profile, User]
) -> None:
    made, _leader, card, professional = scene
    before = [one.id for one in decks.hand(projects.project(made.id))]
    dealt = {(one.profile_id, one.score, one.tie) for one in world.all(DeckCard)}
    for says in (True, False):
        say(professional.actor(), made.id, card.id, Side.CANDIDATE, says=says)
        build.dealt(world, made)
        assert [one.id for one in decks.hand(projects.project(made.id))] == before
        assert {(one.profile_id, one.score, one.tie) for one in world.all(DeckCard)} == dealt


def test_the_audit_log_holds_that_somebody_answered_and_not_what(
    app: Flask, world: World, scene: tuple[Project, User, Profile, User]
) -> None:
    made, leader, card, professional = scene
    say(leader.actor(), made.id, card.id, Side.LEADER, says=False)
    say(professional.actor(), made.id, card.id, Side.CANDIDATE, says=True)
    entries = [e for e in db.session.scalars(select(AuditEntry)) if e.event == "pair.answered"]
    assert [sorted(entry.facts) for entry in entries] == [["profile_id", "project_id", "side"]] * 2
