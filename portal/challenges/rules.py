from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from portal.accounts.model import Organisation, Role
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState, Phase
from portal.kernel.policy import ALLOW, BEGINNING, Actor, Verdict, deny, hide
from portal.kernel.text import _

S = ChallengeState
UNPUBLISHED = frozenset({S.DRAFT, S.IN_REVIEW, S.CHANGES_REQUESTED})
BEING_WRITTEN = frozenset({S.DRAFT, S.CHANGES_REQUESTED})
OPEN = frozenset({Phase.QUESTIONS_OPEN, Phase.OPEN})
STAFF = (Role.OWNER, Role.EDITOR, Role.PROGRAMME_MANAGER)
"""Who sees a challenge of their organisation before anybody else does, and its decision."""

CLOSES_SOON = timedelta(days=7)


class Dated(Protocol):
    """What the phase of a challenge depends on: the model itself, or a row with these columns."""

    @property
    def state(self) -> ChallengeState: ...
    @property
    def publish_at(self) -> datetime | None: ...
    @property
    def questions_until(self) -> datetime | None: ...
    @property
    def deadline(self) -> datetime | None: ...
    @property
    def awarded_at(self) -> datetime | None: ...
    @property
    def standstill_days(self) -> int: ...


def phase(challenge: Dated, now: datetime) -> Phase:
    """What the stored state and the clock together come to."""
    match challenge.state:
        case S.PUBLISHED:
            return _phase_by_the_clock(challenge, now)
        case S.AWARDED if now < standstill_until(challenge):
            return Phase.STANDSTILL
        case state:
            return Phase(state.value)


def public_phase(challenge: Dated, now: datetime) -> Phase:
    """The phase as anybody may know it: a decision that is not released does not exist yet."""
    found = phase(challenge, now)
    return Phase.JUDGING if found is Phase.DECIDED else found


def standstill_until(challenge: Dated) -> datetime:
    """Until when the other applicants may object; long ago where nothing was awarded."""
    awarded = challenge.awarded_at
    if awarded is None:
        return BEGINNING
    return awarded + timedelta(days=challenge.standstill_days)


def closes_soon(challenge: Dated, now: datetime) -> bool:
    deadline = challenge.deadline
    return deadline is not None and now < deadline <= now + CLOSES_SOON


def is_open(challenge: Dated, now: datetime) -> bool:
    return phase(challenge, now) in OPEN


def is_public(challenge: Dated, now: datetime) -> bool:
    """Whether anybody may read it. A moment of publication is set by the approval only."""
    return challenge.publish_at is not None and challenge.publish_at <= now


def is_staff(actor: Actor, organisation: Organisation) -> bool:
    return any(actor.is_a(role, at=organisation.places) for role in STAFF)


def may_see(actor: Actor, challenge: Challenge) -> Verdict:
    """Anybody once it is public; before that its staff, and once it is approved its jury too.

    ``queries.visible_to`` is the same for lists; a table test holds them equal.
    """
    if is_public(challenge, actor.now) or is_staff(actor, challenge.organisation):
        return ALLOW
    seats = (Role.CHAIR, Role.JUROR)
    if challenge.publish_at and any(actor.is_a(role, at=challenge.id) for role in seats):
        return ALLOW
    return hide()


def may_see_behind(actor: Actor, challenge: Challenge) -> Verdict:
    """What only the staff knows: drafts, remarks, a decision under embargo."""
    return ALLOW if is_staff(actor, challenge.organisation) else hide()


def may_write_for(actor: Actor, organisation: Organisation) -> Verdict:
    if not organisation.is_public:
        return deny(_("Only a public organisation can put a challenge."))
    if not actor.is_a(Role.OWNER, at=organisation.places):
        return deny(_("Only somebody who writes challenges for this organisation can do this."))
    return ALLOW


def may_edit(actor: Actor, challenge: Challenge) -> Verdict:
    if not is_staff(actor, challenge.organisation):
        return hide()
    if not actor.is_a(Role.OWNER, at=challenge.organisation.places):
        return deny(_("Only somebody who writes challenges for this organisation can do this."))
    if challenge.state not in BEING_WRITTEN:
        return deny(_("This challenge is not being written any more."))
    return ALLOW


