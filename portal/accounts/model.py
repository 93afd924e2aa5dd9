from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.states import MEMBERSHIP_REQUEST, RequestState
from portal.kernel.db import Model, Stateful


class Role(StrEnum):
    """What a person may be; each role is held at an organisation, at one thing, or everywhere."""

    MEMBER = "member"  # of an organisation, a startup or a public one
    OWNER = "owner"  # writes challenges for a public organisation
    EDITOR = "editor"  # reviews and publishes what a colleague wrote
    PROGRAMME_MANAGER = "programme_manager"  # at a public organisation: assigns mentors
    MENTOR = "mentor"  # at a public organisation: may be asked to mentor
    JUROR = "juror"  # at a challenge, for who accepted a seat on its panel
    CHAIR = "chair"  # at a challenge
    LEADER = "leader"  # at a residency: leads the team project
    ADMINISTRATOR = "administrator"  # everywhere


STAFF = frozenset(
    {Role.OWNER, Role.EDITOR, Role.PROGRAMME_MANAGER, Role.MENTOR, Role.ADMINISTRATOR}
)
"""Roles that are given by invitation only."""

OF_A_THING = frozenset({Role.JUROR, Role.CHAIR, Role.LEADER})
"""Roles at a challenge or a residency: the domain of that thing decides who has them."""


class OrganisationKind(StrEnum):
    MINISTRY = "ministry"
    DIRECTORATE = "directorate"  # any unit below a ministry
    AGENCY = "agency"
    MUNICIPALITY = "municipality"
    PROVINCE = "province"
    WATER_AUTHORITY = "water_authority"
    OTHER_PUBLIC = "other_public"
    STARTUP = "startup"


class Organisation(Model):
    """A ministry, directorate or municipality of the public register, or a startup."""

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("(kind = 'startup') = (kvk_number IS NOT NULL)", name="startups_have_kvk"),
        CheckConstraint("kvk_number ~ '^[0-9]{8}$'", name="kvk_has_eight_digits"),
        Index(
            "one_startup_per_name",
            "name_key",
            unique=True,
            postgresql_where=text("kind = 'startup'"),
        ),
        UniqueConstraint("kvk_number", name="one_startup_per_kvk_number"),
        CheckConstraint(
            "kvk_confirmed_at IS NULL OR kvk_number IS NOT NULL", name="only_kvk_is_confirmed"
        ),
        Index("ix_organisations_parent_id", "parent_id"),
    )

    kind: Mapped[OrganisationKind]
    name: Mapped[str]
    name_key: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str | None] = mapped_column(default=None)
    abbreviation: Mapped[str | None] = mapped_column(default=None)
    register_id: Mapped[str | None] = mapped_column(default=None, unique=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), default=None)
    ministry_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), default=None)
    kvk_number: Mapped[str | None] = mapped_column(default=None)
    kvk_confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    registered_at: Mapped[datetime | None] = mapped_column(default=None)
    website: Mapped[str | None] = mapped_column(default=None)
    about: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)

    @property
    def is_public(self) -> bool:
        return self.kind != OrganisationKind.STARTUP

    @property
    def places(self) -> tuple[UUID | None, ...]:
        """Where a role over this organisation may be held: here, or at its ministry."""
        return (self.id, self.ministry_id)

    def name_in(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


class Person(Model):
    __tablename__ = "persons"
    __table_args__ = (UniqueConstraint("email_key", name="one_person_per_address"),)

    email: Mapped[str]
    email_key: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime]
    locale: Mapped[str] = mapped_column(default="nl")
    password_hash: Mapped[str | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)
    grants: Mapped[list[RoleGrant]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        default_factory=list,
        foreign_keys="RoleGrant.person_id",
    )


class RoleGrant(Model):
    """A role at one organisation or one thing, or everywhere if none is named."""

    __tablename__ = "role_grants"
    __table_args__ = (
        UniqueConstraint(
            "person_id", "role", "at_id", name="one_grant_each", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint(
            "(at_id IS NULL) = (role = 'administrator')", name="only_administrators_everywhere"
        ),
        Index("ix_role_grants_at_id", "at_id", "role"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), init=False)
    role: Mapped[Role]
    at_id: Mapped[UUID | None]
    given_at: Mapped[datetime]
    given_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)


class MembershipRequest(Stateful, Model):
    """Somebody says that they work here; a member of the organisation says whether that is so."""

    __tablename__ = "membership_requests"
    __table_args__ = (
        Index(
            "one_waiting_request_each",
            "person_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
    )
    machines = (MEMBERSHIP_REQUEST,)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    requested_at: Mapped[datetime]
    state: Mapped[RequestState] = mapped_column(default=MEMBERSHIP_REQUEST.start, init=False)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
    person: Mapped[Person] = relationship(lazy="raise", init=False, foreign_keys=[person_id])
    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)


class Invitation(Model):
    """A role offered by mail, taken with a link that works once. Only the link's hash is kept."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_invitations_email", "email_key"),
        Index("ix_invitations_at_id", "at_id"),
        CheckConstraint(
            "num_nonnulls(used_at, declined_at, withdrawn_at) <= 1", name="one_end_at_most"
        ),
        CheckConstraint("(used_at IS NULL) = (used_by_id IS NULL)", name="used_by_somebody"),
    )

    email: Mapped[str]
    email_key: Mapped[str]
    role: Mapped[Role]
    at_id: Mapped[UUID | None]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    invited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
    about: Mapped[str] = mapped_column(default="")
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    used_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
    declined_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    def is_open(self, now: datetime) -> bool:
        """Whether the link still works."""
        ended = self.used_at or self.declined_at or self.withdrawn_at
        return ended is None and self.expires_at > now


class TokenPurpose(StrEnum):
    CONFIRM_ADDRESS = "confirm_address"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, no password
    CHANGE_ADDRESS = "change_address"


class MailToken(Model):
    """A one-time link that was mailed to somebody. Only its hash is kept.

    Who signs up is no person yet: the link to confirm an address belongs to nobody.
    """

    __tablename__ = "mail_tokens"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_mail_tokens_person_id", "person_id"),
        Index("ix_mail_tokens_expires_at", "expires_at"),
        CheckConstraint(
            "(purpose = 'confirm_address') = (person_id IS NULL)", name="newcomers_are_nobody_yet"
        ),
    )

    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    purpose: Mapped[TokenPurpose]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    email: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.expires_at > now


class LoginSession(Model):
    """One browser in which somebody is signed in. Ending it here signs that browser out."""

    __tablename__ = "login_sessions"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_login_sessions_person_id", "person_id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    agent: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
