"""Pages for who tries the portal out. They exist in demonstration mode only."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.demo import mailbox
from portal.demo.cast import PLAYERS
from portal.kernel.errors import Missing
from portal.kernel.web import settings

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.get("")
def people() -> ResponseReturnValue:
    """Whom to sign in as, and what to try."""
    password = settings().demo_password.get_secret_value()
    return render_template("demo/people.html", players=PLAYERS, password=password)


@bp.get("/mail")
def mail() -> ResponseReturnValue:
    """The letters that the portal sent, newest first."""
    return render_template("demo/mail.html", mails=mailbox.newest(settings().instance / "mail"))


@bp.get("/mail/<uuid:mail_id>")
def letter(mail_id: UUID) -> ResponseReturnValue:
    found = mailbox.find(settings().instance / "mail", mail_id)
    if found is None:
        raise Missing
    return render_template("demo/letter.html", mail=found, base_url=settings().base_url)