may_ask_review = may_edit


def may_review(actor: Actor, challenge: Challenge) -> Verdict:
    """Four eyes: an editor of the organisation, and never the one who asked for the review."""
    if not is_staff(actor, challenge.organisation):
        return hide()
    if not actor.is_a(Role.EDITOR, at=challenge.organisation.places):
        return deny(_("Only an editor of this organisation can review this challenge."))
    if actor.id == challenge.submitted_by_id:
        return deny(_("You asked for this review yourself. Somebody else must look at it."))
    if challenge.state != S.IN_REVIEW:
        return deny(_("This challenge is not waiting for a review."))
    return ALLOW


may_request_changes = may_review
may_publish = may_review


def may_announce(actor: Actor, challenge: Challenge) -> Verdict:
    """Done by the portal, once, at the moment that was planned."""
    if actor.system and challenge.state == S.PUBLISHED and challenge.announced_at is None:
        return ALLOW if is_public(challenge, actor.now) else deny(_("It is not time yet."))
    return deny(_("This was already done."))


def may_change(actor: Actor, challenge: Challenge) -> Verdict:
    """Texts and later dates, while nothing has been decided; everybody can read what changed."""
    if not is_staff(actor, challenge.organisation):
        return hide()
    if not _writes_or_edits(actor, challenge):
        return deny(_("Only somebody who writes challenges for this organisation can do this."))
    if challenge.state not in {S.PUBLISHED, S.JUDGING}:
        return deny(_("This challenge cannot be changed any more."))
    return ALLOW


def may_move_deadline(actor: Actor, challenge: Challenge) -> Verdict:
    if not is_staff(actor, challenge.organisation):
        return hide()
    if not _writes_or_edits(actor, challenge):
        return deny(_("Only somebody who writes challenges for this organisation can do this."))
    if challenge.state != S.PUBLISHED:
        return deny(_("This challenge cannot be changed any more."))
    if challenge.deadline is None or challenge.deadline <= actor.now:
        return deny(_("The deadline has passed. It cannot be moved any more."))
    return ALLOW


def may_cancel(actor: Actor, challenge: Challenge) -> Verdict:
    if not is_staff(actor, challenge.organisation):
        return hide()
    if not _writes_or_edits(actor, challenge):
        return deny(_("Only somebody who writes challenges for this organisation can do this."))
    if not challenge.can("cancel"):
        return deny(_("This challenge cannot be cancelled any more."))
    return ALLOW


def may_follow(actor: Actor, challenge: Challenge) -> Verdict:
    if not actor.is_somebody:
        return deny(_("Sign in first."))
    return ALLOW if is_public(challenge, actor.now) else may_see(actor, challenge)


def may_start_judging(actor: Actor, challenge: Challenge) -> Verdict:
    """Whoever turns the second key; the jury's own rule says who that may be."""
    if challenge.deadline is None or actor.now < challenge.deadline:
        return deny(_("The deadline has not passed yet."))
    return ALLOW


def may_record_outcome(_actor: Actor, _challenge: Challenge) -> Verdict:
    """Outcomes are written here by the domains above, whose own rule has said who may.

    No page of this domain leads to it, and the states allow each outcome only where it fits.
    It may be an applicant who declines, or the portal when an offer expires.
    """
    return ALLOW


def is_awarded(challenge: Challenge) -> Verdict:
    if challenge.state == S.AWARDED:
        return ALLOW
    return deny(_("This challenge has no winner who could be replaced."))


def _writes_or_edits(actor: Actor, challenge: Challenge) -> bool:
    places = challenge.organisation.places
    return actor.is_a(Role.OWNER, at=places) or actor.is_a(Role.EDITOR, at=places)


def _phase_by_the_clock(challenge: Dated, now: datetime) -> Phase:
    if not is_public(challenge, now):
        return Phase.SCHEDULED
    if challenge.deadline is None or challenge.deadline <= now:
        return Phase.CLOSED
    if challenge.questions_until is not None and now < challenge.questions_until:
        return Phase.QUESTIONS_OPEN
    return Phase.OPEN
