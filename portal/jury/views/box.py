"""The box of submissions, and the two keys that open it."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.accounts import queries as accounts
from portal.jury import commands, rules
from portal.jury.forms import KeyForm
from portal.jury.sitting import Sitting
from portal.jury.views.blueprint import bp
from portal.jury.views.shared import seen
from portal.kernel.text import _
from portal.kernel.web import current_actor, say, see_other, signed_in
from portal.kernel.work import unit_of_work
from portal.submissions import queries as submissions


@bp.get("/<slug>/box")
@signed_in
def box(slug: str) -> ResponseReturnValue:
    return _page(seen(slug), KeyForm())


@bp.post("/<slug>/box")
@signed_in
def turn_key(slug: str) -> ResponseReturnValue:
    sitting = seen(slug)
    with unit_of_work(current_actor()) as work:
        opened = commands.turn_key(work, sitting)
    if opened:
        if submissions.sent_to(sitting.challenge.id):
            say(_("The box is open. Each juror now declares conflicts of interest."))
        else:
            say(_("The box is open. Nothing was sent in."), "info")
        return see_other(".panel", slug=slug)
    say(_("Your key is turned. The box opens when somebody else turns the second."))
    return see_other(".box", slug=slug)


def _page(sitting: Sitting, form: KeyForm) -> str:
    actor = current_actor()
    turned = sitting.box
    who = [turned.first_by_id, turned.second_by_id] if turned else []
    return render_template(
        "jury/box.html",
        challenge=sitting.challenge,
        sitting=sitting,
        box=turned,
        first=rules.first_key(sitting),
        names={each.id: each.name for each in accounts.persons(p for p in who if p).values()},
        stage=rules.stage(actor, sitting.challenge),
        may_turn=rules.may_turn_key(actor, sitting),
        form=form,
    )
