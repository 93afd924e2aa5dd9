from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.model import Organisation, Person
from portal.challenges.model import Challenge
from portal.kernel.db import Model, Stateful
from portal.residencies.states import (
    ASSIGNMENT,
    DOOR,
    LIVING,
    RESIDENCY,
    AssignmentState,
    DoorState,
    Light,
    MilestoneKind,
    Part,
    ResidencyOutcome,
    ResidencyState,
)
from portal.residencies.weeks import Calendar


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands where around one residency: all that a policy needs to know of it."""

    residency_id: UUID
    organisation_id: UUID
    host_places: tuple[UUID | None, ...]
    owner_id: UUID
    mentor_id: UUID | None
    asked_mentor_id: UUID | None
    ended: bool


class Residency(Stateful, Model):
    """One startup inside one ministry, from ``starts_on`` to the day before ``ends_on``.

    ``pauses``: those that are over, as {"from": day, "until": the day it went on, "reason"}; each
    moved ``ends_on``. Which week it is follows from these dates and is never stored.
    """

    __tablename__ = "residencies"
    __table_args__ = (
        UniqueConstraint("submission_id", name="one_residency_per_submission"),
        CheckConstraint("ends_on > starts_on", name="ends_after_it_starts"),
        CheckConstraint("(state = 'ended') = (outcome IS NOT NULL)", name="ended_with_an_outcome"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_at_a_moment"),
        CheckConstraint("(state = 'paused') = (paused_on IS NOT NULL)", name="paused_since_a_day"),
        CheckConstraint(
            "light_at IS NOT NULL OR light = 'green'", name="a_light_is_set_at_a_moment"
        ),
        Index("ix_residencies_organisation_id", "organisation_id"),
        Index("ix_residencies_host_id", "host_id"),
        Index("ix_residencies_owner_id", "owner_id"),
        Index("ix_residencies_ended_at", "ended_at", "id"),
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
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    paused_on: Mapped[date | None] = mapped_column(default=None)
    pauses: Mapped[list[Any]] = mapped_column(default_factory=list)
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
    owner: Mapped[Person] = relationship(lazy="raise", init=False, foreign_keys=[owner_id])
    programme_manager: Mapped[Person | None] = relationship(
        lazy="raise", init=False, foreign_keys=[programme_manager_id]
    )
    leader: Mapped[Person | None] = relationship(lazy="raise", init=False, foreign_keys=[leader_id])
    light_by: Mapped[Person | None] = relationship(
        lazy="raise", init=False, foreign_keys=[light_by_id]
    )
    primary: Mapped[MentorAssignment | None] = relationship(
        lazy="raise",
        init=False,
        viewonly=True,
        uselist=False,
        primaryjoin=lambda: (Residency.id == MentorAssignment.residency_id) & standing_mentor(),
    )

    @property
    def calendar(self) -> Calendar:
        return Calendar.of(self.starts_on, self.ends_on, self.pauses, self.paused_on)

    @property
    def mentoring(self) -> MentorAssignment | None:
        """The mentor asked, at work, or there at the end; none who was replaced since."""
        found = self.primary
        return found if found is not None and (found.lives or found.to_the_end) else None

    @property
    def standing(self) -> Standing:
        mentoring = self.mentoring
        person_id = mentoring.mentor.person_id if mentoring else None
        answered = mentoring is not None and mentoring.state is not AssignmentState.PROPOSED
        return Standing(
            residency_id=self.id,
            organisation_id=self.organisation_id,
            host_places=self.host.places,
            owner_id=self.owner_id,
            mentor_id=person_id if answered else None,
            asked_mentor_id=None if answered else person_id,
            ended=self.state is ResidencyState.ENDED,
        )


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


class MentorTie(Model):
    """A mentor said that they are tied to a startup: they are not asked for it again."""

    __tablename__ = "mentor_ties"
    __table_args__ = (
        UniqueConstraint("mentor_id", "organisation_id", name="one_tie_per_mentor_and_startup"),
    )

    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("mentors.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    declared_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")


class MentorAssignment(Stateful, Model):
    """A mentor for a residency: asked, answered with a word, active, ended with a reason.

    ``to_the_end``: mentored when the residency ended, and may go on reading it.
    """

    __tablename__ = "mentor_assignments"
    __table_args__ = (
        Index(
            "one_primary_mentor",
            "residency_id",
            unique=True,
            postgresql_where=text("state IN ('proposed', 'accepted', 'active') OR to_the_end"),
        ),
        Index("ix_mentor_assignments_mentor_id", "mentor_id"),
        CheckConstraint("state <> 'ended' OR reason <> ''", name="ended_assignment_has_a_reason"),
        CheckConstraint(
            "state NOT IN ('accepted', 'declined', 'active') OR answered_at IS NOT NULL",
            name="answered_at_a_moment",
        ),
    )
    machines = (ASSIGNMENT,)

    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residencies.id"))
    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("mentors.id"))
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    proposed_at: Mapped[datetime]
    question: Mapped[str] = mapped_column(default="")
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[AssignmentState] = mapped_column(default=ASSIGNMENT.start, init=False)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    word: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    to_the_end: Mapped[bool] = mapped_column(default=False)
    mentor: Mapped[Mentor] = relationship(lazy="raise", init=False)
    residency: Mapped[Residency] = relationship(lazy="raise", init=False)

    @property
    def lives(self) -> bool:
        """Whether it takes a place of the mentor's."""
        return self.state in LIVING


