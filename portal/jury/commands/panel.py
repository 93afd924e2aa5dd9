"""Who sits on a jury: composed, invited, seated, replaced, and who has the chair."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.accounts import commands as accounts
from portal.accounts.folding import email_key
from portal.accounts.model import Person, Role
from portal.accounts.queries import person_at
from portal.challenges.model import Challenge
from portal.jury import queries, rules, seating
from portal.jury.events import (
    ChairHandedOver,
    JurorInvited,
    PanelComposed,
    SeatDeclined,
)
from portal.jury.locked import on_jury
from portal.jury.model import Panel, Seat
from portal.jury.sitting import Sitting
from portal.jury.states import SeatState
from portal.kernel.errors import Missing, NotAllowed, RuleBroken
from portal.kernel.text import _
from portal.kernel.work import Work, command


@command(may=rules.may_compose)
def compose_panel(
    work: Work, challenge: Challenge, *, quorum: int, hand_in_by: datetime | None
) -> Panel:
    """Make the jury of a challenge, or change its quorum and its date."""
    _check_date(challenge, hand_in_by)
    panel = queries.panel_of(challenge.id)
    if panel is None:
        panel = Panel(
            challenge_id=challenge.id,
            composed_by_id=_somebody(work),
            composed_at=work.now,
        )
        work.add(panel)
    panel.quorum, panel.hand_in_by = quorum, hand_in_by
    work.emit(PanelComposed(subject_id=panel.id, challenge_id=challenge.id, quorum=quorum))
    return panel


def _somebody(work: Work) -> UUID:
    if work.actor.id is None:
        raise NotAllowed(_("Sign in first."))
    return work.actor.id


def _own(sitting: Sitting, work: Work) -> Seat:
    seat = sitting.seat_of(work.actor.id)
    if seat is None:
        raise Missing
    return seat


def _check_date(challenge: Challenge, hand_in_by: datetime | None) -> None:
    if hand_in_by is None:
        return
    if challenge.deadline is not None and hand_in_by <= challenge.deadline:
        raise RuleBroken(_("Choose a day after the deadline for answers."), field="hand_in_by")
    if challenge.decision_by is not None and hand_in_by > challenge.decision_by:
        raise RuleBroken(_("Choose a day before the decision is due."), field="hand_in_by")


@on_jury(may=rules.may_invite)
def invite_juror(work: Work, sitting: Sitting, *, email: str, is_chair: bool = False) -> None:
    """Offer a seat to whoever has this address.

    Who has an account finds the offer there; to any other address goes an invitation, and the
    seat is there when it is accepted. The caller cannot tell which of the two happened.
    """
    _check_chair(work, sitting, is_chair=is_chair)
    known = person_at(email)
    if known is None:
        _refuse_twice(work, sitting, email)
        accounts.invite(
            work,
            None,
            email=email,
            role=Role.CHAIR if is_chair else Role.JUROR,
            at_id=sitting.challenge.id,
            about=sitting.challenge.text_in("nl").title,
        )
        return
    if sitting.seat_of(known.id):
        raise RuleBroken(_("Somebody with this address is on the jury already."), field="email")
    _refuse_applicant(sitting, known)
    seat = Seat(
        panel_id=sitting.panel.id, person_id=known.id, invited_at=work.now, is_chair=is_chair
    )
    work.add(seat)
    work.emit(
        JurorInvited(
            subject_id=seat.id,
            challenge_id=sitting.challenge.id,
            person_id=known.id,
            is_chair=is_chair,
        )
    )


def _check_chair(work: Work, sitting: Sitting, *, is_chair: bool) -> None:
    if not is_chair:
        return
    waiting = queries.open_invitations(sitting.challenge.id, work.actor)
    if sitting.chair or any(invitation.role is Role.CHAIR for invitation in waiting):
        raise RuleBroken(
            _("This jury has a chair already. The chair can be handed over."), field="is_chair"
        )


def _refuse_twice(work: Work, sitting: Sitting, email: str) -> None:
    waiting = queries.open_invitations(sitting.challenge.id, work.actor)
    if email_key(email) in {invitation.email_key for invitation in waiting}:
        raise RuleBroken(_("Somebody with this address was invited already."), field="email")


def _refuse_applicant(sitting: Sitting, person: Person) -> None:
    """Only with the box open: before that it would tell who applied."""
    if sitting.challenge.state not in rules.OPENED:
        return
    if queries.members_among([person.id], sitting.applicants):
        raise RuleBroken(
            _("This person belongs to an organisation that applied, and cannot judge."),
            field="email",
        )


@on_jury(may=rules.may_answer_offer)
def accept_seat(work: Work, sitting: Sitting, *, word: str = "") -> None:
    """Take the seat that was offered. With the box open, the reviews come with it."""
    seat = _own(sitting, work)
    if sitting.challenge.state in rules.OPENED and rules.applied(work.actor, sitting):
        raise RuleBroken(_("You belong to an organisation that applied, so you cannot judge."))
    work.move(seat, "accept_seat")
    seat.answered_at, seat.word = work.now, word
    seating.take(work, sitting, seat)


@on_jury(may=rules.may_answer_offer)
def decline_seat(work: Work, sitting: Sitting, *, word: str = "") -> None:
    """Say no to the seat that was offered, with a word if they like."""
    seat = _own(sitting, work)
    work.move(seat, "decline_seat")
    seat.answered_at, seat.word = work.now, word
    work.emit(
        SeatDeclined(
            subject_id=seat.id, challenge_id=sitting.challenge.id, person_id=seat.person_id
        )
    )


@on_jury(may=rules.anyone)
def seat_invited(work: Work, sitting: Sitting, *, person: Person, is_chair: bool) -> None:
    """Who took an invitation by mail has accepted the seat with it."""
    over = sitting.challenge.state not in rules.CHANGEABLE
    if over or (is_chair and sitting.chair):
        accounts.revoke_role(work, person, role=Role.CHAIR, at_id=sitting.challenge.id)
    if over:
        accounts.revoke_role(work, person, role=Role.JUROR, at_id=sitting.challenge.id)
    if over or sitting.seat_of(person.id):
        return
    _refuse_applicant(sitting, person)
    seat = Seat(
        panel_id=sitting.panel.id,
        person_id=person.id,
        invited_at=work.now,
        is_chair=is_chair and sitting.chair is None,
    )
    work.add(seat)
    work.session.flush()
    work.move(seat, "accept_seat")
    seat.answered_at = work.now
    seating.take(work, sitting, seat)


@on_jury(may=rules.may_replace)
def replace_juror(work: Work, sitting: Sitting, *, seat: Seat, reason: str) -> None:
    """Free a seat: the person is told why, and reads nothing any more.

    What was handed in stays and counts: it was scored with all in view. What was not is over.
    """
    if seat.is_chair and seat.state is SeatState.ACCEPTED:
        raise RuleBroken(_("Hand over the chair first. Then this juror can be replaced."))
    seating.free(work, sitting, seat, reason=reason)


@on_jury(may=rules.may_hand_over)
def hand_over_chair(work: Work, sitting: Sitting, *, to: Seat, reason: str) -> None:
    """Make another juror the chair; who had the chair stays on the jury.

    A decision that was being written is thrown away: it was written by somebody who may have a
    conflict of interest.
    """
    before = sitting.chair
    if not rules.can_chair(sitting, to):
        raise RuleBroken(
            _("Choose a juror who took the seat and declared no conflict of interest."),
            field="to",
        )
    at_id = sitting.challenge.id
    if before is not None:
        before.is_chair = False
        work.session.flush()  # one chair at a time, says the database too
        accounts.revoke_role(work, before.person, role=Role.CHAIR, at_id=at_id)
    to.is_chair = True
    accounts.grant_role(work, to.person, role=Role.CHAIR, at_id=at_id)
    draft = queries.draft_of(at_id)
    if draft is not None:
        work.session.delete(draft)
    work.emit(
        ChairHandedOver(
            subject_id=sitting.panel.id,
            challenge_id=at_id,
            from_id=before.person_id if before else to.person_id,
            to_id=to.person_id,
            reason=reason,
        )
    )
