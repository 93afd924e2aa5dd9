"""Who sees which residency: the rule and its twin for lists say the same of everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.accounts.model import Organisation, OrganisationKind, Role
from portal.kernel.audit import AuditEntry
from portal.kernel.db import db
from portal.kernel.policy import ANYONE
from portal.residencies import queries, rules
from portal.residencies.model import Residency
from portal.residencies.states import AssignmentState, Part, ResidencyState
from tests.residencies import build
from tests.residencies.build import Scene
from tests.world import User, World

WHO: dict[str, tuple[Callable[[Scene], User], bool]] = {
    "member of the startup": (lambda s: s.member, True),
    "owner of the challenge": (lambda s: s.owner, True),
    "programme manager of the host": (lambda s: s.manager, True),
    "programme manager of its ministry": (
        lambda s: s.world.user(Role.PROGRAMME_MANAGER, at=ministry(s)),
        True,
    ),
    "leader": (lambda s: s.leader, True),
    "mentor": (lambda s: s.mentor, True),
    "administrator": (lambda s: s.world.user(Role.ADMINISTRATOR), True),
    "programme manager elsewhere": (lambda s: s.world.user(Role.PROGRAMME_MANAGER), False),
    "member of another startup": (
        lambda s: s.world.user(Role.MEMBER, at=s.world.startup()),
        False,
    ),
    "another owner of the host": (lambda s: s.world.user(Role.OWNER, at=s.host), False),
    "colleague at the host": (lambda s: s.world.user(Role.MEMBER, at=s.host), False),
    "another mentor": (lambda s: build.mentor(s.world), False),
    "leader of another residency": (lambda s: build.scene(s.world).leader, False),
    "somebody": (lambda s: s.world.user(), False),
}


def ministry(scene: Scene) -> Organisation:
    assert scene.host.ministry_id is not None
    return scene.world.one(Organisation, scene.host.ministry_id)


def placed(world: World, state: ResidencyState = ResidencyState.ACTIVE) -> Scene:
    """A residency at a directorate of a ministry."""
    above = world.organisation()
    host = world.organisation(
        OrganisationKind.DIRECTORATE, ministry_id=above.id, parent_id=above.id
    )
    return build.scene(world, state, host=host)


@pytest.mark.parametrize("who", WHO)
def test_the_rule_and_the_list_say_the_same(world: World, who: str) -> None:
    scene = placed(world)
    make, sees = WHO[who]
    actor = make(scene).actor()
    listed = db.session.scalars(select(Residency.id).where(queries.visible_to(actor))).all()
    assert (scene.id in listed) == sees
    assert bool(rules.may_see(actor, scene.residency)) == sees
    assert (scene.id in {row.id for row in queries.board(actor)}) == sees


@pytest.mark.parametrize("state", AssignmentState)
def test_a_mentor_sees_it_while_they_are_asked_or_at_work(
    world: World, state: AssignmentState
) -> None:
    scene = build.scene(world, mentoring=state)
    sees = state in {AssignmentState.PROPOSED, AssignmentState.ACCEPTED, AssignmentState.ACTIVE}
    actor = scene.mentor.actor()
    assert bool(rules.may_see(actor, scene.residency)) == sees
    assert bool(queries.board(actor)) == sees


def test_who_is_not_signed_in_sees_none(world: World) -> None:
    scene = build.scene(world)
    assert not rules.may_see(ANYONE, scene.residency)
    assert queries.board(ANYONE) == []


@pytest.mark.parametrize("state", ResidencyState)
def test_a_row_knows_as_much_of_who_is_who_as_the_residency(
    world: World, state: ResidencyState
) -> None:
    scene = placed(world, state)
    row = queries.row_of(scene.residency, scene.manager.actor().now)
    assert row.standing == scene.residency.standing


@pytest.mark.parametrize("part", Part)
def test_everybody_is_what_they_are(world: World, part: Part) -> None:
    asked = AssignmentState.PROPOSED if part is Part.ASKED else AssignmentState.ACTIVE
    scene = build.scene(world, mentoring=asked)
    assert rules.parts(scene.user(part).actor(), scene.residency) == {part}


def test_what_an_administrator_reads_is_written_down(world: World) -> None:
    scene = build.scene(world)
    admin = world.user(Role.ADMINISTRATOR)
    world.browser(admin).visit("residencies.show", residency_id=scene.id)
    world.browser(scene.owner).visit("residencies.show", residency_id=scene.id)
    read = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "residency.read_by_administrator")
    ).all()
    assert [(entry.actor_id, entry.subject_id) for entry in read] == [(admin.id, scene.id)]


@pytest.mark.parametrize("endpoint", ["residencies.board", "residencies.ended"])
def test_a_list_that_an_administrator_reads_is_written_down(world: World, endpoint: str) -> None:
    scene = build.scene(world)
    world.browser(world.user(Role.ADMINISTRATOR)).visit(endpoint)
    world.browser(scene.owner).visit(endpoint)
    assert world.audited().count("residencies.listed_by_administrator") == 1
