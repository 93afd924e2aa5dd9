"""What every view of this domain does alike: load what may be seen, and send a form."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.model import Role
from portal.kernel import audit
from portal.kernel.errors import IllegalMove, Missing, NotAllowed, RuleBroken
from portal.kernel.events import Event
from portal.kernel.forms import Form
from portal.kernel.guard import witness
from portal.kernel.policy import Actor, Verdict
from portal.kernel.text import _
from portal.kernel.web import current_actor, see_other, show_only_if
from portal.kernel.work import Work, unit_of_work
from portal.residencies import queries, rules, words
from portal.residencies.events import ResidenciesListed, ResidencyRead
from portal.residencies.model import Residency
from portal.residencies.states import Part

bp = Blueprint("residencies", __name__)


@bp.context_processor
def offer_words() -> dict[str, Any]:
    return {"words": words, "Part": Part}


def seen(residency_id: UUID) -> Residency:
    """The residency, for who is of it. Raises Missing for all others.

    An administrator reads it too, and that is written down.
    """
    residency = queries.residency(residency_id)
    actor = current_actor()
    show_only_if(rules.may_see(actor, residency))
    if rules.parts(actor, residency) == {Part.ADMINISTRATOR} and request.method == "GET":
        _write_down(actor, ResidencyRead(subject_id=residency.id))
    return residency


def note_list(actor: Actor) -> None:
    """Likewise that an administrator reads the list of all."""
    if actor.id is not None and actor.is_everywhere(Role.ADMINISTRATOR):
        _write_down(actor, ResidenciesListed(subject_id=actor.id))


def _write_down(actor: Actor, read: Event) -> None:
    with witness("audit_entries") as line:
        audit.note(line, actor, read)


def ask(verdict: Verdict) -> None:
    """For a page with a form: say no before somebody fills it in."""
    if not verdict:
        raise Missing if verdict.hidden else NotAllowed(verdict.reason)


def ask_state(residency: Residency, move: str) -> None:
    """Likewise where the residency is not in the state for it."""
    if not residency.can(move):
        raise IllegalMove(move, residency.state, _("This does not fit where the residency is now."))


def done(form: Form, act: Callable[[Work], object]) -> bool:
    """Whether the form was sent and carried out; else it says what is wrong, and is shown again."""
    if request.method != "POST" or not form.validate_on_submit():
        return False
    try:
        with unit_of_work(current_actor()) as work:
            act(work)
    except RuleBroken as broken:
        form.refuse(broken)
        return False
    return True


def form_page(template: str, residency_id: UUID, form: Form, **context: Any) -> ResponseReturnValue:
    """The form, empty or with what was typed; the residency is read anew, after any rollback."""
    residency = queries.residency(residency_id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    page = render_template(
        f"residencies/{template}.html", residency=residency, form=form, **context
    )
    return page, status


def to_residency(residency_id: UUID, anchor: str | None = None) -> ResponseReturnValue:
    return see_other("residencies.show", residency_id=residency_id, _anchor=anchor)
