"""The whole job in a real browser: from a ministry's question to a team around a startup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.accounts.model import OrganisationKind, Role
from portal.residencies.jobs import turn_the_page
from tests.walk import steps
from tests.walk.people import Somebody, Town, sign_in
from tests.world import NOW, World

pytestmark = pytest.mark.browser

SLUG = "spoedzoekers-op-de-woningmarkt"
WINNER, RESERVE = "Warm Wonen BV", "Huis Nu BV"


def days_later(world: World, days: int, *people: Somebody) -> None:
    """So much later that whoever goes on has to sign in again."""
    world.stand_at(NOW + timedelta(days=days))
    for somebody in people:
        sign_in(somebody)


def test_from_a_question_to_a_team_in_dutch(town_in: Callable[[str], Town], world: World) -> None:
    town = town_in("nl")
    ministry = world.organisation(name="Ministerie van Wonen")
    city = world.organisation(OrganisationKind.MUNICIPALITY, name="Gemeente Zwolle")

    owner = town.person(Role.OWNER, ministry, "Anna de Boer")
    editor = town.person(Role.EDITOR, ministry, "Bram Visser")
    steps.write_challenge(owner)
    steps.publish(town, editor)

    femke = town.visitor(name="Femke Bakker", email="femke@warm.example")
    guus = town.visitor(name="Guus Post", email="guus@huis.example")
    for founder, startup, kvk in ((femke, WINNER, "12345678"), (guus, RESERVE, "87654321")):
        steps.sign_up(town, founder, startup, kvk)
    steps.apply(femke, SLUG, "Warmtekamers")
    steps.apply(guus, SLUG, "Huizenruil")

    chair = town.person(None, None, "Chris Jansen")
    juror = town.person(None, None, "Dewi Smit")
    steps.compose_jury(owner, SLUG, (chair, juror))
    for member in (chair, juror):
        steps.take_seat(town, member)

    days_later(world, 22, owner, chair, juror, femke)
    steps.turn_key(chair, SLUG)
    steps.turn_key(owner, SLUG)
    steps.judge(chair, SLUG, {WINNER: 5, RESERVE: 3})
    steps.judge(juror, SLUG, {WINNER: 4, RESERVE: 3})
    steps.decide(chair, SLUG, "Warmtekamers", "Huizenruil")
    with town.told() as told:
        steps.release(chair, SLUG)
    assert sorted(letter.recipient for letter in told) == [femke.email, guus.email]
    assert len({letter.written_at for letter in told}) == 1

    steps.accept_offer(town, femke)
    manager = town.person(Role.PROGRAMME_MANAGER, ministry, "Hanna Kok")
    mentor = town.person(Role.MENTOR, ministry, "Ivo Mulder")
    leader = town.person(Role.MEMBER, ministry, "Jara Bos")
    residency = steps.appoint(manager, WINNER, leader, mentor)
    steps.take_on(town, mentor)

    days_later(world, 70, femke, mentor, leader)
    turn_the_page()
    steps.live_through(residency, femke, mentor)

    professional = town.person(Role.MEMBER, city, "Kees Vos")
    steps.make_profile(professional, "Gemeente Zwolle")
    deck = steps.draft_team(leader)
    with town.told() as told:
        steps.swipe_yes(leader, deck)
    assert told == [], "nobody hears of one yes"
    with town.told() as told:
        steps.swipe_yes(professional, "/opportunities")
        professional.sees("Jara Bos")
        professional.sees(leader.email)
    assert {letter.recipient for letter in told} == {leader.email, professional.email}
    leader.go("/home")
    leader.sees("Kees Vos")

    steps.read_outcome(town.visitor(), SLUG, WINNER, "Warmtekamers", steps.REASON)


def test_from_an_open_challenge_to_a_decision_in_english(
    town_in: Callable[[str], Town], world: World
) -> None:
    town = town_in("en")
    ministry = world.organisation(name="Ministry of Housing")
    owner = town.person(Role.OWNER, ministry, "Anna de Boer")
    slug = world.challenge(organisation=ministry, decision_by=NOW + timedelta(days=40)).slug
    founder = town.person(Role.MEMBER, world.startup(name=WINNER), "Femke Bakker")
    steps.apply(founder, slug, "Warm rooms")

    chair = town.person(None, None, "Chris Jansen")
    juror = town.person(None, None, "Dewi Smit")
    steps.compose_jury(owner, slug, (chair, juror))
    for member in (chair, juror):
        steps.take_seat(town, member)

    days_later(world, 22, owner, chair, juror, founder)
    steps.turn_key(owner, slug)
    steps.turn_key(chair, slug)
    for member in (chair, juror):
        steps.judge(member, slug, {WINNER: 4})
    steps.decide(chair, slug, "Warm rooms")
    steps.release(chair, slug)
    founder.go("/submissions")
    founder.sees("Warm rooms")
    founder.open(town.link_in(founder))
    founder.reads("Why the jury chose you")
    founder.sees(steps.REASON)
