"""Letters that the post refused again and again."""

from __future__ import annotations

from portal.accounts import rules
from portal.accounts.events import LetterTriedAgain
from portal.kernel.jobs import defer
from portal.kernel.outbox import Letter, LetterState
from portal.kernel.work import Work, command


@command(may=rules.may_administer)
def retry_letter(work: Work, letter: Letter) -> bool:
    """Give a parked letter all its chances anew; False where it was not parked (any more)."""
    if letter.state is not LetterState.PARKED:
        return False
    letter.state, letter.attempts = LetterState.WAITING, 0
    defer(work.session, "outbox.deliver", letters=[str(letter.id)])
    work.emit(LetterTriedAgain(subject_id=letter.id))
    return True
