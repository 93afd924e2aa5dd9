"""Every SELECT of the domain, cut by subject."""

from portal.challenges.queries.listing import (
    newest,
    next_change,
    number_open,
    organisations,
    public_list,
)
from portal.challenges.queries.reading import archived, reading
from portal.challenges.queries.staff import (
    at_hand,
    followers,
    is_following,
    late_announcements,
    ours,
    remarks,
    slugs_like,
    to_be_reviewed_by,
    to_be_written_by,
    waiting_for_decision,
)
from portal.challenges.queries.things import (
    ORGANISATION,
    OWNER,
    PAGE,
    by_id,
    by_ids,
    challenge,
    title_of,
    version,
    versions,
    visible_to,
)

__all__ = [
    "ORGANISATION",
    "OWNER",
    "PAGE",
    "archived",
    "at_hand",
    "by_id",
    "by_ids",
    "challenge",
    "followers",
    "is_following",
    "late_announcements",
    "newest",
    "next_change",
    "number_open",
    "organisations",
    "ours",
    "public_list",
    "reading",
    "remarks",
    "slugs_like",
    "title_of",
    "to_be_reviewed_by",
    "to_be_written_by",
    "version",
    "versions",
    "visible_to",
    "waiting_for_decision",
]
