"""From a draft to a public challenge: four eyes, what is missing, and the planned moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.model import Role
from portal.challenges import commands, jobs, queries, rules
from portal.challenges.model import Challenge, ChallengeVersion
from portal.challenges.states import ChallengeState, Phase
from portal.kernel.errors import NotAllowed, RuleBroken
from portal.kernel.work import unit_of_work
from tests.challenges import build
from tests.world import NOW, User, World


def test_a_draft_becomes_public_by_two_people(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    assert challenge.state is ChallengeState.PUBLISHED
    assert (challenge.submitted_by_id, challenge.approved_by_id) == (
        people.owner.id,
        people.editor.id,
    )
    assert rules.phase(challenge, NOW) is Phase.QUESTIONS_OPEN
    assert [version.number for version in queries.versions(challenge.id)] == [1]
    assert world.audited() == [
        "challenge.approved",
        "challenge.drafted",
        "challenge.published",
        "challenge.review_asked",
    ]


def test_who_asked_for_the_review_cannot_approve(world: World) -> None:
    people = build.home(world)
    both = world.give(people.owner, Role.EDITOR, at=people.organisation)
    challenge = build.in_review(world, people)
    with (
        pytest.raises(NotAllowed, match=r"Iemand anders"),
        unit_of_work(both.actor()) as work,
    ):
        commands.publish(work, challenge)


def test_the_database_itself_wants_four_eyes(world: World) -> None:
    people = build.home(world)
    challenge = build.in_review(world, people)
    with pytest.raises(RuleBroken):
        approve_by(world, challenge, people.owner)


def approve_by(world: World, challenge: Challenge, user: User) -> None:
    """Past every rule, as somebody with the database in hand could."""
    with world.writing():
        challenge.move("publish")
        challenge.publish_at = NOW
        challenge.approved_by_id = user.id


def test_an_incomplete_draft_is_not_handed_in(world: World) -> None:
    people = build.home(world)
    challenge = build.draft(world, people)
    with unit_of_work(people.owner.actor()) as work:
        commands.save_draft(work, challenge, criteria=build.criteria(60, 30))
    with pytest.raises(RuleBroken, match="90"), unit_of_work(people.owner.actor()) as work:
        commands.ask_review(work, challenge)


def test_the_database_itself_adds_up_the_weights(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    with pytest.raises(RuleBroken), world.writing():
        challenge.criteria[0].weight = 50

    with pytest.raises(RuleBroken):
        world.challenge(weights=(60, 30))


def test_a_planned_publication_is_told_of_at_its_moment(world: World) -> None:
    people = build.home(world)
    challenge = build.in_review(world, people)
    moment = NOW + timedelta(days=2)
    with unit_of_work(people.editor.actor()) as work:
        commands.publish(work, challenge, at=moment)
    assert rules.phase(challenge, NOW) is Phase.SCHEDULED
    assert rules.phase(challenge, moment) is Phase.QUESTIONS_OPEN
    jobs.announce_late()
    assert "challenge.published" not in world.audited()
    world.stand_at(moment)
    jobs.announce_late()
    jobs.announce(str(challenge.id))
    assert world.audited().count("challenge.published") == 1


def test_a_publication_is_not_planned_past_its_dates(world: World) -> None:
    people = build.home(world)
    challenge = build.in_review(world, people)
    for moment in (NOW - timedelta(hours=1), NOW + timedelta(days=11)):
        with pytest.raises(RuleBroken), unit_of_work(people.editor.actor()) as work:
            commands.publish(work, queries.by_id(challenge.id), at=moment)


def test_remarks_give_it_back(world: World) -> None:
    people = build.home(world)
    challenge = build.in_review(world, people)
    with unit_of_work(people.editor.actor()) as work:
        commands.request_changes(work, challenge, remark="Wie betaalt dit?")
    assert challenge.state is ChallengeState.CHANGES_REQUESTED
    assert [one.remark for one in queries.remarks(challenge)] == ["Wie betaalt dit?"]
    assert queries.to_be_written_by(people.owner.actor()) == [challenge]


def test_the_life_of_a_challenge_after_its_deadline(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    with pytest.raises(NotAllowed), unit_of_work(people.owner.actor()) as work:
        commands.start_judging(work, challenge)
    world.pass_time(days=31)
    chair = world.user(Role.CHAIR, at=challenge)
    with unit_of_work(chair.actor()) as work:
        commands.start_judging(work, challenge)
        commands.decide(work, challenge)
    now = NOW + timedelta(days=31)
    assert rules.phase(challenge, now) is Phase.DECIDED
    assert rules.public_phase(challenge, now) is Phase.JUDGING
    startup = world.startup()
    winner = {"name": "Woody", "title": "Snel", "reason": "Omdat.", "organisation_id": startup.id}
    with unit_of_work(chair.actor()) as work:
        commands.award(work, challenge, winner=winner)
    assert rules.phase(challenge, now) is Phase.STANDSTILL
    assert challenge.winner == {**winner, "organisation_id": str(startup.id)}
    with unit_of_work(chair.actor()) as work:
        commands.change_winner(work, challenge, winner={**winner, "name": "Flex"})
        commands.conclude(work, challenge)
    kept = world.one(Challenge, challenge.id)
    assert (kept.state, kept.winner and kept.winner["name"]) == (ChallengeState.CONCLUDED, "Flex")
    assert len(world.all(ChallengeVersion)) == 1
