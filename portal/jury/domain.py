from __future__ import annotations

from portal.accounts.model import Role
from portal.jury import mails, queries, reactions
from portal.jury.views import bp
from portal.jury.views.home import duties, of_challenge, shelves
from portal.kernel.domain import Domain, NavItem, PersonalField
from portal.kernel.events import consequences
from portal.kernel.policy import Actor
from portal.kernel.text import lazy

CONCERNED = (Role.JUROR, Role.CHAIR, Role.OWNER, Role.PROGRAMME_MANAGER)


def _is_concerned(actor: Actor) -> bool:
    return any(actor.places(role) for role in CONCERNED)


DOMAIN = Domain(
    "jury",
    blueprints=(bp,),
    reactions=consequences(reactions, mails),
    constraints={
        "one_panel_per_challenge": lazy("This challenge has a jury already."),
        "quorum_of_two_to_nine": lazy("Choose a number from 2 to 9."),
        "one_living_seat_each": lazy("This person is on the jury already."),
        "one_chair_per_panel": lazy("This jury has a chair already. The chair can be handed over."),
        "opened_by_two_people": lazy("Two different people open the box."),
        "one_box_per_challenge": lazy("Somebody else turned a key at the same moment. Look again."),
        "one_review_per_juror_and_submission": lazy("This juror judges this submission already."),
        "one_decision_per_challenge": lazy(
            "The decision was recorded already. Somebody was first."
        ),
        "decision_covers_every_submission": lazy(
            "Exactly one submission is invited, or none with a reason; each has its own reason."
        ),
        "decision_has_its_quorum": lazy("Not every submission has enough scores yet."),
        "decided_without_a_conflict": lazy(
            "You have a conflict of interest. Hand over the chair to somebody else."
        ),
    },
    duties=duties,
    waits=queries.concerned(),
    shelves=shelves,
    adds_to={"challenge": of_challenge},
    nav=(NavItem(lazy("My juries"), "jury.home", _is_concerned, order=40),),
    personal=(
        PersonalField("seats.person_id", "Who sits on a jury.", "Ten years, as part of the file."),
        PersonalField(
            "seats.word", "What somebody said on taking or declining a seat.", "Two years."
        ),
        PersonalField(
            "reviews.conflict_note", "What somebody said of a conflict of interest.", "Two years."
        ),
        PersonalField("readings.person_id", "Who opened which submission, and when.", "Two years."),
        PersonalField("box_openings.first_by_id", "Who opened the box.", "Ten years."),
        PersonalField("box_openings.second_by_id", "Who opened the box.", "Ten years."),
        PersonalField("jury_decisions.decided_by_id", "Who decided.", "Ten years."),
    ),
)
