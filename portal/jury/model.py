from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.model import Person
from portal.challenges.model import Challenge, Criterion
from portal.jury.states import REVIEW, SEAT, ReviewState, SeatState
from portal.kernel.db import Model, Stateful
from portal.submissions.model import Submission


class Panel(Model):
    """The jury of one challenge. ``quorum``: scores that each submission needs at least."""

    __tablename__ = "panels"
    __table_args__ = (
        UniqueConstraint("challenge_id", name="one_panel_per_challenge"),
        CheckConstraint("quorum BETWEEN 2 AND 9", name="quorum_of_two_to_nine"),
    )

    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"))
    composed_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    composed_at: Mapped[datetime]
    quorum: Mapped[int] = mapped_column(default=3)
    hand_in_by: Mapped[datetime | None] = mapped_column(default=None)
    challenge: Mapped[Challenge] = relationship(lazy="raise", init=False)
    seats: Mapped[list[Seat]] = relationship(lazy="raise", init=False, order_by="Seat.invited_at")


class Seat(Stateful, Model):
    """A person's place on a panel, from the invitation on."""

    __tablename__ = "seats"
    __table_args__ = (
        Index(
            "one_living_seat_each",
            "panel_id",
            "person_id",
            unique=True,
            postgresql_where=text("state IN ('invited', 'accepted')"),
        ),
        Index(
            "one_chair_per_panel",
            "panel_id",
            unique=True,
            postgresql_where=text("is_chair AND state IN ('invited', 'accepted')"),
        ),
        CheckConstraint("(state = 'replaced') = (reason <> '')", name="replaced_with_a_reason"),
    )
    machines = (SEAT,)

    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panels.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    invited_at: Mapped[datetime]
    is_chair: Mapped[bool] = mapped_column(default=False)
    state: Mapped[SeatState] = mapped_column(default=SEAT.start, init=False)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    word: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    panel: Mapped[Panel] = relationship(lazy="raise", init=False, back_populates="seats")
    person: Mapped[Person] = relationship(lazy="raise", init=False)


class BoxOpening(Model):
    """Two people open the box of a challenge after its deadline, each by an act of their own."""

    __tablename__ = "box_openings"
    __table_args__ = (
        UniqueConstraint("challenge_id", name="one_box_per_challenge"),
        CheckConstraint("first_by_id <> second_by_id", name="opened_by_two_people"),
        CheckConstraint(
            "(second_by_id IS NULL) = (second_at IS NULL)", name="second_key_has_a_time"
        ),
    )

    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"))
    first_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    first_at: Mapped[datetime]
    second_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
    second_at: Mapped[datetime | None] = mapped_column(default=None)


class ConflictKind(StrEnum):
    """How somebody can be tied to an applicant."""

    EMPLOYMENT = "employment"  # works or worked there
    FINANCIAL = "financial"  # shares, a loan, a contract
    FAMILY = "family"
    FRIENDSHIP = "friendship"
    COMPETITOR = "competitor"
    ADVISER = "adviser"  # helped with the submission
    OTHER = "other"


