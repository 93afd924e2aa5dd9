"""Every SELECT of this domain, cut by subject."""

from __future__ import annotations

from portal.submissions.queries.lists import (
    Names,
    have_answered,
    mine,
    names_sent_to,
    of_organisation,
    own,
    sealed_entries,
    sent_to,
    startups_of,
    visible_to,
)
from portal.submissions.queries.one import (
    at_hand,
    file,
    files_of,
    standing_version,
    standing_versions,
    submission,
    submission_for,
    version,
    version_by_id,
    versions_of,
    was_sent,
)
from portal.submissions.queries.outcome import (
    decided_of,
    expired_offers,
    offer,
    offer_to,
    offers_to,
    reserves,
)
from portal.submissions.queries.readers import (
    Reader,
    applicants,
    members,
    members_by_organisation,
    stewards,
)

__all__ = [
    "Names",
    "Reader",
    "applicants",
    "at_hand",
    "decided_of",
    "expired_offers",
    "file",
    "files_of",
    "have_answered",
    "members",
    "members_by_organisation",
    "mine",
    "names_sent_to",
    "of_organisation",
    "offer",
    "offer_to",
    "offers_to",
    "own",
    "reserves",
    "sealed_entries",
    "sent_to",
    "standing_version",
    "standing_versions",
    "startups_of",
    "stewards",
    "submission",
    "submission_for",
    "version",
    "version_by_id",
    "versions_of",
    "visible_to",
    "was_sent",
]
