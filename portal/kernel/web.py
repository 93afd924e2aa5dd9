"""The thin layer between Flask and the domains: who is here, where to next, what went wrong."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, ParamSpec, Protocol, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    has_request_context,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from jinja2.environment import Template, TemplateModule
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel import clock, uploads
from portal.kernel.db import db
from portal.kernel.errors import IllegalMove, Missing, PortalError, TooMany
from portal.kernel.policy import ANYONE, Actor, Verdict
from portal.kernel.spool import REFUSED
from portal.kernel.text import LANGUAGES, Ours, _
from portal.settings import ROOT, Settings

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3
RETRIED = {"40P01", "40001"}  # deadlock detected, serialization failure
LONGEST_FORM = 4_000_000  # bytes; Werkzeug's own limit of 500 kB would lose a long answer

LAST_RESORT = ROOT / "templates" / "errors" / "down.html"

login_manager = LoginManager()
csrf = CSRFProtect()


class Visitor(Protocol):
    """Who is signed in, as the accounts domain loads them with their session."""

    is_authenticated: bool

    @property
    def actor(self) -> Actor: ...
    @property
    def name(self) -> str: ...


class PageTemplate(Template):
    """Macros are imported without context here, so a file of them is made once and for all.

    Jinja compares the names of all globals at each import to find that out.
    """

    def _get_default_module(self, _context: object = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class Portal(Flask):
    """Flask, with a second chance for a request that the database could not order."""

    _plain_addresses: dict[tuple[str, str, str], str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plain_addresses = {}
        self.jinja_env.template_class = PageTemplate

    def url_for(self, endpoint: str, **values: Any) -> str:
        """As Flask's, but addresses without values are built once: each page has a dozen."""
        if values or endpoint.startswith(".") or not has_request_context():
            return super().url_for(endpoint, **values)
        key = (endpoint, _kept_language(), request.script_root)
        found = self._plain_addresses.get(key)
        if found is None:
            found = self._plain_addresses[key] = super().url_for(endpoint)
        return found

    def preprocess_request(self) -> ResponseReturnValue | None:
        refused = request.environ.get(REFUSED)
        if refused:
            abort(refused)
        return super().preprocess_request()

    def dispatch_request(self) -> ResponseReturnValue:
        for _attempt in range(TRIES - 1):
            kept = dict(session)
            try:
                return super().dispatch_request()
            except OperationalError as failed:
                if getattr(failed.orig, "sqlstate", None) not in RETRIED:
                    raise
                db.session.rollback()
                session.clear()
                session.update(kept)
                for upload in request.files.values():
                    upload.stream.seek(0)
        return super().dispatch_request()


def settings() -> Settings:
    found: Settings = current_app.extensions["portal.settings"]
    return found


def current_actor() -> Actor:
    """Who asks, with the database's time at this moment of the request."""
    if current_user.is_authenticated:
        actor: Actor = current_user.actor
        return actor
    if "anyone" not in g:
        g.anyone = ANYONE.at(clock.now())
    anyone: Actor = g.anyone
    return anyone


def signed_in(view: Callable[P, R]) -> Callable[P, R | ResponseReturnValue]:
    """Only for people who are signed in; what they may do is asked in the command."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | ResponseReturnValue:
        if not current_user.is_authenticated:
            answer: ResponseReturnValue = login_manager.unauthorized()
            return answer
        return view(*args, **kwargs)

    guarded.asks_to_sign_in = True  # type: ignore[attr-defined]
    return guarded


def show_only_if(verdict: Verdict) -> None:
    """For a page: who may not see the thing is told that there is no such page."""
    if not verdict:
        raise Missing


def see_other(endpoint: str, **values: Any) -> BaseResponse:
    return redirect(url_for(endpoint, **values), code=HTTPStatus.SEE_OTHER)


def say(message: str, kind: str = "success") -> None:
    """A sentence for the next page: ``success``, ``info`` or ``warning``."""
    flash(message, kind)


def address_of(endpoint: str, **values: Any) -> Ours:
    """The full address of a page, from the configured base: never from the Host header."""
    base = urlsplit(settings().base_url)
    adapter = current_app.url_map.bind(
        base.netloc, script_name=base.path or "/", url_scheme=base.scheme
    )
    return Ours(adapter.build(endpoint, values, force_external=True))


def is_local(target: str | None) -> bool:
    """Whether an address to go on to stays within the portal."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc and "\\" not in target


def wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def _secure(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store, private"
    return response


def init_app(app: Flask) -> None:
    app.config.update(
        SESSION_COOKIE_NAME="__Host-veldwerk",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_FORM_MEMORY_SIZE=LONGEST_FORM,
        MAX_CONTENT_LENGTH=LONGEST_FORM + 1_000_000,  # more only for ``uploads.takes_files``
        MAX_FORM_PARTS=2000,
    )
    uploads.init_app(app)
    login_manager.init_app(app)
    csrf.init_app(app)
    app.after_request(_secure)
    app.url_defaults(_keep_language)
    register_errors(app)
    app.jinja_env.globals["current_actor"] = current_actor


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Who has no session to keep ``?lang=`` in takes it along from page to page."""
    if endpoint != "static" and has_request_context() and _kept_language():
        values.setdefault("lang", _kept_language())


def _kept_language() -> str:
    wish = request.args.get("lang")
    return wish if wish in LANGUAGES and not session else ""


def register_errors(app: Flask) -> None:
    @app.errorhandler(PortalError)
    def refused(error: PortalError) -> ResponseReturnValue:
        db.session.rollback()
        message = str(error.message) or _usual_sentence(error.status)
        headers = {"Retry-After": str(error.wait)} if isinstance(error, TooMany) else {}
        return refusal_page(error.status, message), error.status, headers

    @app.errorhandler(StaleDataError)
    def overtaken(_error: StaleDataError) -> ResponseReturnValue:
        db.session.rollback()
        sentence = _("Somebody else changed this in the meantime. Look at it again.")
        return refusal_page(HTTPStatus.CONFLICT, sentence), HTTPStatus.CONFLICT

    @app.errorhandler(DataError)
    def unfit(_error: DataError) -> ResponseReturnValue:
        """A value that no column can hold, such as NUL in an address, or a number past all ends."""
        db.session.rollback()
        status = HTTPStatus.BAD_REQUEST
        return refusal_page(status, _usual_sentence(status)), status

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
            return error
        answer = Response(refusal_page(error.code, _usual_sentence(error.code)), error.code)
        if error.code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
        return answer

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> ResponseReturnValue:
        if app.testing:
            raise error
        reference = secrets.token_hex(4)
        app.logger.error("reference %s", reference, exc_info=error)
        db.session.rollback()
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        if isinstance(error, OperationalError):
            status = HTTPStatus.SERVICE_UNAVAILABLE
        return refusal_page(status, _usual_sentence(status), reference), status


def refusal_page(status: int, message: str, reference: str = "") -> str:
    if wants_json():
        return message
    try:
        return render_template(
            "errors/error.html", status=int(status), message=message, reference=reference
        )
    except SQLAlchemyError:  # the frame of a page asks the database too
        db.session.rollback()
        return LAST_RESORT.read_text(encoding="utf-8")


def _usual_sentence(status: int) -> str:
    sentences = {
        400: _("The portal did not understand this request."),
        401: _("Sign in first."),
        403: _("You may not do this."),
        404: _("This page does not exist, or it is not yours to see."),
        405: _("This address cannot be used in this way."),
        408: _("Sending took too long. Try again."),
        409: _("This cannot be done any more: something changed in the meantime."),
        410: _("This link was used already, or has ended."),
        411: _("The portal did not understand this request."),
        413: _("This is larger than the portal takes."),
        422: _("Something in this form is not right."),
        429: _("This was tried too often. Wait a little."),
        503: _("The portal is briefly out of order. Nothing that was confirmed is lost."),
    }
    return str(sentences.get(status) or _("Something went wrong on our side. Nothing was changed."))


def as_uuid(value: str | None) -> UUID | None:
    """An id from a form or a key; none where it is not one."""
    try:
        return UUID(str(value))
    except ValueError:
        return None


__all__ = [
    "IllegalMove",
    "Portal",
    "address_of",
    "as_uuid",
    "csrf",
    "current_actor",
    "is_local",
    "login_manager",
    "say",
    "see_other",
    "settings",
    "show_only_if",
    "signed_in",
]
