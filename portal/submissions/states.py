from __future__ import annotations

from enum import StrEnum

from portal.kernel.states import Machine, Move


class SubmissionState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


SUBMISSION = Machine(
    SubmissionState,
    start=SubmissionState.DRAFT,
    moves=(
        Move(
            "send",
            (SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.WITHDRAWN),
            SubmissionState.SUBMITTED,
        ),
        Move("withdraw", (SubmissionState.SUBMITTED,), SubmissionState.WITHDRAWN),
    ),
)


class Decision(StrEnum):
    NONE = "none"
    SHORTLISTED = "shortlisted"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"


DECISION = Machine(
    Decision,
    start=Decision.NONE,
    axis="decision",
    moves=(
        Move("shortlist", (Decision.NONE,), Decision.SHORTLISTED),
        Move("keep_in_reserve", (Decision.NONE,), Decision.RESERVE),
        Move("decline", (Decision.NONE,), Decision.NOT_SELECTED),
        Move("step_down", (Decision.SHORTLISTED,), Decision.NOT_SELECTED),
        Move("promote", (Decision.RESERVE,), Decision.SHORTLISTED),
    ),
)


class OfferState(StrEnum):
    MADE = "made"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RETRACTED = "retracted"


OFFER = Machine(
    OfferState,
    start=OfferState.MADE,
    moves=(
        Move("accept_offer", (OfferState.MADE,), OfferState.ACCEPTED),
        Move("decline_offer", (OfferState.MADE,), OfferState.DECLINED),
        Move("retract_offer", (OfferState.MADE,), OfferState.RETRACTED),
    ),
)


class Shown(StrEnum):
    """What the applicant sees: stored states, the clock and the embargo together."""

    DRAFT = "draft"
    LAPSED = "lapsed"  # never sent, and too late now
    SUBMITTED = "submitted"  # sent, and sealed until the box is opened
    CHANGED = "changed"  # sent, and the working copy differs
    WITHDRAWN = "withdrawn"
    JUDGING = "judging"  # opened; a decision under embargo looks like this too
    CANCELLED = "cancelled"  # with its challenge
    SHORTLISTED = "shortlisted"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
