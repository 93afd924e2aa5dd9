"""What the jury decided of each submission: under embargo, released, and moved up from reserve.

The jury calls ``record_decision`` and ``release_decisions`` from commands of its own, whose rules
have said who may, and which hold the challenge alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from portal.challenges.model import Challenge
from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.kernel.work import Work, command, nothing
from portal.submissions import queries, rules
from portal.submissions.commands.offers import make_offer
from portal.submissions.events import DecisionsRecorded, DecisionsReleased
from portal.submissions.model import Offer, Submission
from portal.submissions.states import Decision


@command(may=rules.may_decide)
def record_decision(
    work: Work,
    challenge: Challenge,
    *,
    shortlisted_id: UUID | None,
    reserve_ids: Sequence[UUID],
    reasons: Mapping[UUID, str],
) -> None:
    """Write down what the jury decided of every submission, with a reason for each.

    ``reserve_ids`` in the order in which they would move up. Nothing of it is visible to
    anybody outside the jury until ``release_decisions``.
    """
    sent = queries.sent_to(challenge.id)
    _check(sent, shortlisted_id, reserve_ids, reasons)
    for each in sent:
        if each.id == shortlisted_id:
            shortlist(work, each, reason=reasons[each.id])
        elif each.id in reserve_ids:
            rank = reserve_ids.index(each.id) + 1
            keep_in_reserve(work, each, rank=rank, reason=reasons[each.id])
        else:
            decline(work, each, reason=reasons[each.id])
    work.emit(
        DecisionsRecorded(
            subject_id=challenge.id, shortlisted_id=shortlisted_id, reserve_ids=list(reserve_ids)
        )
    )


def _check(
    sent: Sequence[Submission],
    shortlisted_id: UUID | None,
    reserve_ids: Sequence[UUID],
    reasons: Mapping[UUID, str],
) -> None:
    ids = {each.id for each in sent}
    named = [*reserve_ids, *([shortlisted_id] if shortlisted_id else [])]
    if not set(named) <= ids:
        raise RuleBroken(_("Choose only from the submissions in this box."))
    if len(named) != len(set(named)):
        raise RuleBroken(_("A submission can have only one place."))
    if reserve_ids and shortlisted_id is None:
        raise RuleBroken(_("There can be reserves only for a first place."))
    if any(not reasons.get(each, "").strip() for each in ids):
        raise RuleBroken(_("Give a reason for every submission."))


@command(may=rules.may_be_decided, locks=nothing)
def shortlist(work: Work, submission: Submission, *, reason: str) -> None:
    _decide(work, submission, "shortlist", reason)


@command(may=rules.may_be_decided, locks=nothing)
def keep_in_reserve(work: Work, submission: Submission, *, rank: int, reason: str) -> None:
    _decide(work, submission, "keep_in_reserve", reason)
    submission.reserve_rank = rank


@command(may=rules.may_be_decided, locks=nothing)
def decline(work: Work, submission: Submission, *, reason: str) -> None:
    _decide(work, submission, "decline", reason)


def _decide(work: Work, submission: Submission, move: str, reason: str) -> None:
    work.move(submission, move)
    submission.decision_reason = reason.strip()
    submission.decided_at, submission.decided_by_id = work.now, work.actor.id


@command(may=rules.may_release)
def release_decisions(
    work: Work, challenge: Challenge, *, offer_expires_at: datetime | None = None
) -> Offer | None:
    """Tell everybody at once, and offer the residency to the first place, if there is one.

    ``offer_expires_at`` is needed where somebody was shortlisted.
    """
    decided = queries.decided_of(challenge.id)
    if any(each.released_at for each in decided):
        raise RuleBroken(_("This decision was released already."))
    work.session.execute(
        update(Submission)
        .where(Submission.challenge_id == challenge.id, Submission.decision != Decision.NONE)
        .values(released_at=work.now)
        .execution_options(synchronize_session=False)
    )
    for each in decided:
        set_committed_value(each, "released_at", work.now)
    chosen = next((each for each in decided if each.decision == Decision.SHORTLISTED), None)
    work.emit(
        DecisionsReleased(subject_id=challenge.id, shortlisted_id=chosen.id if chosen else None)
    )
    if chosen is None:
        return None
    if offer_expires_at is None or offer_expires_at <= work.now:
        raise RuleBroken(_("The offer must end at a later moment."), field="offer_expires_at")
    return make_offer(work, chosen, expires_at=offer_expires_at)
