"""Letting the decision go: everybody hears it at the same moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.jury import commands, rules
from portal.jury.forms import OfferForm, ReleaseForm
from portal.jury.model import Outcome
from portal.jury.sitting import Entry, Sitting
from portal.jury.views.blueprint import bp
from portal.jury.views.shared import END_OF_DAY, insist, seen
from portal.kernel.errors import Missing, RuleBroken
from portal.kernel.outbox import write_letter
from portal.kernel.text import _, from_local, local
from portal.kernel.web import address_of, current_actor, say, see_other, show_only_if, signed_in
from portal.kernel.work import unit_of_work
from portal.submissions import queries as submissions
from portal.submissions import rules as submission_rules
from portal.submissions.queries import Reader
from portal.submissions.states import Decision

DAYS_TO_ANSWER = 14
LETTERS = {
    Decision.SHORTLISTED: ("offer", "submissions.offer"),
    Decision.RESERVE: ("reserve", "submissions.show"),
    Decision.NOT_SELECTED: ("not_selected", "submissions.show"),
}
"""The letter of each decision and the page it leads to, as the submissions' mails have them."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One letter as it will go out, and to how many people of the startup."""

    entry: Entry
    readers: int
    subject: str
    body: str


@bp.get("/<slug>/release")
@signed_in
def release(slug: str) -> ResponseReturnValue:
    sitting = _decided(slug)
    day = (local(current_actor().now) + timedelta(days=DAYS_TO_ANSWER)).date()
    form = OfferForm(formdata=None, data={"offer_expires_at": day}) if _awards(sitting) else None
    return _page(sitting, form or ReleaseForm(formdata=None))


def _decided(slug: str) -> Sitting:
    sitting = seen(slug)
    show_only_if(rules.may_see_decision(current_actor(), sitting))
    return sitting


def _awards(sitting: Sitting) -> bool:
    return sitting.decision is not None and sitting.decision.outcome is Outcome.AWARD


@bp.post("/<slug>/release")
@signed_in
def release_letters(slug: str) -> ResponseReturnValue:
    sitting = _decided(slug)
    insist(rules.may_release(current_actor(), sitting))
    form = OfferForm() if _awards(sitting) else ReleaseForm()
    if not form.validate_on_submit():
        return _page(sitting, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with unit_of_work(current_actor()) as work:
            commands.release(work, sitting, offer_expires_at=_ends(form))
    except RuleBroken as broken:
        form.refuse(broken)
        return _page(_decided(slug), form), HTTPStatus.UNPROCESSABLE_ENTITY
    say(_("The letters are on their way. Everybody hears it at the same moment."))
    return see_other(".release", slug=slug)


def _ends(form: OfferForm | ReleaseForm) -> datetime | None:
    if not isinstance(form, OfferForm) or form.offer_expires_at.data is None:
        return None
    return from_local(form.offer_expires_at.data, END_OF_DAY)


def _page(sitting: Sitting, form: OfferForm | ReleaseForm) -> str:
    actor, decision = current_actor(), sitting.decision
    if decision is None:
        raise Missing
    released = decision.released_at is not None
    return render_template(
        "jury/release.html",
        sitting=sitting,
        challenge=sitting.challenge,
        decision=decision,
        award=_awards(sitting),
        released=released,
        entries=_by_decision(sitting),
        previews=[] if released else _previews(sitting, _ends(form), actor.now),
        offers=[
            (each, submission_rules.has_expired(each, actor.now))
            for each in (submissions.offers_of(sitting.challenge.id) if released else ())
        ],
        may_release=rules.may_release(actor, sitting),
        form=form,
    )


def _by_decision(sitting: Sitting) -> list[Entry]:
    """The winner, the reserves in order, the others by number."""
    order = [Decision.SHORTLISTED, Decision.RESERVE, Decision.NOT_SELECTED, Decision.NONE]
    return sorted(
        sitting.entries,
        key=lambda e: (
            order.index(e.submission.decision),
            e.submission.reserve_rank or 0,
            e.number,
        ),
    )


def _previews(sitting: Sitting, expires_at: datetime | None, now: datetime) -> list[Preview]:
    """Each letter as the first of its readers will get it: written as the real one, not kept."""
    people = submissions.members_by_organisation([e.organisation.id for e in sitting.entries])
    return [
        _preview(sitting, entry, people.get(entry.organisation.id, []), expires_at, now)
        for entry in _by_decision(sitting)
    ]


def _preview(
    sitting: Sitting,
    entry: Entry,
    readers: list[Reader],
    expires_at: datetime | None,
    now: datetime,
) -> Preview:
    if not readers:
        return Preview(entry, 0, "", "")
    to, challenge = readers[0], sitting.challenge
    name, endpoint = LETTERS[entry.submission.decision]
    written = write_letter(
        to.email,
        to.locale,
        f"submissions/mail/{name}.txt",
        {
            "name": to.name,
            "challenge": challenge,
            "title": challenge.text_in(to.locale).title,
            "organisation": challenge.organisation.name_in(to.locale),
            "submission": entry.submission,
            "expires_at": expires_at or now,
            "address": address_of(endpoint, submission_id=entry.id),
        },
        now,
    )
    return Preview(entry, len(readers), written.subject, written.body)
