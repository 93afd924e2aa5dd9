"""The opened box: numbers, and who may read.

The jury calls these from its own commands, whose rules have said who may. The caller declares
the challenge among its own locks, held alone.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.challenges.model import Challenge
from portal.kernel.ids import new_id, shuffled
from portal.kernel.work import Work, command, nothing
from portal.submissions import rules
from portal.submissions.events import (
    AccessEnded,
    AccessGranted,
    SubmissionsNumbered,
)
from portal.submissions.model import Ground, Submission, SubmissionAccess
from portal.submissions.states import SubmissionState


@command(may=rules.may_number)
def number_submissions(work: Work, challenge: Challenge) -> int:
    """Number what stands, in a random order that nobody chose. Gives how many there are."""
    standing = work.session.scalars(
        select(Submission.id)
        .where(
            Submission.challenge_id == challenge.id,
            Submission.state == SubmissionState.SUBMITTED,
            Submission.number.is_(None),
        )
        .order_by(Submission.id)
    )
    drawn = (
        func.unnest(literal(shuffled(standing), ARRAY(Uuid())))
        .table_valued("id", with_ordinality="place")
        .render_derived()
    )
    numbered = work.session.scalars(
        update(Submission)
        .where(Submission.id == drawn.c.id)
        .values(number=drawn.c.place)
        .returning(Submission.id)
        .execution_options(synchronize_session=False)
    ).all()
    for known in work.session.identity_map.values():
        if isinstance(known, Submission):
            work.session.expire(known, ["number"])
    work.emit(SubmissionsNumbered(subject_id=challenge.id, numbered=len(numbered)))
    return len(numbered)


@command(may=rules.may_give_access, locks=nothing)
def grant_access(
    work: Work,
    challenge: Challenge,
    *,
    person_id: UUID,
    ground: Ground,
    submission_ids: Collection[UUID],
) -> None:
    """Let somebody outside the startup read these submissions from now on."""
    ids = sorted(submission_ids)
    if not ids:
        return
    rows = [
        {
            "id": new_id(),
            "submission_id": each,
            "person_id": person_id,
            "ground": ground,
            "from_at": work.now,
            "until_at": None,
        }
        for each in ids
    ]
    granted = insert(SubmissionAccess).values(rows)
    work.session.execute(
        granted.on_conflict_do_update(
            constraint="one_access_per_ground",
            set_={"from_at": granted.excluded.from_at, "until_at": None},
            where=SubmissionAccess.until_at.is_not(None),
        )
    )
    work.emit(
        AccessGranted(
            subject_id=challenge.id, person_id=person_id, ground=ground.value, submission_ids=ids
        )
    )


@command(may=rules.may_end_access, locks=nothing)
def end_access(work: Work, submission: Submission, *, person_id: UUID) -> None:
    """From now on this person reads it no more, on whatever ground they did."""
    work.session.execute(
        update(SubmissionAccess)
        .where(
            SubmissionAccess.submission_id == submission.id,
            SubmissionAccess.person_id == person_id,
            SubmissionAccess.until_at.is_(None),
        )
        .values(until_at=work.now)
    )
    work.emit(AccessEnded(subject_id=submission.id, person_id=person_id))
