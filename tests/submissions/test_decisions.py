"""From the opened box to the release: numbered at random, read on a ground, told at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.model import Role
from portal.challenges.states import ChallengeState
from portal.kernel.db import db
from portal.kernel.errors import NotAllowed, RuleBroken
from portal.kernel.work import unit_of_work
from portal.submissions import commands, queries
from portal.submissions.model import Ground, Offer, Submission
from portal.submissions.states import Decision, OfferState
from tests.submissions.build import box, sent
from tests.world import NOW, World

LATER = NOW + timedelta(days=14)


def test_the_box_is_numbered_once_and_only_with_what_stands(world: World) -> None:
    challenge = world.challenge(deadline=NOW - timedelta(hours=1))
    standing = [sent(world, challenge) for _ in range(5)]
    sent(world, challenge, withdrawn=True)
    chair = world.user(Role.CHAIR, at=challenge)
    assert queries.sent_to(challenge.id) == [], "sealed"

    with unit_of_work(chair.actor()) as work:
        assert commands.number_submissions(work, challenge) == 5
    assert [each.number for each in queries.sent_to(challenge.id)] == [1, 2, 3, 4, 5]
    assert {each.id for each in queries.sent_to(challenge.id)} == {each.id for each in standing}
    before = {each.id: each.number for each in queries.sent_to(challenge.id)}
    with unit_of_work(chair.actor()) as work:
        assert commands.number_submissions(work, challenge) == 0
    assert {each.id: each.number for each in queries.sent_to(challenge.id)} == before


def test_the_box_stays_closed_until_the_deadline(world: World) -> None:
    challenge = world.challenge()
    sent(world, challenge)
    chair = world.user(Role.CHAIR, at=challenge)
    with pytest.raises(NotAllowed, match="sluiting"), unit_of_work(chair.actor()) as work:
        commands.number_submissions(work, challenge)


def test_names_are_read_before_any_content(world: World) -> None:
    challenge = world.challenge(ChallengeState.JUDGING, deadline=NOW - timedelta(days=1))
    first, second = box(world, challenge, 2)
    names = queries.names_sent_to(challenge.id)
    assert [each.submission_id for each in names] == [first.id, second.id]
    assert names[0].team == ("Julie Adelaar",)


def test_access_is_given_taken_and_given_again(world: World) -> None:
    challenge = world.challenge(ChallengeState.JUDGING, deadline=NOW - timedelta(days=1))
    (submission,) = box(world, challenge, 1)
    juror = world.user(Role.JUROR, at=challenge)

    def reads() -> bool:
        seen = select(Submission.id).where(queries.visible_to(juror.actor()))
        return db.session.scalars(seen).all() == [submission.id]

    def give() -> None:
        with unit_of_work(juror.actor()) as work:
            commands.grant_access(
                work,
                challenge,
                person_id=juror.id,
                ground=Ground.JUROR,
                submission_ids=[submission.id],
            )

    assert not reads()
    give()
    assert reads()
    with unit_of_work(juror.actor()) as work:
        commands.end_access(work, submission, person_id=juror.id)
    assert not reads()
    give()
    assert reads()


def test_nobody_gets_access_while_the_box_is_sealed(world: World) -> None:
    challenge = world.challenge()
    submission = sent(world, challenge)
    juror = world.user(Role.JUROR, at=challenge)
    with pytest.raises(NotAllowed, match="verzegeld"), unit_of_work(juror.actor()) as work:
        commands.grant_access(
            work,
            challenge,
            person_id=juror.id,
            ground=Ground.JUROR,
            submission_ids=[submission.id],
        )


def test_a_decision_is_under_embargo_until_it_is_released_to_all(world: World) -> None:
    challenge = world.challenge(ChallengeState.DECIDED, deadline=NOW - timedelta(days=1))
    first, second, third = box(world, challenge, 3)
    chair = world.user(Role.CHAIR, at=challenge)
    with unit_of_work(chair.actor()) as work:
        commands.record_decision(
            work,
            challenge,
            shortlisted_id=second.id,
            reserve_ids=[third.id],
            reasons={first.id: "Te vroeg.", second.id: "Sterk.", third.id: "Bijna."},
        )
    assert [first.decision, second.decision, third.decision] == [
        Decision.NOT_SELECTED,
        Decision.SHORTLISTED,
        Decision.RESERVE,
    ]
    assert world.letters() == []
    assert {each.released_at for each in (first, second, third)} == {None}

    with unit_of_work(chair.actor()) as work:
        commands.release_decisions(work, challenge, offer_expires_at=LATER)
    assert {each.released_at for each in (first, second, third)} == {NOW}
    (offer,) = world.all(Offer)
    assert (offer.submission_id, offer.state) == (second.id, OfferState.MADE)


def test_every_submission_needs_a_reason(world: World) -> None:
    challenge = world.challenge(ChallengeState.JUDGING, deadline=NOW - timedelta(days=1))
    first, second = box(world, challenge, 2)
    with pytest.raises(RuleBroken), unit_of_work(world.user().actor()) as work:
        commands.record_decision(
            work, challenge, shortlisted_id=first.id, reserve_ids=[], reasons={first.id: "Goed."}
        )
    assert second.decision == Decision.NONE
