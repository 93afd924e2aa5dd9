from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.accounts.model import Organisation, Role
from portal.challenges import rules as challenges
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.kernel.policy import ALLOW, Actor, Verdict, deny, hide
from portal.kernel.text import _
from portal.submissions import content
from portal.submissions.model import Offer, Submission, SubmissionAccess
from portal.submissions.states import Decision, OfferState, Shown, SubmissionState

OPENED = frozenset(
    {
        ChallengeState.JUDGING,
        ChallengeState.DECIDED,
        ChallengeState.AWARDED,
        ChallengeState.CONCLUDED,
        ChallengeState.NO_AWARD,
    }
)
"""The box of submissions is open, and stays so."""
DECIDABLE = frozenset({ChallengeState.JUDGING, ChallengeState.DECIDED})
RELEASABLE = frozenset({ChallengeState.DECIDED, ChallengeState.AWARDED, ChallengeState.NO_AWARD})


# --- The clock --------------------------------------------------------------------------------


def has_lapsed(submission: Submission, now: datetime) -> bool:
    """It was never sent, and it is too late now."""
    return submission.state == SubmissionState.DRAFT and not challenges.is_open(
        submission.challenge, now
    )


def has_changed(submission: Submission) -> bool:
    """Whether the working copy differs from what was last sent. Its files must be loaded."""
    return (
        submission.sent_digest is not None
        and content.digest(submission, submission.files) != submission.sent_digest
    )


def shown(submission: Submission, now: datetime) -> Shown:
    """What this answer is to its own people at this moment. Its files must be loaded."""
    if submission.released_at is not None:
        return Shown(submission.decision.value)
    if submission.challenge.state == ChallengeState.CANCELLED:
        return Shown.CANCELLED
    if has_lapsed(submission, now):
        return Shown.LAPSED
    if submission.state != SubmissionState.SUBMITTED:
        return Shown(submission.state.value)
    if not is_sealed(submission):
        return Shown.JUDGING
    open_still = challenges.is_open(submission.challenge, now)
    return Shown.CHANGED if open_still and has_changed(submission) else Shown.SUBMITTED


def is_sealed(submission: Submission) -> bool:
    """Until the box is opened, which gives each submission its number."""
    return submission.number is None


def has_expired(offer: Offer, now: datetime) -> bool:
    """Nobody answered in time; what the job later writes down is true from the moment itself."""
    if offer.state == OfferState.MADE:
        return now >= offer.expires_at
    return (
        offer.state == OfferState.RETRACTED
        and offer.answered_at is not None
        and offer.answered_at >= offer.expires_at
    )


# --- Who sees -----------------------------------------------------------------------------------


def is_member(actor: Actor, organisation_id: UUID) -> bool:
    return organisation_id in actor.places(Role.MEMBER)


def in_force(access: SubmissionAccess, actor: Actor) -> bool:
    """Whether this access is the actor's, and has begun, and has not ended."""
    return (
        access.person_id == actor.id
        and access.from_at <= actor.now
        and (access.until_at is None or actor.now < access.until_at)
    )


def may_see(actor: Actor, submission: Submission) -> Verdict:
    """Its own people always; others once the box is open, and only on a ground of their own.

    ``submission.access`` must be loaded. Twin: ``queries.visible_to``.
    """
    if is_member(actor, submission.organisation_id):
        return ALLOW
    opened = not is_sealed(submission) and submission.challenge.state in OPENED
    if opened and any(in_force(access, actor) for access in submission.access):
        return ALLOW
    return hide()


def may_see_working_copy(actor: Actor, submission: Submission) -> Verdict:
    """Drafts, receipts, letters and the offer are the applicant's own."""
    return ALLOW if is_member(actor, submission.organisation_id) else hide()


def may_see_decision(actor: Actor, submission: Submission) -> Verdict:
    """The applicant hears nothing before everybody hears it."""
    if submission.released_at is None:
        return hide()
    return may_see_working_copy(actor, submission)


# --- Who applies --------------------------------------------------------------------------------


