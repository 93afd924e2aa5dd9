"""The pages about the portal itself, and the links to them at the foot of every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.text import Sentence, lazy
from portal.kernel.web import address_of, settings

bp = Blueprint("about", __name__)


@dataclass(frozen=True, slots=True)
class FootLink:
    label: Sentence
    url: str


@bp.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    return render_template("pages/accessibility.html", contact=settings().contact)


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    return render_template("pages/privacy.html", contact=settings().contact)


@bp.get("/security")
def security() -> ResponseReturnValue:
    return render_template("pages/security.html", contact=settings().contact)


@bp.get("/.well-known/security.txt")
def security_txt() -> ResponseReturnValue:
    """For those who look for the address by the rules of RFC 9116."""
    page = address_of("about.security")
    expires = (clock.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    contact = f"mailto:{settings().contact}" if settings().contact else page
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {address_of('about.security_txt')}",
        f"Policy: {page}",
    )
    return Response(
        "".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8"
    )


@bp.app_context_processor
def foot() -> dict[str, object]:
    links = [
        FootLink(lazy("Accessibility"), url_for("about.accessibility")),
        FootLink(lazy("Privacy"), url_for("about.privacy")),
        FootLink(lazy("Report a vulnerability"), url_for("about.security")),
    ]
    if settings().source_url:
        links.append(FootLink(lazy("Source code"), settings().source_url))
    if "challenges.feed" in current_app.view_functions:
        links.append(FootLink(lazy("New challenges (Atom)"), url_for("challenges.feed")))
    return {"footer_items": links}
