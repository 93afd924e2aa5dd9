"""Letting the decision go: one act, all letters at the same moment, the offer, the public page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask

from portal.accounts.model import Role
from portal.challenges.states import ChallengeState
from portal.jury import commands, queries
from portal.jury.model import JuryDecision
from portal.kernel import clock
from portal.kernel.errors import NotAllowed
from portal.kernel.work import unit_of_work
from portal.submissions.model import Offer, Submission
from tests.jury import build
from tests.world import World

ABOUT_THE_OUTCOME = ("submissions/mail/offer.txt", "submissions/mail/reserve.txt")
NO = "submissions/mail/not_selected.txt"


def decided_with_readers(world: World, *reserves: int) -> build.Jury:
    """Each startup has somebody who can be written to (two the first)."""
    jury = build.decided(world, 1, *reserves)
    world.user(Role.MEMBER, at=jury.startup(1))
    return jury


@pytest.mark.parametrize("who", ["chair", "manager"])
def test_the_letters_go_in_one_act_to_all_at_the_same_moment(world: World, who: str) -> None:
    jury = decided_with_readers(world, 2)
    page = world.browser(getattr(jury, who)).visit("jury.release", slug=jury.slug)
    page = page.submit("release", offer_expires_at="2026-12-20")
    assert page.heading == "Iedereen heeft het besluit gehoord"

    told = [each for each in world.letters() if each.template in {*ABOUT_THE_OUTCOME, NO}]
    assert sorted(letter.template for letter in told) == sorted(
        [*ABOUT_THE_OUTCOME, NO, ABOUT_THE_OUTCOME[0]]
    )
    assert len({letter.written_at for letter in told}) == 1
    bodies = {letter.template: letter.body for letter in told}
    assert "Reden 2" in bodies[ABOUT_THE_OUTCOME[1]]
    assert "Reden 3" in bodies[NO]
    assert jury.sitting().challenge.state is ChallengeState.AWARDED
    winner = jury.sitting().challenge.winner or {}
    assert (winner["name"], winner["reason"]) == (jury.startup(1).name, "Reden 1")
    (offer,) = world.all(Offer)
    assert str(offer.expires_at) == "2026-12-20 16:00:00+00:00"
    decision = world.all(JuryDecision)[0]
    assert decision.released_by_id == getattr(jury, who).id
    assert {s.released_at for s in world.all(Submission)} == {clock.now()}


def test_what_the_preview_shows_is_what_goes_out(world: World) -> None:
    jury = decided_with_readers(world, 2)
    page = world.browser(jury.chair).visit("jury.release", slug=jury.slug)
    shown = [tag.text for tag in page.html.select(".portal-letter__body")]
    page.submit("release")
    sent = [
        letter.body for letter in world.letters() if letter.template in {*ABOUT_THE_OUTCOME, NO}
    ]
    assert len(shown) == 3
    for body in shown:
        assert body.strip() in {each.strip() for each in sent}


def test_without_an_award_everybody_hears_why(world: World) -> None:
    jury = build.decided(world, None)
    page = world.browser(jury.chair).visit("jury.release", slug=jury.slug)
    assert "Niets overtuigde." in page.words
    page.submit("release")
    challenge = jury.sitting().challenge
    assert (challenge.state, challenge.ended_reason) == (
        ChallengeState.NO_AWARD,
        "Niets overtuigde.",
    )
    assert world.all(Offer) == []


@pytest.mark.parametrize("day", ["", "2026-11-01", "gisteren"])
def test_an_offer_ends_later(world: World, day: str) -> None:
    jury = build.decided(world)
    page = world.browser(jury.chair).visit("jury.release", slug=jury.slug)
    page = page.submit("release", offer_expires_at=day)
    assert page.status == 422
    assert jury.sitting().challenge.state is ChallengeState.DECIDED


def test_nobody_else_releases(world: World) -> None:
    jury = build.decided(world)
    for user in (jury.jurors[1], jury.owner):
        with pytest.raises(Exception) as refused, unit_of_work(user.actor()) as work:  # noqa: PT011
            commands.release(work, jury.sitting())
        assert refused.type.__name__ == "Missing"


def test_after_the_release_the_jury_sees_what_was_decided(world: World) -> None:
    jury = build.released(world, 1, 2)
    page = world.browser(jury.jurors[1]).visit("jury.panel", slug=jury.slug)
    assert page.heading.startswith("Iedereen kent het besluit")
    page = world.browser(jury.jurors[1]).visit("jury.release", slug=jury.slug)
    assert page.text("dt .portal-state") == ["Uitgenodigd", "Reserve 1", "Niet gekozen"]
    assert not page.has_form("release")


def test_of_two_releases_at_once_one_wins_and_no_letter_is_written_twice(
    app: Flask, world: World
) -> None:
    jury = decided_with_readers(world, 2)
    actors, slug, start = [jury.chair.actor(), jury.manager.actor()], jury.slug, Barrier(2)
    ends = clock.now() + timedelta(days=14)

    def let_go(number: int) -> str:
        with app.app_context():
            sitting = queries.sitting(slug)
            start.wait(timeout=10)
            try:
                with unit_of_work(actors[number]) as work:
                    commands.release(work, sitting, offer_expires_at=ends)
            except NotAllowed as refused:
                return refused.message
        return "released"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(let_go, range(2)))
    assert told == ["De brieven waren al vrijgegeven.", "released"]
    outcome = [
        (letter.recipient, letter.template)
        for letter in world.letters()
        if letter.template in {*ABOUT_THE_OUTCOME, NO}
    ]
    assert len(outcome) == len(set(outcome)) == 4
