"""Decisions, offers, and who is next in line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.model import Role
from portal.challenges.model import Challenge, ChallengeText
from portal.kernel.clock import portal_now
from portal.kernel.db import db
from portal.kernel.errors import Missing
from portal.kernel.policy import Actor
from portal.submissions.model import (
    Offer,
    Submission,
)
from portal.submissions.queries.one import around
from portal.submissions.states import Decision, OfferState


def decided_of(challenge_id: UUID) -> Sequence[Submission]:
    """Every submission with a decision, by number, with its organisation."""
    query = (
        select(Submission)
        .where(Submission.challenge_id == challenge_id, Submission.decision != Decision.NONE)
        .options(*around())
        .order_by(Submission.number)
    )
    return db.session.scalars(query).unique().all()


def reserves(before: Submission) -> Sequence[Submission]:
    """Who may still move up in its place, first in line first.

    Not who won another challenge of the same cohort: one win each.
    """
    won = aliased(Submission)
    elsewhere = select(won.organisation_id).where(
        won.decision == Decision.SHORTLISTED, won.cohort == before.cohort
    )
    query = (
        select(Submission)
        .where(
            Submission.challenge_id == before.challenge_id,
            Submission.decision == Decision.RESERVE,
            Submission.released_at.is_not(None),
            Submission.organisation_id.not_in(elsewhere),
        )
        .options(*around())
        .order_by(Submission.reserve_rank)
    )
    return db.session.scalars(query).unique().all()


def _offers() -> Select[Offer]:
    of = joinedload(Offer.submission)
    challenge = of.joinedload(Submission.challenge)
    return select(Offer).options(
        of.joinedload(Submission.organisation),
        challenge.joinedload(Challenge.texts).load_only(
            ChallengeText.challenge_id, ChallengeText.language, ChallengeText.title
        ),
        challenge.joinedload(Challenge.organisation),
    )


def offer(offer_id: UUID) -> Offer:
    found = db.session.scalars(_offers().where(Offer.id == offer_id)).unique().one_or_none()
    if found is None:
        raise Missing
    return found


def offer_to(submission: Submission) -> Offer | None:
    """The last offer that was made to this startup, if any was."""
    query = _offers().where(Offer.submission_id == submission.id).order_by(Offer.made_at.desc())
    return db.session.scalars(query.limit(1)).unique().first()


def offers_of(challenge_id: UUID) -> Sequence[Offer]:
    """Every offer that was made for this challenge, the last first."""
    query = _offers().where(Offer.challenge_id == challenge_id).order_by(Offer.made_at.desc())
    return db.session.scalars(query).unique().all()


def offers_to(actor: Actor) -> Mapping[UUID, Offer]:
    """The offers to the actor's startups, by submission."""
    query = (
        _offers()
        .join(Submission, Submission.id == Offer.submission_id)
        .where(Submission.organisation_id.in_(actor.places(Role.MEMBER)))
        .order_by(Offer.made_at)
    )
    return {found.submission_id: found for found in db.session.scalars(query).unique()}


def expired_offers() -> Sequence[UUID]:
    """Offers that nobody answered in time, and that still stand."""
    query = select(Offer.id).where(Offer.state == OfferState.MADE, Offer.expires_at <= portal_now())
    return db.session.scalars(query).all()
