"""Who sees which submissions; a person's own; what stands in an opened box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, and_, any_, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from portal.accounts.model import Organisation, OrganisationKind, Role
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.kernel.asking import is_mine
from portal.kernel.audit import AuditEntry
from portal.kernel.db import db
from portal.kernel.policy import Actor
from portal.submissions.model import (
    Submission,
    SubmissionAccess,
    SubmissionVersion,
)
from portal.submissions.queries.one import briefly_around, stands
from portal.submissions.rules import OPENED
from portal.submissions.states import SubmissionState


@dataclass(frozen=True, slots=True)
class Names:
    """All that a juror reads before saying whether there is a conflict."""

    submission_id: UUID
    number: int
    organisation_id: UUID
    organisation: str
    team: tuple[str, ...]


_MINE = (
    select(Submission)
    .where(Submission.organisation_id == any_(bindparam("places", type_=ARRAY(Uuid()))))
    .options(
        load_only(
            Submission.challenge_id,
            Submission.organisation_id,
            Submission.made_at,
            Submission.saved_at,
            Submission.title,
            Submission.state,
            Submission.standing_version,
            Submission.sent_digest,
            Submission.number,
            Submission.decision,
            Submission.released_at,
            raiseload=True,
        ),
        *briefly_around(),
    )
    .order_by(Submission.saved_at.desc(), Submission.id)
)
_WITH_FILES = (
    select(Submission)
    .where(Submission.id == any_(bindparam("sent", type_=ARRAY(Uuid()))))
    .options(selectinload(Submission.files))
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The submissions that ``rules.may_see`` shows this actor, as a condition."""
    opened = select(Challenge.id).where(Challenge.state.in_(OPENED))
    granted = select(SubmissionAccess.submission_id).where(
        SubmissionAccess.person_id == actor.id,
        SubmissionAccess.from_at <= actor.now,
        or_(SubmissionAccess.until_at.is_(None), SubmissionAccess.until_at > actor.now),
    )
    return or_(
        Submission.organisation_id.in_(actor.places(Role.MEMBER)),
        and_(
            Submission.number.is_not(None),
            Submission.challenge_id.in_(opened),
            Submission.id.in_(granted),
        ),
    )


def sealed_entries() -> ColumnElement[bool]:
    """Entries of the audit log on submissions whose box is not open: to be read by nobody yet."""
    closed = (
        select(Submission.id)
        .join(Challenge, Challenge.id == Submission.challenge_id)
        .where(
            Challenge.state.in_([ChallengeState.PUBLISHED, ChallengeState.CANCELLED]),
            Submission.number.is_(None),
        )
    )
    return and_(AuditEntry.subject_kind == "submission", AuditEntry.subject_id.in_(closed))


def have_answered() -> ColumnElement[bool]:
    """Whether a startup of the person of ``kernel.asking`` ever began a submission."""
    return exists().where(is_mine(Submission.organisation_id))


def mine(actor: Actor) -> Sequence[Submission]:
    """The answers of the actor's startups, the last touched first: as much as a list shows.

    One query; one more for what was sent and may have changed since, with its files.
    """
    places = actor.places(Role.MEMBER)
    found = db.session.scalars(_MINE, {"places": list(places)}).unique().all() if places else []
    sent = [each.id for each in found if each.sent_digest is not None and each.number is None]
    if sent:
        db.session.scalars(_WITH_FILES, {"sent": sent}).all()
    return found


def own(actor: Actor, challenge_id: UUID) -> Sequence[Submission]:
    """The answers of the actor's startups to one challenge."""
    query = (
        select(Submission)
        .where(
            Submission.challenge_id == challenge_id,
            Submission.organisation_id.in_(actor.places(Role.MEMBER)),
        )
        .options(joinedload(Submission.organisation))
    )
    return db.session.scalars(query).all()


def startups_of(actor: Actor) -> Sequence[Organisation]:
    """The startups for which the actor may answer, by name."""
    query = (
        select(Organisation)
        .where(
            Organisation.id.in_(actor.places(Role.MEMBER)),
            Organisation.kind == OrganisationKind.STARTUP,
        )
        .order_by(Organisation.name)
    )
    return db.session.scalars(query).all()


def of_organisation(challenge_id: UUID, organisation_id: UUID) -> UUID:
    """The submission of one startup to one challenge; there is one at most."""
    query = select(Submission.id).where(
        Submission.challenge_id == challenge_id, Submission.organisation_id == organisation_id
    )
    return db.session.scalars(query).one()


def sent_to(challenge_id: UUID) -> Sequence[Submission]:
    """What stands in an opened box, by number, with organisations. Empty while it is sealed."""
    query = (
        select(Submission)
        .where(
            Submission.challenge_id == challenge_id,
            Submission.state == SubmissionState.SUBMITTED,
            Submission.number.is_not(None),
        )
        .options(joinedload(Submission.organisation))
        .order_by(Submission.number)
    )
    return db.session.scalars(query).all()


def names_sent_to(challenge_id: UUID) -> Sequence[Names]:
    """Who answered, by number: organisation and team, no content. Empty while it is sealed."""
    query = (
        select(
            Submission.id,
            Submission.number,
            Submission.organisation_id,
            Organisation.name,
            SubmissionVersion.content["team"].label("team"),
        )
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .join(SubmissionVersion, stands())
        .where(
            Submission.challenge_id == challenge_id,
            Submission.state == SubmissionState.SUBMITTED,
            Submission.number.is_not(None),
        )
        .order_by(Submission.number)
    )
    return [
        Names(
            submission_id=row.id,
            number=row.number,
            organisation_id=row.organisation_id,
            organisation=row.name,
            team=tuple(member["name"] for member in row.team),
        )
        for row in db.session.execute(query)
    ]
