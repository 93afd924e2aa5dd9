"""The one decision per challenge: written as a draft, recorded, and released in one act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from portal.challenges import commands as challenges
from portal.jury import rules
from portal.jury.events import VerdictRecorded, VerdictReleased
from portal.jury.locked import on_jury
from portal.jury.model import DecisionDraft, JuryDecision, Outcome
from portal.jury.sitting import Sitting
from portal.jury.verdict import Choice, gaps
from portal.kernel.errors import NotAllowed, RuleBroken
from portal.kernel.ids import new_id
from portal.kernel.text import _
from portal.kernel.work import Work
from portal.submissions import commands as submissions


@on_jury(may=rules.may_draft)
def save_draft(work: Work, sitting: Sitting, *, content: dict[str, Any]) -> None:
    """Keep the decision as far as it is written. Nobody but the chair sees it."""
    saved = insert(DecisionDraft).values(
        id=new_id(),
        challenge_id=sitting.challenge.id,
        content=content,
        saved_at=work.now,
        saved_by_id=work.actor.id,
    )
    work.session.execute(
        saved.on_conflict_do_update(
            constraint="one_draft_per_challenge",
            set_={
                name: getattr(saved.excluded, name)
                for name in ("content", "saved_at", "saved_by_id")
            },
        )
    )


@on_jury(may=rules.may_record, scores=True)
def record_decision(work: Work, sitting: Sitting, *, choice: Choice) -> JuryDecision:
    """Record it for good, under embargo until ``release``.

    Of two windows that record at the same moment the second waits for the first, and is told
    that it came too late. Raises RuleBroken with the field that misses something.
    """
    missing = gaps(choice, sitting.ranking, sitting.entries)
    if missing:
        raise RuleBroken(str(missing[0].sentence), field=missing[0].field)
    submissions.record_decision(
        work,
        sitting.challenge,
        shortlisted_id=choice.shortlisted_id,
        reserve_ids=list(choice.reserve_ids),
        reasons=choice.reasons,
    )
    challenges.decide(work, sitting.challenge)
    decision = _decision(work, sitting, choice)
    work.add(decision)
    work.session.execute(
        delete(DecisionDraft).where(DecisionDraft.challenge_id == sitting.challenge.id)
    )
    work.emit(
        VerdictRecorded(
            subject_id=decision.id,
            challenge_id=sitting.challenge.id,
            outcome=choice.outcome.value,
        )
    )
    return decision


def _decision(work: Work, sitting: Sitting, choice: Choice) -> JuryDecision:
    if work.actor.id is None:
        raise NotAllowed(_("Sign in first."))
    chosen = choice.shortlisted_id
    return JuryDecision(
        challenge_id=sitting.challenge.id,
        outcome=choice.outcome,
        reason=choice.reasons[chosen] if chosen else choice.reason,
        decided_by_id=work.actor.id,
        decided_at=work.now,
        tie_reason=choice.tie_reason,
        deviation_reason=choice.deviation_reason,
    )


@on_jury(may=rules.may_release)
def release(work: Work, sitting: Sitting, *, offer_expires_at: datetime | None = None) -> None:
    """Everybody hears it at the same moment: letters, the offer, the public page."""
    decision, challenge = sitting.decision, sitting.challenge
    if decision is None:
        raise NotAllowed(_("There is no decision yet that could be released."))
    decision.released_at, decision.released_by_id = work.now, work.actor.id
    submissions.release_decisions(work, challenge, offer_expires_at=offer_expires_at)
    if decision.outcome is Outcome.AWARD:
        won = next(e for e in sitting.entries if e.id == sitting.shortlisted_id)
        challenges.award(
            work,
            challenge,
            winner={
                "name": won.organisation.name,
                "title": won.title,
                "reason": decision.reason,
                "organisation_id": won.organisation.id,
            },
        )
    else:
        challenges.end_without_award(work, challenge, reason=decision.reason)
    work.emit(
        VerdictReleased(
            subject_id=decision.id, challenge_id=challenge.id, outcome=decision.outcome.value
        )
    )
