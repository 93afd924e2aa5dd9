"""Sending and withdrawing, until the deadline by the database's clock.

Both hold the challenge in share before they look at the clock; opening the box holds it alone.
So whatever is sent in time is in the box, and nothing slips in later.
"""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.db import Model
from portal.kernel.errors import Overtaken, RuleBroken
from portal.kernel.text import _
from portal.kernel.work import Lock, Work, command, share
from portal.submissions import content, queries, rules
from portal.submissions.events import SubmissionSent, SubmissionWithdrawn
from portal.submissions.model import Submission, SubmissionVersion
from portal.submissions.states import SubmissionState


def _in_time(submission: Submission) -> Sequence[Model | Lock]:
    return (share(submission.challenge), submission)


@command(may=rules.may_send, locks=_in_time)
def send(work: Work, submission: Submission, *, seen: str = "") -> int:
    """Send the working copy as it stands; it is then a version that never changes.

    ``seen``: the digest of what the sender checked, where somebody did. Gives the version's
    number. Sending the same again changes nothing and gives the same number. Raises RuleBroken
    where something is still missing, Overtaken where a colleague changed it after the check.
    """
    files = queries.files_of(submission)
    digest = content.digest(submission, files)
    if seen and seen != digest:
        raise Overtaken(_("A colleague or another window changed this meanwhile. Check it again."))
    if content.gaps(submission):
        raise RuleBroken(_("Something is still missing. Look at the list."))
    standing = submission.standing_version
    if (
        standing is not None
        and submission.state == SubmissionState.SUBMITTED
        and digest == submission.sent_digest
    ):
        return standing
    version = _version(work, submission, (standing or 0) + 1, content.listed(files))
    work.add(version)
    work.move(submission, "send")
    submission.standing_version = version.number
    submission.sent_digest = digest
    submission.cohort = submission.challenge.cohort
    work.emit(
        SubmissionSent(
            subject_id=submission.id,
            challenge_id=submission.challenge_id,
            organisation_id=submission.organisation_id,
            version_id=version.id,
            number=version.number,
            sha256=version.sha256,
        )
    )
    return version.number


def _version(
    work: Work, submission: Submission, number: int, files: list[dict[str, object]]
) -> SubmissionVersion:
    sent = {
        **content.texts(submission),
        "files": files,
        "organisation": submission.organisation.name,
        "challenge": submission.challenge.text_in("nl").title,
        "version": number,
    }
    return SubmissionVersion(
        submission_id=submission.id,
        number=number,
        content=sent,
        sha256=content.sha256(sent),
        receipt_code=content.receipt_code(),
        sent_at=work.now,
        sent_by_id=work.person_id,
    )


@command(may=rules.may_withdraw, locks=_in_time)
def withdraw(work: Work, submission: Submission) -> None:
    """Take back what was sent. The working copy stays, and may be sent again in time."""
    work.move(submission, "withdraw")
    work.emit(
        SubmissionWithdrawn(
            subject_id=submission.id,
            challenge_id=submission.challenge_id,
            organisation_id=submission.organisation_id,
        )
    )
