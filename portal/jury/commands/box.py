"""The box of submissions: opened after the deadline by two people, each in an act of their own."""

from __future__ import annotations

from uuid import UUID

from portal.challenges import commands as challenges
from portal.jury import queries, rules, seating
from portal.jury.events import BoxOpened, KeyTurned
from portal.jury.locked import on_jury
from portal.jury.model import BoxOpening
from portal.jury.sitting import Sitting
from portal.kernel.errors import NotAllowed
from portal.kernel.text import _
from portal.kernel.work import Work
from portal.submissions import commands as submissions


@on_jury(may=rules.may_turn_key)
def turn_key(work: Work, sitting: Sitting) -> bool:
    """Turn one of the two keys; True where it was the second, and the box is open now.

    The challenge is held alone, so that a send in progress is in the box or refused.
    """
    who = work.actor.id
    if who is None:
        raise NotAllowed(_("Sign in first."))
    box = sitting.box
    if box is None or rules.first_key(sitting) is None:
        _first(work, sitting, box, who)
        return False
    box.second_by_id, box.second_at = who, work.now
    _turned(work, box, who, key=2)
    _open(work, sitting.challenge.id, box)
    return True


def _first(work: Work, sitting: Sitting, box: BoxOpening | None, who: UUID) -> None:
    """The first key; also where whoever turned it before has left the jury since."""
    if box is None:
        box = BoxOpening(challenge_id=sitting.challenge.id, first_by_id=who, first_at=work.now)
        work.add(box)
    box.first_by_id, box.first_at = who, work.now
    _turned(work, box, who, key=1)


def _turned(work: Work, box: BoxOpening, who: UUID, *, key: int) -> None:
    work.emit(KeyTurned(subject_id=box.id, challenge_id=box.challenge_id, person_id=who, key=key))


def _open(work: Work, challenge_id: UUID, box: BoxOpening) -> None:
    """Number what was sent, free the seats of applicants, give every other seat its reviews."""
    challenge = queries.sitting(challenge_id).challenge
    challenges.start_judging(work, challenge)
    submissions.number_submissions(work, challenge)
    opened = queries.sitting(challenge_id)
    barred = queries.members_among([seat.person_id for seat in opened.living], opened.applicants)
    for seat in opened.living:
        if seat.person_id in barred:
            seating.free(work, opened, seat, reason=seating.APPLIED, applied=True)
    for seat in opened.accepted:
        seating.assign(work, opened, seat)
    work.emit(BoxOpened(subject_id=box.id, challenge_id=challenge_id))
