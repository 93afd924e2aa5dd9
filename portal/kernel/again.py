"""What was typed into a form is not lost when it cannot be taken: it is offered once more.

A form may arrive after its session has ended, or with a token of a session that has been replaced.
Its fields then travel along, hidden, through the page that asks to sign in (or directly) to a page
that shows them and has one button to send them again, with a token of the new session. No password
travels; files cannot, and the page says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from portal.kernel.text import _
from portal.kernel.web import is_local, login_manager, refusal_page, wants_json

NEVER_KEPT = ("csrf_token", "password")


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that was sent: where to, and what stood in it, in order."""

    to: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """What somebody typed rather than chose: shown, so that they see what they send."""
        return tuple(value.strip() for _name, value in self.fields if len(value.split()) > 1)

    def packed(self) -> str:
        return json.dumps([self.to, self.had_files, *map(list, self.fields)])


def kept_of_this_request() -> Kept | None:
    """The form of this request, if it came from a page of ours: nobody else's is offered."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "same-origin") not in {
        "same-origin",
        "none",
    }:
        return None
    fields = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(word in name.lower() for word in NEVER_KEPT)
    )
    return Kept(here(), fields, had_files=any(upload.filename for upload in request.files.values()))


def init_app(app: Flask) -> None:
    @app.errorhandler(CSRFError)
    def no_token(_error: CSRFError) -> ResponseReturnValue:
        """A form of a session that was replaced. Offered again only where the browser itself says
        that it came from a page of ours: else somebody else may have filled it in."""
        kept = kept_of_this_request()
        if wants_json() and not current_user.is_authenticated and _asks_to_sign_in():
            # The script keeps the text in the browser, and says so.
            return refusal_page(HTTPStatus.UNAUTHORIZED, _("Sign in first.")), 401
        if kept is None or not kept.fields or wants_json() or not _came_from_here():
            sentence = _(
                "This form was open too long, or in another window. Go back and try again."
            )
            return refusal_page(HTTPStatus.BAD_REQUEST, sentence), HTTPStatus.BAD_REQUEST
        if not current_user.is_authenticated and _asks_to_sign_in():
            answer: ResponseReturnValue = login_manager.unauthorized()
            return answer
        return page(kept), HTTPStatus.BAD_REQUEST


def _came_from_here() -> bool:
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _asks_to_sign_in() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "asks_to_sign_in", False)


def unpacked(text: str | None) -> Kept | None:
    """What ``packed`` made; none where it is anything else."""
    try:
        to, had_files, *pairs = json.loads(text or "")
        fields = tuple((str(name), str(value)) for name, value in pairs)
    except (ValueError, TypeError):
        return None
    return Kept(to, fields, bool(had_files)) if isinstance(to, str) and is_local(to) else None


def here() -> str:
    """The address of this request within the portal."""
    return request.full_path.rstrip("?")


def page(kept: Kept) -> str:
    """Shows what was typed, with the one button that sends it again."""
    return render_template("errors/again.html", kept=kept)
