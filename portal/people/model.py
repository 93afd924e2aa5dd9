from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.model import Organisation, Person
from portal.kernel.db import Model
from portal.kernel.files import StoredFile


class ProfileKind(StrEnum):
    INTERNAL = "internal"
    EXTERNAL = "external"


class Profile(Model):
    """What a professional shows of themselves to leaders of team projects.

    ``colours``: percentages by colour id of ``colours_model``, together 100.
    ``skills``, ``traits`` and ``interests`` (themes): ids of the vocabularies. ``hours`` a week,
    from the first day to the last, where one is named.
    """

    __tablename__ = "profiles"
    __table_args__ = (
        UniqueConstraint("person_id", name="one_profile_per_person"),
        CheckConstraint("hours BETWEEN 1 AND 40", name="hours_fit_a_week"),
        CheckConstraint("NOT framework OR kind = 'external'", name="framework_for_externals"),
        CheckConstraint("jsonb_array_length(skills) <= 12", name="at_most_twelve_skills"),
        CheckConstraint("available_until > available_from", name="available_until_after_from"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[ProfileKind]
    headline: Mapped[str]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    description: Mapped[str] = mapped_column(default="")
    hours: Mapped[int] = mapped_column(default=16)
    available_from: Mapped[date | None] = mapped_column(default=None)
    available_until: Mapped[date | None] = mapped_column(default=None)
    framework: Mapped[bool] = mapped_column(default=False)
    organisation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organisations.id"), default=None
    )
    skills: Mapped[list[str]] = mapped_column(default_factory=list)
    traits: Mapped[list[str]] = mapped_column(default_factory=list)
    interests: Mapped[list[str]] = mapped_column(default_factory=list)
    colours_model: Mapped[str] = mapped_column(default="caluwe")
    colours: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_files.id"), default=None)
    open_to_projects: Mapped[bool] = mapped_column(default=True)
    person: Mapped[Person] = relationship(lazy="raise", init=False)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise", init=False)
    photo: Mapped[StoredFile | None] = relationship(lazy="raise", init=False)
    endorsements: Mapped[list[Endorsement]] = relationship(lazy="raise", init=False, viewonly=True)

    @property
    def is_ready(self) -> bool:
        """Whether a leader could decide by it: without a skill there is nothing to go by."""
        return bool(self.skills)

    @property
    def is_external(self) -> bool:
        return self.kind is ProfileKind.EXTERNAL


class Endorsement(Model):
    """A tag that one person gives another: seen by the leader as said by a colleague."""

    __tablename__ = "endorsements"
    __table_args__ = (UniqueConstraint("profile_id", "by_id", "tag", name="one_endorsement_each"),)

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    tag: Mapped[str]
    given_at: Mapped[datetime]


class ProfileOpening(Model):
    """An administrator looked at somebody's profile: noted, and shown to that person."""

    __tablename__ = "profile_openings"
    __table_args__ = (Index("ix_profile_openings_profile_id", "profile_id", "opened_at"),)

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    opened_at: Mapped[datetime]
