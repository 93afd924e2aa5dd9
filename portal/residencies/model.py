from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.model import Organisation, Person
from portal.challenges.model import Challenge
from portal.kernel.db import Model, Stateful
from portal.residencies.states import (
    ASSIGNMENT,
    DOOR,
    RESIDENCY,
    AssignmentState,
    DoorState,
    Light,
    ResidencyOutcome,
    ResidencyState,
)


class Residency(Stateful, Model):
    """One startup inside one ministry, from ``starts_on`` to the day before ``ends_on``."""

    __tablename__ = "residencies"
    __table_args__ = (
        UniqueConstraint("submission_id", name="one_residency_per_submission"),
        CheckConstraint("ends_on > starts_on", name="ends_after_it_starts"),
        CheckConstraint("(state = 'ended') = (outcome IS NOT NULL)", name="ended_with_an_outcome"),
        CheckConstraint("state <> 'paused' OR paused_on IS NOT NULL", name="paused_since_a_day"),
        Index("ix_residencies_organisation_id", "organisation_id"),
        Index("ix_residencies_host_id", "host_id"),
    )
    machines = (RESIDENCY,)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    host_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    title: Mapped[str]
    made_at: Mapped[datetime]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    programme_manager_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("persons.id"), default=None
    )
    leader_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
    state: Mapped[ResidencyState] = mapped_column(default=RESIDENCY.start, init=False)
    outcome: Mapped[ResidencyOutcome | None] = mapped_column(default=None)
    outcome_note: Mapped[str] = mapped_column(default="")
    paused_on: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
    light: Mapped[Light] = mapped_column(default=Light.GREEN)
    light_note: Mapped[str] = mapped_column(default="")
    light_at: Mapped[datetime | None] = mapped_column(default=None)
    light_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
    challenge: Mapped[Challenge] = relationship(lazy="raise", init=False)
    organisation: Mapped[Organisation] = relationship(
        lazy="raise", init=False, foreign_keys=[organisation_id]
    )
    host: Mapped[Organisation] = relationship(lazy="raise", init=False, foreign_keys=[host_id])


class Mentor(Model):
    """Somebody who mentors: how many residencies at once, and what they know doors to."""

    __tablename__ = "mentors"
    __table_args__ = (
        UniqueConstraint("person_id", name="one_mentor_card_per_person"),
        CheckConstraint("capacity BETWEEN 0 AND 9", name="capacity_up_to_nine"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    capacity: Mapped[int] = mapped_column(default=2)
    about: Mapped[str] = mapped_column(default="")
    office_hours: Mapped[str] = mapped_column(default="")
    person: Mapped[Person] = relationship(lazy="raise", init=False)


class MentorAssignment(Stateful, Model):
    """A mentor for a residency: asked, answered with a word, active, ended with a reason."""

    __tablename__ = "mentor_assignments"
    __table_args__ = (
        Index(
            "one_primary_mentor",
            "residency_id",
            unique=True,
            postgresql_where=text("state IN ('proposed', 'accepted', 'active')"),
        ),
        Index("ix_mentor_assignments_mentor_id", "mentor_id"),
        CheckConstraint("state <> 'ended' OR reason <> ''", name="ended_assignment_has_a_reason"),
    )
    machines = (ASSIGNMENT,)

    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residencies.id"))
    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("mentors.id"))
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    proposed_at: Mapped[datetime]
    state: Mapped[AssignmentState] = mapped_column(default=ASSIGNMENT.start, init=False)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    word: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    mentor: Mapped[Mentor] = relationship(lazy="raise", init=False)
    residency: Mapped[Residency] = relationship(lazy="raise", init=False)


class Milestone(Model):
    __tablename__ = "milestones"
    __table_args__ = (Index("ix_milestones_residency_id", "residency_id", "due_on"),)

    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residencies.id"))
    title: Mapped[str]
    due_on: Mapped[date]
    about: Mapped[str] = mapped_column(default="")
    done_on: Mapped[date | None] = mapped_column(default=None)


class JournalEntry(Model):
    """What mentor, startup or owner noted of a residency."""

    __tablename__ = "journal_entries"
    __table_args__ = (Index("ix_journal_entries_residency_id", "residency_id", "written_at"),)

    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residencies.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    author_role: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    written_at: Mapped[datetime]
    tags: Mapped[list[str]] = mapped_column(default_factory=list)
    author: Mapped[Person] = relationship(lazy="raise", init=False)


class Door(Stateful, Model):
    """An introduction: to whom, what for, when, and what came of it."""

    __tablename__ = "doors"
    __table_args__ = (Index("ix_doors_residency_id", "residency_id"),)
    machines = (DOOR,)

    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residencies.id"))
    to_whom: Mapped[str]
    purpose: Mapped[str]
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    asked_on: Mapped[date]
    state: Mapped[DoorState] = mapped_column(default=DOOR.start, init=False)
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
    meeting_on: Mapped[date | None] = mapped_column(default=None)
    came_of_it: Mapped[str] = mapped_column(default="")
    opened_by: Mapped[Person | None] = relationship(
        lazy="raise", init=False, foreign_keys=[opened_by_id]
    )
    asked_by: Mapped[Person] = relationship(lazy="raise", init=False, foreign_keys=[asked_by_id])
