"""Two yeses are a match: exactly once, told to both, never lost; a no is nobody's business."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.kernel.audit import AuditEntry
from portal.kernel.db import db
from portal.kernel.errors import Missing, NotAllowed, Overtaken
from portal.kernel.outbox import Letter
from portal.kernel.policy import Actor
from portal.kernel.work import unit_of_work
from portal.matching.commands import answers
from portal.matching.model import Pair, Project, TeamMember
from portal.matching.queries import decks, projects
from portal.matching.rules import Pairing
from portal.matching.states import ProjectState, Side
from portal.people import queries as people
from portal.people.model import Profile
from tests.matching import build
from tests.people.build import profile
from tests.world import User, World

Answer = Callable[[Actor, UUID, UUID], UUID | None]


def pairing(project_id: UUID, profile_id: UUID, side: Side) -> Pairing:
    return Pairing(projects.project(project_id), people.profile(profile_id), side)


def say(actor: Actor, project_id: UUID, profile_id: UUID, side: Side, *, says: bool) -> UUID | None:
    with unit_of_work(actor) as work:
        return answers.answer(work, pairing(project_id, profile_id, side), says=says)


def take_back(actor: Actor, project_id: UUID, profile_id: UUID, side: Side) -> None:
    with unit_of_work(actor) as work:
        answers.take_back(work, pairing(project_id, profile_id, side))


@pytest.fixture
def couple(world: World) -> tuple[Project, User, Profile, User]:
    professional = world.user()
    made, leader = build.project(world)
    return made, leader, profile(world, professional), professional


Couple = tuple[Project, User, Profile, User]


def test_the_second_yes_is_the_match_and_both_are_told(world: World, couple: Couple) -> None:
    made, leader, card, professional = couple
    assert say(leader.actor(), made.id, card.id, Side.LEADER, says=True) is None
    assert world.letters() == []
    match = say(professional.actor(), made.id, card.id, Side.CANDIDATE, says=True)
    (pair,) = world.all(Pair)
    assert pair.id == match
    assert world.written_to() == sorted([leader.email, professional.email])
    assert [member.profile_id for member in world.all(TeamMember)] == [card.id]
    assert world.audited().count("pair.matched") == 1


@pytest.mark.parametrize(("one", "other"), [(True, False), (False, True), (False, False)])
def test_anything_but_two_yeses_is_no_match(
    world: World, couple: Couple, one: bool, other: bool
) -> None:
    made, leader, card, professional = couple
    say(leader.actor(), made.id, card.id, Side.LEADER, says=one)
    assert say(professional.actor(), made.id, card.id, Side.CANDIDATE, says=other) is None
    assert world.letters() == []
    assert world.all(TeamMember) == []


def test_a_double_click_is_no_second_match(world: World, couple: Couple) -> None:
    made, leader, card, professional = couple
    say(leader.actor(), made.id, card.id, Side.LEADER, says=True)
    first = say(professional.actor(), made.id, card.id, Side.CANDIDATE, says=True)
    again = say(professional.actor(), made.id, card.id, Side.CANDIDATE, says=True)
    assert first == again
    assert len(world.letters()) == 2
    assert world.audited().count("pair.matched") == 1


def test_a_match_stays_whatever_is_clicked_afterwards(world: World, couple: Couple) -> None:
    made, leader, card, professional = couple
    say(leader.actor(), made.id, card.id, Side.LEADER, says=True)
    match = say(professional.actor(), made.id, card.id, Side.CANDIDATE, says=True)
    assert say(leader.actor(), made.id, card.id, Side.LEADER, says=False) == match
    assert [pair.matched_at is not None for pair in world.all(Pair)] == [True]


def test_of_both_at_the_same_moment_none_is_lost_300_times(app: Flask, world: World) -> None:
    """30 projects × 10 professionals, leader and professional answering at the same moment."""
    world.let_run()
    leader = world.user()
    made = [build.project(world, leader=leader, team_size=12)[0].id for _ in range(30)]
    people_ = [world.user() for _ in range(10)]
    cards = [profile(world, person).id for person in people_]
    leads = leader.actor()
    are = [person.actor() for person in people_]
    rounds = [(project_id, n) for project_id in made for n in range(len(cards))]
    together = Barrier(2)

    def answer_all(side: Side) -> list[UUID | None]:
        found = []
        for project_id, n in rounds:
            with app.app_context():
                actor = leads if side is Side.LEADER else are[n]
                both = pairing(project_id, cards[n], side)
                together.wait(timeout=30)
                with unit_of_work(actor) as work:
                    found.append(answers.answer(work, both, says=True))
        return found

    with ThreadPoolExecutor(2) as pool:
        leaders, professionals = pool.map(answer_all, [Side.LEADER, Side.CANDIDATE])

    told_once = [
        (one is None) != (other is None) for one, other in zip(leaders, professionals, strict=True)
    ]
    assert told_once.count(True) == 300
    count = db.session.scalar
    assert count(select(func.count()).where(Pair.matched_at.is_not(None))) == 300
    assert count(select(func.count()).select_from(TeamMember)) == 300
    assert count(select(func.count()).select_from(Letter)) == 600
    matched = select(func.count()).where(AuditEntry.event == "pair.matched")
    assert count(matched) == 300


def test_of_three_yeses_at_once_for_the_last_place_one_comes_in(app: Flask, world: World) -> None:
    world.let_run()
    made, _leader = build.project(world, team_size=1)
    users = [world.user() for _ in range(3)]
    cards = [profile(world, user) for user in users]
    for card in cards:
        build.pair(world, made, card, leader=True)
    together = Barrier(3)

    def say_yes(n: int) -> str:
        with app.app_context():
            actor = users[n].actor()
            both = pairing(made.id, cards[n].id, Side.CANDIDATE)
            together.wait(timeout=30)
            try:
                with unit_of_work(actor) as work:
                    answers.answer(work, both, says=True)
            except NotAllowed:
                return "too late"
        return "in"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(say_yes, range(3))) == ["in", "too late", "too late"]
    assert world.one(Project, made.id).state is ProjectState.FULL
    assert len(world.all(TeamMember)) == 1
    assert len(world.letters()) == 2


# --- Taking back ------------------------------------------------------------------------------


def test_the_last_answer_can_be_taken_back_and_then_the_one_before(world: World) -> None:
    made, leader = build.project(world)
    first, second = profile(world), profile(world)
    for card in (first, second):
        say(leader.actor(), made.id, card.id, Side.LEADER, says=False)
        world.pass_time(seconds=1)
    with pytest.raises(NotAllowed, match="laatste"):
        take_back(leader.actor(), made.id, first.id, Side.LEADER)
    take_back(leader.actor(), made.id, second.id, Side.LEADER)
    take_back(leader.actor(), made.id, first.id, Side.LEADER)
    assert [pair.leader_says for pair in world.all(Pair)] == [None, None]


def test_of_answers_at_one_instant_the_one_given_last_is_taken_back_first(world: World) -> None:
    made, leader = build.project(world)
    cards = [profile(world).id for _ in range(12)]
    for card in cards:
        say(leader.actor(), made.id, card, Side.LEADER, says=True)
    say(leader.actor(), made.id, cards[0], Side.LEADER, says=False)  # they thought again
    for card in (cards[0], *reversed(cards[1:])):
        last = decks.last_answered(projects.project(made.id))
        assert last is not None
        assert last.profile_id == card
        take_back(leader.actor(), made.id, card, Side.LEADER)
    assert decks.last_answered(projects.project(made.id)) is None


def test_a_match_cannot_be_taken_back(world: World, couple: Couple) -> None:
    made, leader, card, professional = couple
    say(leader.actor(), made.id, card.id, Side.LEADER, says=True)
    say(professional.actor(), made.id, card.id, Side.CANDIDATE, says=True)
    with pytest.raises(Overtaken):
        take_back(leader.actor(), made.id, card.id, Side.LEADER)
    with pytest.raises(Overtaken):
        take_back(professional.actor(), made.id, card.id, Side.CANDIDATE)


def test_nobody_answers_or_takes_back_for_another(world: World, couple: Couple) -> None:
    made, leader, card, professional = couple
    stranger = world.user()
    for actor in (stranger.actor(), professional.actor()):
        with pytest.raises(Missing):
            say(actor, made.id, card.id, Side.LEADER, says=True)
        with pytest.raises(Missing):
            take_back(actor, made.id, card.id, Side.LEADER)
    for actor in (stranger.actor(), leader.actor()):
        with pytest.raises(Missing):
            say(actor, made.id, card.id, Side.CANDIDATE, says=True)


@pytest.mark.parametrize("state", [s for s in ProjectState if s is not ProjectState.OPEN])
def test_only_an_open_project_takes_answers(world: World, state: ProjectState) -> None:
    made, leader = build.project(world, state)
    card = profile(world)
    with pytest.raises(NotAllowed):
        say(leader.actor(), made.id, card.id, Side.LEADER, says=True)


def test_who_cannot_come_up_cannot_be_answered(world: World) -> None:
    made, leader = build.project(world)
    reasons: list[dict[str, Any]] = [{"open_to_projects": False}, {"skills": []}, {"hours": 7}]
    for reason in reasons:
        card = profile(world, **reason)
        with pytest.raises(Missing):
            say(leader.actor(), made.id, card.id, Side.LEADER, says=True)
