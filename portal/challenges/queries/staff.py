"""What the people of an organisation have to do with its challenges, and who follows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select, union
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.model import Organisation, Person, Role
from portal.accounts.queries import name_of
from portal.challenges.model import ArchivedChallenge, Challenge, Follow, ReviewRemark
from portal.challenges.queries.listing import DATED
from portal.challenges.queries.things import title_of
from portal.challenges.rules import BEING_WRITTEN, STAFF
from portal.challenges.states import ChallengeState
from portal.kernel.db import db
from portal.kernel.policy import Actor

DECISION_NEAR = timedelta(days=7)
OVER = (ChallengeState.CONCLUDED, ChallengeState.CANCELLED, ChallengeState.NO_AWARD)


def ours(actor: Actor) -> Sequence[Challenge]:
    """Every challenge of the organisations where this person is staff, last changed first."""
    return _found(
        or_(*(_held(actor, role) for role in STAFF)), Challenge.changed_at.desc(), Challenge.id
    )


def at_hand(actor: Actor, language: str, size: int) -> Sequence[Any]:
    """Those of ``ours`` that are not over, last changed first, as rows. One query.

    Rows have ``slug``, ``title``, ``by`` and what ``rules.phase`` asks.
    """
    return db.session.execute(
        select(
            Challenge.slug,
            title_of(Challenge.id, language).label("title"),
            name_of(Organisation, language).label("by"),
            *DATED,
        )
        .join(Challenge.organisation)
        .where(or_(*(_held(actor, role) for role in STAFF)), Challenge.state.not_in(OVER))
        .order_by(Challenge.changed_at.desc(), Challenge.id)
        .limit(size)
    ).all()


def to_be_written_by(actor: Actor) -> Sequence[Challenge]:
    """Their own drafts, and what came back to them with remarks."""
    return _found(
        (Challenge.owner_id == actor.id)
        & Challenge.state.in_(BEING_WRITTEN)
        & _held(actor, Role.OWNER),
        Challenge.changed_at,
    )


def to_be_reviewed_by(actor: Actor) -> Sequence[Challenge]:
    """What waits for an editor who did not ask for the review."""
    return _found(
        (Challenge.state == ChallengeState.IN_REVIEW)
        & (Challenge.submitted_by_id != actor.id)
        & _held(actor, Role.EDITOR),
        Challenge.changed_at,
    )


def waiting_for_decision(actor: Actor) -> Sequence[Challenge]:
    """Past their deadline, and the day of the decision is near or has passed."""
    waiting = (ChallengeState.PUBLISHED, ChallengeState.JUDGING)
    return _found(
        (Challenge.owner_id == actor.id)
        & Challenge.state.in_(waiting)
        & (Challenge.deadline <= actor.now)
        & (Challenge.decision_by <= actor.now + DECISION_NEAR)
        & _held(actor, Role.OWNER),
        Challenge.decision_by,
    )


def remarks(challenge: Challenge) -> Sequence[ReviewRemark]:
    """What reviewers said, newest first."""
    return db.session.scalars(
        select(ReviewRemark)
        .where(ReviewRemark.challenge_id == challenge.id)
        .options(joinedload(ReviewRemark.author, innerjoin=True))
        .order_by(ReviewRemark.made_at.desc(), ReviewRemark.id)
    ).all()


def followers(challenge_id: UUID) -> Sequence[Person]:
    return db.session.scalars(
        select(Person)
        .join(Follow, Follow.person_id == Person.id)
        .where(Follow.challenge_id == challenge_id, Person.disabled_at.is_(None))
        .order_by(Person.id)
    ).all()


def is_following(actor: Actor, challenge_id: UUID) -> bool:
    found = exists().where(Follow.challenge_id == challenge_id, Follow.person_id == actor.id)
    return bool(db.session.scalar(select(found)))


def late_announcements(actor: Actor) -> Sequence[Challenge]:
    """Planned publications whose moment has come and which nobody was told of yet."""
    return db.session.scalars(
        select(Challenge)
        .where(
            Challenge.state == ChallengeState.PUBLISHED,
            Challenge.publish_at <= actor.now,
            Challenge.announced_at.is_(None),
        )
        .options(joinedload(Challenge.organisation, innerjoin=True))
        .order_by(Challenge.publish_at, Challenge.id)
    ).all()


def slugs_like(start: str) -> frozenset[str]:
    """Addresses in use that begin like this, of challenges now and of the past."""
    begins = union(
        select(Challenge.slug).where(Challenge.slug.startswith(start, autoescape=True)),
        select(ArchivedChallenge.slug).where(
            ArchivedChallenge.slug.startswith(start, autoescape=True)
        ),
    )
    return frozenset(db.session.scalars(begins))


def _held(actor: Actor, role: Role) -> ColumnElement[bool]:
    """Whether the role is held over the challenge's organisation."""
    places = actor.places(role)
    return or_(Challenge.organisation_id.in_(places), Organisation.ministry_id.in_(places))


def _found(condition: ColumnElement[bool], *order: object) -> Sequence[Challenge]:
    rows = db.session.scalars(
        select(Challenge)
        .join(Challenge.organisation)
        .where(condition)
        .options(contains_eager(Challenge.organisation), joinedload(Challenge.texts))
        .order_by(*order)  # type: ignore[arg-type]
    )
    return rows.unique().all()
