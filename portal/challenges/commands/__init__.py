"""Everything that can be done with a challenge, cut by subject."""

from portal.challenges.commands.following import follow, unfollow
from portal.challenges.commands.outcome import (
    award,
    cancel,
    change_winner,
    conclude,
    decide,
    end_without_award,
    start_judging,
)
from portal.challenges.commands.publishing import (
    announce,
    change,
    move_deadline,
    publish,
    request_changes,
)
from portal.challenges.commands.writing import ask_review, save_draft, start_draft

__all__ = [
    "announce",
    "ask_review",
    "award",
    "cancel",
    "change",
    "change_winner",
    "conclude",
    "decide",
    "end_without_award",
    "follow",
    "move_deadline",
    "publish",
    "request_changes",
    "save_draft",
    "start_draft",
    "start_judging",
    "unfollow",
]
