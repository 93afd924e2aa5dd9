"""Letters, each in its reader's language, in the same transaction as what they tell."""

from __future__ import annotations

from typing import Any

from portal.accounts.model import Person
from portal.challenges import queries as challenges
from portal.challenges.events import ChallengeCancelled, ChallengeChanged, DeadlineMoved
from portal.challenges.model import Challenge
from portal.kernel.events import consequence
from portal.kernel.web import address_of
from portal.kernel.work import Work
from portal.submissions import queries
from portal.submissions.events import (
    DecisionsReleased,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    ReservePromoted,
    ReservesExhausted,
    SubmissionSent,
    SubmissionWithdrawn,
)
from portal.submissions.model import Submission
from portal.submissions.queries import Reader
from portal.submissions.states import Decision


@consequence(of=SubmissionSent)
def send_receipt(work: Work, event: SubmissionSent) -> None:
    submission = queries.at_hand(event.subject_id)
    version = queries.version_by_id(event.version_id)
    address = address_of("submissions.receipt", submission_id=submission.id, number=version.number)
    for person in queries.members(event.organisation_id):
        _write(work, person, "sent", submission.challenge, version=version, address=address)


@consequence(of=SubmissionWithdrawn)
def confirm_withdrawal(work: Work, event: SubmissionWithdrawn) -> None:
    submission = queries.at_hand(event.subject_id)
    address = address_of("submissions.show", submission_id=submission.id)
    for person in queries.members(event.organisation_id):
        _write(work, person, "withdrawn", submission.challenge, address=address, at=work.now)


@consequence(of=ChallengeChanged)
def tell_applicants_of_a_change(work: Work, event: ChallengeChanged) -> None:
    """Those with a draft too, once: who follows the challenge gets the letter of followers."""
    following = {person.id for person in challenges.followers(event.subject_id)}
    people = [each for each in queries.applicants(event.subject_id) if each.id not in following]
    if not people:
        return
    challenge = challenges.by_id(event.subject_id)
    changes = address_of("challenges.versions", slug=challenge.slug)
    address = address_of("submissions.mine")
    for person in people:
        more = {"reason": event.reason, "changes": changes, "address": address}
        _write(work, person, "changed", challenge, **more)


@consequence(of=DeadlineMoved)
def tell_applicants_of_the_new_deadline(work: Work, event: DeadlineMoved) -> None:
    """Those with a draft too; followers hear of it from the challenge itself."""
    people = queries.applicants(event.subject_id)
    if not people:
        return
    challenge = challenges.by_id(event.subject_id)
    address = address_of("submissions.mine")
    for person in people:
        _write(work, person, "deadline_moved", challenge, event=event, address=address)


@consequence(of=ChallengeCancelled)
def tell_applicants_of_the_end(work: Work, event: ChallengeCancelled) -> None:
    people = queries.applicants(event.subject_id)
    if not people:
        return
    challenge = challenges.by_id(event.subject_id)
    address = address_of("submissions.mine")
    for person in people:
        _write(work, person, "cancelled", challenge, reason=event.reason, address=address)


@consequence(of=DecisionsReleased)
def tell_every_applicant(work: Work, event: DecisionsReleased) -> None:
    """All at the same moment, each with the reason for their own. The offer has its own letter."""
    decided = queries.decided_of(event.subject_id)
    people = queries.members_by_organisation([each.organisation_id for each in decided])
    for submission in decided:
        if submission.decision == Decision.SHORTLISTED:
            continue
        address = address_of("submissions.show", submission_id=submission.id)
        for person in people.get(submission.organisation_id, ()):
            _write(
                work,
                person,
                "reserve" if submission.decision == Decision.RESERVE else "not_selected",
                submission.challenge,
                submission=submission,
                address=address,
            )


@consequence(of=OfferMade)
def make_the_offer(work: Work, event: OfferMade) -> None:
    submission = queries.at_hand(event.submission_id)
    address = address_of("submissions.offer", submission_id=submission.id)
    for person in queries.members(event.organisation_id):
        _write(
            work,
            person,
            "offer",
            submission.challenge,
            submission=submission,
            expires_at=event.expires_at,
            address=address,
        )


@consequence(of=OfferAccepted)
def tell_stewards_of_a_yes(work: Work, event: OfferAccepted) -> None:
    submission = queries.at_hand(event.submission_id)
    _tell_stewards(work, "offer_accepted", submission)
    for person in queries.members(event.organisation_id):
        address = address_of("submissions.show", submission_id=submission.id)
        _write(work, person, "offer_confirmed", submission.challenge, address=address)


@consequence(of=OfferDeclined)
def tell_stewards_of_a_no(work: Work, event: OfferDeclined) -> None:
    offer = queries.offer(event.subject_id)
    _tell_stewards(work, "offer_declined", offer.submission, reason=offer.reason)


@consequence(of=OfferExpired)
def tell_all_of_an_expiry(work: Work, event: OfferExpired) -> None:
    submission = queries.at_hand(event.submission_id)
    _tell_stewards(work, "offer_declined", submission, reason="", expired=True)
    address = address_of("submissions.show", submission_id=submission.id)
    for person in queries.members(event.organisation_id):
        _write(work, person, "offer_expired", submission.challenge, address=address)


@consequence(of=ReservePromoted)
def tell_stewards_who_comes_instead(work: Work, event: ReservePromoted) -> None:
    _tell_stewards(work, "reserve_promoted", queries.at_hand(event.subject_id))


@consequence(of=ReservesExhausted)
def tell_stewards_that_nobody_is_left(work: Work, event: ReservesExhausted) -> None:
    challenge = challenges.by_id(event.subject_id)
    address = address_of("challenges.show", slug=challenge.slug)
    for person in queries.stewards(challenge):
        _write(work, person, "reserves_exhausted", challenge, address=address)


def _tell_stewards(work: Work, letter: str, submission: Submission, **more: Any) -> None:
    challenge = submission.challenge
    more["startup"] = submission.organisation.name
    more["address"] = address_of("challenges.show", slug=challenge.slug)
    for person in queries.stewards(challenge):
        _write(work, person, letter, challenge, **more)


def _write(
    work: Work, person: Person | Reader, letter: str, challenge: Challenge, **context: Any
) -> None:
    work.letter(
        person,
        f"submissions/mail/{letter}.txt",
        name=person.name,
        challenge=challenge,
        title=challenge.text_in(person.locale).title,
        organisation=challenge.organisation.name_in(person.locale),
        **context,
    )
