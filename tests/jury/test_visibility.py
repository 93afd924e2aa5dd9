"""A rule on one thing and its twin on lists say the same: for every relation, in every phase."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.accounts.model import Role
from portal.jury import queries, rules
from portal.jury.model import Panel, Review
from portal.kernel.db import db
from portal.kernel.policy import ANYONE, Actor
from tests.jury import build
from tests.world import World

PHASES: dict[str, Callable[[World], build.Jury]] = {
    "sealed": lambda world: build.panel(world, submissions=3),
    "closed": build.closed,
    "opened": build.opened,
    "declared": build.declared,
    "decided": lambda world: build.decided(world, 1, 2),
    "released": lambda world: build.released(world, 1, 2),
}


def people(jury: build.Jury) -> dict[str, Actor]:
    world, ministry = jury.world, jury.challenge.organisation_id
    home = jury.sitting().challenge.organisation
    invited = build.juror(jury, accepted=False)
    applicant = world.user()
    if jury.submissions:
        world.give(applicant, Role.MEMBER, jury.startup(1))
    member = world.give(world.user(), Role.MEMBER, home)
    assert home.id == ministry
    return {
        "nobody": ANYONE,
        "stranger": world.user().actor(),
        "other owner": world.user(Role.OWNER).actor(),
        "administrator": world.user(Role.ADMINISTRATOR).actor(),
        "colleague": member.actor(),
        "applicant": applicant.actor(),
        "owner": jury.owner.actor(),
        "manager": jury.manager.actor(),
        "chair": jury.chair.actor(),
        "juror": jury.jurors[1].actor(),
        "invited": invited.actor(),
    }


@pytest.mark.parametrize("phase", PHASES)
def test_who_sees_a_jury(world: World, phase: str) -> None:
    jury = PHASES[phase](world)
    build.panel(world)  # of somebody else
    seen = set()
    for who, actor in people(jury).items():
        by_rule = bool(rules.may_see(actor, jury.sitting()))
        listed = set(db.session.scalars(select(Panel.id).where(queries.visible_to(actor))))
        assert (jury.panel.id in listed) == by_rule, who
        if by_rule:
            seen.add(who)
    assert seen == {"owner", "manager", "chair", "juror", "invited"}


@pytest.mark.parametrize("phase", ["opened", "declared", "decided", "released"])
def test_who_reads_a_submission(world: World, phase: str) -> None:
    jury = PHASES[phase](world)
    if phase == "opened":
        build.declare(jury, jury.jurors[1], 2)
    world.give(jury.jurors[2], Role.MEMBER, jury.startup(3))
    everybody = people(jury)
    readers = set()
    for who, actor in everybody.items():
        listed = set(db.session.scalars(select(Review.id).where(queries.readable_by(actor))))
        own = queries.own_reviews(actor, jury.slug)
        by_rule = {review.id for review in own if rules.may_read(actor, review)}
        assert listed == by_rule, who
        if by_rule:
            readers.add(who)
    assert readers == ({"juror"} if phase == "opened" else {"chair", "juror"})
