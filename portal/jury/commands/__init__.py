"""One verb a function, cut by subject."""

from __future__ import annotations

from portal.jury.commands.box import turn_key
from portal.jury.commands.decision import record_decision, release, save_draft
from portal.jury.commands.panel import (
    accept_seat,
    compose_panel,
    decline_seat,
    hand_over_chair,
    invite_juror,
    replace_juror,
    seat_invited,
)
from portal.jury.commands.scoring import (
    declare_conflict,
    declare_no_conflict,
    hand_in,
    reopen,
    save_scores,
)

__all__ = [
    "accept_seat",
    "compose_panel",
    "declare_conflict",
    "declare_no_conflict",
    "decline_seat",
    "hand_in",
    "hand_over_chair",
    "invite_juror",
    "record_decision",
    "release",
    "reopen",
    "replace_juror",
    "save_draft",
    "save_scores",
    "seat_invited",
    "turn_key",
]
