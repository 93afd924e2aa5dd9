"""A published challenge: following it, changing it, moving its deadline, cancelling it."""

from __future__ import annotations

from http import HTTPStatus

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.challenges import commands, queries, rules
from portal.challenges.content import Seen, fingerprint
from portal.challenges.forms.acts import MoveDeadlineForm, ReasonForm
from portal.challenges.forms.steps import StepForm
from portal.challenges.model import Challenge
from portal.challenges.views import bp
from portal.challenges.views.writing import STEPS
from portal.kernel.errors import Missing, NotAllowed, Overtaken, RuleBroken
from portal.kernel.policy import Rule
from portal.kernel.text import _, local
from portal.kernel.web import current_actor, say, see_other, show_only_if, signed_in
from portal.kernel.work import unit_of_work

CHANGEABLE = tuple(step for step in STEPS if step != "criteria")


@bp.post("/challenges/<slug>/follow")
@signed_in
def follow(slug: str) -> ResponseReturnValue:
    with unit_of_work(current_actor()) as work:
        commands.follow(work, _seen(slug))
    say(_("You get a letter when this challenge changes."))
    return see_other(".show", slug=slug)


@bp.post("/challenges/<slug>/unfollow")
@signed_in
def unfollow(slug: str) -> ResponseReturnValue:
    with unit_of_work(current_actor()) as work:
        commands.unfollow(work, _seen(slug))
    say(_("You get no more letters about this challenge."))
    return see_other(".show", slug=slug)


@bp.get("/challenges/<slug>/change", defaults={"step": CHANGEABLE[0]})
@bp.get("/challenges/<slug>/change/<step>")
@signed_in
def change(slug: str, step: str) -> ResponseReturnValue:
    challenge = _allowed(slug, rules.may_change)
    return _change_page(challenge, step, _step_form(challenge, step), ReasonForm())


@bp.post("/challenges/<slug>/change/<step>")
@signed_in
def publish_change(slug: str, step: str) -> ResponseReturnValue:
    challenge = _allowed(slug, rules.may_change)
    form, reason = _step_form(challenge, step), ReasonForm()
    well = form.validate_on_submit()
    if not (reason.validate_on_submit() and well):
        return _change_page(challenge, step, form, reason), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with unit_of_work(current_actor()) as work:
            seen = Seen(form.parts, request.form.get("seen", ""))
            why = reason.reason.data or ""
            commands.change(work, challenge, reason=why, seen=seen, **form.given())
    except RuleBroken as broken:
        form.refuse(broken)
        again = _allowed(slug, rules.may_change)
        return _change_page(again, step, form, reason), HTTPStatus.UNPROCESSABLE_ENTITY
    except Overtaken as overtaken:
        again = _allowed(slug, rules.may_change)
        form.form_errors.append(overtaken.message)
        form.seen.data = fingerprint(again, form.parts)
        return _change_page(again, step, form, reason), HTTPStatus.CONFLICT
    say(_("Changed. Who follows the challenge gets a letter."))
    return see_other(".show", slug=slug)


@bp.get("/challenges/<slug>/deadline")
@signed_in
def deadline(slug: str) -> ResponseReturnValue:
    challenge = _allowed(slug, rules.may_move_deadline)
    return _deadline_page(challenge, _deadline_form(challenge))


@bp.post("/challenges/<slug>/deadline")
@signed_in
def move_deadline(slug: str) -> ResponseReturnValue:
    challenge = _allowed(slug, rules.may_move_deadline)
    form = _deadline_form(challenge)
    if not form.validate_on_submit():
        return _deadline_page(challenge, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with unit_of_work(current_actor()) as work:
            reason = form.reason.data or ""
            commands.move_deadline(work, challenge, deadline=form.moment, reason=reason)
    except RuleBroken as broken:
        form.refuse(broken)
        again = _allowed(slug, rules.may_move_deadline)
        return _deadline_page(again, form), HTTPStatus.UNPROCESSABLE_ENTITY
    say(_("The deadline is moved. All who take part or follow get a letter."))
    return see_other(".show", slug=slug)


@bp.get("/challenges/<slug>/cancel")
@signed_in
def confirm_cancel(slug: str) -> ResponseReturnValue:
    return _cancel_page(_allowed(slug, rules.may_cancel), ReasonForm())


@bp.post("/challenges/<slug>/cancel")
@signed_in
def cancel(slug: str) -> ResponseReturnValue:
    challenge = _allowed(slug, rules.may_cancel)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _cancel_page(challenge, form), HTTPStatus.UNPROCESSABLE_ENTITY
    with unit_of_work(current_actor()) as work:
        commands.cancel(work, challenge, reason=form.reason.data or "")
    say(_("The challenge is cancelled."))
    return see_other(".show", slug=slug)


def _seen(slug: str) -> Challenge:
    challenge = queries.challenge(slug, *queries.ORGANISATION)
    show_only_if(rules.may_see(current_actor(), challenge))
    return challenge


def _allowed(slug: str, rule: Rule) -> Challenge:
    """The challenge, for whom this rule allows. Raises Missing, or NotAllowed with the reason."""
    challenge = queries.challenge(slug)
    verdict = rule(current_actor(), challenge)
    if verdict.hidden:
        raise Missing
    if not verdict:
        raise NotAllowed(verdict.reason)
    return challenge


def _step_form(challenge: Challenge, step: str) -> StepForm:
    if step not in CHANGEABLE:
        raise Missing
    kind = STEPS[step][1]
    return kind(data={**kind.filled(challenge), "seen": fingerprint(challenge, kind.parts)})


def _change_page(challenge: Challenge, step: str, form: StepForm, reason: ReasonForm) -> str:
    return render_template(
        "challenges/change.html",
        challenge=challenge,
        title=challenge.text_in("nl").title,
        form=form,
        reason=reason,
        step=step,
        steps=[
            (STEPS[key][0], url_for(".change", slug=challenge.slug, step=key), key == step)
            for key in CHANGEABLE
        ],
    )


def _deadline_form(challenge: Challenge) -> MoveDeadlineForm:
    old = challenge.deadline and local(challenge.deadline)
    return MoveDeadlineForm(data={"deadline_time": old.time() if old else None})


def _deadline_page(challenge: Challenge, form: MoveDeadlineForm) -> str:
    return render_template(
        "challenges/deadline.html",
        challenge=challenge,
        title=challenge.text_in("nl").title,
        form=form,
    )


def _cancel_page(challenge: Challenge, form: ReasonForm) -> str:
    return render_template(
        "challenges/cancel.html",
        challenge=challenge,
        title=challenge.text_in("nl").title,
        is_public=rules.is_public(challenge, current_actor().now),
        form=form,
    )
