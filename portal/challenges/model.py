from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    cast,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.model import Organisation, Person
from portal.challenges.states import CHALLENGE, ChallengeState
from portal.kernel.db import Model, Stateful

PUBLIC_STATES = "'published', 'judging', 'decided', 'awarded', 'concluded', 'no_award'"

# Conditions of the partial indexes, and of the queries that are to use them.
WAS_PUBLISHED = text("challenges.publish_at IS NOT NULL")
IS_RUNNING = text("challenges.state IN ('published', 'judging', 'decided')")
HAS_A_WINNER = text("challenges.winner IS NOT NULL")
IS_PUBLISHED = text("challenges.state = 'published'")
IS_CANCELLED = text("challenges.state = 'cancelled' AND challenges.publish_at IS NOT NULL")

CRITERIA_SQL = f"""
CREATE FUNCTION criteria_sum_to_100() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked uuid; total integer;
BEGIN
  IF TG_TABLE_NAME = 'challenges' THEN asked := NEW.id;
  ELSIF TG_OP = 'DELETE' THEN asked := OLD.challenge_id;
  ELSE asked := NEW.challenge_id;
  END IF;
  IF EXISTS (SELECT FROM challenges WHERE id = asked AND state IN ({PUBLIC_STATES})) THEN
    SELECT coalesce(sum(weight), 0) INTO total FROM criteria WHERE challenge_id = asked;
    IF total <> 100 THEN
      RAISE EXCEPTION 'the weights sum to %', total
        USING ERRCODE = 'check_violation', CONSTRAINT = 'criteria_sum_to_100';
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER criteria_sum_to_100 AFTER INSERT OR UPDATE OR DELETE ON criteria
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION criteria_sum_to_100();
CREATE CONSTRAINT TRIGGER published_criteria_sum_to_100 AFTER UPDATE OF state ON challenges
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION criteria_sum_to_100();
"""
"""A published challenge's weights sum to 100: kept by the database at the commit."""


class Challenge(Stateful, Model):
    """A question of one public organisation, open to startups for a while.

    Texts live per language in ``ChallengeText``, Dutch always. All moments are in UTC.
    ``publish_at`` is set by the approval and says since when anybody may read it;
    ``announced_at`` when that was told. ``version`` counts the public versions.
    ``winner``: {"name", "title", "reason", "organisation_id"}, public from the award on.
    """

    __tablename__ = "challenges"
    __table_args__ = (
        CheckConstraint("residency_months BETWEEN 1 AND 12", name="residency_of_1_to_12_months"),
        CheckConstraint("budget_cents >= 0", name="budget_is_not_negative"),
        CheckConstraint(
            "questions_until <= answers_by AND answers_by < deadline AND deadline < decision_by",
            name="dates_in_order",
        ),
        CheckConstraint(
            f"state NOT IN ({PUBLIC_STATES}) OR (deadline IS NOT NULL AND publish_at IS NOT NULL"
            " AND submitted_by_id IS NOT NULL AND approved_by_id IS NOT NULL)",
            name="published_with_a_deadline_and_an_approval",
        ),
        CheckConstraint("approved_by_id <> submitted_by_id", name="four_eyes"),
        CheckConstraint(
            "(state IN ('cancelled', 'no_award')) = (ended_reason IS NOT NULL)",
            name="ended_with_a_reason",
        ),
        Index("ix_challenges_past", "deadline", "id", postgresql_where=WAS_PUBLISHED),
        Index("ix_challenges_open", "deadline", "id", postgresql_where=IS_PUBLISHED),
        Index("ix_challenges_running", "deadline", "id", postgresql_where=IS_RUNNING),
        Index("ix_challenges_chosen", "deadline", "id", postgresql_where=HAS_A_WINNER),
        Index("ix_challenges_cancelled", "deadline", "id", postgresql_where=IS_CANCELLED),
        Index("ix_challenges_publish_at", "publish_at", postgresql_where=WAS_PUBLISHED),
        Index("ix_challenges_organisation_id", "organisation_id", "deadline", "id"),
        Index("ix_challenges_themes", "themes", postgresql_using="gin"),
    )
    machines = (CHALLENGE,)

    slug: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    state: Mapped[ChallengeState] = mapped_column(default=CHALLENGE.start, init=False)
    themes: Mapped[list[str]] = mapped_column(default_factory=list)
    cohort: Mapped[str | None] = mapped_column(default=None)
    budget_cents: Mapped[int | None] = mapped_column(default=None)
    place: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    questions_until: Mapped[datetime | None] = mapped_column(default=None)
    answers_by: Mapped[datetime | None] = mapped_column(default=None)
    deadline: Mapped[datetime | None] = mapped_column(default=None)
    pitch_day: Mapped[date | None] = mapped_column(default=None)
    decision_by: Mapped[datetime | None] = mapped_column(default=None)
    residency_start: Mapped[date | None] = mapped_column(default=None)
    residency_months: Mapped[int] = mapped_column(default=5)
    standstill_days: Mapped[int] = mapped_column(default=20)
    submitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), default=None)
    publish_at: Mapped[datetime | None] = mapped_column(default=None)
    announced_at: Mapped[datetime | None] = mapped_column(default=None)
    awarded_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_reason: Mapped[str | None] = mapped_column(default=None)
    winner: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True), default=None)
    version: Mapped[int] = mapped_column(default=0)
    revived_from: Mapped[str | None] = mapped_column(default=None)
    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)
    owner: Mapped[Person] = relationship(lazy="raise", init=False, foreign_keys=[owner_id])
    texts: Mapped[list[ChallengeText]] = relationship(
        lazy="raise", cascade="all, delete-orphan", default_factory=list
    )
    criteria: Mapped[list[Criterion]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        default_factory=list,
        order_by="Criterion.position",
    )

    def text_in(self, language: str) -> ChallengeText:
        """The text in this language, or in Dutch where it was not translated."""
        by_language = {words.language: words for words in self.texts}
        return by_language.get(language) or by_language["nl"]


