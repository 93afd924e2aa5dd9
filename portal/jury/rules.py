"""Who may do what on a jury. Most rules ask a ``Sitting``: one jury at one moment.

Two relations count beside the seats: whoever writes challenges for the organisation (owner)
composes the panel, and its programme manager releases what the chair decided. Neither reads a
submission for that. Nobody of an applicant sits, holds a key or reads, whatever else they are;
before the box is open only they themselves can notice, since until then nobody may know who
applied.
"""

from __future__ import annotations

from uuid import UUID

from portal.accounts.model import Role
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.jury.model import Review, Seat
from portal.jury.sitting import Sitting, Stage
from portal.jury.states import ReviewState, SeatState
from portal.kernel.policy import ALLOW, Actor, Verdict, deny, hide
from portal.kernel.text import _, ngettext

S = ChallengeState
COMPOSABLE = frozenset({S.DRAFT, S.IN_REVIEW, S.CHANGES_REQUESTED, S.PUBLISHED})
CHANGEABLE = COMPOSABLE | {S.JUDGING}
OPENED = frozenset({S.JUDGING, S.DECIDED, S.AWARDED, S.CONCLUDED, S.NO_AWARD})
RELEASED = frozenset({S.AWARDED, S.CONCLUDED, S.NO_AWARD})


def anyone(_actor: Actor, _thing: object) -> Verdict:
    """For what another domain's event brings about, whose own rule has spoken."""
    return ALLOW


def owns(actor: Actor, challenge: Challenge) -> bool:
    return actor.is_a(Role.OWNER, at=challenge.organisation.places)


def manages(actor: Actor, challenge: Challenge) -> bool:
    return actor.is_a(Role.PROGRAMME_MANAGER, at=challenge.organisation.places)


def applied(actor: Actor, sitting: Sitting) -> bool:
    """Whether the actor belongs to somebody who sent an answer."""
    return not actor.places(Role.MEMBER).isdisjoint(sitting.applicants)


def stage(actor: Actor, challenge: Challenge) -> Stage:
    match challenge.state:
        case S.CANCELLED:
            return Stage.CANCELLED
        case S.JUDGING:
            return Stage.SCORING
        case S.DECIDED:
            return Stage.DECIDED
        case state if state in RELEASED:
            return Stage.RELEASED
    return Stage.BOX_CLOSED if deadline_passed(actor, challenge) else Stage.COMPOSING


def deadline_passed(actor: Actor, challenge: Challenge) -> bool:
    return (
        challenge.state not in COMPOSABLE - {S.PUBLISHED}
        and challenge.deadline is not None
        and challenge.deadline <= actor.now
    )


# --- Who sees ---------------------------------------------------------------------------------


def may_see(actor: Actor, sitting: Sitting) -> Verdict:
    """Who composes, who releases, and who has a seat or was offered one.

    Twin: ``queries.visible_to``.
    """
    challenge = sitting.challenge
    if owns(actor, challenge) or manages(actor, challenge) or sitting.seat_of(actor.id):
        return ALLOW
    return hide()


def may_read(actor: Actor, review: Review) -> Verdict:
    """The text of a submission: a seated juror who declared no conflict of interest with it.

    Twin: ``queries.readable_by``.
    """
    seat = review.seat
    if actor.id is None or seat.person_id != actor.id or seat.state is not SeatState.ACCEPTED:
        return hide()
    if review.submission.organisation_id in actor.places(Role.MEMBER):
        return hide()
    if review.state is ReviewState.ASSIGNED:
        return deny(_("First say whether you have a conflict of interest with this submission."))
    if review.state is ReviewState.CONFLICT:
        return deny(_("You have a conflict of interest with this submission. You see only names."))
    return ALLOW


def sees_scores_of(actor: Actor, sitting: Sitting, entry_id: UUID) -> bool:
    """Others' scores of a submission: once one's own are in, and never with a conflict."""
    seat = sitting.accepted_seat_of(actor.id)
    review = sitting.review(seat, entry_id) if seat else None
    return review is not None and review.state is ReviewState.HANDED_IN


# --- The panel --------------------------------------------------------------------------------


def may_see_composition(actor: Actor, challenge: Challenge) -> Verdict:
    return ALLOW if owns(actor, challenge) or manages(actor, challenge) else hide()


