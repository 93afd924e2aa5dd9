"""The offer: accepted, declined or expired; then the next in line gets it, until nobody is left."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask

from portal.accounts.model import Organisation, Person, Role
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.kernel.db import db
from portal.kernel.errors import IllegalMove, NotAllowed
from portal.kernel.work import unit_of_work
from portal.submissions import commands, queries
from portal.submissions.jobs import expire_offers
from portal.submissions.model import Ground, Offer, Submission, SubmissionAccess
from portal.submissions.states import Decision, OfferState
from tests.submissions.build import decided, offered, sent
from tests.world import NOW, User, World

D = Decision
END = NOW + timedelta(days=10)


@pytest.fixture
def challenge(world: World) -> Challenge:
    return world.challenge(ChallengeState.AWARDED, deadline=NOW - timedelta(days=20))


def awarded(
    world: World, challenge: Challenge, *others: Decision
) -> tuple[list[Submission], Offer]:
    found = decided(world, challenge, (D.SHORTLISTED, *others))
    return found, offered(world, found[0], expires_at=END)


def member(world: World, submission: Submission) -> User:
    return world.user(Role.MEMBER, at=world.one(Organisation, submission.organisation_id))


def standing(world: World, found: Sequence[Submission]) -> list[Decision]:
    return [world.one(Submission, each.id).decision for each in found]


def test_who_accepts_is_welcomed_and_can_be_read_by_who_receives_them(
    world: World, challenge: Challenge
) -> None:
    home = world.one(Organisation, challenge.organisation_id)
    manager = world.user(Role.PROGRAMME_MANAGER, at=home)
    found, offer = awarded(world, challenge, D.RESERVE)
    julie = member(world, found[0])
    browser = world.browser(julie)
    assert "Antwoord op het aanbod" in browser.visit("home.home").words
    page = browser.visit("submissions.offer", submission_id=found[0].id).submit("accept")

    assert page.heading == "U hebt de residentie aangenomen"
    assert not page.has_form("accept")
    assert world.one(Offer, offer.id).state == OfferState.ACCEPTED
    assert "Antwoord op het aanbod" not in browser.visit("home.home").words
    grounds = {each.person_id: each.ground for each in world.all(SubmissionAccess)}
    assert grounds == {challenge.owner_id: Ground.OWNER, manager.id: Ground.PROGRAMME}
    assert {manager.email, julie.email} <= set(world.written_to())
    assert "offer.accepted" in world.audited()
    answer = world.browser(manager).get(f"/submissions/{found[0].id}")
    assert answer.status_code == 200
    other = world.browser(manager).get(f"/submissions/{found[1].id}")
    assert other.status_code == 404


def test_who_declines_makes_room_for_the_first_reserve(world: World, challenge: Challenge) -> None:
    found, offer = awarded(world, challenge, D.NOT_SELECTED, D.RESERVE, D.RESERVE)
    first, _none, second, third = found
    page = world.browser(member(world, first)).visit("submissions.offer", submission_id=first.id)
    page = page.submit("decline", reason="We redden het niet.")

    assert page.heading == "U hebt de residentie afgewezen"
    assert standing(world, found) == [D.NOT_SELECTED, D.NOT_SELECTED, D.SHORTLISTED, D.RESERVE]
    assert world.one(Submission, third.id).reserve_rank == 2
    new = next(each for each in world.all(Offer) if each.id != offer.id)
    assert new.submission_id == second.id
    assert new.expires_at - new.made_at == offer.expires_at - offer.made_at
    winner = world.one(Challenge, challenge.id).winner
    assert winner is not None
    assert winner["organisation_id"] == str(second.organisation_id)
    promoted = next(letter for letter in world.letters() if letter.template.endswith("/offer.txt"))
    assert promoted.recipient == world.one(Person, second.made_by_id).email
    told = {(letter.template.rpartition("/")[2], letter.recipient) for letter in world.letters()}
    owner = world.one(Person, challenge.owner_id).email
    assert ("offer_declined.txt", owner) in told
    assert ("reserve_promoted.txt", owner) in told
    declined = next(each for each in world.letters() if "offer_declined" in each.template)
    assert "We redden het niet" in declined.body


def test_an_offer_that_nobody_answers_expires_by_itself(world: World, challenge: Challenge) -> None:
    found, offer = awarded(world, challenge, D.RESERVE)
    julie = member(world, found[0])
    expire_offers()
    assert world.one(Offer, offer.id).state == OfferState.MADE, "not yet"

    world.pass_time(days=10)
    page = world.browser(julie).visit("submissions.offer", submission_id=found[0].id)
    assert page.heading == "Het aanbod van een residentie is vervallen", "before any job ran"
    with pytest.raises(NotAllowed), unit_of_work(julie.actor()) as work:
        commands.accept_offer(work, queries.offer(offer.id))

    expire_offers()
    expire_offers()
    assert world.one(Offer, offer.id).state == OfferState.RETRACTED
    assert standing(world, found) == [D.NOT_SELECTED, D.SHORTLISTED]
    assert len(world.all(Offer)) == 2
    assert julie.email in world.written_to()
    page = world.browser(julie).visit("submissions.offer", submission_id=found[0].id)
    assert page.heading == "Het aanbod van een residentie is vervallen"


def test_the_chain_ends_when_nobody_is_left_and_the_owner_hears_it(
    world: World, challenge: Challenge
) -> None:
    found, _offer = awarded(world, challenge, D.RESERVE, D.NOT_SELECTED)
    world.pass_time(days=10)
    expire_offers()
    world.pass_time(days=10)
    expire_offers()
    assert standing(world, found) == [D.NOT_SELECTED, D.NOT_SELECTED, D.NOT_SELECTED]
    assert {each.state for each in world.all(Offer)} == {OfferState.RETRACTED}
    last = [each for each in world.letters() if "reserves_exhausted" in each.template]
    assert [each.recipient for each in last] == [world.one(Person, challenge.owner_id).email]
    assert "challenge.reserves_exhausted" in world.audited()


def test_a_reserve_that_won_elsewhere_in_the_cohort_is_passed_over(
    world: World, challenge: Challenge
) -> None:
    found = decided(world, challenge, (D.SHORTLISTED, D.RESERVE, D.RESERVE), cohort="2026")
    offered(world, found[0], expires_at=END)
    elsewhere = world.challenge(ChallengeState.AWARDED, deadline=NOW - timedelta(days=20))
    winner = sent(
        world,
        elsewhere,
        world.one(Organisation, found[1].organisation_id),
        number=1,
        cohort="2026",
    )
    with world.writing():
        winner.decided_at, winner.decided_by_id = NOW, elsewhere.owner_id
        winner.move("shortlist")
        winner.released_at = NOW
    world.pass_time(days=10)
    expire_offers()
    assert standing(world, found) == [D.NOT_SELECTED, D.RESERVE, D.SHORTLISTED]


def test_an_answer_at_the_moment_of_expiry_is_one_or_the_other(
    app: Flask, world: World, challenge: Challenge
) -> None:
    found, offer = awarded(world, challenge, D.RESERVE)
    julie = member(world, found[0]).actor()
    world.stand_at(END)
    start = Barrier(2)
    offer_id = offer.id

    def accept() -> str:
        with app.app_context():
            held = queries.offer(offer_id)
            start.wait(5)
            try:
                with unit_of_work(julie) as work:
                    commands.accept_offer(work, held)
            except (NotAllowed, IllegalMove):
                return "late"
            finally:
                db.session.remove()
            return "accepted"

    def expire() -> str:
        with app.app_context():
            start.wait(5)
            expire_offers()
            db.session.remove()
            return "expired"

    with ThreadPoolExecutor(2) as pool:
        assert [pool.submit(accept), pool.submit(expire)][0].result() == "late"
    db.session.expire_all()
    assert world.one(Offer, offer_id).state == OfferState.RETRACTED


def test_two_members_who_answer_differently_give_one_answer(
    app: Flask, world: World, challenge: Challenge
) -> None:
    found, offer = awarded(world, challenge, D.RESERVE)
    actors = [member(world, found[0]).actor() for _ in range(2)]
    start, offer_id = Barrier(2), offer.id

    def answer(place: int) -> str:
        with app.app_context():
            held: Offer = queries.offer(offer_id)
            start.wait(5)
            try:
                with unit_of_work(actors[place]) as work:
                    if place:
                        commands.accept_offer(work, held)
                    else:
                        commands.decline_offer(work, held, reason="")
            except (NotAllowed, IllegalMove):
                return "refused"
            finally:
                db.session.remove()
            return "answered"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, range(2))) == ["answered", "refused"]
    db.session.expire_all()
    accepted = world.one(Offer, offer_id).state == OfferState.ACCEPTED
    assert len(world.all(Offer)) == (1 if accepted else 2)