class Review(Stateful, Model):
    """One juror's judgement of one submission."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("submission_id", "seat_id", name="one_review_per_juror_and_submission"),
        CheckConstraint(
            "(state = 'conflict') = (conflict_kind IS NOT NULL)", name="conflicts_have_a_kind"
        ),
        CheckConstraint(
            "(state = 'handed_in') = (handed_in_at IS NOT NULL)", name="handed_in_has_a_time"
        ),
        Index("ix_reviews_seat_id", "seat_id"),
    )
    machines = (REVIEW,)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seats.id"))
    assigned_at: Mapped[datetime]
    state: Mapped[ReviewState] = mapped_column(default=REVIEW.start, init=False)
    conflict_kind: Mapped[ConflictKind | None] = mapped_column(default=None)
    conflict_note: Mapped[str] = mapped_column(default="")
    declared_at: Mapped[datetime | None] = mapped_column(default=None)
    handed_in_at: Mapped[datetime | None] = mapped_column(default=None)
    reopened_reason: Mapped[str] = mapped_column(default="")
    overall: Mapped[str] = mapped_column(default="")
    submission: Mapped[Submission] = relationship(lazy="raise", init=False)
    seat: Mapped[Seat] = relationship(lazy="raise", init=False)
    scores: Mapped[list[Score]] = relationship(
        lazy="raise", init=False, cascade="all, delete-orphan"
    )


class Score(Model):
    """A mark from 1 to 5 on one criterion, with the reason; a draft until it is handed in."""

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint("review_id", "criterion_id", name="one_score_per_criterion"),
        CheckConstraint("value BETWEEN 1 AND 5", name="scores_from_1_to_5"),
    )

    review_id: Mapped[UUID] = mapped_column(ForeignKey("reviews.id"))
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criteria.id"))
    value: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    criterion: Mapped[Criterion] = relationship(lazy="raise", init=False)


class Reading(Model):
    """Somebody of the jury opened a submission: who, which, when."""

    __tablename__ = "readings"
    __table_args__ = (Index("ix_readings_submission_id", "submission_id"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime]


class Outcome(StrEnum):
    AWARD = "award"
    NO_AWARD = "no_award"


class DecisionDraft(Model):
    """The decision as the chair is writing it: what the form holds, complete or not."""

    __tablename__ = "decision_drafts"
    __table_args__ = (UniqueConstraint("challenge_id", name="one_draft_per_challenge"),)

    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"))
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class JuryDecision(Model):
    """What the chair recorded; secret until ``released_at``.

    ``tie_reason``: why this one, of those with the same mean. ``deviation_reason``: why not in
    the order of the means. The reason for each submission stands on the submission.
    """

    __tablename__ = "jury_decisions"
    __table_args__ = (
        UniqueConstraint("challenge_id", name="one_decision_per_challenge"),
        CheckConstraint(
            "(released_at IS NULL) = (released_by_id IS NULL)", name="released_by_somebody"
        ),
    )

    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"))
    outcome: Mapped[Outcome]
    reason: Mapped[str]
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime]
    tie_reason: Mapped[str] = mapped_column(default="")
    deviation_reason: Mapped[str] = mapped_column(default="")
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    released_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)


DECISION_SQL = """
CREATE FUNCTION decisions_are_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE shortlisted integer; undecided integer; unscored integer; torn integer;
BEGIN
  SELECT count(*) FILTER (WHERE decision = 'shortlisted'),
         count(*) FILTER (WHERE decision = 'none' OR btrim(decision_reason) = '')
    INTO shortlisted, undecided
    FROM submissions WHERE challenge_id = NEW.challenge_id AND state = 'submitted';
  SELECT count(*) INTO unscored
    FROM submissions s JOIN panels p ON p.challenge_id = s.challenge_id
    WHERE s.challenge_id = NEW.challenge_id AND s.state = 'submitted' AND p.quorum > (
      SELECT count(*) FROM reviews r WHERE r.submission_id = s.id AND r.state = 'handed_in');
  SELECT count(*) INTO torn
    FROM reviews r JOIN seats t ON t.id = r.seat_id JOIN panels p ON p.id = t.panel_id
    WHERE p.challenge_id = NEW.challenge_id AND t.person_id = NEW.decided_by_id
      AND r.state = 'conflict';
  IF shortlisted <> (NEW.outcome = 'award')::int OR undecided > 0 THEN
    RAISE EXCEPTION '% shortlisted, % undecided', shortlisted, undecided
      USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_covers_every_submission';
  ELSIF unscored > 0 THEN
    RAISE EXCEPTION '% submissions below the quorum', unscored
      USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_has_its_quorum';
  ELSIF torn > 0 THEN
    RAISE EXCEPTION 'the chair has a conflict of interest'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_without_a_conflict';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER decisions_are_whole AFTER INSERT ON jury_decisions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION decisions_are_whole();
"""
"""Kept by the database at the commit: a decision covers all that was sent, with a reason for
each and enough scores for each, and is not taken by somebody with a conflict of interest."""
