"""Who may do what around a residency.

Everybody of it reads all of it: the startup's members, the owner of the challenge, the mentor
(asked, accepted or at work), the programme managers at the host or its ministry, and the leader
of the team. Administrators read too, and each time is written down; they change nothing.

Who may be asked to mentor (``tie``): nobody with an interest in the startup or in its having been
chosen. So no member of the startup, nobody who declared a conflict with it as a juror (of any
challenge) or a tie as a mentor, and nobody on the panel that chose it: a rival must not have to
wonder whether a juror chose the company that they were going to guide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from portal.accounts.model import Role
from portal.kernel.policy import ALLOW, Actor, Verdict, deny, hide
from portal.kernel.text import Sentence, _, lazy
from portal.residencies.model import Door, Mentor, MentorAssignment, Milestone, Standing
from portal.residencies.states import Part, ResidencyState


class Known(Protocol):
    """A residency, or a row of a list that says as much of it."""

    @property
    def standing(self) -> Standing: ...


def parts(actor: Actor, residency: Known) -> frozenset[Part]:
    """Everything the actor is to this residency; nothing for a stranger."""
    where = residency.standing
    held = {
        Part.STARTUP: actor.is_a(Role.MEMBER, at=where.organisation_id),
        Part.OWNER: actor.is_somebody and actor.id == where.owner_id,
        Part.MENTOR: actor.is_somebody and actor.id == where.mentor_id,
        Part.ASKED: actor.is_somebody and actor.id == where.asked_mentor_id,
        Part.PROGRAMME: actor.is_a(Role.PROGRAMME_MANAGER, at=where.host_places),
        Part.LEADER: actor.is_a(Role.LEADER, at=where.residency_id),
        Part.ADMINISTRATOR: actor.is_everywhere(Role.ADMINISTRATOR),
    }
    return frozenset(part for part, holds in held.items() if holds)


def may_see(actor: Actor, residency: Known) -> Verdict:
    return ALLOW if parts(actor, residency) else hide()


WORKING = (Part.STARTUP, Part.OWNER, Part.MENTOR, Part.LEADER, Part.PROGRAMME)
WRITING = (Part.STARTUP, Part.OWNER, Part.MENTOR, Part.LEADER)
STEERING = (Part.PROGRAMME, Part.OWNER)
WATCHING = (Part.MENTOR, Part.OWNER, Part.PROGRAMME)
OPENING = (Part.MENTOR, Part.OWNER, Part.PROGRAMME, Part.LEADER)


def _for(*allowed: Part, otherwise: Sentence) -> Callable[[Actor, Known], Verdict]:
    """Only for these, while it has not ended; ``otherwise`` is what the others of it are told."""

    def rule(actor: Actor, residency: Known) -> Verdict:
        held = parts(actor, residency)
        if not held:
            return hide()
        if not held & set(allowed):
            return deny(str(otherwise))
        if residency.standing.ended:
            return deny(_("This residency has ended: it can be read, and not changed any more."))
        return ALLOW

    return rule


_programme_only = _for(
    Part.PROGRAMME, otherwise=lazy("Only a programme manager of the host can do this.")
)
_steering_only = _for(
    *STEERING, otherwise=lazy("Only a programme manager or the owner of the challenge can do this.")
)
may_appoint_programme_manager = _programme_only
may_appoint_leader = _programme_only
may_invite_leader = _programme_only
may_propose_mentor = _programme_only
may_pause = _steering_only
may_resume = _steering_only
may_stop_early = _steering_only
may_end = _steering_only
may_set_light = _for(
    *WATCHING,
    otherwise=lazy("The mentor, the owner and the programme manager say how it goes."),
)
may_write_journal = _for(
    *WRITING, otherwise=lazy("The startup, the mentor, the owner and the leader write the journal.")
)
may_ask_door = _for(*WORKING, otherwise=lazy("First accept the mentorship."))
may_add_milestone = _for(*WORKING, otherwise=lazy("First accept the mentorship."))
may_answer_doors = _for(
    *OPENING, otherwise=lazy("Doors are opened by the mentor and the others of the government.")
)


def may_plan_door(actor: Actor, door: Door) -> Verdict:
    return may_answer_doors(actor, door.residency)


may_open_door = may_plan_door
may_close_door = may_plan_door


def may_change_milestone(actor: Actor, milestone: Milestone) -> Verdict:
    return may_add_milestone(actor, milestone.residency)


may_reach_milestone = may_change_milestone


def may_take_the_lead(_actor: Actor, _residency: Known) -> Verdict:
    """Follows from an invitation that was taken: who sent it was asked when they did."""
    return ALLOW


# --- what the portal does by itself -----------------------------------------------------------


def _the_portal(actor: Actor, _thing: object) -> Verdict:
    if actor.system:
        return ALLOW
    return deny(_("The portal does this by itself, on its day."))


may_start = _the_portal
may_evaluate = _the_portal
may_remind = _the_portal


# --- mentors ----------------------------------------------------------------------------------


def may_accept_mentoring(actor: Actor, assignment: MentorAssignment) -> Verdict:
    """Only who was asked, by the person who asked them or by anybody else later."""
    if actor.is_somebody and actor.id == assignment.mentor.person_id:
        if assignment.residency.state is ResidencyState.ENDED:
            return deny(_("This residency has ended: it can be read, and not changed any more."))
        return ALLOW
    if parts(actor, assignment.residency):
        return deny(_("Only the mentor who was asked can answer."))
    return hide()


may_decline_mentoring = may_accept_mentoring


def may_begin_mentoring(actor: Actor, assignment: MentorAssignment) -> Verdict:
    """Follows from the start of the residency, or from a yes while it runs already."""
    if actor.system or (actor.is_somebody and actor.id == assignment.mentor.person_id):
        return ALLOW
    return deny(_("The portal does this by itself, on its day."))


def may_end_mentoring(actor: Actor, assignment: MentorAssignment) -> Verdict:
    """The programme manager replaces; who ends the residency ends the mentoring with it."""
    if assignment.residency.state is ResidencyState.ENDED:
        held = parts(actor, assignment.residency)
        return ALLOW if held & set(STEERING) else hide()
    return _programme_only(actor, assignment.residency)


def may_see_mentors(actor: Actor, _thing: object = None) -> Verdict:
    if actor.is_anywhere(Role.PROGRAMME_MANAGER) or actor.is_everywhere(Role.ADMINISTRATOR):
        return ALLOW
    return hide()


def may_have_card(actor: Actor, _thing: object = None) -> Verdict:
    return ALLOW if actor.is_anywhere(Role.MENTOR) else hide()


def may_save_card(actor: Actor, mentor: Mentor) -> Verdict:
    if actor.is_somebody and actor.id == mentor.person_id:
        return may_have_card(actor)
    return hide()


class Tie(StrEnum):
    """Why somebody cannot mentor a startup."""

    MEMBER = "member"
    CONFLICT = "conflict"
    JUROR = "juror"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A mentor as a programme manager weighs them for one residency.

    ``load``: residencies that they are asked for or mentor now.
    """

    person_id: UUID
    name: str
    capacity: int
    load: int
    about: str
    office_hours: str
    places: str
    near: bool
    tie: Tie | None

    @property
    def has_room(self) -> bool:
        return self.load < self.capacity

    @property
    def can(self) -> bool:
        return self.tie is None and self.has_room


def why_not(choice: Choice) -> str:
    """What stands in the way of asking this mentor; nothing when nothing does."""
    reasons = {
        Tie.MEMBER: _("%(name)s belongs to this startup.", name=choice.name),
        Tie.CONFLICT: _("%(name)s declared a conflict with this startup.", name=choice.name),
        Tie.JUROR: _("%(name)s was on the jury that chose this startup.", name=choice.name),
        Tie.DECLARED: _("%(name)s is tied to this startup.", name=choice.name),
    }
    if choice.tie is not None:
        return str(reasons[choice.tie])
    if not choice.has_room:
        return str(_("%(name)s has no room for another residency now.", name=choice.name))
    return ""
