"""What the home page of somebody of a startup shows: what to do, and how theirs stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import g, url_for

from portal.accounts.model import Role
from portal.challenges import rules as challenges
from portal.kernel.domain import Duty, Shelf, ShelfRow
from portal.kernel.policy import Actor
from portal.kernel.text import _, language, short_day, within
from portal.submissions import queries, rules
from portal.submissions.model import Submission
from portal.submissions.states import Shown

MOST = 5
"""The most rows on the shelf."""


def duties(actor: Actor) -> Sequence[Duty]:
    if not actor.is_anywhere(Role.MEMBER):
        return []
    answers = _answers(actor)
    unsent = [duty for each in answers if (duty := _to_send(actor, each))]
    return [*unsent, *(_offers(actor) if any(each.released_at for each in answers) else ())]


def shelves(actor: Actor) -> Sequence[Shelf]:
    """The submissions that were touched last; nothing for who never wrote one."""
    if not actor.is_anywhere(Role.MEMBER):
        return []
    answers = _answers(actor)[:MOST]
    rows = [_row(each, rules.shown(each, actor.now), actor) for each in answers]
    more = (_("All your submissions"), url_for("submissions.mine"))
    return [Shelf(title=_("Your submissions"), rows=rows, more=more)] if rows else []


def _answers(actor: Actor) -> Sequence[Submission]:
    """Read once for the duties and the shelf of one page."""
    found: dict[Actor, Sequence[Submission]] = g.setdefault("answers", {})
    if actor not in found:
        found[actor] = queries.mine(actor)
    return found[actor]


def _row(submission: Submission, shown: Shown, actor: Actor) -> ShelfRow:
    challenge = submission.challenge
    tongue = language()
    return ShelfRow(
        title=submission.title or _("A submission without a name yet"),
        url=url_for("submissions.show", submission_id=submission.id),
        about=f"{challenge.text_in(tongue).title}, {challenge.organisation.name_in(tongue)}",
        state=shown.value,
        note=note(submission, shown, actor.now),
    )


def note(submission: Submission, shown: Shown, now: datetime) -> str:
    """What to know beside the state, in a few words."""
    challenge = submission.challenge
    match shown:
        case Shown.DRAFT if challenge.deadline:
            words = _("Closes in %(time)s", time=within(challenge.deadline, now))
        case Shown.CHANGED:
            words = _("The new version is not sent yet")
        case Shown.SUBMITTED if challenge.deadline:
            words = _("Opens after %(day)s", day=short_day(challenge.deadline))
        case Shown.JUDGING if challenge.decision_by:
            words = _("Decision by %(day)s", day=short_day(challenge.decision_by))
        case Shown.SHORTLISTED | Shown.RESERVE | Shown.NOT_SELECTED:
            words = _("Read the decision and the reasons")
        case Shown.WITHDRAWN if challenges.is_open(challenge, now):
            words = _("You can still send it")
        case _:
            words = ""
    return str(words)


def _to_send(actor: Actor, submission: Submission) -> Duty | None:
    shown = rules.shown(submission, actor.now)
    if shown not in {Shown.DRAFT, Shown.CHANGED}:
        return None
    return Duty(
        title=_("Finish your submission") if shown is Shown.DRAFT else _("Send your changes"),
        about=submission.challenge.text_in(language()).title,
        url=url_for("submissions.show", submission_id=submission.id),
        since=submission.made_at,
        due=submission.challenge.deadline,
        kind="pencil",
        action=_("Go on") if shown is Shown.DRAFT else _("Check and send"),
    )


def _offers(actor: Actor) -> list[Duty]:
    return [
        Duty(
            title=_("Answer the offer"),
            about=offer.submission.challenge.text_in(language()).title,
            url=url_for("submissions.offer", submission_id=offer.submission_id),
            since=offer.made_at,
            due=offer.expires_at,
            kind="star",
            action=_("To the offer"),
        )
        for offer in queries.offers_to(actor).values()
        if rules.may_answer(actor, offer)
    ]