def may_compose(actor: Actor, challenge: Challenge) -> Verdict:
    """Quorum and dates: by the owner, until the box is open."""
    if not owns(actor, challenge):
        return (
            deny(_("Only the owner of the challenge composes the jury."))
            if manages(actor, challenge)
            else hide()
        )
    if challenge.state not in COMPOSABLE:
        return deny(_("The box is open. Quorum and dates stay as they are."))
    return ALLOW


def may_invite(actor: Actor, sitting: Sitting) -> Verdict:
    """Jurors may still be added while the others score, never after the decision."""
    verdict = may_see_composition(actor, sitting.challenge)
    if not verdict:
        return verdict
    if not owns(actor, sitting.challenge):
        return deny(_("Only the owner of the challenge composes the jury."))
    if sitting.challenge.state not in CHANGEABLE:
        return deny(_("The jury has decided. Its members stay as they are."))
    return ALLOW


may_replace = may_invite


def may_answer_offer(actor: Actor, sitting: Sitting) -> Verdict:
    """Take or decline the seat that was offered to the actor."""
    seat = sitting.seat_of(actor.id)
    if seat is None:
        return hide()
    if seat.state is not SeatState.INVITED:
        return deny(_("You have taken your seat already."))
    if sitting.challenge.state not in CHANGEABLE:
        return deny(_("The jury has decided. A seat can no longer be taken."))
    return ALLOW


def may_hand_over(actor: Actor, sitting: Sitting) -> Verdict:
    """The chair themself; or the owner, where the chair is absent."""
    if not may_see(actor, sitting):
        return hide()
    if not sitting.is_chair(actor.id) and not owns(actor, sitting.challenge):
        return deny(_("Only the chair or the owner of the challenge can hand over the chair."))
    if sitting.challenge.state not in CHANGEABLE:
        return deny(_("The jury has decided. The chair stays who it was."))
    return ALLOW


def can_chair(sitting: Sitting, seat: Seat) -> bool:
    """Whether somebody else on the panel could take the chair: seated, without a conflict."""
    return (
        seat.state is SeatState.ACCEPTED
        and not seat.is_chair
        and not sitting.conflicts_of(seat.person_id)
    )


# --- The box ----------------------------------------------------------------------------------


def may_turn_key(actor: Actor, sitting: Sitting) -> Verdict:
    """Chair and one other, after the deadline, neither of them tied to an applicant."""
    if not may_see(actor, sitting):
        return hide()
    return _may_open_at_all(actor, sitting) and _may_hold_a_key(actor, sitting)


def _may_hold_a_key(actor: Actor, sitting: Sitting) -> Verdict:
    if applied(actor, sitting):
        return deny(_("You belong to an organisation that applied. Somebody else must do this."))
    challenge, seated = sitting.challenge, sitting.accepted_seat_of(actor.id) is not None
    if not seated and not owns(actor, challenge) and not manages(actor, challenge):
        return deny(_("Take your seat first. Then you can turn a key."))
    first = first_key(sitting)
    if first == actor.id:
        return deny(_("You have turned your key. Somebody else turns the second."))
    if first and not sitting.is_chair(first) and not sitting.is_chair(actor.id):
        return deny(_("One of the two keys is the chair's."))
    return ALLOW


def _may_open_at_all(actor: Actor, sitting: Sitting) -> Verdict:
    challenge = sitting.challenge
    if challenge.state in OPENED:
        return deny(_("The box is open already."))
    if challenge.state is not S.PUBLISHED:
        return deny(_("This challenge takes no answers, so there is nothing to open."))
    if not deadline_passed(actor, challenge):
        return deny(_("The box stays closed until the deadline has passed."))
    if sitting.chair is None or sitting.chair.state is not SeatState.ACCEPTED:
        return deny(_("The jury has no chair yet. The chair turns one of the two keys."))
    short = sitting.panel.quorum - len(sitting.accepted)
    if short > 0:
        return deny(
            ngettext(
                "One more juror must accept: each submission needs %(quorum)s scores.",
                "%(num)d more jurors must accept: each submission needs %(quorum)s scores.",
                short,
                quorum=sitting.panel.quorum,
            )
        )
    return ALLOW


def first_key(sitting: Sitting) -> UUID | None:
    """Who turned the first key, as long as they are still entitled to it."""
    box = sitting.box
    if box is None:
        return None
    seat = next((seat for seat in sitting.seats if seat.person_id == box.first_by_id), None)
    lost = seat is not None and sitting.seat_of(box.first_by_id) is None
    return None if lost else box.first_by_id


# --- Conflicts and scores ---------------------------------------------------------------------


