from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.accounts.model import Organisation, Person, Role
from portal.kernel.asking import ME
from portal.kernel.db import db
from portal.kernel.errors import Missing
from portal.kernel.policy import Actor
from portal.matching.model import Pair, Project, TeamMember
from portal.matching.states import ProjectState
from portal.people.model import Profile
from portal.people.queries import WHOLE
from portal.residencies.model import Residency
from portal.residencies.states import ResidencyState


def _with_residency() -> tuple[ORMOption, ...]:
    residency = contains_eager(Project.residency)
    return (
        residency,
        residency.joinedload(Residency.challenge),
        residency.joinedload(Residency.organisation),
        residency.joinedload(Residency.host),
    )


def _members() -> ORMOption:
    return selectinload(Project.members).joinedload(TeamMember.profile).options(*WHOLE)


def project(project_id: UUID, *, with_team: bool = False) -> Project:
    """A project with its residency, challenge and organisations; its team where asked."""
    query = select(Project).join(Project.residency).where(Project.id == project_id)
    query = query.options(*_with_residency(), *([_members()] if with_team else []))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Missing
    return found


def led_by(actor: Actor) -> ColumnElement[bool]:
    """Residencies that somebody leads: the twin of ``rules.leads``."""
    if actor.id is None or actor.is_everywhere(Role.LEADER):
        return Residency.leader_id == actor.id if actor.id else false()
    return and_(Residency.leader_id == actor.id, Residency.id.in_(actor.places(Role.LEADER)))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The twin of ``rules.may_see``, for projects joined with their residency."""
    if actor.id is None:
        return false()
    return or_(led_by(actor), Residency.programme_manager_id == actor.id)


def teams_of(actor: Actor) -> Sequence[Project]:
    """Projects that somebody leads or follows, those still at work first."""
    query = (
        select(Project)
        .join(Project.residency)
        .where(visible_to(actor))
        .options(*_with_residency(), _members())
        .order_by(Project.state == ProjectState.CLOSED, Project.made_at.desc(), Project.id)
        .limit(100)
    )
    return db.session.scalars(query).all()


def at_hand(actor: Actor, size: int) -> Sequence[Row[Any]]:
    """The team projects that somebody leads and that are not closed, as rows. One query.

    Rows have ``id``, ``title``, ``state``, ``team_size``, ``startup`` and ``members``: how many.
    """
    members = select(func.count()).where(TeamMember.project_id == Project.id)
    return db.session.execute(
        select(
            Project.id,
            Project.title,
            Project.state,
            Project.team_size,
            Organisation.name.label("startup"),
            members.correlate(Project).scalar_subquery().label("members"),
        )
        .join(Project.residency)
        .join(Organisation, Organisation.id == Residency.organisation_id)
        .where(led_by(actor), Project.state != ProjectState.CLOSED)
        .order_by(Project.made_at.desc(), Project.id)
        .limit(size)
    ).all()


def residency(residency_id: UUID) -> Residency:
    query = select(Residency).where(Residency.id == residency_id)
    query = query.options(joinedload(Residency.challenge), joinedload(Residency.organisation))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Missing
    return found


def leads() -> ColumnElement[bool]:
    """Whether the person of ``kernel.asking`` leads a residency, ended or not."""
    return exists().where(Residency.leader_id == ME)


def residencies_without_team(actor: Actor) -> Sequence[Residency]:
    """Residencies that somebody leads and that have no team project yet."""
    query = (
        select(Residency)
        .outerjoin(Project, Project.residency_id == Residency.id)
        .where(led_by(actor), Project.id.is_(None), Residency.state != ResidencyState.ENDED)
        .options(joinedload(Residency.organisation))
        .order_by(Residency.starts_on, Residency.id)
    )
    return db.session.scalars(query).all()


def drafts_of(actor: Actor) -> Sequence[Project]:
    """Projects that wait for their leader to open them."""
    query = (
        select(Project)
        .join(Project.residency)
        .where(led_by(actor), Project.state == ProjectState.DRAFT)
        .options(contains_eager(Project.residency))
        .order_by(Project.made_at)
    )
    return db.session.scalars(query).all()


def project_of_residency(residency_id: UUID) -> Project | None:
    """With its team."""
    query = select(Project).join(Project.residency).where(Project.residency_id == residency_id)
    return db.session.scalars(query.options(*_with_residency(), _members())).one_or_none()


def size(project: Project) -> int:
    """How many are in the draft team at this moment."""
    query = select(func.count()).where(TeamMember.project_id == project.id)
    return db.session.execute(query).scalar_one()


def member(project_id: UUID, profile_id: UUID) -> TeamMember | None:
    query = (
        select(TeamMember)
        .join(TeamMember.project)
        .join(Project.residency)
        .where(TeamMember.project_id == project_id, TeamMember.profile_id == profile_id)
        .options(
            contains_eager(TeamMember.project).contains_eager(Project.residency),
            joinedload(TeamMember.profile).joinedload(Profile.person),
        )
    )
    return db.session.scalars(query).one_or_none()


def matches_outside(project: Project) -> Sequence[Pair]:
    """Matches whom the leader took out of the draft team."""
    inside = select(TeamMember.profile_id).where(TeamMember.project_id == project.id)
    query = (
        select(Pair)
        .where(Pair.project_id == project.id, Pair.matched_at.is_not(None))
        .where(Pair.profile_id.not_in(inside))
        .options(joinedload(Pair.profile).options(*WHOLE))
        .order_by(Pair.matched_at)
    )
    return db.session.scalars(query).all()


def matches_by_profile(project: Project) -> dict[UUID, UUID]:
    """The pair of each match, by profile: for links to its page."""
    query = select(Pair.profile_id, Pair.id).where(
        Pair.project_id == project.id, Pair.matched_at.is_not(None)
    )
    return {row.profile_id: row.id for row in db.session.execute(query)}


def leader_of(project: Project) -> Person:
    """Who leads the residency now. Raises Missing while nobody does."""
    found = db.session.get(Person, project.residency.leader_id)
    if found is None:
        raise Missing
    return found