class ChallengeText(Model):
    """What the challenge says in one language. All but ``title`` and ``lead`` is Markdown."""

    __tablename__ = "challenge_texts"
    __table_args__ = (
        UniqueConstraint("challenge_id", "language", name="one_text_per_language"),
        Index("ix_challenge_texts_stems", "stems", postgresql_using="gin"),
    )

    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"), init=False)
    language: Mapped[str]
    title: Mapped[str]
    lead: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")
    affected: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    constraints: Mapped[str] = mapped_column(default="")
    offer: Mapped[str] = mapped_column(default="")
    stems: Mapped[Any] = mapped_column(
        TSVECTOR, deferred=True, deferred_raiseload=True, default=cast("", TSVECTOR), init=False
    )


class Criterion(Model):
    """What a jury scores, with its weight in percent.

    ``texts``: language → {"name", "about", "anchors": five texts, for scores 1 to 5}.
    """

    __tablename__ = "criteria"
    __table_args__ = (
        UniqueConstraint(
            "challenge_id",
            "position",
            name="one_criterion_per_position",
            deferrable=True,
            initially="DEFERRED",
        ),
        CheckConstraint("weight BETWEEN 0 AND 100", name="weight_is_a_percentage"),
    )

    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"), init=False)
    position: Mapped[int]
    weight: Mapped[int]
    texts: Mapped[dict[str, Any]]

    def name_in(self, language: str) -> str:
        return str(self.words_in(language)["name"])

    def words_in(self, language: str) -> dict[str, Any]:
        words: dict[str, Any] = self.texts.get(language) or self.texts["nl"]
        return words


class ChallengeVersion(Model):
    """The challenge as it was published, and after each change since; never changed itself."""

    __tablename__ = "challenge_versions"
    __table_args__ = (UniqueConstraint("challenge_id", "number", name="one_version_per_number"),)

    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"))
    number: Mapped[int]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    reason: Mapped[str]
    content: Mapped[dict[str, Any]]


class ReviewRemark(Model):
    """What a reviewer said of a challenge before publication."""

    __tablename__ = "review_remarks"
    __table_args__ = (Index("ix_review_remarks_challenge_id", "challenge_id"),)

    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
    remark: Mapped[str]
    approves: Mapped[bool] = mapped_column(default=False)
    author: Mapped[Person] = relationship(lazy="raise", init=False)


class DeadlineMove(Model):
    """A deadline that was moved: only later, before it had passed, with a reason."""

    __tablename__ = "deadline_moves"
    __table_args__ = (
        CheckConstraint("new_deadline > old_deadline", name="deadline_only_moves_later"),
        CheckConstraint("moved_at < old_deadline", name="moved_before_it_passed"),
        Index("ix_deadline_moves_challenge_id", "challenge_id"),
    )

    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"))
    old_deadline: Mapped[datetime]
    new_deadline: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    moved_at: Mapped[datetime]
    moved_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class Follow(Model):
    """Somebody who wants to hear of changes to a challenge."""

    __tablename__ = "follows"
    __table_args__ = (UniqueConstraint("challenge_id", "person_id", name="one_follow_each"),)

    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    since: Mapped[datetime]


class ArchivedChallenge(Model):
    """A challenge of the past, from public sources; incomplete where they were.

    Dates are as the source gives them: a year, a month or a day in ISO form. ``texts``: language →
    title and lead. ``facts``: winner (names, joined), selected_solution, published, deadline,
    outcome_date, budget_text, criteria (name and weight) and ``missing``: what no source says.
    """

    __tablename__ = "archived_challenges"
    __table_args__ = (
        Index("ix_archived_challenges_stems", "stems", postgresql_using="gin"),
        Index("ix_archived_challenges_sort_day", "sort_day", "id"),
        Index("ix_archived_challenges_themes", "themes", postgresql_using="gin"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    sponsor: Mapped[str]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    country: Mapped[str]
    sort_day: Mapped[date]
    texts: Mapped[dict[str, Any]]
    facts: Mapped[dict[str, Any]]
    sources: Mapped[list[Any]]
    themes: Mapped[list[str]]
    stems: Mapped[Any] = mapped_column(
        TSVECTOR, deferred=True, deferred_raiseload=True, default=cast("", TSVECTOR), init=False
    )
