from __future__ import annotations

from datetime import datetime
from enum import StrEnum
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


class Outcome(StrEnum):
    AWARD = "award"
    NO_AWARD = "no_award"


class JuryDecision(Model):
    """What the chair recorded; secret until ``released_at``."""

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
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    released_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