def standing_mentor() -> ColumnElement[bool]:
    """The one mentoring of a residency that counts, as a condition."""
    return or_(MentorAssignment.state.in_(LIVING), MentorAssignment.to_the_end)


class Milestone(Model):
    """What is to be reached by a day.

    ``kind``: one of those that every residency starts with, in the reader's own language until
    somebody gives it other words.
    """

    __tablename__ = "milestones"
    __table_args__ = (
        Index("ix_milestones_residency_id", "residency_id", "due_on"),
        CheckConstraint("kind IS NOT NULL OR title <> ''", name="milestone_has_words"),
    )

    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residencies.id"))
    due_on: Mapped[date]
    title: Mapped[str] = mapped_column(default="")
    kind: Mapped[MilestoneKind | None] = mapped_column(default=None)
    about: Mapped[str] = mapped_column(default="")
    done_on: Mapped[date | None] = mapped_column(default=None)
    residency: Mapped[Residency] = relationship(lazy="raise", init=False)


class JournalEntry(Model):
    """What somebody of a residency noted of it. ``text`` is Markdown; it is not changed later."""

    __tablename__ = "journal_entries"
    __table_args__ = (Index("ix_journal_entries_residency_id", "residency_id", "written_at"),)

    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residencies.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    author_part: Mapped[Part]
    title: Mapped[str]
    text: Mapped[str]
    written_at: Mapped[datetime]
    tags: Mapped[list[str]] = mapped_column(default_factory=list)
    author: Mapped[Person] = relationship(lazy="raise", init=False)


class Door(Stateful, Model):
    """An introduction: to whom, what for, when, and what came of it."""

    __tablename__ = "doors"
    __table_args__ = (
        Index("ix_doors_residency_id", "residency_id"),
        CheckConstraint(
            "state NOT IN ('opened', 'closed') OR came_of_it <> ''", name="doors_end_with_words"
        ),
        CheckConstraint(
            "state <> 'planned' OR meeting_on IS NOT NULL", name="planned_doors_have_a_day"
        ),
    )
    machines = (DOOR,)

    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residencies.id"))
    to_whom: Mapped[str]
    purpose: Mapped[str]
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    asked_on: Mapped[date]
    state: Mapped[DoorState] = mapped_column(default=DOOR.start, init=False)
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
    meeting_on: Mapped[date | None] = mapped_column(default=None)
    answered_on: Mapped[date | None] = mapped_column(default=None)
    came_of_it: Mapped[str] = mapped_column(default="")
    residency: Mapped[Residency] = relationship(lazy="raise", init=False)
    opened_by: Mapped[Person | None] = relationship(
        lazy="raise", init=False, foreign_keys=[opened_by_id]
    )
    asked_by: Mapped[Person] = relationship(lazy="raise", init=False, foreign_keys=[asked_by_id])