def may_declare(actor: Actor, seat: Seat) -> Verdict:
    """Say of each submission whether there is a conflict of interest."""
    if actor.id is None or seat.person_id != actor.id or seat.state is not SeatState.ACCEPTED:
        return hide()
    if seat.panel.challenge.state is not S.JUDGING:
        return deny(_("The jury is not scoring at this moment."))
    return ALLOW


def may_declare_conflict(actor: Actor, review: Review) -> Verdict:
    """At first or later, even after handing in: until the decision."""
    if actor.id is None or review.seat.person_id != actor.id:
        return hide()
    if review.seat.state is not SeatState.ACCEPTED:
        return hide()
    if review.submission.challenge.state is not S.JUDGING:
        return deny(_("The jury has decided. Tell the chair."))
    if review.state is ReviewState.CONFLICT:
        return deny(_("You have declared this already."))
    return ALLOW


def may_score(actor: Actor, review: Review) -> Verdict:
    verdict = may_read(actor, review)
    if not verdict:
        return verdict
    if review.submission.challenge.state is not S.JUDGING:
        return deny(_("The jury has decided. Scores stay as they are."))
    if review.state is not ReviewState.STARTED:
        return deny(_("You have handed in these scores. Only the chair can reopen them."))
    return ALLOW


def may_reopen(actor: Actor, sitting: Sitting) -> Verdict:
    """Which scores may be reopened is asked in the command: only those that the chair sees."""
    if not may_see(actor, sitting):
        return hide()
    if not sitting.is_chair(actor.id):
        return deny(_("Only the chair can reopen scores."))
    if sitting.challenge.state is not S.JUDGING:
        return deny(_("The jury has decided. Scores stay as they are."))
    return ALLOW


# --- Ranking and decision ---------------------------------------------------------------------


def may_chair(actor: Actor, sitting: Sitting) -> Verdict:
    """The chair's own pages; what they show depends on more."""
    if not may_see(actor, sitting):
        return hide()
    if not sitting.is_chair(actor.id):
        return deny(_("Only the chair of the jury sees this."))
    if sitting.challenge.state not in OPENED:
        return deny(_("The box is still closed."))
    return ALLOW


def may_rank(actor: Actor, sitting: Sitting) -> Verdict:
    """Every score at once: the chair, without a conflict, whose own scores are all in."""
    verdict = may_chair(actor, sitting)
    if not verdict:
        return verdict
    if sitting.conflicts_of(actor.id) or applied(actor, sitting):
        return deny(_("You have a conflict of interest. Hand over the chair to somebody else."))
    seat = sitting.accepted_seat_of(actor.id)
    if seat is None or not sitting.has_finished(seat):
        return deny(_("You see the ranking when all your own scores are in."))
    return ALLOW


def may_record(actor: Actor, sitting: Sitting) -> Verdict:
    """Record the decision: once every submission has its quorum of scores."""
    verdict = may_rank(actor, sitting)
    if not verdict:
        return verdict
    if sitting.challenge.state is not S.JUDGING or sitting.decision is not None:
        return deny(_("The decision was recorded already. Somebody was first."))
    if sitting.below_quorum:
        return deny(_("Not every submission has enough scores yet."))
    return ALLOW


def may_draft(actor: Actor, sitting: Sitting) -> Verdict:
    """Write at the decision while scores are still coming in."""
    verdict = may_rank(actor, sitting)
    if verdict and (sitting.challenge.state is not S.JUDGING or sitting.decision is not None):
        return deny(_("The decision was recorded already. Somebody was first."))
    return verdict


def may_see_decision(actor: Actor, sitting: Sitting) -> Verdict:
    """Under embargo: the chair and the programme manager. Afterwards whoever sees the jury."""
    if not may_see(actor, sitting) or sitting.decision is None:
        return hide()
    if applied(actor, sitting):
        return hide()
    if sitting.decision.released_at is not None or sitting.is_chair(actor.id):
        return ALLOW
    return ALLOW if manages(actor, sitting.challenge) else hide()


def may_release(actor: Actor, sitting: Sitting) -> Verdict:
    """Let all letters go: the chair or the programme manager, once."""
    verdict = may_see_decision(actor, sitting)
    if not verdict:
        return verdict
    if sitting.decision is None or sitting.decision.released_at is not None:
        return deny(_("The letters were released already."))
    if not sitting.is_chair(actor.id) and not manages(actor, sitting.challenge):
        return deny(_("Only the chair or the programme manager releases the letters."))
    return ALLOW
