"""What taking and losing a seat brings with it: roles, reviews, and what may be read."""

from __future__ import annotations

from portal.accounts import commands as accounts
from portal.accounts.model import Person, Role
from portal.jury.events import JurorReplaced, SeatAccepted
from portal.jury.model import Review, Seat
from portal.jury.sitting import Sitting
from portal.jury.states import ReviewState
from portal.kernel.work import Work
from portal.submissions import commands as submissions

APPLIED = "applied"
"""The reason stored where the portal itself frees a seat: the person belongs to an applicant."""


def take(work: Work, sitting: Sitting, seat: Seat) -> None:
    """The roles that go with a seat, and the reviews where the box is open already."""
    person = work.session.get_one(Person, seat.person_id)
    accounts.grant_role(work, person, role=Role.JUROR, at_id=sitting.challenge.id)
    if seat.is_chair:
        accounts.grant_role(work, person, role=Role.CHAIR, at_id=sitting.challenge.id)
    assign(work, sitting, seat)
    work.emit(
        SeatAccepted(
            subject_id=seat.id, challenge_id=sitting.challenge.id, person_id=seat.person_id
        )
    )


def assign(work: Work, sitting: Sitting, seat: Seat) -> None:
    """A review of each submission; none of what the same person settled in a seat before."""
    settled = {
        review.submission_id
        for review in sitting.reviews
        if review.state in {ReviewState.HANDED_IN, ReviewState.CONFLICT}
        and sitting.person_of(review) == seat.person_id
    }
    work.add(
        *(
            Review(submission_id=entry.id, seat_id=seat.id, assigned_at=work.now)
            for entry in sitting.entries
            if entry.id not in settled
        )
    )


def free(work: Work, sitting: Sitting, seat: Seat, *, reason: str, applied: bool = False) -> None:
    """The person is no longer on the jury. What they handed in stays."""
    work.move(seat, "replace_juror")
    seat.reason = reason
    person = work.session.get_one(Person, seat.person_id)
    for role in (Role.CHAIR, Role.JUROR):
        accounts.revoke_role(work, person, role=role, at_id=sitting.challenge.id)
    for entry in sitting.entries:
        submissions.end_access(work, entry.submission, person_id=seat.person_id)
    work.emit(
        JurorReplaced(
            subject_id=seat.id,
            challenge_id=sitting.challenge.id,
            person_id=seat.person_id,
            applied=applied,
        )
    )
