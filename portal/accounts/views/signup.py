"""From an address to an account, and back in when the password is forgotten.

A page behind a mailed link only shows a form: a mail scanner that opens it uses nothing up.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import commands, passwords, queries
from portal.accounts.folding import email_key
from portal.accounts.forms import AccountForm, AskForm, PasswordForm
from portal.accounts.model import MailToken, TokenPurpose
from portal.accounts.views import bp
from portal.accounts.views.sessions import enter
from portal.kernel import limits
from portal.kernel.errors import Gone, RuleBroken, TooMany
from portal.kernel.text import _, language
from portal.kernel.web import current_actor, is_local, say, see_other, settings
from portal.kernel.work import unit_of_work


@bp.get("/account/sign-up")
def sign_up() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return see_other("home.home")
    wish = request.args.get("next", "")
    if is_local(wish):
        session["onward"] = wish
    return render_template("accounts/sign_up.html", form=AskForm(formdata=None))


@bp.post("/account/sign-up")
def ask_sign_up() -> ResponseReturnValue:
    form = AskForm()
    refused = _refused(form, "accounts/sign_up.html", "sign-up")
    if refused is not None:
        return refused
    with unit_of_work(current_actor()) as work:
        commands.ask_sign_up(work, form.email.data or "", locale=language())
    return _look_in_your_mail(form, url_for(".sign_up"))


@bp.get("/account/forgotten")
def forgotten() -> ResponseReturnValue:
    return render_template("accounts/forgotten.html", form=AskForm(formdata=None))


@bp.post("/account/forgotten")
def ask_password_reset() -> ResponseReturnValue:
    form = AskForm()
    refused = _refused(form, "accounts/forgotten.html", "forgotten")
    if refused is not None:
        return refused
    with unit_of_work(current_actor()) as work:
        commands.ask_password_reset(work, form.email.data or "", locale=language())
    return _look_in_your_mail(form, url_for(".forgotten"))


def _refused(form: AskForm, template: str, what: str) -> ResponseReturnValue | None:
    """The page again where the address is none, or was given too often."""
    if not form.validate_on_submit():
        return render_template(template, form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    key, origin = email_key(form.email.data or ""), request.remote_addr or ""
    try:
        limits.limit(f"{what} for", key, times=5, per=timedelta(hours=1))
        limits.limit(f"{what} from", origin, times=60, per=timedelta(hours=1))
    except TooMany as wait:
        form.form_errors.append(wait.message)
        headers = {"Retry-After": str(wait.wait)}
        return render_template(template, form=form), HTTPStatus.TOO_MANY_REQUESTS, headers
    return None


def _look_in_your_mail(form: AskForm, back: str) -> ResponseReturnValue:
    session["mailed"] = [form.email.data, back]
    return see_other(".mailed")


@bp.get("/account/mailed")
def mailed() -> ResponseReturnValue:
    """The same words whoever has the address: what differs is the letter."""
    email, back = session.get("mailed") or ("", url_for(".sign_up"))
    return render_template("accounts/mailed.html", email=email, back=back)


@bp.get("/account/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    found = _open(token, TokenPurpose.CONFIRM_ADDRESS)
    return _confirm_page(found, token, AccountForm(formdata=None))


@bp.post("/account/confirm/<token>")
def confirm_sign_up(token: str) -> ResponseReturnValue:
    found = _open(token, TokenPurpose.CONFIRM_ADDRESS)
    form = AccountForm()
    if not form.validate_for(found.email):
        return _confirm_page(found, token, form), HTTPStatus.UNPROCESSABLE_ENTITY
    hashed = passwords.hash_password(form.password.data or "", settings())
    try:
        with unit_of_work(current_actor()) as work:
            person = commands.confirm_sign_up(
                work, found, name=form.name.data or "", password_hash=hashed, locale=language()
            )
    except RuleBroken as broken:
        form.refuse(broken)
        return _confirm_page(found, token, form), HTTPStatus.UNPROCESSABLE_ENTITY
    onward = session.get("onward")
    enter(person)
    say(_("Welcome! Your account is ready."))
    if is_local(onward):
        return redirect(str(onward), HTTPStatus.SEE_OTHER)
    return see_other("home.home")


def _confirm_page(found: MailToken, token: str, form: AccountForm) -> str:
    target = url_for(".confirm_sign_up", token=token)
    known = queries.person_at(found.email) is not None
    return render_template(
        "accounts/confirm.html", form=form, email=found.email, target=target, known=known
    )


@bp.get("/account/reset/<token>")
def reset_password(token: str) -> ResponseReturnValue:
    found = _open(token, TokenPurpose.RESET_PASSWORD)
    return _reset_page(found, token, PasswordForm(formdata=None))


@bp.post("/account/reset/<token>")
def choose_password(token: str) -> ResponseReturnValue:
    found = _open(token, TokenPurpose.RESET_PASSWORD)
    form = PasswordForm()
    name = queries.person(found.person_id).name if found.person_id else ""
    if not form.validate_for(found.email, name):
        return _reset_page(found, token, form), HTTPStatus.UNPROCESSABLE_ENTITY
    hashed = passwords.hash_password(form.password.data or "", settings())
    with unit_of_work(current_actor()) as work:
        person = commands.reset_password(work, found, password_hash=hashed)
    enter(person)
    say(_("Your password has changed. Everywhere else you are signed out."))
    return see_other("home.home")


def _reset_page(found: MailToken, token: str, form: PasswordForm) -> str:
    target = url_for(".choose_password", token=token)
    return render_template("accounts/reset.html", form=form, email=found.email, target=target)


@bp.get("/account/address/<token>")
def confirm_address(token: str) -> ResponseReturnValue:
    found = _open(token, TokenPurpose.CHANGE_ADDRESS)
    target = url_for(".change_address_now", token=token)
    return render_template("accounts/confirm_address.html", email=found.email, target=target)


@bp.post("/account/address/<token>")
def change_address_now(token: str) -> ResponseReturnValue:
    found = _open(token, TokenPurpose.CHANGE_ADDRESS)
    with unit_of_work(current_actor()) as work:
        commands.confirm_address_change(work, found)
    say(_("From now on your letters go to %(email)s, and you sign in with it.", email=found.email))
    return see_other(".account" if current_user.is_authenticated else ".sign_in")


def _open(token: str, purpose: TokenPurpose) -> MailToken:
    """The link that was mailed. Raises Gone where it was used, is too old, or never was."""
    found = queries.mail_token(token, purpose)
    if found is None or not found.is_open(current_actor().now):
        raise Gone(_("This link was used already, or is too old. Ask for a new one."))
    return found
