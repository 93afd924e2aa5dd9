"""The offer of a residency: made to the first place, answered, or moved on to the next in line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal.challenges import commands as challenges
from portal.kernel.db import Model
from portal.kernel.work import Lock, Work, command, nothing, share
from portal.submissions import queries, rules
from portal.submissions.commands.box import grant_access
from portal.submissions.events import (
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    ReservePromoted,
    ReservesExhausted,
)
from portal.submissions.model import Ground, Offer, Submission


def _beside(offer: Offer) -> Sequence[Model | Lock]:
    return (share(offer.submission.challenge), offer)


def _alone(offer: Offer) -> Sequence[Model | Lock]:
    """Somebody else may come in its place, so nobody else may change the challenge meanwhile."""
    return (offer.submission.challenge, offer)


@command(may=rules.may_be_offered, locks=nothing)
def make_offer(work: Work, submission: Submission, *, expires_at: datetime) -> Offer:
    offer = Offer(
        submission_id=submission.id,
        challenge_id=submission.challenge_id,
        made_at=work.now,
        expires_at=expires_at,
    )
    work.add(offer)
    work.emit(
        OfferMade(
            subject_id=offer.id,
            submission_id=submission.id,
            challenge_id=submission.challenge_id,
            organisation_id=submission.organisation_id,
            expires_at=expires_at,
        )
    )
    return offer


@command(may=rules.may_answer, locks=_beside)
def accept_offer(work: Work, offer: Offer) -> None:
    """Say yes. Who will work with the startup may read its answer from now on."""
    work.move(offer, "accept_offer")
    offer.answered_at, offer.answered_by_id = work.now, work.actor.id
    work.emit(
        OfferAccepted(
            subject_id=offer.id,
            submission_id=offer.submission_id,
            challenge_id=offer.challenge_id,
            organisation_id=offer.submission.organisation_id,
        )
    )
    challenge = offer.submission.challenge
    for person in queries.stewards(challenge):
        ground = Ground.OWNER if person.id == challenge.owner_id else Ground.PROGRAMME
        grant_access(
            work,
            challenge,
            person_id=person.id,
            ground=ground,
            submission_ids=[offer.submission_id],
        )


@command(may=rules.may_answer, locks=_alone)
def decline_offer(work: Work, offer: Offer, *, reason: str = "") -> None:
    """Say no, with a word if they like. The first reserve gets the offer instead."""
    work.move(offer, "decline_offer")
    offer.answered_at, offer.answered_by_id = work.now, work.actor.id
    offer.reason = reason
    work.emit(
        OfferDeclined(
            subject_id=offer.id,
            submission_id=offer.submission_id,
            challenge_id=offer.challenge_id,
            organisation_id=offer.submission.organisation_id,
        )
    )
    _next_in_line(work, offer)


@command(may=rules.may_expire, locks=_alone)
def retract_offer(work: Work, offer: Offer) -> None:
    """Nobody answered in time. The first reserve gets the offer instead."""
    work.move(offer, "retract_offer")
    offer.answered_at = work.now
    work.emit(
        OfferExpired(
            subject_id=offer.id,
            submission_id=offer.submission_id,
            challenge_id=offer.challenge_id,
            organisation_id=offer.submission.organisation_id,
        )
    )
    _next_in_line(work, offer)


def _next_in_line(work: Work, offer: Offer) -> None:
    """The first reserve moves up, with as long to answer as the one before had."""
    step_down(work, offer.submission)
    waiting = queries.reserves(offer.submission)
    if not waiting:
        work.emit(ReservesExhausted(subject_id=offer.challenge_id))
        return
    promoted = waiting[0]
    promote(work, promoted, instead_of=offer.submission)
    make_offer(work, promoted, expires_at=work.now + (offer.expires_at - offer.made_at))
    standing = queries.standing_version(promoted)
    title = standing.content["title"] if standing else promoted.title
    challenges.change_winner(
        work,
        promoted.challenge,
        winner={
            "name": promoted.organisation.name,
            "title": title,
            "reason": promoted.decision_reason,
            "organisation_id": str(promoted.organisation_id),
        },
    )


@command(may=rules.may_step_down, locks=nothing)
def step_down(work: Work, submission: Submission) -> None:
    """Give the first place free; the decision and its reason stay as they were told."""
    work.move(submission, "step_down")


@command(may=rules.may_be_promoted, locks=nothing)
def promote(work: Work, submission: Submission, *, instead_of: Submission) -> None:
    work.move(submission, "promote")
    submission.reserve_rank = None
    work.emit(
        ReservePromoted(
            subject_id=submission.id,
            challenge_id=submission.challenge_id,
            organisation_id=submission.organisation_id,
            instead_of_id=instead_of.id,
        )
    )
