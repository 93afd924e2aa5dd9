"""Who may see which challenge, said twice: as a rule for one, as a condition for many."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.model import Organisation, Role
from portal.challenges import queries, rules
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState as S
from portal.challenges.states import Phase
from portal.kernel.db import db
from portal.kernel.policy import ANYONE, Actor, system
from tests.world import NOW, World

HOUR = timedelta(hours=1)

PHASES = [
    (S.DRAFT, {}, Phase.DRAFT),
    (S.IN_REVIEW, {}, Phase.IN_REVIEW),
    (S.CHANGES_REQUESTED, {}, Phase.CHANGES_REQUESTED),
    (S.PUBLISHED, {"publish_at": NOW + HOUR}, Phase.SCHEDULED),
    (S.PUBLISHED, {"publish_at": NOW}, Phase.QUESTIONS_OPEN),
    (S.PUBLISHED, {"questions_until": NOW}, Phase.OPEN),
    (S.PUBLISHED, {"deadline": NOW + timedelta(microseconds=1)}, Phase.OPEN),
    (S.PUBLISHED, {"deadline": NOW}, Phase.CLOSED),
    (S.JUDGING, {"deadline": NOW - HOUR}, Phase.JUDGING),
    (S.DECIDED, {"deadline": NOW - HOUR}, Phase.DECIDED),
    (S.AWARDED, {"deadline": NOW - HOUR, "awarded_at": NOW - HOUR}, Phase.STANDSTILL),
    (
        S.AWARDED,
        {"deadline": NOW - timedelta(days=50), "awarded_at": NOW - timedelta(days=20)},
        Phase.AWARDED,
    ),
    (S.CONCLUDED, {"deadline": NOW - timedelta(days=300)}, Phase.CONCLUDED),
    (S.CANCELLED, {}, Phase.CANCELLED),
    (S.NO_AWARD, {"deadline": NOW - HOUR}, Phase.NO_AWARD),
]


@pytest.mark.parametrize(("state", "facts", "phase"), PHASES)
def test_the_phase_follows_from_the_state_and_the_clock(
    world: World, state: S, facts: dict[str, datetime], phase: Phase
) -> None:
    deadline = facts.get("deadline", NOW + timedelta(days=17))
    dates = {"questions_until": min(NOW + timedelta(days=7), deadline - HOUR)}
    challenge = world.challenge(state, **{**dates, "answers_by": None, **facts})  # type: ignore[arg-type]
    assert rules.phase(challenge, NOW) is phase


def test_every_phase_is_reached_in_the_table() -> None:
    assert {phase for _state, _facts, phase in PHASES} == set(Phase)


def test_a_decision_under_embargo_is_with_the_jury_for_everybody_else(world: World) -> None:
    challenge = world.challenge(S.DECIDED, deadline=NOW - HOUR)
    assert rules.public_phase(challenge, NOW) is Phase.JUDGING


def test_the_rule_and_the_condition_say_the_same(world: World) -> None:
    """Every kind of challenge times every kind of visitor."""
    ministry = world.organisation()
    directorate = world.organisation(ministry_id=ministry.id)
    everything = [
        world.challenge(state, organisation=home, **facts)  # type: ignore[arg-type]
        for home in (ministry, directorate, world.organisation())
        for state, facts in (
            *((state, {}) for state in S),
            (S.PUBLISHED, {"publish_at": NOW + HOUR}),
            (S.CANCELLED, {"publish_at": NOW - HOUR}),
        )
    ]
    a_draft, scheduled = everything[0], everything[len(S)]
    actors = {
        "anyone": ANYONE.at(NOW),
        "a job": system("test").at(NOW),
        "administrator": world.user(Role.ADMINISTRATOR).actor(),
        "startup": world.user(Role.MEMBER, at=world.startup()).actor(),
        "member": world.user(Role.MEMBER, at=ministry).actor(),
        "mentor": world.user(Role.MENTOR, at=ministry).actor(),
        "chair of a draft": world.user(Role.CHAIR, at=a_draft).actor(),
        "juror of a planned one": world.user(Role.JUROR, at=scheduled).actor(),
        **{
            f"{role} at {home.name}": world.user(role, at=home).actor()
            for role in rules.STAFF
            for home in (ministry, directorate)
        },
    }
    seen = {who: (by_rule(actor), by_condition(actor)) for who, actor in actors.items()}
    assert all(rule == condition for rule, condition in seen.values()), {
        who: rule ^ condition for who, (rule, condition) in seen.items() if rule != condition
    }
    counts = {who: len(rule) for who, (rule, _condition) in seen.items()}
    assert counts["anyone"] == counts["startup"] == counts["mentor"] == counts["member"]
    assert counts["chair of a draft"] == counts["anyone"]
    assert counts["juror of a planned one"] == counts["anyone"] + 1
    assert counts[f"owner at {directorate.name}"] < counts[f"owner at {ministry.name}"]


def by_rule(actor: Actor) -> set[str]:
    found = db.session.scalars(select(Challenge).options(*queries.ORGANISATION))
    return {one.slug for one in found if rules.may_see(actor, one)}


def by_condition(actor: Actor) -> set[str]:
    return set(
        db.session.scalars(
            select(Challenge.slug)
            .join(Organisation, Organisation.id == Challenge.organisation_id)
            .where(queries.visible_to(actor))
        )
    )
