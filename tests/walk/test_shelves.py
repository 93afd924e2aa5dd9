"""Each role finds what is theirs on their own page."""

from __future__ import annotations

import pytest

from portal.accounts.model import Role
from portal.residencies.states import Part, ResidencyState
from tests.browser import Page
from tests.challenges import build as challenges
from tests.jury import build as juries
from tests.matching import build as matching
from tests.residencies import build as residencies
from tests.world import World


def shelf(page: Page, title: str) -> list[str]:
    """The rows under this heading, each as one line."""
    for section in page.html.select("main section"):
        heading = section.select_one("h2")
        if heading and heading.get_text(strip=True) == title:
            return [" ".join(row.get_text(" ").split()) for row in section.select(".portal-row")]
    return []


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_staff_finds_the_challenges_of_the_organisation(world: World, role: str) -> None:
    people = challenges.home(world)
    challenges.draft(world, people)
    page = world.browser(getattr(people, role)).visit("home.home")
    (row,) = shelf(page, "Onze challenges")
    assert "Concept" in row


def test_what_is_over_is_not_on_the_shelf(world: World) -> None:
    ministry = world.organisation()
    owner = world.user(Role.OWNER, at=ministry)
    world.challenge(organisation=ministry, owner=owner, title="Loopt")
    over = world.challenge(organisation=ministry, owner=owner, title="Voorbij")
    world.browser(owner).visit("challenges.confirm_cancel", slug=over.slug).submit(
        "cancel", reason="Het ministerie doet het zelf."
    )
    rows = shelf(world.browser(owner).visit("home.home"), "Onze challenges")
    assert len(rows) == 1
    assert "Loopt" in rows[0]


def test_a_juror_finds_the_juries_with_work_to_do(world: World) -> None:
    jury = juries.declared(world)
    page = world.browser(jury.chair).visit("home.home")
    (row,) = shelf(page, "Mijn jury’s")
    assert "Voorzitter" in row
    assert "Beoordelen" in row


def test_a_decision_that_was_told_leaves_the_shelf(world: World) -> None:
    jury = juries.released(world)
    assert shelf(world.browser(jury.chair).visit("home.home"), "Mijn jury’s") == []


@pytest.mark.parametrize(
    "part", [Part.MENTOR, Part.OWNER, Part.PROGRAMME, Part.LEADER, Part.STARTUP]
)
def test_who_has_a_part_in_a_residency_finds_it(world: World, part: Part) -> None:
    place = residencies.scene(world)
    page = world.browser(place.user(part)).visit("home.home")
    (row,) = shelf(page, "Residenties")
    assert row.startswith(place.startup.name)
    assert "week " in row


def test_a_leader_finds_the_team(world: World) -> None:
    project, leader = matching.project(world)
    (row,) = shelf(world.browser(leader).visit("home.home"), "Uw teams")
    assert project.title in row


def test_a_day_without_a_time_is_told_without_one(world: World) -> None:
    place = residencies.scene(world, ResidencyState.PLANNED, mentoring=None)
    page = world.browser(place.manager).visit("home.home")
    whens = page.text(".portal-duty__when")
    assert whens
    assert not [words for words in whens if "23.59" in words]
