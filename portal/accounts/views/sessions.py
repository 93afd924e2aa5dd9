"""How a browser is known again from one request to the next; signing in and out."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user

from portal.accounts import commands, passwords, queries
from portal.accounts.agents import agent_name
from portal.accounts.forms import SignInForm
from portal.accounts.model import Person
from portal.accounts.presence import note_visit
from portal.accounts.views import bp
from portal.accounts.visitor import Visitor
from portal.kernel import again, limits
from portal.kernel.errors import Overtaken, TooMany
from portal.kernel.text import _
from portal.kernel.web import (
    current_actor,
    is_local,
    login_manager,
    say,
    see_other,
    settings,
    wants_json,
)
from portal.kernel.work import unit_of_work


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_visitor(secret: str) -> Visitor | None:
    visitor = queries.visitor(secret)
    if visitor is None:
        return None
    g.account_language = visitor.locale
    note_visit(visitor)
    return visitor


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def ask_to_sign_in() -> ResponseReturnValue:
    """The sign-in page in place of the one asked for; what was typed into a form is kept."""
    if wants_json():
        return _("Sign in first."), HTTPStatus.UNAUTHORIZED
    form = SignInForm(formdata=None)
    kept = again.kept_of_this_request()
    if kept is not None:
        form.kept.data = kept.packed()
    elif request.method == "GET":
        form.next.data = again.here()
    return _page(form, interrupted=True), HTTPStatus.UNAUTHORIZED


@bp.get("/account/sign-in")
def sign_in() -> ResponseReturnValue:
    wish = request.args.get("next", "")
    if current_user.is_authenticated:
        return redirect(_onward(wish), HTTPStatus.SEE_OTHER)
    form = SignInForm(formdata=None)
    form.next.data, form.email.data = wish, request.args.get("email", "")
    return _page(form)


@bp.post("/account/sign-in")
def start_session() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        _count_attempt(form.email.data or "")
        person = _proven(form)
        if person is None:
            form.form_errors.append(_("The address or the password is not right."))
            return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
        enter(person, password=form.password.data)
        _forgive_attempts(form.email.data or "")
    except TooMany as wait:
        form.form_errors.append(wait.message)
        return _page(form), HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(wait.wait)}
    except Overtaken as changed:
        form.form_errors.append(changed.message)
        return _page(form), HTTPStatus.CONFLICT
    kept = again.unpacked(form.kept.data)
    if kept is not None:
        return again.page(kept)
    return redirect(_onward(form.next.data), HTTPStatus.SEE_OTHER)


@bp.post("/account/sign-out")
def sign_out() -> ResponseReturnValue:
    """Ends the session in the database; a cookie that was copied is of no use afterwards."""
    if current_user.is_authenticated:
        with unit_of_work(current_actor()) as work:
            person = queries.person(current_user.person_id)
            commands.end_session(work, person, session_id=current_user.session_id)
        _forget_browser()
    say(_("You are signed out."))
    wish = request.form.get("next", "")
    if is_local(wish):
        return redirect(wish, HTTPStatus.SEE_OTHER)
    return see_other("accounts.sign_in")


def enter(person: Person, *, password: str | None = None) -> None:
    """Sign this browser in: a new secret and nothing left of the session before.

    ``password`` was right a moment ago; it is hashed anew where the settings ask for more now.
    """
    stored, rehashed = person.password_hash, None
    if password and stored and passwords.is_outdated(stored, settings()):
        rehashed = passwords.hash_password(password, settings())
    with unit_of_work(current_actor()) as work:
        secret = commands.start_session(
            work,
            person,
            agent=agent_name(request.user_agent.string),
            proven_by=stored if password else None,
            rehashed=rehashed,
        )
    _forget_browser()
    login_user(queries.visitor(secret))


def _forget_browser() -> None:
    language = session.get("language")
    session.clear()
    g.pop("csrf_token", None)  # a page made in this same request gets a token of the new session
    if language:
        session["language"] = language


def _count_attempt(email: str) -> None:
    """Before anything is looked up, so that known and unknown addresses are counted alike."""
    key, origin = queries.email_key(email), request.remote_addr or ""
    limits.limit("sign-in at", f"{key} {origin}", times=10, per=timedelta(minutes=15))
    limits.limit("sign-in to", key, times=50, per=timedelta(hours=1))
    limits.limit("sign-in from", origin, times=300, per=timedelta(minutes=15))


def _forgive_attempts(email: str) -> None:
    """Who knows the password may sign in as often as they like. Their origin still counts."""
    key, origin = queries.email_key(email), request.remote_addr or ""
    limits.forgive("sign-in at", f"{key} {origin}")
    limits.forgive("sign-in to", key)


def _proven(form: SignInForm) -> Person | None:
    """The person whose password this is. The same work is done where nobody is known."""
    person = queries.person_at(form.email.data or "")
    stored = person.password_hash if person and not person.disabled_at else None
    return person if passwords.is_right(form.password.data or "", stored, settings()) else None


def _onward(wish: str | None) -> str:
    return wish if wish and is_local(wish) else url_for("home.home")


def _page(form: SignInForm, *, interrupted: bool = False) -> str:
    form.password.data = ""
    return render_template(
        "accounts/sign_in.html",
        form=form,
        interrupted=interrupted,
        kept=again.unpacked(form.kept.data),
    )
