"""What follows here from what happened in other domains."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.dialects.postgresql import insert

from portal.accounts.events import InvitationAccepted, RoleGranted
from portal.accounts.model import Role
from portal.kernel.events import consequence
from portal.kernel.ids import new_id
from portal.kernel.work import Work
from portal.residencies import commands, queries
from portal.residencies.events import ResidencyPlanned
from portal.residencies.model import Mentor, Milestone, Residency
from portal.residencies.states import MilestoneKind, ResidencyState
from portal.residencies.weeks import DAYS, add_months, first_day, open_day
from portal.submissions import queries as submissions
from portal.submissions.events import OfferAccepted

OF_WEEKS = 22
USUAL_WEEKS = {
    MilestoneKind.KICK_OFF: 1,
    MilestoneKind.LISTENED: 4,
    MilestoneKind.FIRST_VERSION: 8,
    MilestoneKind.HALF_WAY: 11,
    MilestoneKind.TRIAL_DONE: 20,
    MilestoneKind.FINAL: 22,
}
"""In which week of twenty-two each usual milestone falls; in shorter ones in proportion."""


@consequence(of=OfferAccepted)
def plan_residency(work: Work, event: OfferAccepted) -> None:
    """The startup said yes: five months inside the ministry, as the challenge promised."""
    submission = submissions.submission(event.submission_id)
    sent = submissions.standing_version(submission)
    challenge = submission.challenge
    starts_on = first_day(challenge.residency_start, work.now)
    residency = Residency(
        submission_id=submission.id,
        challenge_id=challenge.id,
        organisation_id=submission.organisation_id,
        host_id=challenge.organisation_id,
        owner_id=challenge.owner_id,
        title=str(sent.content["title"]) if sent else submission.title,
        made_at=work.now,
        starts_on=starts_on,
        ends_on=add_months(starts_on, challenge.residency_months),
    )
    work.add(residency, *usual_milestones(residency))
    work.emit(
        ResidencyPlanned(
            subject_id=residency.id,
            submission_id=submission.id,
            challenge_id=challenge.id,
            organisation_id=residency.organisation_id,
            host_id=residency.host_id,
            starts_on=residency.starts_on,
            ends_on=residency.ends_on,
        )
    )


def usual_milestones(residency: Residency) -> list[Milestone]:
    """Six to start with, each at the end of its week; everybody may change them."""
    weeks = residency.calendar.weeks
    made = []
    for kind, week in USUAL_WEEKS.items():
        number = max(round(week * weeks / OF_WEEKS), 1)
        friday = residency.starts_on + timedelta(days=DAYS * (number - 1) + 4)
        due_on = min(open_day(friday), residency.calendar.last_day)
        made.append(Milestone(residency_id=residency.id, kind=kind, due_on=due_on))
    return made


@consequence(of=InvitationAccepted)
def let_lead(work: Work, event: InvitationAccepted) -> None:
    """Who took the link of an invitation to lead is the leader now."""
    if event.role != Role.LEADER.value or event.at_id is None:
        return
    residency = queries.residency(event.at_id)
    if residency.state is not ResidencyState.ENDED:
        commands.take_the_lead(work, residency, person_id=event.person_id)


@consequence(of=RoleGranted)
def give_a_card(work: Work, event: RoleGranted) -> None:
    """Whoever becomes a mentor has a card, to be filled in."""
    if event.role == Role.MENTOR.value:
        work.session.execute(
            insert(Mentor)
            .values(id=new_id(), person_id=event.subject_id, capacity=queries.USUAL_CAPACITY)
            .on_conflict_do_nothing()
        )
