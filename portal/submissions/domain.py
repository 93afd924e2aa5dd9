from __future__ import annotations

from portal.accounts.rules import is_of_startup
from portal.kernel.domain import Domain, NavItem, PersonalField
from portal.kernel.events import consequences
from portal.kernel.text import lazy
from portal.submissions import jobs, mails, queries
from portal.submissions.duties import duties, shelves
from portal.submissions.views import bp

DOMAIN = Domain(
    "submissions",
    blueprints=(bp,),
    reactions=consequences(mails),
    constraints={
        "one_submission_per_organisation": lazy(
            "Your startup already has a submission to this challenge."
        ),
        "one_shortlisted_per_challenge": lazy("This challenge already has a first place."),
        "one_win_per_organisation_and_cohort": lazy(
            "This startup already won another challenge of the same cohort."
        ),
        "decided_with_a_decider_and_a_time": lazy("A decision is somebody's, taken at a moment."),
        "one_reserve_per_rank": lazy("Two reserves cannot have the same place."),
        "one_standing_offer_per_challenge": lazy("An offer for this challenge still stands."),
        "offer_ends_after_it_is_made": lazy("The offer must end at a later moment."),
    },
    duties=duties,
    waits=queries.have_answered(),
    shelves=shelves,
    shelves_wait=True,
    sealed=queries.sealed_entries,
    nav=(NavItem(lazy("Submissions"), "submissions.mine", is_of_startup, order=30),),
    personal=(
        PersonalField("submissions.team", "who would do the work", "two years after the decision"),
        PersonalField("submissions.made_by_id", "who began the answer", "as long as the answer"),
        PersonalField(
            "submission_versions.content", "what was sent, with the team", "ten years, by law"
        ),
        PersonalField("submission_versions.sent_by_id", "who sent it", "as long as the version"),
        PersonalField("submission_files.added_by_id", "who added it", "as long as the answer"),
        PersonalField("submission_access.person_id", "who may read it", "as long as the answer"),
        PersonalField("submissions.decided_by_id", "who recorded it", "as long as the answer"),
        PersonalField("offers.answered_by_id", "who answered it", "as long as the answer"),
    ),
)

__all__ = ["DOMAIN", "jobs"]
