"""One's own account: name, language, address, password, and where one is signed in."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from flask import render_template, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import PasswordField

from portal.accounts import commands, passwords, queries
from portal.accounts.forms import AskForm, ChangeAddressForm, ChangePasswordForm, DetailsForm
from portal.accounts.model import Person
from portal.accounts.queries import memberships
from portal.accounts.views import bp
from portal.kernel import limits
from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.kernel.web import current_actor, say, see_other, settings, signed_in
from portal.kernel.work import unit_of_work


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    actor = current_actor()
    return render_template(
        "accounts/account.html",
        me=_me(),
        organisations=memberships.organisations_of(actor),
        sessions=queries.living_sessions(current_user.person_id, actor.now),
    )


@bp.get("/account/details")
@signed_in
def details() -> ResponseReturnValue:
    return render_template("accounts/details.html", form=DetailsForm(obj=_me(), formdata=None))


@bp.post("/account/details")
@signed_in
def change_details() -> ResponseReturnValue:
    form = DetailsForm()
    if not form.validate_on_submit():
        return render_template("accounts/details.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    with unit_of_work(current_actor()) as work:
        commands.change_details(
            work, _me(), name=form.name.data or "", locale=str(form.locale.data)
        )
    session.pop("language", None)
    say(_("Your details are saved."))
    return see_other(".account")


@bp.get("/account/password")
@signed_in
def password() -> ResponseReturnValue:
    return render_template("accounts/password.html", form=ChangePasswordForm(formdata=None))


@bp.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    form, me = ChangePasswordForm(), _me()
    valid = form.validate_for(me.email, me.name)
    stored = me.password_hash
    if not valid or not _is_me(form.present, stored):
        return render_template("accounts/password.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    hashed = passwords.hash_password(form.password.data or "", settings())
    with unit_of_work(current_actor()) as work:
        commands.change_password(
            work,
            me,
            password_hash=hashed,
            proven_by=stored,
            session_id=current_user.session_id,
        )
    say(_("Your password has changed. Everywhere else you are signed out."))
    return see_other(".account")


@bp.get("/account/address")
@signed_in
def address() -> ResponseReturnValue:
    return render_template("accounts/address.html", form=ChangeAddressForm(formdata=None))


@bp.post("/account/address")
@signed_in
def ask_address_change() -> ResponseReturnValue:
    form, me = ChangeAddressForm(), _me()
    stored = me.password_hash
    if not form.validate_on_submit() or not _is_me(form.present, stored) or _is_same(form, me):
        return render_template("accounts/address.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    limits.limit("address of", str(me.id), times=5, per=timedelta(hours=1))
    with unit_of_work(current_actor()) as work:
        commands.ask_address_change(work, me, email=form.email.data or "", proven_by=stored)
    say(_("Look in your mail: open the link that we sent to %(email)s.", email=form.email.data))
    return see_other(".account")


@bp.get("/account/sessions")
@signed_in
def sessions() -> ResponseReturnValue:
    actor = current_actor()
    return render_template(
        "accounts/sessions.html",
        sessions=queries.living_sessions(current_user.person_id, actor.now),
        here=current_user.session_id,
        now=actor.now,
    )


@bp.post("/account/sessions/<uuid:session_id>/end")
@signed_in
def end_session(session_id: UUID) -> ResponseReturnValue:
    with unit_of_work(current_actor()) as work:
        ended = commands.end_session(work, _me(), session_id=session_id)
    if ended:
        say(_("That browser is signed out."))
    return see_other(".sessions")


@bp.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    with unit_of_work(current_actor()) as work:
        commands.end_other_sessions(work, _me(), but=current_user.session_id)
    say(_("Everywhere else you are signed out."))
    return see_other(".sessions")


def _me() -> Person:
    return queries.person(current_user.person_id)


def _is_me(field: PasswordField, stored: str | None) -> bool:
    """Whether the present password is right; counted, so that a stolen session guesses little."""
    limits.limit("password of", str(current_user.person_id), times=10, per=timedelta(minutes=15))
    if passwords.is_right(field.data or "", stored, settings()):
        return True
    field.errors = [_("This is not your present password.")]
    return False


def _is_same(form: AskForm, me: Person) -> bool:
    if form.email.data != me.email:
        return False
    form.refuse(RuleBroken(_("This is your address already."), field="email"))
    return True
