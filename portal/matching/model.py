from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Sequence,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model, Stateful
from portal.matching.states import PROJECT, ProjectState
from portal.people.model import Profile
from portal.residencies.model import Residency

TURNS_SQL = "CREATE SEQUENCE answer_turns;"
TURNS = Sequence("answer_turns", metadata=Model.metadata)
"""Numbers every answer, the later the higher: two may bear the same time, none the same turn."""


class Project(Stateful, Model):
    """A team that a residency asks for.

    ``needs``: [{"skill": vocabulary id, "weight": 1–5}]. ``colours``: percentages wanted by
    colour id, or nothing where every colour is welcome. ``hours`` a week for each member,
    ``weeks`` from ``starts_on``. Its leader is the leader of the residency.
    """

    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("residency_id", name="one_project_per_residency"),
        CheckConstraint("team_size BETWEEN 1 AND 12", name="team_of_one_to_twelve"),
        CheckConstraint("hours BETWEEN 1 AND 40", name="project_hours_fit_a_week"),
        CheckConstraint("weeks BETWEEN 1 AND 52", name="project_fits_a_year"),
        CheckConstraint("state <> 'open' OR opened_at IS NOT NULL", name="open_since_a_moment"),
        Index("ix_projects_open", "opened_at", postgresql_where=text("state = 'open'")),
    )
    machines = (PROJECT,)

    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residencies.id"))
    title: Mapped[str]
    made_at: Mapped[datetime]
    starts_on: Mapped[date]
    weeks: Mapped[int]
    description: Mapped[str] = mapped_column(default="")
    needs: Mapped[list[Any]] = mapped_column(default_factory=list)
    colours: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    hours: Mapped[int] = mapped_column(default=16)
    externals_ok: Mapped[bool] = mapped_column(default=True)
    framework_required: Mapped[bool] = mapped_column(default=True)
    team_size: Mapped[int] = mapped_column(default=5)
    state: Mapped[ProjectState] = mapped_column(default=PROJECT.start, init=False)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    residency: Mapped[Residency] = relationship(lazy="raise", init=False)
    members: Mapped[list[TeamMember]] = relationship(
        lazy="raise", init=False, viewonly=True, order_by="TeamMember.joined_at"
    )

    @property
    def ends_on(self) -> date:
        """The day after the last."""
        return self.starts_on + timedelta(weeks=self.weeks)


class DeckCard(Model):
    """The place of a profile in the deck of a project: dealt beforehand, read by key.

    ``score``: the best first. ``tie`` orders equal scores, the same way for ever. Nothing of
    anybody's answers is in it.
    """

    __tablename__ = "deck_cards"
    __table_args__ = (
        UniqueConstraint("project_id", "profile_id", name="one_card_each"),
        Index("ix_deck_cards_order", "project_id", text("score DESC"), "tie"),
        Index("ix_deck_cards_profile_id", "profile_id"),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"))
    score: Mapped[float]
    tie: Mapped[str]


class Pair(Model):
    """One row for a project and a profile with both answers; a match is both yes.

    The match is found by the very statement that writes the second yes, so that two answers
    at the same moment cannot miss each other. ``…_turn`` says which answer was somebody's last.
    """

    __tablename__ = "pairs"
    __table_args__ = (
        UniqueConstraint("project_id", "profile_id", name="one_row_per_pair"),
        CheckConstraint(
            "(matched_at IS NOT NULL) = (coalesce(leader_says, false)"
            " AND coalesce(candidate_says, false))",
            name="a_match_is_two_yeses",
        ),
        Index(
            "ix_pairs_matched",
            "project_id",
            "matched_at",
            postgresql_where=text("matched_at IS NOT NULL"),
        ),
        CheckConstraint(
            "(leader_says IS NULL) = (leader_turn IS NULL)"
            " AND (candidate_says IS NULL) = (candidate_turn IS NULL)",
            name="an_answer_has_its_turn",
        ),
        Index("ix_pairs_leader_turn", "project_id", "leader_turn"),
        Index("ix_pairs_candidate_turn", "profile_id", "candidate_turn"),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id"))
    leader_says: Mapped[bool | None] = mapped_column(default=None)
    leader_at: Mapped[datetime | None] = mapped_column(default=None)
    leader_turn: Mapped[int | None] = mapped_column(BigInteger, default=None)
    candidate_says: Mapped[bool | None] = mapped_column(default=None)
    candidate_at: Mapped[datetime | None] = mapped_column(default=None)
    candidate_turn: Mapped[int | None] = mapped_column(BigInteger, default=None)
    matched_at: Mapped[datetime | None] = mapped_column(default=None)
    leader_met_at: Mapped[datetime | None] = mapped_column(default=None)
    candidate_met_at: Mapped[datetime | None] = mapped_column(default=None)
    profile: Mapped[Profile] = relationship(lazy="raise", init=False)
    project: Mapped[Project] = relationship(lazy="raise", init=False)


class TeamMember(Model):
    """A match that is in the draft team."""

    __tablename__ = "team_members"
    __table_args__ = (UniqueConstraint("project_id", "profile_id", name="one_place_in_the_team"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id"))
    joined_at: Mapped[datetime]
    role: Mapped[str] = mapped_column(default="")
    profile: Mapped[Profile] = relationship(lazy="raise", init=False)
    project: Mapped[Project] = relationship(lazy="raise", init=False)
