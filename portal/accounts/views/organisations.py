"""The organisations that one belongs to: find one, join it, register a startup, see colleagues."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import commands, queries, rules
from portal.accounts.forms import InviteForm, StartupForm
from portal.accounts.model import Organisation, Person, Role
from portal.accounts.queries import invitations, memberships
from portal.accounts.views import bp
from portal.kernel import limits
from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.kernel.web import current_actor, is_local, say, see_other, show_only_if, signed_in
from portal.kernel.work import unit_of_work


@bp.get("/account/organisations")
@signed_in
def organisations() -> ResponseReturnValue:
    """Where one belongs, what one has asked, and a search for another."""
    actor = current_actor()
    wish = request.args.get("q", "").strip()[:100]
    found = memberships.find_organisations(wish)
    return render_template(
        "accounts/organisations.html",
        mine=memberships.organisations_of(actor),
        asked=memberships.requests_of(current_user.person_id),
        wish=wish,
        found=found,
        above=queries.organisations({each.ministry_id for each in found if each.ministry_id}),
        actor=actor,
        belongs=rules.belongs,
    )


@bp.post("/account/organisations/<uuid:organisation_id>/join")
@signed_in
def ask_to_join(organisation_id: UUID) -> ResponseReturnValue:
    organisation = queries.organisation(organisation_id)
    limits.limit("joining by", str(current_user.person_id), times=20, per=timedelta(days=1))
    try:
        with unit_of_work(current_actor()) as work:
            commands.ask_to_join(work, organisation, person=_me())
    except RuleBroken as broken:
        say(broken.message, "warning")
        return see_other(".organisations")
    say(
        _(
            "You have asked to join %(name)s. You get a letter with the answer.",
            name=organisation.name,
        )
    )
    return see_other(".organisations")


@bp.post("/account/membership-requests/<uuid:request_id>/withdraw")
@signed_in
def withdraw_request(request_id: UUID) -> ResponseReturnValue:
    with unit_of_work(current_actor()) as work:
        commands.withdraw_request(work, memberships.request(request_id))
    say(_("You no longer ask to join."))
    return see_other(".organisations")


@bp.get("/account/startup")
@signed_in
def startup() -> ResponseReturnValue:
    form = StartupForm(formdata=None)
    form.next.data = request.args.get("next", "")
    return render_template("accounts/startup.html", form=form)


@bp.post("/account/startup")
@signed_in
def register_startup() -> ResponseReturnValue:
    form = StartupForm()
    if not form.validate_on_submit():
        return render_template("accounts/startup.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    limits.limit("startups by", str(current_user.person_id), times=5, per=timedelta(days=1))
    try:
        with unit_of_work(current_actor()) as work:
            made = commands.register_startup(
                work, _me(), name=form.name.data or "", kvk_number=form.kvk_number.data or ""
            )
    except RuleBroken as broken:
        form.refuse(broken)
        return render_template("accounts/startup.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    say(_("%(name)s is registered. You can answer challenges from now on.", name=made.name))
    if is_local(form.next.data):
        return redirect(str(form.next.data), HTTPStatus.SEE_OTHER)
    return see_other(".organisation", organisation_id=made.id)


@bp.get("/account/organisations/<uuid:organisation_id>")
@signed_in
def organisation(organisation_id: UUID) -> ResponseReturnValue:
    return _page(_seen(organisation_id))


@bp.post("/account/organisations/<uuid:organisation_id>/invite")
@signed_in
def invite(organisation_id: UUID) -> ResponseReturnValue:
    found = _seen(organisation_id)
    form = InviteForm(rules.offers(current_actor(), found))
    if not form.validate_on_submit():
        return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    limits.limit("invitations by", str(current_user.person_id), times=60, per=timedelta(days=1))
    with unit_of_work(current_actor()) as work:
        commands.invite(work, found, email=form.email.data or "", role=Role(form.role.data))
    say(_("An invitation is on its way to %(email)s.", email=form.email.data))
    return see_other(".organisation", organisation_id=found.id)


@bp.post("/account/organisations/<uuid:organisation_id>/leave")
@signed_in
def leave(organisation_id: UUID) -> ResponseReturnValue:
    found = _seen(organisation_id)
    try:
        with unit_of_work(current_actor()) as work:
            commands.leave(work, found, person=_me())
    except RuleBroken as broken:
        say(broken.message, "warning")
        return see_other(".organisation", organisation_id=found.id)
    say(_("You no longer belong to %(name)s.", name=found.name))
    return see_other(".organisations")


@bp.post("/account/membership-requests/<uuid:request_id>/approve")
@signed_in
def approve_member(request_id: UUID) -> ResponseReturnValue:
    found = memberships.request(request_id)
    with unit_of_work(current_actor()) as work:
        commands.approve_member(work, found)
    say(
        _(
            "%(name)s belongs to %(organisation)s from now on.",
            name=found.person.name,
            organisation=found.organisation.name,
        )
    )
    return see_other(".organisation", organisation_id=found.organisation_id)


@bp.post("/account/membership-requests/<uuid:request_id>/decline")
@signed_in
def decline_member(request_id: UUID) -> ResponseReturnValue:
    found = memberships.request(request_id)
    with unit_of_work(current_actor()) as work:
        commands.decline_member(work, found)
    say(_("You said no to %(name)s. They get a letter.", name=found.person.name))
    return see_other(".organisation", organisation_id=found.organisation_id)


@bp.post("/account/invitations/<uuid:invitation_id>/resend")
@signed_in
def resend_invitation(invitation_id: UUID) -> ResponseReturnValue:
    found = invitations.invitation(invitation_id)
    limits.limit("invitations by", str(current_user.person_id), times=60, per=timedelta(days=1))
    with unit_of_work(current_actor()) as work:
        commands.resend_invitation(work, found)
    say(
        _(
            "A fresh link is on its way to %(email)s; the older one no longer works.",
            email=found.email,
        )
    )
    return _back_to_place(found.at_id)


@bp.post("/account/invitations/<uuid:invitation_id>/withdraw")
@signed_in
def withdraw_invitation(invitation_id: UUID) -> ResponseReturnValue:
    found = invitations.invitation(invitation_id)
    with unit_of_work(current_actor()) as work:
        commands.withdraw_invitation(work, found)
    say(_("The invitation of %(email)s is withdrawn.", email=found.email))
    return _back_to_place(found.at_id)


def _back_to_place(at_id: UUID | None) -> ResponseReturnValue:
    if at_id in queries.organisations([at_id] if at_id else []):
        return see_other(".organisation", organisation_id=at_id)
    return see_other(".admin_people" if at_id is None else "home.home")


def _me() -> Person:
    return queries.person(current_user.person_id)


def _seen(organisation_id: UUID) -> Organisation:
    found = queries.organisation(organisation_id)
    show_only_if(rules.may_see_members(current_actor(), found))
    return found


def _page(found: Organisation, form: InviteForm | None = None) -> str:
    actor = current_actor()
    offers = rules.offers(actor, found)
    return render_template(
        "accounts/organisation.html",
        organisation=found,
        above=queries.organisations([found.ministry_id]) if found.ministry_id else {},
        members=queries.members_of(found.id),
        roles=memberships.roles_at(found.id),
        requests=memberships.requests_at(found.id),
        invited=invitations.invitations_at(found.id),
        form=form or (InviteForm(offers, formdata=None) if offers else None),
        actor=actor,
        may=rules,
    )
