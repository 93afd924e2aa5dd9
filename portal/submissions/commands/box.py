"""The opened box: numbers, and who may read.

The jury calls these from its own commands, whose rules have said who may. The caller declares
the challenge among its own locks, held alone.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert

from portal.challenges.model import Challenge
from portal.kernel.work import Work, command, nothing
from portal.submissions import rules
from portal.submissions.events import (
    AccessEnded,
    AccessGranted,
    SubmissionsNumbered,
)
from portal.submissions.model import Ground, Submission, SubmissionAccess


@command(may=rules.may_number)
def number_submissions(work: Work, challenge: Challenge) -> int:
    """Number what stands, in a random order that nobody chose. Gives how many there are."""
    numbered = work.session.scalars(
        text(
            "UPDATE submissions SET number = drawn.place FROM ("
            "  SELECT id, row_number() OVER (ORDER BY gen_random_uuid()) AS place"
            "  FROM submissions WHERE challenge_id = :challenge AND state = 'submitted'"
            ") AS drawn WHERE submissions.id = drawn.id AND number IS NULL"
            " RETURNING submissions.id"
        ),
        {"challenge": challenge.id},
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
            "id": SubmissionAccess(
                submission_id=each, person_id=person_id, ground=ground, from_at=work.now
            ).id,
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
