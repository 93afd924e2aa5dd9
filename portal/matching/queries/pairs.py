from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from portal.accounts.model import Person
from portal.kernel.asking import ME
from portal.kernel.db import db
from portal.kernel.errors import Missing
from portal.kernel.policy import Actor
from portal.matching.model import Pair, Project
from portal.matching.queries.projects import led_by
from portal.people.model import Profile
from portal.residencies.model import Residency


def match(pair_id: UUID) -> Pair:
    """A pair with both sides, where both said yes."""
    found = db.session.scalars(_matches().where(Pair.id == pair_id)).one_or_none()
    if found is None:
        raise Missing
    return found


def match_of(project_id: UUID, profile_id: UUID) -> Pair | None:
    query = _matches().where(Pair.project_id == project_id, Pair.profile_id == profile_id)
    return db.session.scalars(query).one_or_none()


def matches_of(profile: Profile) -> Sequence[Pair]:
    """Somebody's matches, the last first."""
    query = _matches().where(Pair.profile_id == profile.id)
    return db.session.scalars(query.order_by(Pair.matched_at.desc()).limit(100)).all()


def yeses_of(profile: Profile) -> Sequence[Pair]:
    """What somebody said yes to and what is no match, whatever the other side answered."""
    query = (
        select(Pair)
        .where(
            Pair.profile_id == profile.id, Pair.candidate_says.is_(True), Pair.matched_at.is_(None)
        )
        .options(
            joinedload(Pair.project)
            .joinedload(Project.residency)
            .options(joinedload(Residency.organisation), joinedload(Residency.host))
        )
        .order_by(Pair.candidate_turn.desc())
        .limit(100)
    )
    return db.session.scalars(query).all()


def waiting(project: Project) -> int:
    """How many the leader said yes to and are no match, whatever the other side answered."""
    query = select(func.count()).where(
        Pair.project_id == project.id, Pair.leader_says.is_(True), Pair.matched_at.is_(None)
    )
    return db.session.execute(query).scalar_one()


def said(project: Project) -> tuple[int, int]:
    """How often the leader said yes, and no."""
    query = select(
        func.count().filter(Pair.leader_says.is_(True)),
        func.count().filter(Pair.leader_says.is_(False)),
    ).where(Pair.project_id == project.id)
    yes, no = db.session.execute(query).one()
    return yes, no


def to_greet_as_leader(actor: Actor) -> Sequence[Pair]:
    query = _matches().where(led_by(actor), Pair.leader_met_at.is_(None))
    return db.session.scalars(query.order_by(Pair.matched_at)).all()


def to_greet_as_candidate(actor: Actor) -> Sequence[Row[Pair, str]]:
    """Matches of a professional, each with the name of the leader."""
    leader = aliased(Person)
    query = (
        _matches()
        .join(leader, leader.id == Residency.leader_id)
        .add_columns(leader.name)
        .where(Person.id == actor.id, Pair.candidate_met_at.is_(None))
        .order_by(Pair.matched_at)
    )
    return db.session.execute(query).all()


def to_greet() -> ColumnElement[bool]:
    """Whether the person of ``kernel.asking`` has a match that they did not greet yet."""
    return exists().where(
        Pair.profile_id == Profile.id,
        Profile.person_id == ME,
        Pair.matched_at.is_not(None),
        Pair.candidate_met_at.is_(None),
    )


def _matches() -> Select[Pair]:
    profile, project = contains_eager(Pair.profile), contains_eager(Pair.project)
    residency = project.contains_eager(Project.residency)
    return (
        select(Pair)
        .join(Pair.profile)
        .join(Profile.person)
        .join(Pair.project)
        .join(Project.residency)
        .where(Pair.matched_at.is_not(None))
        .options(
            profile.contains_eager(Profile.person),
            profile.joinedload(Profile.organisation),
            profile.joinedload(Profile.photo),
            profile.selectinload(Profile.endorsements),
            residency,
            residency.joinedload(Residency.challenge),
            residency.joinedload(Residency.organisation),
            residency.joinedload(Residency.host),
        )
        .execution_options(populate_existing=True)
    )
