"""What other domains' events bring about on a jury."""

from __future__ import annotations

from portal.accounts import queries as accounts
from portal.accounts.events import InvitationAccepted
from portal.challenges import queries as challenges
from portal.challenges.events import DeadlineMoved
from portal.jury import commands, queries
from portal.jury.events import PanelComposed
from portal.jury.queries.one import JURY_ROLES
from portal.kernel.events import consequence
from portal.kernel.work import Work


@consequence(of=InvitationAccepted)
def seat_who_was_invited(work: Work, event: InvitationAccepted) -> None:
    """An invitation by mail to a jury is a seat, once it is taken."""
    if event.role not in {role.value for role in JURY_ROLES} or event.at_id is None:
        return
    if queries.panel_of(event.at_id) is None:
        return
    commands.seat_invited(
        work,
        queries.sitting(event.at_id),
        person=accounts.person(event.person_id),
        is_chair=event.role == "chair",
    )


@consequence(of=DeadlineMoved)
def move_hand_in(work: Work, event: DeadlineMoved) -> None:
    """Jurors keep as many days as they had, as far as the day of the decision allows."""
    panel = queries.panel_of(event.subject_id)
    if panel is None or panel.hand_in_by is None:
        return
    later = panel.hand_in_by + (event.new_deadline - event.old_deadline)
    panel.hand_in_by = min(later, challenges.by_id(event.subject_id).decision_by or later)
    work.emit(
        PanelComposed(subject_id=panel.id, challenge_id=event.subject_id, quorum=panel.quorum)
    )
