from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from portal.kernel.db import db
from portal.matching.model import DeckCard, Pair, Project, TeamMember
from portal.matching.states import ProjectState, Side
from portal.people.model import Endorsement, Profile
from portal.people.queries import WHOLE
from portal.residencies.model import Residency
from portal.residencies.states import ResidencyState

CARDS = 10
"""How many cards a page of a deck holds."""
COUNTED = 100
"""Further than this nobody counts cards."""
OPEN_AT_ONCE = 300
"""How many open projects, the newest, are looked through for one person's deck."""

HAS_SKILLS = func.jsonb_array_length(Profile.skills) > 0


def hand(project: Project) -> Sequence[Profile]:
    """The first cards of a project's deck that its leader did not answer, by key.

    What the candidates answered has no part in it, so that nothing of it can be read off.
    """
    query = (
        select(Profile)
        .join(DeckCard, DeckCard.profile_id == Profile.id)
        .where(_in_deck(project))
        .order_by(DeckCard.score.desc(), DeckCard.tie)
        .limit(CARDS)
        .options(*WHOLE)
    )
    return db.session.scalars(query).all()


def left(project: Project) -> int:
    """How many cards the leader did not answer yet, counted no further than ``COUNTED`` + 1."""
    cards = (
        select(DeckCard.id)
        .join(Profile, Profile.id == DeckCard.profile_id)
        .where(_in_deck(project))
        .limit(COUNTED + 1)
    )
    return db.session.execute(select(func.count()).select_from(cards.subquery())).scalar_one()


def _in_deck(project: Project) -> ColumnElement[bool]:
    answered = exists().where(
        Pair.project_id == DeckCard.project_id,
        Pair.profile_id == DeckCard.profile_id,
        Pair.leader_says.is_not(None),
    )
    return and_(DeckCard.project_id == project.id, Profile.open_to_projects, HAS_SKILLS, ~answered)


def open_projects(profile: Profile) -> Sequence[Project]:
    """Open projects that somebody did not answer yet and does not lead, the newest first."""
    answered = exists().where(
        Pair.project_id == Project.id,
        Pair.profile_id == profile.id,
        Pair.candidate_says.is_not(None),
    )
    query = (
        _open()
        .where(~answered, Residency.leader_id.is_distinct_from(profile.person_id))
        .order_by(Project.opened_at.desc(), Project.id)
        .limit(OPEN_AT_ONCE)
    )
    return db.session.scalars(query).all()


def all_open() -> Sequence[Project]:
    return db.session.scalars(_open().order_by(Project.id)).all()


def _open() -> Select[Project]:
    residency = contains_eager(Project.residency)
    return (
        select(Project)
        .join(Project.residency)
        .where(Project.state == ProjectState.OPEN, Residency.state != ResidencyState.ENDED)
        .options(
            residency,
            residency.joinedload(Residency.challenge),
            residency.joinedload(Residency.organisation),
            residency.joinedload(Residency.host),
        )
    )


def pool(*, without: UUID | None = None, profile_id: UUID | None = None) -> Sequence[Row[Any]]:
    """What counts of everybody who can come up, as plain rows: thousands at once.

    ``without``: the person who leads. ``confirmed`` holds the tags that others gave.
    """
    confirmed = (
        select(Endorsement.profile_id, func.jsonb_agg(Endorsement.tag.distinct()).label("tags"))
        .join(Profile, Profile.id == Endorsement.profile_id)
        .where(Endorsement.by_id != Profile.person_id)
        .group_by(Endorsement.profile_id)
        .subquery()
    )
    query = (
        select(
            Profile.id,
            Profile.person_id,
            Profile.kind,
            Profile.framework,
            Profile.hours,
            Profile.available_from,
            Profile.available_until,
            Profile.skills,
            Profile.interests,
            Profile.colours,
            confirmed.c.tags.label("confirmed"),
        )
        .outerjoin(confirmed, confirmed.c.profile_id == Profile.id)
        .where(Profile.open_to_projects, HAS_SKILLS)
    )
    if without is not None:
        query = query.where(Profile.person_id != without)
    if profile_id is not None:
        query = query.where(Profile.id == profile_id)
    return db.session.execute(query).all()


def covered(projects: Iterable[Project]) -> dict[UUID, set[str]]:
    """The skills that each project's draft team has, by project."""
    query = (
        select(TeamMember.project_id, Profile.skills)
        .join(Profile, Profile.id == TeamMember.profile_id)
        .where(TeamMember.project_id.in_([project.id for project in projects]))
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for project_id, skills in db.session.execute(query):
        found[project_id].update(skills)
    return found


def last_answered(project: Project) -> Pair | None:
    """What the leader answered last in this deck, if anything."""
    return _last(Side.LEADER, Pair.project_id == project.id)


def last_answered_by(profile: Profile) -> Pair | None:
    """What a candidate answered last, if anything."""
    return _last(Side.CANDIDATE, Pair.profile_id == profile.id)


def _last(side: Side, where: ColumnElement[bool]) -> Pair | None:
    query = (
        select(Pair)
        .where(where, says_of(side).is_not(None))
        .options(joinedload(Pair.profile), joinedload(Pair.project))
        .order_by(turn_of(side).desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).one_or_none()


def says_of(side: Side) -> InstrumentedAttribute[bool | None]:
    return Pair.leader_says if side is Side.LEADER else Pair.candidate_says


def at_of(side: Side) -> InstrumentedAttribute[datetime | None]:
    return Pair.leader_at if side is Side.LEADER else Pair.candidate_at


def turn_of(side: Side) -> InstrumentedAttribute[int | None]:
    return Pair.leader_turn if side is Side.LEADER else Pair.candidate_turn
