"""Mentors: the programme managers' list, and one's own card."""

from __future__ import annotations

from http import HTTPStatus

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.kernel.text import _
from portal.kernel.web import current_actor, say, see_other, show_only_if, signed_in
from portal.residencies import commands, queries, rules
from portal.residencies.forms import CardForm
from portal.residencies.views.base import bp, done
from portal.residencies.views.course import BOTH


@bp.get("/mentors")
@signed_in
def mentors() -> ResponseReturnValue:
    actor = current_actor()
    lists, has_card = rules.may_see_mentors(actor), rules.may_have_card(actor)
    show_only_if(lists or has_card)
    search = request.args.get("q", "").strip()[:100]
    after = request.args.get("after")
    mine = queries.card_of(actor.id) if actor.id and has_card else None
    return render_template(
        "residencies/mentors.html",
        page=queries.mentors(search=search, after=after) if lists else None,
        search=search,
        is_later=bool(after),
        has_card=bool(has_card),
        card=mine,
        load=queries.load_of(mine) if mine else 0,
    )


@bp.route("/mentors/card", methods=BOTH)
@signed_in
def card() -> ResponseReturnValue:
    actor = current_actor()
    show_only_if(rules.may_have_card(actor))
    found = queries.card_of(actor.id) if actor.id else None
    form = CardForm(obj=found, data=None if found else {"capacity": queries.USUAL_CAPACITY})
    if done(
        form,
        lambda work: commands.save_card(
            work,
            None,
            capacity=form.capacity.data or 0,
            about=form.about.data or "",
            office_hours=form.office_hours.data or "",
        ),
    ):
        say(_("Your card is saved."))
        return see_other("residencies.mentors")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render_template("residencies/card.html", form=form), status
