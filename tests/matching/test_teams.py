"""The leader's side: a project from sketch to closed, and the draft team that comes of matches."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.model import Organisation, Role
from portal.kernel.db import db
from portal.kernel.errors import RuleBroken
from portal.kernel.policy import ANYONE, system
from portal.kernel.work import unit_of_work
from portal.matching import rules
from portal.matching.commands import projects as commands
from portal.matching.commands import team as team_commands
from portal.matching.model import Pair, Project, TeamMember
from portal.matching.queries import pairs as queries
from portal.matching.queries import projects
from portal.matching.states import ProjectState
from portal.residencies.events import ResidencyEnded
from portal.residencies.model import Residency
from tests.matching import build
from tests.people.build import profile
from tests.world import World

FILLED = {
    "title": "Team Tussenhuis",
    "description": "Wij bouwen samen een proef.",
    "hours": "16",
    "starts_on": "2027-03-01",
    "weeks": "20",
    "team_size": "3",
    "need0-skill": "sql",
    "need0-weight": "5",
}


def state(world: World, made: Project) -> ProjectState:
    return world.one(Project, made.id).state


def test_from_a_residency_to_the_first_cards(world: World) -> None:
    stay, leader = build.residency(world)
    card = profile(world, skills=["sql"])
    browser = world.browser(leader)
    assert "Begin het team van ‘Tussenhuis’" in browser.visit("home.home").words
    assert "nog geen team" in browser.visit("teams.teams").words
    page = browser.visit("teams.new", residency_id=stay.id)
    assert page.filled("project-form")["title"] == "Tussenhuis"
    page = page.submit("project-form", **FILLED)
    assert page.heading == "Uw teamproject is nog een concept"
    assert "Open uw project ‘Team Tussenhuis’" in browser.visit("home.home").words
    page = page.submit("open")
    assert page.heading == "Wie past bij ‘Team Tussenhuis’?"
    assert card.headline in page.words
    assert "Brengt SQL. Daar vroeg u om." in page.words
    assert {"project.drafted", "project.opened"} <= set(world.audited())


def test_the_leader_starts_the_team_from_the_page_of_the_residency(world: World) -> None:
    stay, leader = build.residency(world)
    page = world.browser(leader).visit("residencies.show", residency_id=stay.id)
    links = {link["href"]: link.text for link in page.html.select("main a")}
    assert links[f"/teams/new/{stay.id}"] == "Begin een team"


def test_the_page_of_a_residency_shows_its_team_to_who_may_see_it(world: World) -> None:
    made, leader = build.project(world)
    stay = world.one(Residency, made.residency_id)
    page = world.browser(leader).visit("residencies.show", residency_id=stay.id)
    assert "0 van 3 plaatsen bezet. Mist nog: SQL en contractenrecht" in page.words
    links = {link["href"] for link in page.html.select("main a")}
    assert {f"/teams/{made.id}", f"/teams/{made.id}/deck"} <= links
    team = world.browser(leader).visit("teams.team", project_id=made.id)
    assert f"/residencies/{stay.id}" in {link["href"] for link in team.html.select("main a")}
    member = world.user(Role.MEMBER, at=world.one(Organisation, stay.organisation_id))
    page = world.browser(member).visit("residencies.show", residency_id=stay.id)
    assert page.status == 200
    assert f"/teams/{made.id}" not in {link["href"] for link in page.html.select("main a")}
    assert "plaatsen bezet" not in page.words


def test_a_second_click_says_what_the_first_one_did(world: World) -> None:
    made, leader = build.project(world)
    one = profile(world)
    build.pair(world, made, one, leader=True, candidate=True)
    browser, here = world.browser(leader), {"project_id": made.id}
    out = {**here, "profile_id": one.id}
    for endpoint, values, words in (
        ("teams.take_out", out, "is uit het conceptteam"),
        ("teams.put_in", out, "zit in het conceptteam"),
        ("teams.move", {**here, "move": "fill"}, "Uw team is compleet."),
        ("teams.move", {**here, "move": "close"}, "Uw project is gesloten."),
    ):
        answers = [browser.send(endpoint, **values) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert words in browser.visit("teams.team", **here).words


def test_a_programme_manager_reads_of_a_team_that_is_not_theirs(world: World) -> None:
    made, _leader = build.project(world)
    manager = world.user()
    with world.writing() as work:
        stay = work.session.get_one(Residency, made.residency_id)
        stay.programme_manager_id = manager.id
    page = world.browser(manager).visit("teams.team", project_id=made.id)
    assert page.heading == "Team Tussenhuis"


def test_the_hours_of_the_members_add_up_to_those_of_the_team(world: World) -> None:
    made, leader = build.project(world, hours=8)
    build.pair(world, made, profile(world, hours=20), leader=True, candidate=True)
    page = world.browser(leader).visit("teams.team", project_id=made.id)
    assert "1 persoon, 8 van 24 uur" in page.words
    assert "20 uur per week" not in page.words


def test_what_is_missing_in_the_form_is_asked_for_and_the_rest_is_kept(world: World) -> None:
    stay, leader = build.residency(world)
    page = world.browser(leader).visit("teams.new", residency_id=stay.id)
    refused = page.submit("project-form", **{**FILLED, "title": "", "weeks": "99"})
    assert refused.status == 422
    assert "Geef het team een naam." in refused.words
    assert "Geef een heel getal van 1 tot en met 52." in refused.words
    kept = refused.filled("project-form")
    assert (kept["need0-skill"], kept["need0-weight"]) == (["sql"], ["5"])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"need1-skill": "sql"}, "Eén vaardigheid staat hier dubbel."),
        ({"need1-skill": "toveren"}, "Kies vaardigheden uit de lijst"),
        ({"caluwe-geel": "60"}, "Samen zijn de kleuren nu 60. Maak er 100 van."),
    ],
)
def test_a_plan_that_breaks_a_rule_is_refused_at_its_field(
    world: World, typed: dict[str, str], sentence: str
) -> None:
    stay, leader = build.residency(world)
    page = world.browser(leader).visit("teams.new", residency_id=stay.id)
    refused = page.submit("project-form", **{**FILLED, **typed})
    assert refused.status == 422
    assert sentence in refused.words


def test_an_open_project_that_breaks_a_rule_keeps_what_was_typed(world: World) -> None:
    made, leader = build.project(world)
    build.pair(world, made, profile(world), leader=True, candidate=True)
    build.pair(world, made, profile(world), leader=True, candidate=True)
    page = world.browser(leader).visit("teams.edit", project_id=made.id)
    page = page.submit("project-form", team_size="1", title="Een kleiner team")
    assert page.status == 422
    assert "Er zitten al meer mensen in het team." in page.words
    assert page.filled("project-form")["title"] == "Een kleiner team"


def test_without_skills_a_project_cannot_open(world: World) -> None:
    made, leader = build.project(world, ProjectState.DRAFT, needs=[])
    page = world.browser(leader).visit("teams.team", project_id=made.id).submit("open")
    assert "Zeg eerst welke vaardigheden het team nodig heeft." in page.words
    assert state(world, made) is ProjectState.DRAFT


def test_one_project_per_residency(world: World) -> None:
    made, leader = build.project(world, ProjectState.DRAFT)
    stay = world.one(Residency, made.residency_id)
    with (
        pytest.raises(RuleBroken, match="al een teamproject"),
        unit_of_work(leader.actor()) as work,
    ):
        commands.draft(work, stay, plan())


def plan(**more: Any) -> commands.Plan:
    values: dict[str, Any] = {
        "title": "Team",
        "starts_on": date(2027, 3, 1),
        "weeks": 20,
        "hours": 16,
        "team_size": 3,
        "needs": (("sql", 5),),
        **more,
    }
    return commands.Plan(**values)


def test_changing_an_open_project_deals_its_cards_anew(world: World) -> None:
    made, leader = build.project(world)
    profile(world, hours=8)
    build.dealt(world, made)
    with unit_of_work(leader.actor()) as work:
        commands.change(work, projects.project(made.id), plan(hours=32))
    page = world.browser(leader).visit("deck.deck", project_id=made.id)
    assert page.html.select("[data-card]") == []
    assert "Er past nog niemand" in page.words


# --- The team ---------------------------------------------------------------------------------


def test_a_member_goes_out_and_comes_back_and_gets_a_role(world: World) -> None:
    made, leader = build.project(world)
    card = profile(world, world.user(name="Maartje Bos"))
    build.pair(world, made, card, leader=True, candidate=True)
    page = world.browser(leader).visit("teams.team", project_id=made.id)
    assert page.heading == "Uw team krijgt vorm"
    page = page.submit(f"role-{card.id}", role="onderzoek")
    assert "onderzoek, 16 uur per week" in page.words
    page = page.submit(f"out-{card.id}")
    assert page.heading == "Er zit nog niemand in uw team"
    assert "Zei ja, en zit niet in het conceptteam" in page.words
    page = page.submit(f"in-{card.id}")
    assert [one.profile_id for one in world.all(TeamMember)] == [card.id]
    assert [pair.matched_at is not None for pair in world.all(Pair)] == [True]
    assert world.audited().count("team.changed") == 3


def test_the_last_place_taken_makes_the_project_full(world: World) -> None:
    made, leader = build.project(world, team_size=1)
    cards = [profile(world), profile(world)]
    pairs = [build.pair(world, made, card, leader=True, candidate=True) for card in cards]
    with world.writing() as work:
        for one in work.session.scalars(select(TeamMember)):
            work.session.delete(one)
    found = [queries.match(pair.id) for pair in pairs]
    with unit_of_work(leader.actor()) as work:
        team_commands.put_in(work, found[0])
    assert state(world, made) is ProjectState.FULL
    with pytest.raises(RuleBroken, match="vol"), unit_of_work(leader.actor()) as work:
        team_commands.put_in(work, queries.match(pairs[1].id))
    with pytest.raises(RuleBroken, match="vol"), unit_of_work(leader.actor()) as work:
        commands.reopen_project(work, projects.project(made.id))


def test_a_team_is_never_made_smaller_than_it_is(world: World) -> None:
    made, leader = build.project(world)
    for _ in range(2):
        build.pair(world, made, profile(world), leader=True, candidate=True)
    with pytest.raises(RuleBroken, match="al meer mensen"), unit_of_work(leader.actor()) as work:
        commands.change(work, projects.project(made.id), plan(team_size=1))


def test_a_leader_fills_reopens_and_closes(world: World) -> None:
    made, leader = build.project(world)
    member = world.user()
    build.pair(world, made, profile(world, member), leader=True, candidate=True)
    page = world.browser(leader).visit("teams.team", project_id=made.id).submit("fill")
    assert state(world, made) is ProjectState.FULL
    page = page.submit("reopen")
    assert state(world, made) is ProjectState.OPEN
    page = world.browser(leader).visit("teams.ask_close", project_id=made.id).submit("confirm")
    assert page.heading == "Dit team staat vast"
    assert state(world, made) is ProjectState.CLOSED
    assert world.written_to() == [member.email]


def test_the_end_of_a_residency_closes_its_project(world: World) -> None:
    made, _leader = build.project(world)
    with unit_of_work(system("test")) as work, work.inside("residencies"):
        work.emit(
            ResidencyEnded(
                subject_id=made.residency_id, challenge_id=made.id, outcome="no_follow_up"
            )
        )
    assert state(world, made) is ProjectState.CLOSED


def test_coverage_names_who_covers_what(world: World) -> None:
    made, leader = build.project(world)
    card = profile(world, world.user(name="Maartje Bos"), skills=["sql"])
    build.pair(world, made, card, leader=True, candidate=True)
    page = world.browser(leader).visit("teams.team", project_id=made.id)
    assert page.text(".portal-coverage__line") == ["SQLMaartje", "Contractenrechtnog niemand"]
    assert "1 van 2 vaardigheden gedekt" in page.words


def test_seeing_and_listing_are_held_equal(world: World) -> None:
    mine, leader = build.project(world)
    other, _other = build.project(world, leader=leader)
    third, _third = build.project(world)
    manager = world.user(Role.PROGRAMME_MANAGER)
    with world.writing() as work:
        work.session.get_one(Residency, third.residency_id).programme_manager_id = manager.id
    for who, actor in {
        "leader": leader.actor(),
        "manager": manager.actor(),
        "stranger": world.user().actor(),
        "nobody": ANYONE,
        "administrator": world.user(Role.ADMINISTRATOR).actor(),
    }.items():
        query = select(Project.id).join(Project.residency).where(projects.visible_to(actor))
        listed = set(db.session.scalars(query))
        all_of_them = [projects.project(one.id) for one in (mine, other, third)]
        assert {one.id for one in all_of_them if rules.may_see(actor, one)} == listed, who


def test_a_leader_without_the_role_any_more_leads_no_longer(world: World) -> None:
    made, leader = build.project(world)
    with world.writing() as work:
        work.session.get_one(Residency, made.residency_id).leader_id = None
    assert world.browser(leader).get(f"/teams/{made.id}").status_code == 404
