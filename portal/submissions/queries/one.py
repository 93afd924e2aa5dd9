"""One submission, its files, and what was sent of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, inspect, select
from sqlalchemy.orm import joinedload, load_only, selectinload
from sqlalchemy.orm.interfaces import LoaderOption
from sqlalchemy.orm.util import identity_key

from portal.accounts.model import Organisation
from portal.challenges.model import Challenge, ChallengeText
from portal.kernel.db import db
from portal.kernel.errors import Missing
from portal.kernel.policy import Actor
from portal.submissions.model import (
    Submission,
    SubmissionAccess,
    SubmissionFile,
    SubmissionVersion,
)
from portal.submissions.states import SubmissionState

_TITLE = load_only(
    ChallengeText.challenge_id, ChallengeText.language, ChallengeText.title, raiseload=True
)
_NAMES = load_only(
    Organisation.kind,
    Organisation.name,
    Organisation.name_en,
    Organisation.slug,
    Organisation.ministry_id,
    raiseload=True,
)
"""What a page or a letter on a submission says of an organisation, and where its roles are held."""


def around() -> tuple[LoaderOption, ...]:
    """The challenge with its titles and its organisation, in the same query."""
    challenge = joinedload(Submission.challenge, innerjoin=True)
    return (
        challenge.joinedload(Challenge.texts).options(_TITLE),
        challenge.joinedload(Challenge.organisation, innerjoin=True).options(_NAMES),
        joinedload(Submission.organisation, innerjoin=True).options(_NAMES),
    )


def briefly_around() -> tuple[LoaderOption, ...]:
    """Likewise, only what the phase and the line of a list are made of; the rest raises."""
    challenge = joinedload(Submission.challenge, innerjoin=True)
    return (
        challenge.load_only(
            Challenge.slug,
            Challenge.organisation_id,
            Challenge.state,
            Challenge.publish_at,
            Challenge.questions_until,
            Challenge.deadline,
            Challenge.decision_by,
            Challenge.awarded_at,
            Challenge.standstill_days,
            raiseload=True,
        ),
        challenge.joinedload(Challenge.texts).options(_TITLE),
        challenge.joinedload(Challenge.organisation, innerjoin=True).options(_NAMES),
    )


_SUBMISSION = select(Submission).where(Submission.id == bindparam("submission")).options(*around())


def submission(submission_id: UUID) -> Submission:
    """With its challenge and organisation; its files and who may read it are not loaded."""
    return _one(_SUBMISSION, {"submission": submission_id})


def at_hand(submission_id: UUID) -> Submission:
    """The one that this unit of work already holds, without a query; else as ``submission``."""
    held = db.session.identity_map.get(identity_key(Submission, submission_id))
    if held is not None and "challenge" in inspect(held).dict:
        return held
    return submission(submission_id)


def version_by_id(version_id: UUID) -> SubmissionVersion:
    """Without a query where this unit of work just made it."""
    return db.session.get_one(SubmissionVersion, version_id)


def submission_for(actor: Actor, submission_id: UUID) -> Submission:
    """As ``submission``, with its files and the actor's own access: enough for every rule."""
    mine = SubmissionAccess.person_id == actor.id
    return _one(
        select(Submission)
        .where(Submission.id == submission_id)
        .options(
            *around(),
            selectinload(Submission.access.and_(mine)),
            selectinload(Submission.files).joinedload(SubmissionFile.file),
        )
    )


def _one(query: Select[Submission], values: dict[str, Any] | None = None) -> Submission:
    found = db.session.scalars(query, values).unique().one_or_none()
    if found is None:
        raise Missing
    return found


_FILES = (
    select(SubmissionFile)
    .where(
        SubmissionFile.submission_id == bindparam("submission"),
        SubmissionFile.removed_at.is_(None),
    )
    .options(joinedload(SubmissionFile.file, innerjoin=True))
    .order_by(SubmissionFile.added_at, SubmissionFile.name)
)


def files_of(submission: Submission) -> Sequence[SubmissionFile]:
    """The files of the working copy, read anew: ask it after the lock."""
    return db.session.scalars(_FILES, {"submission": submission.id}).all()


def file(submission: Submission, file_id: UUID) -> SubmissionFile:
    """A file of the working copy or of any sent version."""
    query = (
        select(SubmissionFile)
        .where(SubmissionFile.id == file_id, SubmissionFile.submission_id == submission.id)
        .options(joinedload(SubmissionFile.file))
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Missing
    return found


def was_sent(attached: SubmissionFile) -> bool:
    """Whether any version that was ever sent names this file."""
    held = SubmissionVersion.content["files"].contains([{"id": str(attached.id)}])
    query = select(SubmissionVersion.id).where(
        SubmissionVersion.submission_id == attached.submission_id, held
    )
    return db.session.scalars(query.limit(1)).first() is not None


def stands() -> ColumnElement[bool]:
    return and_(
        SubmissionVersion.submission_id == Submission.id,
        SubmissionVersion.number == Submission.standing_version,
    )


def standing_version(submission: Submission) -> SubmissionVersion | None:
    """What was last sent, if it was not withdrawn."""
    if submission.state != SubmissionState.SUBMITTED or submission.standing_version is None:
        return None
    return version(submission, submission.standing_version)


def standing_versions(submissions: Sequence[Submission]) -> Mapping[UUID, SubmissionVersion]:
    """What stands of each of these, by the submission's id. One query."""
    query = (
        select(SubmissionVersion)
        .join(Submission, stands())
        .where(
            Submission.id.in_([each.id for each in submissions]),
            Submission.state == SubmissionState.SUBMITTED,
        )
    )
    return {found.submission_id: found for found in db.session.scalars(query)}


def version(submission: Submission, number: int) -> SubmissionVersion:
    query = (
        select(SubmissionVersion)
        .where(SubmissionVersion.submission_id == submission.id, SubmissionVersion.number == number)
        .options(joinedload(SubmissionVersion.sent_by))
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Missing
    return found


def versions_of(submission: Submission) -> Sequence[SubmissionVersion]:
    """Everything that was ever sent, the last first."""
    query = (
        select(SubmissionVersion)
        .where(SubmissionVersion.submission_id == submission.id)
        .options(joinedload(SubmissionVersion.sent_by))
        .order_by(SubmissionVersion.number.desc())
    )
    return db.session.scalars(query).all()
