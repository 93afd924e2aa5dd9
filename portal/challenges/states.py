"""The life of a challenge. Only what people did is stored; what depends on a date is derived."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.states import Machine, Move


class ChallengeState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    PUBLISHED = "published"
    JUDGING = "judging"
    DECIDED = "decided"
    AWARDED = "awarded"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"
    NO_AWARD = "no_award"


S = ChallengeState

CHALLENGE = Machine(
    ChallengeState,
    start=S.DRAFT,
    moves=(
        Move("ask_review", (S.DRAFT, S.CHANGES_REQUESTED), S.IN_REVIEW),
        Move("request_changes", (S.IN_REVIEW,), S.CHANGES_REQUESTED),
        Move("publish", (S.IN_REVIEW,), S.PUBLISHED),
        Move("start_judging", (S.PUBLISHED,), S.JUDGING),
        Move("decide", (S.JUDGING,), S.DECIDED),
        Move("award", (S.DECIDED,), S.AWARDED),
        Move("conclude", (S.AWARDED,), S.CONCLUDED),
        Move("end_without_award", (S.JUDGING, S.DECIDED, S.AWARDED), S.NO_AWARD),
        Move(
            "cancel",
            (S.DRAFT, S.IN_REVIEW, S.CHANGES_REQUESTED, S.PUBLISHED, S.JUDGING),
            S.CANCELLED,
        ),
    ),
)


class Phase(StrEnum):
    """What a reader sees: the stored state and the database's clock together."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    SCHEDULED = "scheduled"  # published, from a moment still to come
    QUESTIONS_OPEN = "questions_open"  # open, and questions may be asked
    OPEN = "open"
    CLOSED = "closed"  # past the deadline, box not yet opened
    JUDGING = "judging"
    STANDSTILL = "standstill"  # awarded, and others may still object
    DECIDED = "decided"  # the decision is taken and not yet released
    AWARDED = "awarded"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"
    NO_AWARD = "no_award"
