from __future__ import annotations

from portal.kernel.domain import Domain
from portal.kernel.text import lazy

DOMAIN = Domain(
    "submissions",
    constraints={
        "one_submission_per_organisation": lazy(
            "Your startup already has an answer to this challenge."
        ),
        "one_shortlisted_per_challenge": lazy("This challenge already has a first place."),
        "one_win_per_organisation_and_cohort": lazy(
            "This startup already won another challenge of the same cohort."
        ),
        "one_reserve_per_rank": lazy("Two reserves cannot have the same place."),
        "one_standing_offer_per_challenge": lazy("An offer for this challenge still stands."),
        "offer_ends_after_it_is_made": lazy("The offer must end at a later moment."),
    },
)
