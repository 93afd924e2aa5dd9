"""After publication: changes stay readable as versions, the deadline only moves later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.challenges import commands, queries
from portal.challenges.events import DeadlineMoved
from portal.challenges.model import Challenge, ChallengeVersion
from portal.challenges.states import ChallengeState as S
from portal.kernel.errors import NotAllowed, RuleBroken
from portal.kernel.events import REGISTRY
from portal.kernel.policy import system
from portal.kernel.text import short_day
from portal.kernel.work import unit_of_work
from tests.challenges import build
from tests.world import NOW, World


def test_a_change_is_a_version_that_anybody_can_read(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    browser = world.browser(people.owner)
    page = browser.visit("challenges.change", slug=challenge.slug)
    shown = page.submit(
        "change", problem="Het is **erger** dan we dachten.", reason="Nieuwe cijfers."
    )
    assert "Nieuwe cijfers." in shown.words
    told = world.browser().visit("challenges.versions", slug=challenge.slug)
    assert told.text(".portal-journal__entry h2") == ["Versie 2 (zoals het nu is)", "Versie 1"]
    assert told.text(".portal-changes summary") == ["Het probleem"]
    assert "erger" in told.words
    assert "achteraan" in told.words
    first = world.browser().visit("challenges.version", slug=challenge.slug, number=1)
    assert "achteraan" in first.words
    assert "erger" not in first.words
    assert world.browser().get(f"/challenges/{challenge.slug}/versions/3").status_code == 404


def test_a_change_wants_a_reason_and_something_that_changed(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    page = world.browser(people.owner).visit("challenges.change", slug=challenge.slug)
    refused = page.submit("change", title="", reason="")
    assert refused.status == 422
    assert refused.filled("change")["title"] == ""
    page = world.browser(people.owner).visit("challenges.change", slug=challenge.slug)
    refused = page.submit("change", reason="Zomaar.")
    assert "Er is niets gewijzigd." in refused.words
    with pytest.raises(RuleBroken), unit_of_work(people.owner.actor()) as work:
        one = queries.by_id(challenge.id)
        commands.change(work, one, reason="Leeg.", texts={"nl": {"problem": ""}})
    assert len(world.all(ChallengeVersion)) == 1


def test_dates_and_english_can_change_but_not_what_startups_counted_on(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    deadline = challenge.deadline
    page = world.browser(people.editor).visit(
        "challenges.change", slug=challenge.slug, step="dates"
    )
    page.submit("change", pitch_day="2027-01-11", place="Zwolle", reason="Andere zaal.")
    kept = queries.by_id(challenge.id)
    assert (kept.place, str(kept.pitch_day), kept.deadline) == ("Zwolle", "2027-01-11", deadline)
    with pytest.raises(RuleBroken), unit_of_work(people.editor.actor()) as work:
        facts = {"deadline": NOW + timedelta(days=1), "residency_months": 1}
        commands.change(work, queries.by_id(challenge.id), reason="Sneller.", facts=facts)
    assert world.browser(people.owner).get(
        f"/challenges/{challenge.slug}/change/criteria"
    ).status_code == 404  # fmt: skip


def test_the_deadline_moves_later_with_a_reason_and_followers_are_told(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    follower = world.user()
    world.browser(follower).visit("challenges.show", slug=challenge.slug).submit("follow")
    page = world.browser(people.owner).visit("challenges.deadline", slug=challenge.slug)
    assert page.submit("move-deadline", deadline="2027-01-05", reason="").status == 422
    earlier = page.submit("move-deadline", deadline="2026-12-01", reason="Haast.")
    assert "De sluiting kan alleen later worden." in earlier.words
    assert earlier.filled("move-deadline")["reason"] == "Haast."
    late = page.submit("move-deadline", deadline="2027-02-01", reason="Uitstel.")
    assert "De jury moet na de sluiting besluiten." in late.words
    shown = page.submit("move-deadline", deadline="2027-01-05", reason="De feestdagen.")
    assert "De feestdagen." in shown.words
    (letter,) = [letter for letter in world.letters() if letter.recipient == follower.email]
    assert "dinsdag 5 januari 2027 om 10.00 uur" in letter.body
    assert REGISTRY["challenge.deadline_moved"] is DeadlineMoved
    assert "challenge.deadline_moved" in world.audited()


def test_a_deadline_that_has_passed_stays(world: World) -> None:
    people = build.home(world)
    challenge = world.challenge(deadline=NOW, organisation=people.organisation)
    with pytest.raises(NotAllowed, match="voorbij"), unit_of_work(people.owner.actor()) as work:
        one = queries.by_id(challenge.id)
        commands.move_deadline(work, one, deadline=NOW + timedelta(days=9), reason="Toch.")


def test_cancelling_says_why_for_good(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    follower = world.user()
    with unit_of_work(follower.actor()) as work:
        commands.follow(work, challenge)
    page = world.browser(people.owner).visit("challenges.confirm_cancel", slug=challenge.slug)
    assert page.submit("cancel", reason="").status == 422
    page.submit("cancel", reason="Het **geld** is op.")
    shown = world.browser().visit("challenges.show", slug=challenge.slug)
    assert "Het **geld** is op." in shown.words or "Het geld is op." in shown.words
    assert "Doe mee" not in shown.words
    assert shown.text(".portal-timeline .is-cut strong") == ["Geannuleerd"]
    assert follower.email in world.written_to()


def test_what_is_over_is_not_to_be_followed_or_planned(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    somebody = world.browser(world.user())
    assert somebody.visit("challenges.show", slug=challenge.slug).has_form("follow")
    page = world.browser(people.owner).visit("challenges.confirm_cancel", slug=challenge.slug)
    page.submit("cancel", reason="Het geld is op.")
    page = somebody.visit("challenges.show", slug=challenge.slug)
    assert not page.has_form("follow")
    assert not page.html.select(f"a[href='/challenges/{challenge.slug}.ics']")


def test_a_challenge_without_a_winner_says_on_which_day_that_was_told(world: World) -> None:
    challenge = world.challenge(S.JUDGING, deadline=NOW - timedelta(days=20))
    world.pass_time(days=3)
    with unit_of_work(system("test")) as work:
        commands.end_without_award(work, challenge, reason="Niets paste.")
    page = world.browser().visit("challenges.show", slug=challenge.slug)
    (cut,) = page.text(".portal-timeline .is-cut")
    assert short_day(NOW + timedelta(days=3)) in cut


def test_the_staff_finds_the_jury_from_the_challenge(world: World) -> None:
    people = build.home(world)
    draft = build.draft(world, people)
    there = build.published(world, people)
    browser = world.browser(people.owner)
    assert browser.visit("challenges.show", slug=there.slug).html.select_one(
        f".portal-staff a[href='/jury/{there.slug}']"
    )
    page = browser.visit("challenges.show", slug=draft.slug)
    assert not page.html.select(".portal-staff a[href^='/jury']")


def test_a_cancelled_plan_never_becomes_public(world: World) -> None:
    people = build.home(world)
    challenge = build.in_review(world, people)
    with unit_of_work(people.editor.actor()) as work:
        commands.publish(work, challenge, at=NOW + timedelta(days=2))
    with unit_of_work(people.owner.actor()) as work:
        commands.cancel(work, challenge, reason="Toch niet.")
    world.pass_time(days=5)
    kept = world.one(Challenge, challenge.id)
    assert (kept.state, kept.publish_at) == (S.CANCELLED, None)
    assert world.browser().get(f"/challenges/{challenge.slug}").status_code == 404


def test_following_can_be_ended(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    somebody = world.user()
    page = world.browser(somebody).visit("challenges.show", slug=challenge.slug).submit("follow")
    assert "Volg niet meer" in page.words
    page.submit("follow")
    assert queries.followers(challenge.id) == []
