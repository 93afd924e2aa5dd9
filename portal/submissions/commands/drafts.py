"""Writing a submission, before and between sending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError

from portal.accounts.model import Organisation
from portal.challenges.model import Challenge
from portal.kernel import files
from portal.kernel.errors import Missing, Overtaken, RuleBroken
from portal.kernel.text import _
from portal.kernel.work import Work, command, nothing
from portal.submissions import content, queries, rules
from portal.submissions.events import DraftStarted, FileAdded, FileRemoved
from portal.submissions.model import Submission, SubmissionFile


@command(may=rules.may_apply, locks=nothing)
def start(work: Work, challenge: Challenge, *, organisation: Organisation) -> UUID:
    """Begin a submission, or go on with the one that a colleague began. Gives its id."""
    work.require(rules.may_answer_for(work.actor, organisation))
    draft = Submission(
        challenge_id=challenge.id,
        organisation_id=organisation.id,
        made_by_id=work.person_id,
        made_at=work.now,
        saved_at=work.now,
    )
    try:
        with work.session.begin_nested():
            work.add(draft)
    except IntegrityError as clash:
        if not isinstance(clash.orig, UniqueViolation):
            raise
        return queries.of_organisation(challenge.id, organisation.id)
    work.emit(
        DraftStarted(
            subject_id=draft.id, challenge_id=challenge.id, organisation_id=organisation.id
        )
    )
    return draft.id


@command(may=rules.may_edit)
def save(work: Work, submission: Submission, *, values: Mapping[str, Any], seen: str) -> None:
    """Keep what was typed at one step. ``seen``: the token of what the page was made from.

    Raises Overtaken where somebody else saved other words in the meantime.
    """
    stored = {name: getattr(submission, name) for name in values}
    if stored == values:
        return
    if seen != content.token(stored):
        raise Overtaken(_("A colleague or another window changed this meanwhile. Nothing is lost."))
    for name, value in values.items():
        setattr(submission, name, value)
    submission.saved_at = work.now


@command(may=rules.may_edit)
def add_file(work: Work, submission: Submission, *, incoming: files.Incoming) -> UUID:
    """Attach a file that was received and checked. Gives the id of the attachment."""
    attached = queries.files_of(submission)
    for each in attached:  # a double click, or a request that was tried again
        if (each.file.sha256, each.name) == (incoming.sha256, incoming.name):
            return each.id
    if len(attached) >= content.MOST_FILES:
        raise RuleBroken(
            _("You can add at most %(most)s files.", most=content.MOST_FILES), field="files"
        )
    stored = files.keep(work, incoming)
    names = [each.name for each in attached]
    mine = SubmissionFile(
        submission_id=submission.id,
        file_id=stored.id,
        name=files.distinct(incoming.name, names),
        added_at=work.now,
        added_by_id=work.person_id,
    )
    work.add(mine)
    submission.saved_at = work.now
    work.emit(
        FileAdded(subject_id=submission.id, file_id=mine.id, sha256=stored.sha256, size=stored.size)
    )
    return mine.id


@command(may=rules.may_edit)
def remove_file(work: Work, submission: Submission, *, file_id: UUID) -> None:
    """Take a file out of the working copy. What was sent keeps it."""
    attached = queries.file(submission, file_id)
    if attached.removed_at is not None:
        raise Missing
    if queries.was_sent(attached):
        attached.removed_at = work.now
    else:
        work.session.delete(attached)
    submission.saved_at = work.now
    work.emit(FileRemoved(subject_id=submission.id, file_id=file_id))
