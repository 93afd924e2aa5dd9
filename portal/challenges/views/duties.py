"""What people have to do with challenges, for their home page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import url_for

from portal.accounts.model import Role
from portal.challenges import queries, rules
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState, Phase
from portal.challenges.views import shown
from portal.kernel.domain import Duty, Shelf, ShelfRow
from portal.kernel.policy import Actor
from portal.kernel.text import _, language, near_day

MOST = 5
"""The most rows on the shelf."""


def duties(actor: Actor) -> Sequence[Duty]:
    """Drafts to finish, reviews that wait, and decisions that are due soon."""
    return [*_writing(actor), *_reviews(actor), *_decisions(actor)]


def shelves(actor: Actor) -> Sequence[Shelf]:
    """The challenges of one's organisations that are not over, for their staff."""
    if not any(actor.is_anywhere(role) for role in rules.STAFF):
        return []
    rows = [_row(each, actor.now) for each in queries.at_hand(actor, language(), MOST)]
    more = (_("All our challenges"), url_for("challenges.ours"))
    text = "" if rows else _("None is being written or running now.")
    return [Shelf(title=_("Our challenges"), rows=rows, text=text, more=more)]


def _row(row: Any, now: datetime) -> ShelfRow:
    phase = rules.phase(row, now)
    return ShelfRow(
        title=row.title,
        url=url_for("challenges.show", slug=row.slug),
        about=row.by,
        state=shown.badge_name(phase, row, now),
        note=_note(phase, row),
    )


def _note(phase: Phase, row: Any) -> str:
    """The date that matters now."""
    if phase in rules.OPEN:
        return shown.closes(row.deadline)
    if phase is Phase.SCHEDULED:
        return _("public from %(day)s", day=near_day(row.publish_at))
    if phase in {Phase.CLOSED, Phase.JUDGING} and row.decision_by:
        return _("decision by %(day)s", day=near_day(row.decision_by))
    return ""


def _writing(actor: Actor) -> Iterator[Duty]:
    if not actor.is_anywhere(Role.OWNER):
        return
    for challenge in queries.to_be_written_by(actor):
        asked = challenge.state == ChallengeState.CHANGES_REQUESTED
        words = _("Handle the remarks on %(title)s") if asked else _("Finish %(title)s")
        action = _("To the remarks") if asked else _("Continue writing")
        yield _duty(words, challenge, action, url_for("challenges.check", slug=challenge.slug))


def _reviews(actor: Actor) -> Iterator[Duty]:
    if not actor.is_anywhere(Role.EDITOR):
        return
    for challenge in queries.to_be_reviewed_by(actor):
        url = url_for("challenges.review", slug=challenge.slug)
        yield _duty(_("Review %(title)s"), challenge, _("Review"), url)


def _decisions(actor: Actor) -> Iterator[Duty]:
    if not actor.is_anywhere(Role.OWNER):
        return
    for challenge in queries.waiting_for_decision(actor):
        words = _("See to it that the jury decides on %(title)s")
        url = url_for("challenges.show", slug=challenge.slug)
        duty = _duty(words, challenge, _("Look"), url)
        yield replace(duty, since=challenge.deadline or duty.since, due=challenge.decision_by)


def _duty(words: str, challenge: Challenge, action: str, url: str) -> Duty:
    tongue = language()
    title = challenge.text_in(tongue).title or challenge.text_in("nl").title
    return Duty(
        title=words.replace("%(title)s", f"‘{title}’"),
        about=challenge.organisation.name_in(tongue),
        url=url,
        since=challenge.changed_at,
        kind="challenge",
        action=action,
    )
