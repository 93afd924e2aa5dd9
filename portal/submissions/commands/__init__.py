"""One verb a function, cut by subject."""

from __future__ import annotations

from portal.submissions.commands.box import end_access, grant_access, number_submissions
from portal.submissions.commands.decisions import (
    decline,
    keep_in_reserve,
    record_decision,
    release_decisions,
    shortlist,
)
from portal.submissions.commands.drafts import add_file, remove_file, save, start
from portal.submissions.commands.offers import (
    accept_offer,
    decline_offer,
    make_offer,
    promote,
    retract_offer,
    step_down,
)
from portal.submissions.commands.sending import send, withdraw

__all__ = [
    "accept_offer",
    "add_file",
    "decline",
    "decline_offer",
    "end_access",
    "grant_access",
    "keep_in_reserve",
    "make_offer",
    "number_submissions",
    "promote",
    "record_decision",
    "release_decisions",
    "remove_file",
    "retract_offer",
    "save",
    "send",
    "shortlist",
    "start",
    "step_down",
    "withdraw",
]
