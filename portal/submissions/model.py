from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.model import Organisation, Person
from portal.challenges.model import Challenge
from portal.kernel.db import Model, Stateful
from portal.kernel.files import StoredFile
from portal.submissions.states import (
    DECISION,
    OFFER,
    SUBMISSION,
    Decision,
    OfferState,
    SubmissionState,
)


class Submission(Stateful, Model):
    """One startup's answer to one challenge: the working copy, and what became of it.

    What was sent is an immutable ``SubmissionVersion``; the last one sent, number
    ``standing_version``, stands, unless it was withdrawn. ``sent_digest`` is what
    ``content.digest`` gave of the working copy then: where it differs now, something was
    changed since sending. ``number`` is how the jury calls it, given when the box is opened.
    ``team``: {"name", "role", "email"} each. ``released_at`` empty: the decision is under embargo.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("challenge_id", "organisation_id", name="one_submission_per_organisation"),
        Index(
            "one_shortlisted_per_challenge",
            "challenge_id",
            unique=True,
            postgresql_where=text("decision = 'shortlisted'"),
        ),
        Index(
            "one_win_per_organisation_and_cohort",
            "organisation_id",
            "cohort",
            unique=True,
            postgresql_where=text("decision = 'shortlisted' AND cohort IS NOT NULL"),
        ),
        Index(
            "one_reserve_per_rank",
            "challenge_id",
            "reserve_rank",
            unique=True,
            postgresql_where=text("decision = 'reserve'"),
        ),
        CheckConstraint(
            "(decision <> 'none') = (decided_at IS NOT NULL AND decided_by_id IS NOT NULL)",
            name="decided_with_a_decider_and_a_time",
        ),
        CheckConstraint(
            "(decision = 'reserve') = (reserve_rank IS NOT NULL)", name="reserves_have_a_rank"
        ),
        CheckConstraint(
            "released_at IS NULL OR decision <> 'none'", name="released_after_the_decision"
        ),
        CheckConstraint(
            "state <> 'submitted' OR standing_version IS NOT NULL", name="sent_has_a_version"
        ),
        CheckConstraint(
            "(standing_version IS NULL) = (sent_digest IS NULL)", name="sent_has_a_digest"
        ),
        UniqueConstraint("challenge_id", "number", name="one_submission_per_number"),
        Index("ix_submissions_organisation_id", "organisation_id"),
    )
    machines = (SUBMISSION, DECISION)

    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    cohort: Mapped[str | None] = mapped_column(default=None)
    title: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    approach: Mapped[str] = mapped_column(default="")
    why_us: Mapped[str] = mapped_column(default="")
    team: Mapped[list[Any]] = mapped_column(default_factory=list)
    state: Mapped[SubmissionState] = mapped_column(default=SUBMISSION.start, init=False)
    standing_version: Mapped[int | None] = mapped_column(default=None)
    sent_digest: Mapped[str | None] = mapped_column(default=None)
    number: Mapped[int | None] = mapped_column(default=None)
    decision: Mapped[Decision] = mapped_column(default=DECISION.start, init=False)
    reserve_rank: Mapped[int | None] = mapped_column(default=None)
    decision_reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    revision: Mapped[int] = mapped_column(init=False)
    challenge: Mapped[Challenge] = relationship(lazy="raise", init=False)
    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)
    files: Mapped[list[SubmissionFile]] = relationship(
        primaryjoin="and_(SubmissionFile.submission_id == Submission.id,"
        " SubmissionFile.removed_at.is_(None))",
        lazy="raise",
        viewonly=True,
        init=False,
        order_by="(SubmissionFile.added_at, SubmissionFile.name)",
    )
    access: Mapped[list[SubmissionAccess]] = relationship(lazy="raise", viewonly=True, init=False)

    __mapper_args__ = {"version_id_col": revision}


class SubmissionFile(Model):
    """A file in the working copy. The content is stored once and never changes.

    ``removed_at``: taken out of the working copy, and kept because it was sent before.
    """

    __tablename__ = "submission_files"
    __table_args__ = (Index("ix_submission_files_submission_id", "submission_id"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_files.id"))
    name: Mapped[str]
    added_at: Mapped[datetime]
    added_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    file: Mapped[StoredFile] = relationship(lazy="raise", init=False)


class SubmissionVersion(Model):
    """What was sent, as it was sent. ``sha256`` is over the canonical JSON of ``content``.

    ``content``: title, summary, approach, why_us, team, organisation (its name), challenge (its
    Dutch title), version, files (id of the ``SubmissionFile``, name, size, sha256, media_type).
    The database refuses to change or delete a row.
    """

    __tablename__ = "submission_versions"
    __table_args__ = (
        UniqueConstraint("submission_id", "number", name="one_sent_version_per_number"),
        UniqueConstraint("receipt_code", name="one_receipt_code_each"),
    )

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    receipt_code: Mapped[str]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    sent_by: Mapped[Person] = relationship(lazy="raise", init=False)


VERSIONS_SQL = """
CREATE FUNCTION sent_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was sent does not change' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER sent_is_final BEFORE UPDATE OR DELETE ON submission_versions
  FOR EACH ROW EXECUTE FUNCTION sent_is_final();
"""


class Ground(StrEnum):
    """Why somebody outside the applicant's organisation may read a submission."""

    JUROR = "juror"
    CHAIR = "chair"
    OWNER = "owner"
    PROGRAMME = "programme"


class SubmissionAccess(Model):
    """Who may read a submission, on what ground, from when until when.

    Written by higher domains through commands: what the jury knows of a conflict is felt here.
    """

    __tablename__ = "submission_access"
    __table_args__ = (
        UniqueConstraint("submission_id", "person_id", "ground", name="one_access_per_ground"),
        Index("ix_submission_access_person_id", "person_id"),
    )

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    ground: Mapped[Ground]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None] = mapped_column(default=None)


class Offer(Stateful, Model):
    """The residency that is offered to the shortlisted startup, until ``expires_at``."""

    __tablename__ = "offers"
    __table_args__ = (
        Index(
            "one_standing_offer_per_challenge",
            "challenge_id",
            unique=True,
            postgresql_where=text("state IN ('made', 'accepted')"),
        ),
        CheckConstraint("expires_at > made_at", name="offer_ends_after_it_is_made"),
        CheckConstraint(
            "(state = 'made') = (answered_at IS NULL)", name="answered_offers_have_a_time"
        ),
        Index("ix_offers_submission_id", "submission_id"),
        Index("ix_offers_to_answer", "expires_at", postgresql_where=text("state = 'made'")),
    )
    machines = (OFFER,)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[OfferState] = mapped_column(default=OFFER.start, init=False)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
    reason: Mapped[str] = mapped_column(default="")
    submission: Mapped[Submission] = relationship(lazy="raise", init=False)
