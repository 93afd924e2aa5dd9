"""Letters to jurors, to who composed the jury, and to who releases the decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from portal.accounts import queries as accounts
from portal.accounts.model import Person, Role
from portal.challenges.events import ChallengeCancelled, DeadlineMoved
from portal.jury import queries
from portal.jury.events import (
    BoxOpened,
    ChairHandedOver,
    JurorInvited,
    JurorReplaced,
    ScoresReopened,
    SeatAccepted,
    SeatDeclined,
    VerdictRecorded,
)
from portal.jury.sitting import Sitting
from portal.kernel.events import consequence
from portal.kernel.web import address_of
from portal.kernel.work import Work


def _write(work: Work, sitting: Sitting, to: Person, name: str, endpoint: str, **more: Any) -> None:
    """``endpoint``: the page of this jury that the letter leads to."""
    challenge = sitting.challenge
    work.letter(
        to,
        f"jury/mail/{name}.txt",
        name=to.name,
        title=challenge.text_in(to.locale).title,
        organisation=challenge.organisation.name_in(to.locale),
        panel=sitting.panel,
        link=address_of(endpoint, slug=challenge.slug),
        **more,
    )


@consequence(of=JurorInvited)
def offer_a_seat(work: Work, event: JurorInvited) -> None:
    sitting = queries.sitting(event.challenge_id)
    person = accounts.person(event.person_id)
    _write(work, sitting, person, "seat_offered", "jury.panel", is_chair=event.is_chair)


@consequence(of=SeatAccepted)
def tell_who_composed_of_a_yes(work: Work, event: SeatAccepted) -> None:
    _answered(work, event, accepted=True)


@consequence(of=SeatDeclined)
def tell_who_composed_of_a_no(work: Work, event: SeatDeclined) -> None:
    _answered(work, event, accepted=False)


def _answered(work: Work, event: SeatAccepted | SeatDeclined, *, accepted: bool) -> None:
    sitting = queries.sitting(event.challenge_id)
    seat = next(seat for seat in sitting.seats if seat.id == event.subject_id)
    composer = accounts.person(sitting.panel.composed_by_id)
    _write(
        work,
        sitting,
        composer,
        "seat_answered",
        "jury.compose",
        juror=seat.person.name,
        word=seat.word,
        accepted=accepted,
    )


@consequence(of=JurorReplaced)
def tell_who_was_replaced(work: Work, event: JurorReplaced) -> None:
    sitting = queries.sitting(event.challenge_id)
    seat = next(seat for seat in sitting.seats if seat.id == event.subject_id)
    _write(
        work,
        sitting,
        seat.person,
        "seat_ended",
        "jury.home",
        reason="" if event.applied else seat.reason,
        applied=event.applied,
    )


@consequence(of=ChairHandedOver)
def tell_the_new_chair(work: Work, event: ChairHandedOver) -> None:
    sitting = queries.sitting(event.challenge_id)
    _write(
        work,
        sitting,
        accounts.person(event.to_id),
        "chair_handed_over",
        "jury.panel",
        reason=event.reason,
    )


@consequence(of=BoxOpened)
def ask_for_conflicts(work: Work, event: BoxOpened) -> None:
    sitting = queries.sitting(event.challenge_id)
    for seat in sitting.accepted:
        _write(work, sitting, seat.person, "box_opened", "jury.declare")


@consequence(of=ScoresReopened)
def tell_whose_scores_were_reopened(work: Work, event: ScoresReopened) -> None:
    sitting = queries.sitting(event.challenge_id)
    number = sitting.entry(event.submission_id).number
    person = accounts.person(event.person_id)
    _write(
        work, sitting, person, "scores_reopened", "jury.panel", reason=event.reason, number=number
    )


@consequence(of=VerdictRecorded)
def ask_for_release(work: Work, event: VerdictRecorded) -> None:
    """Whoever runs the programme may release the letters; not the one who decided."""
    sitting = queries.sitting(event.challenge_id)
    managers = accounts.holders(Role.PROGRAMME_MANAGER, sitting.challenge.organisation.places)
    for person in managers:
        if person.id != work.actor.id:
            _write(work, sitting, person, "to_be_released", "jury.release")


@consequence(of=DeadlineMoved)
def tell_the_jury_of_more_time(work: Work, event: DeadlineMoved) -> None:
    """Who was asked and did not answer yet too: it is their agenda as well."""
    more = {
        "old_deadline": event.old_deadline,
        "new_deadline": event.new_deadline,
        "reason": event.reason,
    }
    _to_the_jury(work, event.subject_id, "deadline_moved", "jury.panel", **more)


@consequence(of=ChallengeCancelled)
def tell_the_jury_of_the_end(work: Work, event: ChallengeCancelled) -> None:
    _to_the_jury(work, event.subject_id, "cancelled", "challenges.show", reason=event.reason)


def _to_the_jury(
    work: Work, challenge_id: UUID, letter: str, endpoint: str, **context: Any
) -> None:
    if queries.panel_of(challenge_id) is None:
        return
    sitting = queries.sitting(challenge_id)
    for seat in sitting.living:
        _write(work, sitting, seat.person, letter, endpoint, **context)
