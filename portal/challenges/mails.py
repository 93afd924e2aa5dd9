"""Letters about challenges: to colleagues while it is written, to followers once it is public."""

from __future__ import annotations

from typing import Any

from portal.accounts import queries as accounts
from portal.accounts.model import Role
from portal.challenges import queries
from portal.challenges.events import (
    ChallengeAwarded,
    ChallengeCancelled,
    ChallengeChanged,
    ChallengeEndedWithoutAward,
    ChallengePublished,
    ChangesRequested,
    DeadlineMoved,
    ReviewAsked,
)
from portal.challenges.model import Challenge
from portal.kernel.events import Event, consequence
from portal.kernel.web import address_of
from portal.kernel.work import Work


@consequence(of=ReviewAsked)
def ask_for_review(work: Work, event: ReviewAsked) -> None:
    challenge = queries.by_id(event.subject_id)
    for editor in accounts.holders(Role.EDITOR, challenge.organisation.places):
        if editor.id != challenge.submitted_by_id:
            work.letter(
                editor,
                "challenges/mail/review_asked.txt",
                title=_title(challenge, editor.locale),
                writer=challenge.owner.name,
                url=address_of("challenges.review", slug=challenge.slug),
            )


@consequence(of=ChangesRequested)
def tell_of_remarks(work: Work, event: ChangesRequested) -> None:
    challenge = queries.by_id(event.subject_id)
    remark = queries.remarks(challenge)[0]
    work.letter(
        challenge.owner,
        "challenges/mail/changes_requested.txt",
        title=_title(challenge, challenge.owner.locale),
        remark=remark.remark,
        reviewer=remark.author.name,
        url=address_of("challenges.check", slug=challenge.slug),
    )


@consequence(of=ChallengePublished)
def tell_the_owner(work: Work, event: ChallengePublished) -> None:
    challenge = queries.by_id(event.subject_id)
    work.letter(
        challenge.owner,
        "challenges/mail/published.txt",
        title=_title(challenge, challenge.owner.locale),
        deadline=challenge.deadline,
        url=address_of("challenges.show", slug=challenge.slug),
    )


@consequence(of=ChallengeChanged)
def tell_of_a_change(work: Work, event: ChallengeChanged) -> None:
    page = "challenges.versions"
    _to_followers(work, event, "challenges/mail/changed.txt", page, reason=event.reason)


@consequence(of=DeadlineMoved)
def tell_of_a_new_deadline(work: Work, event: DeadlineMoved) -> None:
    _to_followers(
        work,
        event,
        "challenges/mail/deadline_moved.txt",
        old_deadline=event.old_deadline,
        new_deadline=event.new_deadline,
        reason=event.reason,
    )


@consequence(of=ChallengeCancelled)
def tell_that_it_is_cancelled(work: Work, event: ChallengeCancelled) -> None:
    if event.was_public:
        _to_followers(work, event, "challenges/mail/cancelled.txt", reason=event.reason)


@consequence(of=ChallengeAwarded)
def tell_who_was_chosen(work: Work, event: ChallengeAwarded) -> None:
    winner = queries.by_id(event.subject_id).winner or {}
    _to_followers(work, event, "challenges/mail/awarded.txt", winner=winner.get("name"))


@consequence(of=ChallengeEndedWithoutAward)
def tell_that_nobody_was_chosen(work: Work, event: ChallengeEndedWithoutAward) -> None:
    _to_followers(work, event, "challenges/mail/no_award.txt", reason=event.reason)


def _to_followers(
    work: Work, event: Event, template: str, page: str = "challenges.show", **context: Any
) -> None:
    challenge = queries.by_id(event.subject_id)
    for follower in queries.followers(challenge.id):
        work.letter(
            follower,
            template,
            title=_title(challenge, follower.locale),
            url=address_of(page, slug=challenge.slug),
            **context,
        )


def _title(challenge: Challenge, locale: str) -> str:
    return challenge.text_in(locale).title or challenge.text_in("nl").title
