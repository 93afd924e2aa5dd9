"""Residencies with a leader, team projects and pairs for a test to start from."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.accounts.model import Role
from portal.kernel.db import db
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from portal.matching.commands.dealing import deal
from portal.matching.model import TURNS, Pair, Project, TeamMember
from portal.matching.queries import projects
from portal.matching.states import ProjectState
from portal.people.model import Profile
from portal.residencies.model import Residency
from tests.submissions.build import sent
from tests.world import NOW, User, World

NEEDS = [{"skill": "sql", "weight": 5}, {"skill": "contract-law", "weight": 2}]
ROUTE: dict[ProjectState, tuple[str, ...]] = {
    ProjectState.DRAFT: (),
    ProjectState.OPEN: ("open_project",),
    ProjectState.FULL: ("open_project", "fill_project"),
    ProjectState.CLOSED: ("close_project",),
}


def residency(world: World, leader: User | None = None, **more: Any) -> tuple[Residency, User]:
    """A planned residency, and the person who leads its team."""
    challenge = world.challenge()
    submission = sent(world, challenge)
    leader = leader or world.user()
    stay = world.keep(
        Residency(
            submission_id=submission.id,
            challenge_id=challenge.id,
            organisation_id=submission.organisation_id,
            host_id=challenge.organisation_id,
            owner_id=challenge.owner_id,
            title="Tussenhuis",
            made_at=NOW,
            starts_on=date(2027, 3, 1),
            ends_on=date(2027, 8, 1),
            leader_id=leader.id,
            **more,
        )
    )
    world.give(leader, Role.LEADER, stay)
    return stay, leader


def project(
    world: World,
    state: ProjectState = ProjectState.OPEN,
    *,
    leader: User | None = None,
    **more: Any,
) -> tuple[Project, User]:
    """A team project that asks for SQL most of all, and its leader."""
    stay, leader = residency(world, leader)
    values: dict[str, Any] = {
        "title": "Team Tussenhuis",
        "description": "Wij bouwen samen een proef.",
        "starts_on": date(2027, 3, 1),
        "weeks": 20,
        "needs": NEEDS,
        "hours": 16,
        "team_size": 3,
        "opened_at": NOW if state is not ProjectState.DRAFT else None,
        **more,
    }
    made = Project(residency_id=stay.id, made_at=NOW, **values)
    for move in ROUTE[state]:
        made.move(move)
    world.keep(made)
    return made, leader


def dealt(world: World, made: Project) -> Project:
    """Deal the cards of a project that was laid in the database past the commands."""
    found = projects.project(made.id)
    with unit_of_work(system("test")) as work:
        deal(work, found)
    return found


def pair(
    world: World,
    made: Project,
    of: Profile,
    *,
    leader: bool | None = None,
    candidate: bool | None = None,
) -> Pair:
    """What both answered; two yeses make a match that is in the team."""
    match = bool(leader and candidate)
    kept = world.keep(
        Pair(
            project_id=made.id,
            profile_id=of.id,
            leader_says=leader,
            leader_at=NOW if leader is not None else None,
            leader_turn=db.session.scalar(TURNS) if leader is not None else None,
            candidate_says=candidate,
            candidate_at=NOW if candidate is not None else None,
            candidate_turn=db.session.scalar(TURNS) if candidate is not None else None,
            matched_at=NOW if match else None,
        )
    )
    if match:
        world.keep(TeamMember(project_id=made.id, profile_id=of.id, joined_at=NOW))
    return kept
