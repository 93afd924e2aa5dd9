"""Three residencies: one still to begin, one in its sixth week, one that ended well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from portal.accounts import queries as accounts
from portal.challenges import queries as challenges
from portal.demo.content import read
from portal.demo.people import Cast
from portal.demo.stage import Stage
from portal.kernel.text import from_local
from portal.residencies import commands, queries
from portal.residencies.states import Light, ResidencyOutcome
from portal.submissions import commands as submissions
from portal.submissions import queries as sent


def tell(stage: Stage, cast: Cast, slugs: Mapping[str, str]) -> UUID:
    """Accept the three offers and live through what followed. Gives the running residency."""
    planned = _accept(stage, cast, slugs["monitoring-natuur"], -10)
    running = _accept(stage, cast, slugs["digitale-inclusie"], -98)
    ended = _accept(stage, cast, slugs["weg-naar-werk"], -298)
    _appoint(stage, cast, ended, -290, leader=False)
    _appoint(stage, cast, running, -60, leader=True)
    _run(stage, cast, running)
    _finish(stage, cast, ended)
    assert planned != running  # noqa: S101 - three different ones
    return running


def _accept(stage: Stage, cast: Cast, slug: str, days: int) -> UUID:
    """The founder of whoever was chosen says yes."""
    challenge = challenges.challenge(slug)
    chosen = next(
        each for each in sent.decided_of(challenge.id) if each.decision.value == "shortlisted"
    )
    founder = next(
        person for startup, person in cast.startups.values() if startup == chosen.organisation_id
    )
    offer = sent.offer_to(chosen)
    assert offer is not None  # noqa: S101 - the story released it
    offer_id, chosen_id = offer.id, chosen.id
    stage.act(founder, stage.moment(days), submissions.accept_offer, lambda: sent.offer(offer_id))
    residency = queries.residency_of_submission(chosen_id)
    assert residency is not None  # noqa: S101 - planned by the acceptance
    return residency.id


def _appoint(stage: Stage, cast: Cast, residency_id: UUID, days: int, *, leader: bool) -> None:
    def this() -> Any:
        return queries.residency(residency_id)

    manager, mentor = cast.players["programme"], cast.players["mentor"]
    moment = stage.moment(days)
    stage.act(manager, moment, commands.appoint_programme_manager, this)
    if leader:
        person = cast.players["leader"]
        stage.act(
            manager,
            moment,
            lambda work, loaded: commands.appoint_leader(
                work, loaded, person=accounts.person(person)
            ),
            this,
        )
    stage.act(manager, moment, commands.propose_mentor, this, person_id=mentor)
    stage.act(
        mentor,
        moment + timedelta(days=1),
        lambda work, loaded: commands.accept_mentoring(
            work,
            queries.assignment(loaded),
            word="Graag. Ik ken de bibliotheken en weet wie er opneemt.",
        ),
        this,
    )


def _begin(stage: Stage, residency_id: UUID) -> datetime:
    """On its first day the portal itself starts it."""
    starts = from_local(queries.residency(residency_id).starts_on, 6)
    stage.act("demo", starts, commands.start, lambda: queries.residency(residency_id))
    return starts


def _run(stage: Stage, cast: Cast, residency_id: UUID) -> None:
    def this() -> Any:
        return queries.residency(residency_id)

    _begin(stage, residency_id)
    for milestone in queries.milestones(this())[:2]:
        _reach(stage, cast, residency_id, milestone.id, milestone.due_on)
    for told in read("demo/residency")["journal"]:
        stage.act(
            cast.players[told["who"]],
            stage.moment(told["days"], 16),
            commands.write_journal,
            this,
            title=told["title"],
            text=told["text"],
            tags=told["tags"],
        )
    for door in read("demo/residency")["doors"]:
        _door(stage, cast, cast.players["startup-a"], residency_id, door)
    stage.act(
        cast.players["mentor"],
        stage.moment(-3, 12),
        commands.set_light,
        this,
        light=Light.AMBER,
        note=read("demo/residency")["light"],
    )


def _reach(stage: Stage, cast: Cast, residency_id: UUID, milestone_id: UUID, due: Any) -> None:
    stage.act(
        cast.players["mentor"],
        min(from_local(due, 17), stage.now),
        lambda work, loaded: commands.reach_milestone(
            work, queries.milestone(loaded, milestone_id), done_on=due
        ),
        lambda: queries.residency(residency_id),
    )


def _door(
    stage: Stage, cast: Cast, asker: UUID, residency_id: UUID, told: Mapping[str, Any]
) -> None:
    """Asked for by the startup; planned and opened by the mentor, as far as the story goes."""
    days, mentor = told["days"], cast.players["mentor"]
    door = stage.act(
        asker,
        stage.moment(days, 11),
        commands.ask_door,
        lambda: queries.residency(residency_id),
        to_whom=told["to_whom"],
        purpose=told["purpose"],
    )
    door_id = door.id

    def this() -> Any:
        return queries.door(queries.residency(residency_id), door_id)

    if told["became"] == "planned":
        stage.act(mentor, stage.moment(days + 2), commands.plan_door, this, meeting_on=stage.day(3))
    if told["became"] == "opened":
        meeting, opened = stage.day(days + 4), stage.moment(days + 5)
        stage.act(mentor, stage.moment(days + 1), commands.plan_door, this, meeting_on=meeting)
        stage.act(mentor, opened, commands.open_door, this, came_of_it=told["came_of_it"])


def _finish(stage: Stage, cast: Cast, residency_id: UUID) -> None:
    """Five months later: a launching customer."""

    def this() -> Any:
        return queries.residency(residency_id)

    starts, told = _begin(stage, residency_id), read("demo/residency")["ended"]
    founder = queries.company(this()).startup[0].id
    for milestone in queries.milestones(this()):
        _reach(stage, cast, residency_id, milestone.id, milestone.due_on)
    for door in told["doors"]:
        _door(stage, cast, founder, residency_id, door)
    for entry in told["journal"]:
        stage.act(
            founder if entry["who"] == "founder" else cast.players[entry["who"]],
            starts + timedelta(days=entry["after"]),
            commands.write_journal,
            this,
            title=entry["title"],
            text=entry["text"],
            tags=entry["tags"],
        )
    ends = from_local(this().ends_on, 8)
    stage.act("demo", ends, commands.evaluate, this)
    stage.act(
        cast.players["programme"],
        ends + timedelta(days=10),
        commands.end,
        this,
        outcome=ResidencyOutcome.LAUNCHING_CUSTOMER,
        note=read("demo/residency")["outcome"],
    )
