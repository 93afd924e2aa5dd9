"""What somebody of a startup must do: finish a submission in time, answer an offer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from portal.accounts.model import Role
from portal.kernel.domain import Duty
from portal.kernel.policy import Actor
from portal.kernel.text import _, language
from portal.submissions import queries, rules
from portal.submissions.model import Submission
from portal.submissions.states import Shown


def duties(actor: Actor) -> Sequence[Duty]:
    if not actor.is_anywhere(Role.MEMBER):
        return []
    answers = [duty for each in queries.unfinished(actor) if (duty := _to_send(actor, each))]
    return [*answers, *_offers(actor)]


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
