"""What people have to do with challenges, for their home page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for

from portal.accounts.model import Role
from portal.challenges import queries
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.kernel.domain import Duty
from portal.kernel.policy import Actor
from portal.kernel.text import _, language


def duties(actor: Actor) -> Sequence[Duty]:
    """Drafts to finish, reviews that wait, and decisions that are due soon."""
    return [*_writing(actor), *_reviews(actor), *_decisions(actor)]


def _writing(actor: Actor) -> Iterator[Duty]:
    if not actor.is_anywhere(Role.OWNER):
        return
    for challenge in queries.to_be_written_by(actor):
        asked = challenge.state == ChallengeState.CHANGES_REQUESTED
        words = _("Handle the remarks on %(title)s") if asked else _("Finish %(title)s")
        url = url_for("challenges.check", slug=challenge.slug)
        yield _duty(words, challenge, url, challenge.changed_at)


def _reviews(actor: Actor) -> Iterator[Duty]:
    if not actor.is_anywhere(Role.EDITOR):
        return
    for challenge in queries.to_be_reviewed_by(actor):
        url = url_for("challenges.review", slug=challenge.slug)
        yield _duty(_("Review %(title)s"), challenge, url, challenge.changed_at)


def _decisions(actor: Actor) -> Iterator[Duty]:
    if not actor.is_anywhere(Role.OWNER):
        return
    for challenge in queries.waiting_for_decision(actor):
        url = url_for("challenges.show", slug=challenge.slug)
        words = _("See to it that the jury decides on %(title)s")
        since = challenge.deadline or challenge.changed_at
        yield _duty(words, challenge, url, since, challenge.decision_by)


def _duty(
    words: str, challenge: Challenge, url: str, since: datetime, due: datetime | None = None
) -> Duty:
    tongue = language()
    title = challenge.text_in(tongue).title or challenge.text_in("nl").title
    return Duty(
        title=words.replace("%(title)s", f"‘{title}’"),
        about=challenge.organisation.name_in(tongue),
        url=url,
        since=since,
        due=due,
        kind="challenge",
    )