def may_apply(actor: Actor, challenge: Challenge) -> Verdict:
    """Anybody who is signed in may start a submission; for whom, ``may_answer_for`` says."""
    if not challenges.is_public(challenge, actor.now):
        return hide()
    if not actor.is_somebody:
        return deny(_("Sign in first."))
    if not challenges.is_open(challenge, actor.now):
        return deny(_("This challenge no longer takes submissions."))
    return ALLOW


def may_answer_for(actor: Actor, organisation: Organisation) -> Verdict:
    if not is_member(actor, organisation.id) or organisation.is_public:
        return deny(_("You can only apply for a startup that you belong to."))
    return ALLOW


def may_edit(actor: Actor, submission: Submission) -> Verdict:
    if not is_member(actor, submission.organisation_id):
        return hide()
    if not challenges.is_open(submission.challenge, actor.now):
        return deny(_("The deadline has passed. Nothing can be changed any more."))
    return ALLOW


may_send = may_edit


def may_withdraw(actor: Actor, submission: Submission) -> Verdict:
    verdict = may_edit(actor, submission)
    if verdict and submission.state != SubmissionState.SUBMITTED:
        return deny(_("Nothing of yours stands that could be withdrawn."))
    return verdict


# --- Box, decision, offer -----------------------------------------------------------------------
# Who turns the keys, sits on the panel and decides is asked by the jury, which calls these
# commands. Here stands what nobody may do at all.


def may_number(actor: Actor, challenge: Challenge) -> Verdict:
    waiting = challenge.state in {ChallengeState.PUBLISHED, ChallengeState.JUDGING}
    if waiting and challenge.deadline is not None and challenge.deadline <= actor.now:
        return ALLOW
    return deny(_("The box stays closed until the deadline has passed."))


def may_give_access(_actor: Actor, challenge: Challenge) -> Verdict:
    if challenge.state in OPENED:
        return ALLOW
    return deny(_("The submissions are still sealed."))


def may_end_access(_actor: Actor, _submission: Submission) -> Verdict:
    """Taking access away is never wrong."""
    return ALLOW


def may_decide(_actor: Actor, challenge: Challenge) -> Verdict:
    if challenge.state in DECIDABLE:
        return ALLOW
    return deny(_("This challenge cannot be decided now."))


def may_be_decided(_actor: Actor, submission: Submission) -> Verdict:
    if is_sealed(submission) or submission.state != SubmissionState.SUBMITTED:
        return deny(_("Choose only from the submissions in this box."))
    return ALLOW


def may_release(_actor: Actor, challenge: Challenge) -> Verdict:
    if challenge.state in RELEASABLE:
        return ALLOW
    return deny(_("There is no decision yet that could be released."))


def may_be_offered(_actor: Actor, submission: Submission) -> Verdict:
    if submission.decision == Decision.SHORTLISTED and submission.released_at is not None:
        return ALLOW
    return deny(_("Only the first place gets an offer, once the decision is released."))


def may_step_down(_actor: Actor, submission: Submission) -> Verdict:
    """Follows from an offer that came to nothing, whose own rule was asked."""
    if submission.decision == Decision.SHORTLISTED:
        return ALLOW
    return deny(_("This submission does not have the first place."))


def may_be_promoted(_actor: Actor, submission: Submission) -> Verdict:
    if is_reserve(submission):
        return ALLOW
    return deny(_("Only a reserve can move up."))


def may_see_offer(actor: Actor, offer: Offer) -> Verdict:
    return ALLOW if is_member(actor, offer.submission.organisation_id) else hide()


def may_answer(actor: Actor, offer: Offer) -> Verdict:
    verdict = may_see_offer(actor, offer)
    if not verdict:
        return verdict
    if has_expired(offer, actor.now):
        return deny(_("This offer has expired: nobody answered before its end date."))
    if offer.state != OfferState.MADE:
        return deny(_("This offer was answered already."))
    return ALLOW


def may_expire(actor: Actor, offer: Offer) -> Verdict:
    """The clock's own job, and only when it is time."""
    if actor.system and offer.state == OfferState.MADE and has_expired(offer, actor.now):
        return ALLOW
    return deny(_("This offer has not expired."))


def is_reserve(submission: Submission) -> bool:
    return submission.decision == Decision.RESERVE and submission.released_at is not None
