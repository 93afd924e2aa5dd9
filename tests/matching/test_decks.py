"""Decks: dealt beforehand, read by key, in the order of the ranking; the same cost at any size."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.accounts.model import Organisation, OrganisationKind, Person
from portal.kernel.errors import Missing
from portal.kernel.work import unit_of_work
from portal.matching import jobs
from portal.matching.commands import dealing
from portal.matching.commands.projects import open_project
from portal.matching.model import DeckCard, Project
from portal.matching.queries import decks, projects
from portal.matching.rules import can_come_up
from portal.matching.states import ProjectState
from portal.matching.views.opportunities import deck_for
from portal.people import commands as people_commands
from portal.people import queries as people
from portal.people.model import Endorsement, Profile, ProfileKind
from portal.residencies.model import Residency
from portal.submissions.model import Submission
from tests.counting import counted
from tests.matching import build
from tests.people.build import endorsement, profile
from tests.world import NOW, World


def hand(made: Project) -> list[Profile]:
    return list(decks.hand(projects.project(made.id)))


def test_opening_deals_the_cards_and_the_best_fit_comes_first(world: World) -> None:
    made, leader = build.project(world, ProjectState.DRAFT)
    best = profile(world, skills=["sql", "contract-law"])
    good = profile(world, skills=["sql"])
    other = profile(world, skills=["statistics"])
    with unit_of_work(leader.actor()) as work:
        open_project(work, projects.project(made.id))
    assert [one.id for one in hand(made)] == [best.id, good.id, other.id]


CASES = [
    ("as asked", {}, {}, True),
    ("too few hours", {"hours": 7}, {}, False),
    ("half of the hours", {"hours": 8}, {}, True),
    ("paused", {"open_to_projects": False}, {}, False),
    ("without skills", {"skills": []}, {}, False),
    ("comes too late", {"available_from": date(2027, 6, 1)}, {}, False),
    ("comes half-way", {"available_from": date(2027, 5, 10)}, {}, True),
    ("leaves too early", {"available_until": date(2027, 4, 1)}, {}, False),
    ("external with a framework", {"kind": "external", "framework": True}, {}, True),
    ("external without one", {"kind": "external"}, {}, False),
    ("external, none needed", {"kind": "external"}, {"framework_required": False}, True),
    (
        "external, not wanted",
        {"kind": "external", "framework": True},
        {"externals_ok": False},
        False,
    ),
]


@pytest.mark.parametrize(("_case", "of_profile", "of_project", "comes"), CASES)
def test_who_cannot_work_there_does_not_come_up(
    world: World, _case: str, of_profile: dict[str, Any], of_project: dict[str, Any], comes: bool
) -> None:
    if "kind" in of_profile:
        of_profile = {**of_profile, "kind": ProfileKind(of_profile["kind"])}
    card = profile(world, **of_profile)
    made, _leader = build.project(world, **of_project)
    found = build.dealt(world, made)
    assert [one.id for one in hand(made)] == ([card.id] if comes else [])
    assert can_come_up(found, people.profile(card.id)) is comes, "the twin says the same"
    if card.is_ready and card.open_to_projects:
        assert [p.id for p in deck_of(card)] == ([made.id] if comes else [])


def deck_of(card: Profile) -> list[Project]:
    return deck_for(people.profile(card.id))


def test_a_leader_s_own_profile_does_not_come_up(world: World) -> None:
    leader = world.user()
    profile(world, leader)
    made, _leader = build.project(world, leader=leader)
    build.dealt(world, made)
    assert hand(made) == []


def test_who_was_answered_does_not_come_again_whatever_the_answer(world: World) -> None:
    made, _leader = build.project(world)
    cards = [profile(world) for _ in range(3)]
    build.dealt(world, made)
    build.pair(world, made, cards[0], leader=True)
    build.pair(world, made, cards[1], leader=False)
    build.pair(world, made, cards[2], candidate=False)
    assert [one.id for one in hand(made)] == [cards[2].id]


def test_a_profile_that_changes_finds_its_place_at_once(world: World) -> None:
    made, _leader = build.project(world)
    first, user = profile(world, skills=["sql"]), world.user()
    card = profile(world, user, skills=["statistics"])
    build.dealt(world, made)
    assert [one.id for one in hand(made)] == [first.id, card.id]
    with unit_of_work(user.actor()) as work:
        people_commands.choose_skills(
            work, people.own_profile(work.actor), skills=["sql", "contract-law"]
        )
    assert [one.id for one in hand(made)] == [card.id, first.id]
    with unit_of_work(user.actor()) as work:
        people_commands.pause(work, people.own_profile(work.actor))
    assert [one.profile_id for one in world.all(DeckCard)] == [first.id]
    with unit_of_work(user.actor()) as work:
        people_commands.resume(work, people.own_profile(work.actor))
    assert len(hand(made)) == 2


def test_a_colleague_s_word_moves_a_card_up(world: World) -> None:
    made, _leader = build.project(world)
    one, other = profile(world, skills=["sql"]), profile(world, skills=["sql"])
    build.dealt(world, made)
    behind = {one.id: one, other.id: other}[hand(made)[1].id]
    endorsement(world, behind, world.user(), "sql")
    build.dealt(world, made)
    assert hand(made)[0].id == behind.id


def test_after_a_match_what_the_team_lacks_comes_first(world: World) -> None:
    made, _leader = build.project(world)
    first = profile(world, skills=["sql"])
    again, fresh = profile(world, skills=["sql"]), profile(world, skills=["contract-law"])
    build.dealt(world, made)
    assert hand(made)[-1].id == fresh.id
    build.pair(world, made, first, leader=True, candidate=True)
    jobs.deal_one(str(made.id))
    assert [one.id for one in hand(made)] == [fresh.id, again.id]


def test_the_hourly_job_deals_what_was_missed(world: World) -> None:
    made, _leader = build.project(world)
    card = profile(world)
    jobs.deal_all()
    assert [one.id for one in hand(made)] == [card.id]


def test_only_the_portal_and_its_leader_deal(world: World) -> None:
    made, _leader = build.project(world)
    stranger = world.user()
    with pytest.raises(Missing), unit_of_work(stranger.actor()) as work:
        dealing.deal(work, projects.project(made.id))


def crowd(world: World, numbers: range) -> None:
    """So many more people with a profile, each confirmed by a colleague."""
    colleague = world.user()
    with world.writing() as work:
        for n in numbers:
            name = f"many{n}@example.org"
            person = Person(email=name, email_key=name, name=f"Veel {n}", created_at=NOW)
            work.add(person)
            one = Profile(
                person_id=person.id,
                kind=ProfileKind.INTERNAL,
                headline="Onderzoeker",
                made_at=NOW,
                changed_at=NOW,
                skills=["sql"],
            )
            work.add(one)
            work.session.flush()
            work.add(Endorsement(profile_id=one.id, by_id=colleague.id, tag="sql", given_at=NOW))


def teams(world: World, like: Project, numbers: range) -> None:
    """So many more open projects, each of a startup of its own."""
    stay = world.one(Residency, like.residency_id)
    first = world.one(Submission, stay.submission_id)
    with world.writing() as work:
        for n in numbers:
            startup = Organisation(
                kind=OrganisationKind.STARTUP,
                name=f"Veel {n}",
                name_key=f"veel{n}",
                slug=f"veel-{n}",
                kvk_number=f"{70_000_000 + n}",
            )
            answer = Submission(
                challenge_id=first.challenge_id,
                organisation_id=startup.id,
                made_by_id=first.made_by_id,
                made_at=NOW,
                saved_at=NOW,
            )
            there = Residency(
                submission_id=answer.id,
                challenge_id=stay.challenge_id,
                organisation_id=startup.id,
                host_id=stay.host_id,
                owner_id=stay.owner_id,
                title=f"Residentie {n}",
                made_at=NOW,
                starts_on=stay.starts_on,
                ends_on=stay.ends_on,
                leader_id=stay.leader_id,
            )
            made = Project(
                residency_id=there.id,
                title=f"Team {n}",
                made_at=NOW,
                starts_on=stay.starts_on,
                weeks=20,
                needs=build.NEEDS,
                opened_at=NOW,
            )
            made.move("open_project")
            for thing in (startup, answer, there, made):
                work.add(thing)
                work.session.flush()


@pytest.mark.parametrize("which", ["deck", "team", "opportunities", "teams"])
def test_a_page_asks_as_many_questions_at_3_as_at_300(world: World, which: str) -> None:
    professional = world.user()
    made, leader = build.project(world, team_size=12)
    card = profile(world, professional)
    build.pair(world, made, card, leader=True, candidate=True)
    reader = professional if which == "opportunities" else leader
    address = {
        "deck": f"/teams/{made.id}/deck",
        "team": f"/teams/{made.id}",
        "teams": "/teams",
        "opportunities": "/opportunities",
    }[which]
    found = []
    for numbers in (range(3), range(3, 300)):
        if which in {"deck", "team"}:
            crowd(world, numbers)
        else:
            teams(world, made, numbers)
        build.dealt(world, made)
        with counted() as sent:
            assert world.browser(reader).get(address).status_code == 200
        found.append(len(sent))
        assert "random()" not in " ".join(sent)
    assert found[0] == found[1]
    assert found[0] <= 16
