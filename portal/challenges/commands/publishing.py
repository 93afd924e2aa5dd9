"""Review, publication, and what may change afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.challenges import rules
from portal.challenges.completeness import gaps
from portal.challenges.content import Seen, content_of, differences, index, next_version, write
from portal.challenges.events import (
    ChallengeApproved,
    ChallengeChanged,
    ChallengePublished,
    ChangesRequested,
    DeadlineMoved,
)
from portal.challenges.model import Challenge, ChallengeVersion, DeadlineMove, ReviewRemark
from portal.kernel.errors import RuleBroken
from portal.kernel.jobs import defer
from portal.kernel.text import _
from portal.kernel.work import Work, command

FIXED = frozenset({"deadline", "standstill_days", "residency_months"})
"""What a change after publication leaves alone; the deadline has a command of its own."""


@command(may=rules.may_request_changes)
def request_changes(work: Work, challenge: Challenge, *, remark: str) -> None:
    """Give it back to who wrote it, with what must be better."""
    work.move(challenge, "request_changes")
    challenge.changed_at = work.now
    said = _remark(work, challenge, remark, approves=False)
    work.emit(ChangesRequested(subject_id=challenge.id, remark_id=said.id))


@command(may=rules.may_publish)
def publish(
    work: Work, challenge: Challenge, *, at: datetime | None = None, remark: str = ""
) -> None:
    """Approve it; anybody can read it now, or from ``at`` on.

    Raises RuleBroken where something is missing, or its dates leave no time.
    """
    moment = at or work.now
    _check_dates(challenge, moment, work.now)
    work.move(challenge, "publish")
    challenge.approved_by_id = work.person_id
    challenge.publish_at = moment
    challenge.changed_at = work.now
    _remark(work, challenge, remark, approves=True)
    _keep_version(work, challenge, reason="", moment=moment)
    work.emit(ChallengeApproved(subject_id=challenge.id, publish_at=moment))
    work.publish()
    if moment <= work.now:
        _tell(work, challenge)
    else:
        defer(
            work.session,
            "challenges.announce",
            after=moment - work.now,
            challenge_id=str(challenge.id),
        )


@command(may=rules.may_announce)
def announce(work: Work, challenge: Challenge) -> None:
    """The planned moment has come. Pages show it from then on by themselves; this tells of it."""
    _tell(work, challenge)
    work.publish()


@command(may=rules.may_change)
def change(  # noqa: PLR0913 - the parts of a challenge
    work: Work,
    challenge: Challenge,
    *,
    reason: str,
    facts: Mapping[str, Any] | None = None,
    texts: Mapping[str, Mapping[str, str]] | None = None,
    seen: Seen | None = None,
) -> ChallengeVersion:
    """Change what anybody can read, as a new version with a reason.

    Raises RuleBroken where nothing changed, or where something would then be missing, and
    Overtaken where somebody else changed the same parts in the meantime.
    """
    if seen is not None:
        seen.still_holds(challenge)
    before = content_of(challenge)
    kept = {name: value for name, value in (facts or {}).items() if name not in FIXED}
    write(challenge, kept, texts or {})
    changed = differences(before, content_of(challenge))
    if not changed:
        raise RuleBroken(_("Nothing was changed."))
    _refuse_gaps(challenge)
    challenge.changed_at = work.now
    index(challenge, challenge.organisation)
    version = _keep_version(work, challenge, reason=reason, moment=work.now)
    work.publish()
    work.emit(
        ChallengeChanged(
            subject_id=challenge.id,
            number=version.number,
            parts=tuple(difference.part for difference in changed),
            reason=reason,
        )
    )
    return version


@command(may=rules.may_move_deadline)
def move_deadline(work: Work, challenge: Challenge, *, deadline: datetime, reason: str) -> None:
    """Later only, before it has passed; all who follow it are told, and the jury's dates stay."""
    old = challenge.deadline
    if old is None or deadline <= old:
        raise RuleBroken(_("The deadline can only move later."), field="deadline")
    if challenge.decision_by is not None and deadline >= challenge.decision_by:
        raise RuleBroken(
            _("The jury must decide after the deadline. Move that date first."), field="deadline"
        )
    challenge.deadline = deadline
    challenge.changed_at = work.now
    work.add(
        DeadlineMove(
            challenge_id=challenge.id,
            old_deadline=old,
            new_deadline=deadline,
            reason=reason,
            moved_at=work.now,
            moved_by_id=work.person_id,
        )
    )
    _keep_version(work, challenge, reason=reason, moment=work.now)
    work.publish()
    work.emit(
        DeadlineMoved(
            subject_id=challenge.id, old_deadline=old, new_deadline=deadline, reason=reason
        )
    )


def _keep_version(
    work: Work, challenge: Challenge, *, reason: str, moment: datetime
) -> ChallengeVersion:
    version = next_version(challenge, by=work.actor.id, reason=reason, moment=moment)
    work.add(version)
    return version


def _tell(work: Work, challenge: Challenge) -> None:
    challenge.announced_at = work.now
    work.emit(
        ChallengePublished(subject_id=challenge.id, organisation_id=challenge.organisation_id)
    )


def _check_dates(challenge: Challenge, moment: datetime, now: datetime) -> None:
    _refuse_gaps(challenge)
    if moment < now:
        raise RuleBroken(_("This moment has passed."), field="publish_at")
    if challenge.questions_until is None or challenge.questions_until <= moment:
        raise RuleBroken(
            _("By then no questions can be asked any more. Choose an earlier moment."),
            field="publish_at",
        )


def _refuse_gaps(challenge: Challenge) -> None:
    missing = gaps(challenge)
    if missing:
        raise RuleBroken(str(missing[0].sentence), field=missing[0].field)


def _remark(work: Work, challenge: Challenge, remark: str, *, approves: bool) -> ReviewRemark:
    said = ReviewRemark(
        challenge_id=challenge.id,
        author_id=work.person_id,
        made_at=work.now,
        remark=remark,
        approves=approves,
    )
    work.add(said)
    return said
