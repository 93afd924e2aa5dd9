"""Five months inside a ministry, with a mentor who opens doors."""

from __future__ import annotations

from portal.accounts.model import Role
from portal.kernel.domain import Domain, NavItem, PersonalField
from portal.kernel.events import consequences
from portal.kernel.policy import Actor
from portal.kernel.text import lazy
from portal.residencies import jobs, mails, queries, reactions
from portal.residencies.views import bp
from portal.residencies.views.steps import duties, from_submission, shelves

OF_RESIDENCIES = (
    Role.MEMBER,
    Role.OWNER,
    Role.PROGRAMME_MANAGER,
    Role.MENTOR,
    Role.LEADER,
    Role.ADMINISTRATOR,
)


def sees_residencies(actor: Actor) -> bool:
    return any(actor.is_anywhere(role) for role in OF_RESIDENCIES)


def sees_mentors(actor: Actor) -> bool:
    return any(actor.is_anywhere(role) for role in (Role.PROGRAMME_MANAGER, Role.MENTOR))


KEPT_FOR_THE_RECORD = "as long as the residency itself: it is part of how public money was spent"

DOMAIN = Domain(
    "residencies",
    blueprints=(bp,),
    reactions=consequences(reactions, mails),
    constraints={
        "one_residency_per_submission": lazy("This offer was accepted already."),
        "one_primary_mentor": lazy("Somebody else just asked a mentor for this residency."),
        "one_mentor_card_per_person": lazy("You have a card already."),
        "capacity_up_to_nine": lazy("Give a number from 0 to 9."),
    },
    duties=duties,
    waits=queries.concerned(),
    shelves=shelves,
    shelves_wait=True,
    adds_to={"submission": from_submission},
    nav=(
        NavItem(lazy("Residencies"), "residencies.board", sees_residencies, order=40),
        NavItem(lazy("Mentors"), "residencies.mentors", sees_mentors, order=45),
    ),
    personal=(
        PersonalField("mentors.about", "to choose the right mentor", "while they are a mentor"),
        PersonalField("mentors.office_hours", "to be found by startups", "while they are a mentor"),
        PersonalField("mentor_ties.note", "to ask no mentor with an interest", KEPT_FOR_THE_RECORD),
        PersonalField("mentor_assignments.word", "the answer to a request", KEPT_FOR_THE_RECORD),
        PersonalField("journal_entries.text", "what was learned", KEPT_FOR_THE_RECORD),
        PersonalField("doors.to_whom", "who was introduced to whom", KEPT_FOR_THE_RECORD),
    ),
)

__all__ = ["DOMAIN", "jobs"]
