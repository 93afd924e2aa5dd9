"""Residencies for a test to start from, with the people around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from portal.accounts.model import Organisation, Role
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.kernel import clock
from portal.residencies import queries
from portal.residencies.model import (
    Door,
    JournalEntry,
    Mentor,
    MentorAssignment,
    Milestone,
    Residency,
)
from portal.residencies.states import AssignmentState, Part, ResidencyOutcome, ResidencyState
from portal.residencies.weeks import add_months, today
from tests.submissions import build as submissions
from tests.world import User, World

STARTED = date(2026, 10, 19)
"""So that on the day of a test's clock, 23 November 2026, it is week 6."""

ROUTE: dict[ResidencyState, tuple[str, ...]] = {
    ResidencyState.PLANNED: (),
    ResidencyState.ACTIVE: ("start",),
    ResidencyState.PAUSED: ("start", "pause"),
    ResidencyState.EVALUATING: ("start", "evaluate"),
    ResidencyState.ENDED: ("start", "evaluate", "end"),
}
ANSWERS: dict[AssignmentState, tuple[str, ...]] = {
    AssignmentState.PROPOSED: (),
    AssignmentState.ACCEPTED: ("accept_mentoring",),
    AssignmentState.DECLINED: ("decline_mentoring",),
    AssignmentState.ACTIVE: ("accept_mentoring", "begin_mentoring"),
    AssignmentState.ENDED: ("end_mentoring",),
}


@dataclass(frozen=True)
class Scene:
    """One residency and everybody around it, each with a browser of their own."""

    world: World
    id: UUID
    startup: Organisation
    host: Organisation
    challenge: Challenge
    member: User
    owner: User
    manager: User
    leader: User
    mentor: User
    mentor_card_id: UUID

    @property
    def residency(self) -> Residency:
        return queries.residency(self.id)

    def phase(self) -> ResidencyState:
        return self.residency.state

    def user(self, part: Part) -> User:
        found = {
            Part.STARTUP: self.member,
            Part.OWNER: self.owner,
            Part.PROGRAMME: self.manager,
            Part.LEADER: self.leader,
            Part.MENTOR: self.mentor,
            Part.ASKED: self.mentor,
        }
        return found[part] if part in found else self.world.user(Role.ADMINISTRATOR)

    def assignment(self) -> MentorAssignment:
        return queries.assignment(self.residency)


def manager_of(world: World, host: Organisation) -> User:
    return world.user(Role.PROGRAMME_MANAGER, at=host, name="Quinty de Ruiter")


def mentor(
    world: World, *, capacity: int = 2, name: str = "", at: Organisation | None = None
) -> User:
    user = world.user(Role.MENTOR, at=at, name=name)
    world.keep(Mentor(person_id=user.id, capacity=capacity))
    return user


def card(user: User) -> Mentor:
    found = queries.card_of(user.id)
    assert found is not None
    return found


def scene(
    world: World,
    state: ResidencyState = ResidencyState.ACTIVE,
    *,
    mentoring: AssignmentState | None = AssignmentState.ACTIVE,
    starts_on: date = STARTED,
    by: User | None = None,
    with_manager: bool = True,
    host: Organisation | None = None,
    **more: Any,
) -> Scene:
    """A residency with its people; ``by``: a mentor who is there already."""
    host = host or world.organisation(name="Ministerie van BZK")
    owner = world.user(Role.OWNER, at=host, name="Oda Eigenaar")
    manager = manager_of(world, host)
    challenge = world.challenge(ChallengeState.AWARDED, organisation=host, owner=owner)
    startup = world.startup(name=f"Warmtewijzer {manager.id.hex[:4]}")
    member = world.user(Role.MEMBER, at=startup, name="Mia de Grunt")
    leader = world.user(Role.MEMBER, at=host, name="Loek Boetet")
    submission = submissions.sent(world, challenge, startup, number=1)
    by = by or mentor(world, name="Faas Jacobi", at=host)
    residency = Residency(
        submission_id=submission.id,
        challenge_id=challenge.id,
        organisation_id=startup.id,
        host_id=host.id,
        owner_id=owner.id,
        title="Warmtewijzer helpt huiseigenaren van het gas af",
        made_at=clock.now() - timedelta(days=60),
        starts_on=starts_on,
        ends_on=add_months(starts_on, 5),
        programme_manager_id=manager.id if with_manager else None,
        leader_id=leader.id,
        **more,
    )
    bring(residency, state)
    world.keep(residency)
    world.give(leader, Role.LEADER, residency)
    if mentoring is not None:
        assign(world, residency, by, manager, mentoring)
    return Scene(
        world,
        residency.id,
        startup,
        host,
        challenge,
        member,
        owner,
        manager,
        leader,
        by,
        card(by).id,
    )


def bring(residency: Residency, state: ResidencyState) -> None:
    for move in ROUTE[state]:
        residency.move(move)
    if state is ResidencyState.PAUSED:
        residency.paused_on = residency.paused_on or today(clock.now())
        residency.reason = residency.reason or "De begeleider is ziek."
    if state is ResidencyState.ENDED:
        residency.outcome = residency.outcome or ResidencyOutcome.EXTENDED_PILOT
        residency.outcome_note = residency.outcome_note or "De proef gaat door in drie gemeenten."
        residency.ended_at = clock.now()


def assign(
    world: World,
    residency: Residency,
    user: User,
    by: User,
    state: AssignmentState = AssignmentState.PROPOSED,
    *,
    asked_at: datetime | None = None,
) -> MentorAssignment:
    assignment = MentorAssignment(
        residency_id=residency.id,
        mentor_id=card(user).id,
        proposed_by_id=by.id,
        proposed_at=asked_at or clock.now(),
        to_the_end=residency.state is ResidencyState.ENDED,
        reason="Er is een ander." if state is AssignmentState.ENDED else "",
    )
    for move in ANSWERS[state]:
        assignment.move(move)
    if state is not AssignmentState.PROPOSED:
        assignment.answered_at = clock.now()
    return world.keep(assignment)


def entry(world: World, place: Scene, *, days_ago: int = 0, **more: Any) -> JournalEntry:
    return world.keep(
        JournalEntry(
            **{
                "residency_id": place.id,
                "author_id": place.mentor.id,
                "author_part": Part.MENTOR,
                "title": "Mensen willen eerst hun buren zien",
                "text": "In Deventer vroegen **negen van de elf** eigenaren hetzelfde.",
                "written_at": clock.now() - timedelta(days=days_ago),
                "tags": ["learned", "plan_changed"],
                **more,
            }
        )
    )


def milestone(world: World, place: Scene, due_on: date, **more: Any) -> Milestone:
    words = {"title": "Eerste versie bij 50 huizen", **more}
    return world.keep(Milestone(residency_id=place.id, due_on=due_on, **words))


def door(world: World, place: Scene, *, days_ago: int = 0, **more: Any) -> Door:
    return world.keep(
        Door(
            **{
                "residency_id": place.id,
                "to_whom": "Kadaster",
                "purpose": "bouwjaar en eigendom per pand",
                "asked_by_id": place.member.id,
                "asked_on": today(clock.now()) - timedelta(days=days_ago),
                **more,
            }
        )
    )


def load(user: User) -> int:
    return queries.load_of(card(user))
