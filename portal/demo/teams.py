"""The team of the running residency: asked for, swiped, half-built."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.demo.content import read
from portal.demo.people import Cast
from portal.demo.stage import Stage
from portal.matching.commands import answers
from portal.matching.commands import projects as verbs
from portal.matching.commands.projects import Plan
from portal.matching.queries import decks, projects
from portal.matching.rules import Pairing
from portal.matching.states import Side
from portal.people import queries as people
from portal.people.model import Profile

MATCHES = 3
LEADER_SAYS = 8
NO_EVERY = 4


def tell(stage: Stage, cast: Cast, residency_id: UUID) -> None:
    leader = cast.players["leader"]
    told = read("demo/residency")["team"]
    needs = tuple((skill, weight) for skill, weight in told["needs"])
    plan = Plan(**{**told, "needs": needs}, starts_on=stage.monday(1), framework_required=False)
    opened = stage.moment(-20)
    project = stage.act(leader, opened, verbs.draft, lambda: projects.residency(residency_id), plan)
    project_id = project.id
    stage.act(leader, opened, verbs.open_project, lambda: projects.project(project_id))
    for number in range(LEADER_SAYS):
        profile = _next_card(project_id, but=cast.players["professional"])
        moment = opened + timedelta(hours=number + 1)
        _answer(
            stage,
            leader,
            moment,
            project_id,
            profile.id,
            Side.LEADER,
            says=number % NO_EVERY != NO_EVERY - 1,
        )
        if number < MATCHES:
            later = moment + timedelta(days=1)
            _answer(
                stage, profile.person_id, later, project_id, profile.id, Side.CANDIDATE, says=True
            )


def _next_card(project_id: UUID, *, but: UUID) -> Profile:
    """The best card that is left, but for the person who is to swipe in the demonstration."""
    hand = decks.hand(projects.project(project_id))
    return next(profile for profile in hand if profile.person_id != but)


def _answer(  # noqa: PLR0913, PLR0917 - who, when, about what, from which side, and what
    stage: Stage,
    who: UUID,
    when: Any,
    project_id: UUID,
    profile_id: UUID,
    side: Side,
    *,
    says: bool,
) -> None:
    stage.act(
        who,
        when,
        answers.answer,
        lambda: Pairing(projects.project(project_id), people.profile(profile_id), side),
        says=says,
    )
