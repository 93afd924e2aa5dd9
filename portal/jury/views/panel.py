"""One jury: its page, who is on it, and who composes it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.accounts import commands as accounts
from portal.accounts.rules import may_manage_invitation
from portal.challenges.model import Challenge
from portal.jury import commands, queries, rules, words
from portal.jury.forms import AnswerForm, HandOverForm, InviteForm, PanelForm, ReplaceForm
from portal.jury.model import Seat
from portal.jury.sitting import Sitting
from portal.jury.states import ReviewState, SeatState
from portal.jury.views.blueprint import bp
from portal.jury.views.shared import END_OF_DAY, insist, seen
from portal.kernel.errors import Missing, RuleBroken
from portal.kernel.text import _, from_local, local
from portal.kernel.web import current_actor, say, see_other, show_only_if, signed_in
from portal.kernel.work import unit_of_work


@bp.get("/<slug>")
@signed_in
def panel(slug: str) -> ResponseReturnValue:
    """Where no jury is composed yet, its owner is led to that."""
    try:
        sitting = seen(slug)
    except Missing:
        show_only_if(rules.may_see_composition(current_actor(), queries.challenge(slug)))
        return see_other(".compose", slug=slug)
    return _panel_page(sitting, AnswerForm())


def _panel_page(sitting: Sitting, form: AnswerForm) -> str:
    actor = current_actor()
    seat = sitting.seat_of(actor.id)
    own = sitting.reviews_of(seat) if seat and seat.state is SeatState.ACCEPTED else []
    mine = {review.submission_id: review for review in own}
    return render_template(
        "jury/panel.html",
        sitting=sitting,
        challenge=sitting.challenge,
        panel=sitting.panel,
        stage=rules.stage(actor, sitting.challenge),
        stages=words.STAGES,
        seat=seat,
        lines=[(entry, mine[entry.id]) for entry in sitting.entries if entry.id in mine],
        own=sitting.progress_of(seat) if seat else None,
        begun=queries.begun(seat) if seat else frozenset(),
        states=ReviewState,
        progress=[(each, sitting.progress_of(each)) for each in sitting.accepted],
        sees_progress=sitting.is_chair(actor.id) or rules.owns(actor, sitting.challenge),
        is_chair=sitting.is_chair(actor.id),
        may_compose=rules.may_see_composition(actor, sitting.challenge),
        may_turn_key=rules.may_turn_key(actor, sitting),
        may_see_decision=rules.may_see_decision(actor, sitting),
        may_release=rules.may_release(actor, sitting),
        applied=rules.applied(actor, sitting),
        kinds=words.CONFLICTS,
        form=form,
        now=actor.now,
    )


@bp.post("/<slug>/seat")
@signed_in
def answer(slug: str) -> ResponseReturnValue:
    """Take or decline the seat: the button says which."""
    sitting = seen(slug)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _panel_page(sitting, form), HTTPStatus.UNPROCESSABLE_ENTITY
    verb = commands.accept_seat if "accept" in request.form else commands.decline_seat
    try:
        with unit_of_work(current_actor()) as work:
            verb(work, sitting, word=form.word.data or "")
    except RuleBroken as broken:
        form.refuse(broken)
        return _panel_page(seen(slug), form), HTTPStatus.UNPROCESSABLE_ENTITY
    if verb is commands.decline_seat:
        say(_("You declined the seat. Thank you for saying so."))
        return see_other(".home")
    say(_("Welcome to the jury."))
    return see_other(".panel", slug=slug)


# --- Composition ------------------------------------------------------------------------------


@bp.get("/<slug>/composition")
@signed_in
def compose(slug: str) -> ResponseReturnValue:
    return _composition(_composed_by(slug))


def _composed_by(slug: str) -> Challenge:
    challenge = queries.challenge(slug)
    show_only_if(rules.may_see_composition(current_actor(), challenge))
    return challenge


@bp.post("/<slug>/composition")
@signed_in
def set_panel(slug: str) -> ResponseReturnValue:
    """Quorum and date."""
    challenge = _composed_by(slug)
    insist(rules.may_compose(current_actor(), challenge))
    form = PanelForm()
    if not form.validate_on_submit():
        return _composition(challenge, form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    day = form.hand_in_by.data
    try:
        with unit_of_work(current_actor()) as work:
            commands.compose_panel(
                work,
                challenge,
                quorum=form.quorum.data or 0,
                hand_in_by=from_local(day, END_OF_DAY) if day else None,
            )
    except RuleBroken as broken:
        form.refuse(broken)
        return _composition(_composed_by(slug), form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    say(_("Saved."))
    return see_other(".compose", slug=slug)


@bp.post("/<slug>/composition/seats")
@signed_in
def invite(slug: str) -> ResponseReturnValue:
    challenge = _composed_by(slug)
    insist(rules.may_invite(current_actor(), queries.sitting(slug)))
    form = InviteForm()
    if not form.validate_on_submit():
        return _composition(challenge, invite=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with unit_of_work(current_actor()) as work:
            commands.invite_juror(
                work,
                queries.sitting(slug),
                email=form.email.data or "",
                is_chair=bool(form.is_chair.data),
            )
    except RuleBroken as broken:
        form.refuse(broken)
        return _composition(_composed_by(slug), invite=form), HTTPStatus.UNPROCESSABLE_ENTITY
    say(_("The invitation to %(email)s is on its way.", email=form.email.data))
    return see_other(".compose", slug=slug)


@bp.post("/<slug>/composition/invitations/<uuid:invitation_id>/withdraw")
@signed_in
def withdraw_offer(slug: str, invitation_id: UUID) -> ResponseReturnValue:
    challenge = _composed_by(slug)
    waiting = queries.open_invitations(challenge.id, current_actor())
    invitation = next((each for each in waiting if each.id == invitation_id), None)
    if invitation is None:
        raise Missing
    with unit_of_work(current_actor()) as work:
        accounts.withdraw_invitation(work, invitation)
    say(_("The invitation to %(email)s was withdrawn.", email=invitation.email))
    return see_other(".compose", slug=slug)


def _composition(
    challenge: Challenge, form: PanelForm | None = None, invite: InviteForm | None = None
) -> str:
    actor = current_actor()
    panel = queries.panel_of(challenge.id)
    sitting = queries.sitting(challenge.id) if panel else None
    if form is None:
        stored: dict[str, Any] = {}
        if panel:
            until = local(panel.hand_in_by).date() if panel.hand_in_by else None
            stored = {"quorum": panel.quorum, "hand_in_by": until}
        form = PanelForm(formdata=None, data=stored)
    return render_template(
        "jury/compose.html",
        challenge=challenge,
        panel=panel,
        sitting=sitting,
        waiting=[
            (each, bool(may_manage_invitation(actor, each)))
            for each in queries.open_invitations(challenge.id, actor)
        ],
        form=form,
        invite=invite or InviteForm(formdata=None),
        may_compose=rules.may_compose(actor, challenge),
        may_invite=sitting is not None and rules.may_invite(actor, sitting),
        may_hand_over=sitting is not None and rules.may_hand_over(actor, sitting),
        now=actor.now,
    )


# --- Replacing, and handing over the chair ----------------------------------------------------


@bp.get("/<slug>/seats/<uuid:seat_id>/replace")
@signed_in
def ask_replace(slug: str, seat_id: UUID) -> ResponseReturnValue:
    sitting = queries.sitting(slug)
    insist(rules.may_replace(current_actor(), sitting))
    return _replace_page(sitting, _living(sitting, seat_id), ReplaceForm())


@bp.post("/<slug>/seats/<uuid:seat_id>/replace")
@signed_in
def replace(slug: str, seat_id: UUID) -> ResponseReturnValue:
    sitting = queries.sitting(slug)
    insist(rules.may_replace(current_actor(), sitting))
    seat, form = _living(sitting, seat_id), ReplaceForm()
    if not form.validate_on_submit():
        return _replace_page(sitting, seat, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with unit_of_work(current_actor()) as work:
            commands.replace_juror(work, sitting, seat=seat, reason=form.reason.data or "")
    except RuleBroken as broken:
        form.refuse(broken)
        sitting = queries.sitting(slug)
        page = _replace_page(sitting, _living(sitting, seat_id), form)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    say(
        _("%(name)s is no longer on the jury. You can invite somebody else.", name=seat.person.name)
    )
    return see_other(".compose", slug=slug)


def _living(sitting: Sitting, seat_id: UUID) -> Seat:
    seat = next((each for each in sitting.living if each.id == seat_id), None)
    if seat is None:
        raise Missing
    return seat


def _replace_page(sitting: Sitting, seat: Seat, form: ReplaceForm) -> str:
    reviews = sitting.reviews_of(seat)
    return render_template(
        "jury/replace.html",
        challenge=sitting.challenge,
        seat=seat,
        handed_in=sum(review.state is ReviewState.HANDED_IN for review in reviews),
        lost=len(sitting.open_of(seat)),
        form=form,
    )


@bp.get("/<slug>/chair")
@signed_in
def hand_over(slug: str) -> ResponseReturnValue:
    sitting = seen(slug)
    insist(rules.may_hand_over(current_actor(), sitting))
    return _chair_page(sitting, _hand_over_form(sitting))


@bp.post("/<slug>/chair")
@signed_in
def hand_over_chair(slug: str) -> ResponseReturnValue:
    sitting = seen(slug)
    insist(rules.may_hand_over(current_actor(), sitting))
    form = _hand_over_form(sitting)
    if not form.validate_on_submit():
        return _chair_page(sitting, form), HTTPStatus.UNPROCESSABLE_ENTITY
    to = next(seat for seat in sitting.accepted if str(seat.id) == form.to.data)
    try:
        with unit_of_work(current_actor()) as work:
            commands.hand_over_chair(work, sitting, to=to, reason=form.reason.data or "")
    except RuleBroken as broken:
        form.refuse(broken)
        return _chair_page(seen(slug), form), HTTPStatus.UNPROCESSABLE_ENTITY
    say(_("%(name)s is the chair of the jury from now on.", name=to.person.name))
    return see_other(".panel", slug=slug)


def _hand_over_form(sitting: Sitting) -> HandOverForm:
    form = HandOverForm()
    able = [seat for seat in sitting.accepted if rules.can_chair(sitting, seat)]
    form.to.choices = [SelectChoice(str(seat.id), seat.person.name) for seat in able]
    return form


def _chair_page(sitting: Sitting, form: HandOverForm) -> str:
    return render_template(
        "jury/chair.html",
        challenge=sitting.challenge,
        sitting=sitting,
        form=form,
        owns=rules.owns(current_actor(), sitting.challenge),
    )
