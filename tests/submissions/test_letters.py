"""Letters: to all whom it concerns, at once, in their language; nothing typed is alive."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.model import Role
from portal.challenges import queries as challenge_queries
from portal.challenges.events import ChallengeCancelled, ChallengeChanged, DeadlineMoved
from portal.challenges.model import Challenge, ChallengeText
from portal.challenges.states import ChallengeState
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from portal.submissions import commands
from portal.submissions.states import Decision
from tests.counting import counted
from tests.submissions.build import box, decided, draft, sent, startup_with
from tests.world import NOW, World


@pytest.fixture
def challenge(world: World) -> Challenge:
    found = world.challenge(deadline=NOW + timedelta(days=7), title="Spoedzoekers")
    text = ChallengeText(language="en", title="Urgent house seekers", lead="")
    text.challenge_id = found.id
    world.keep(text)
    return found


def letters(world: World, template: str) -> dict[str, Any]:
    name = f"submissions/mail/{template}.txt"
    return {each.recipient: each for each in world.letters() if each.template == name}


def test_all_applicants_hear_of_a_moved_deadline_those_with_a_draft_too(
    world: World, challenge: Challenge
) -> None:
    first, (julie, casper) = startup_with(world, members=2)
    second, (_wim,) = startup_with(world)
    draft(world, challenge, first)
    sent(world, challenge, second)
    outsider = world.user(Role.MEMBER, at=world.startup())
    with unit_of_work(system("test")) as work:
        work.emit(
            DeadlineMoved(
                subject_id=challenge.id,
                old_deadline=NOW + timedelta(days=7),
                new_deadline=NOW + timedelta(days=14),
                reason="Er kwam een tweede informatiebijeenkomst.",
            )
        )
    found = letters(world, "deadline_moved")
    assert {julie.email, casper.email} <= found.keys()
    assert len(found) == 5, "three of the first, two of the second"
    assert outsider.email not in found
    body = found[julie.email].body
    assert "maandag 7 december 2026 om 10.00 uur" in body
    assert "tweede informatiebijeenkomst" in body


def test_all_applicants_hear_that_a_challenge_is_cancelled(
    world: World, challenge: Challenge
) -> None:
    startup, (julie,) = startup_with(world)
    draft(world, challenge, startup)
    with unit_of_work(system("test")) as work:
        work.emit(ChallengeCancelled(subject_id=challenge.id, reason="Geen geld.", was_public=True))
    assert "Geen geld." in letters(world, "cancelled")[julie.email].body


def test_everybody_hears_the_decision_at_the_same_moment_with_their_own_reasons(
    world: World,
) -> None:
    challenge = world.challenge(ChallengeState.DECIDED, deadline=NOW - timedelta(days=7))
    first, second, third = box(world, challenge, 3)
    chair = world.user(Role.CHAIR, at=challenge)
    with unit_of_work(chair.actor()) as work:
        commands.record_decision(
            work,
            challenge,
            shortlisted_id=first.id,
            reserve_ids=[second.id],
            reasons={
                first.id: "Sterk en uitvoerbaar.",
                second.id: "Sterk, maar later klaar.",
                third.id: "Te weinig uitgewerkt. Zie https://spot.example/x",
            },
        )
    assert world.letters() == []
    with unit_of_work(chair.actor()) as work:
        commands.release_decisions(work, challenge, offer_expires_at=NOW + timedelta(days=14))
    assert len({each.written_at for each in world.letters()}) == 1
    for submission, template, words in (
        (first, "offer", "Sterk en uitvoerbaar."),
        (second, "reserve", "Sterk, maar later klaar."),
        (third, "not_selected", "Te weinig uitgewerkt."),
    ):
        (letter,) = letters(world, template).values()
        assert words in letter.body
        assert f"http://localhost/submissions/{submission.id}" in letter.body
    (letter,) = letters(world, "not_selected").values()
    assert "https://spot" not in letter.body, "what was typed is no link"


def test_a_release_without_a_winner_makes_no_offer(world: World) -> None:
    challenge = world.challenge(ChallengeState.NO_AWARD, deadline=NOW - timedelta(days=7))
    decided(world, challenge, (Decision.NOT_SELECTED,) * 2, released=False)
    with unit_of_work(system("test")) as work:
        assert commands.release_decisions(work, challenge) is None
    assert len(letters(world, "not_selected")) == 2


def test_each_reads_in_their_own_language(world: World, challenge: Challenge) -> None:
    startup = world.startup()
    julie = world.user(Role.MEMBER, at=startup, locale="nl")
    john = world.user(Role.MEMBER, at=startup, locale="en")
    copy = draft(world, challenge, startup)
    page = world.browser(julie).visit("submissions.check", submission_id=copy.id)
    page.submit("send")
    found = letters(world, "sent")
    assert found[julie.email].subject == "Ontvangen: uw inzending voor ‘Spoedzoekers’"
    assert found[john.email].subject == "Received: your submission to “Urgent house seekers”"


def test_a_release_asks_a_constant_number_of_queries(world: World) -> None:
    def release(count: int) -> int:
        challenge = world.challenge(ChallengeState.DECIDED, deadline=NOW - timedelta(days=7))
        decided(world, challenge, (Decision.NOT_SELECTED,) * count, released=False)
        held = challenge_queries.by_id(challenge.id)
        with counted() as seen, unit_of_work(system("test")) as work:
            commands.release_decisions(work, held)
        return len(seen)

    assert release(3) == release(30)


def test_all_applicants_hear_of_a_change_once(world: World, challenge: Challenge) -> None:
    first, (julie, casper) = startup_with(world, members=2)
    draft(world, challenge, first)
    world.browser(casper).visit("challenges.show", slug=challenge.slug).submit("follow")
    with unit_of_work(system("test")) as work:
        work.emit(
            ChallengeChanged(
                subject_id=challenge.id, number=2, parts=("place",), reason="Een andere plek."
            )
        )
    found = letters(world, "changed")
    assert julie.email in found
    assert "Een andere plek." in found[julie.email].body
    assert f"/challenges/{challenge.slug}/versions" in found[julie.email].body
    assert casper.email not in found, "who follows gets the letter of followers"
    assert [each.recipient for each in world.letters()].count(casper.email) == 1
