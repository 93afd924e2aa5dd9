"""Every SELECT of this domain, cut by subject."""

from __future__ import annotations

from portal.jury.queries.lists import (
    Glance,
    Mine,
    concerned,
    glances,
    readable_by,
    seats_of,
    visible_to,
    without_panel,
)
from portal.jury.queries.one import (
    applicants,
    begun,
    challenge,
    draft_of,
    entries,
    handed_in_by_others,
    members_among,
    open_invitations,
    open_numbers,
    organisations_of,
    own_reviews,
    panel_of,
    review_of,
    scores_of,
    seat,
    sitting,
)
from portal.jury.queries.readings import note_reading

__all__ = [
    "Glance",
    "Mine",
    "applicants",
    "begun",
    "challenge",
    "concerned",
    "draft_of",
    "entries",
    "glances",
    "handed_in_by_others",
    "members_among",
    "note_reading",
    "open_invitations",
    "open_numbers",
    "organisations_of",
    "own_reviews",
    "panel_of",
    "readable_by",
    "review_of",
    "scores_of",
    "seat",
    "seats_of",
    "sitting",
    "visible_to",
    "without_panel",
]
