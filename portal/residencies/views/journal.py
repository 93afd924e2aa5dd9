from __future__ import annotations

from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from portal.kernel.text import _, markdown, tidy
from portal.kernel.web import current_actor, say, signed_in
from portal.residencies import commands, queries, rules
from portal.residencies.forms import JournalForm
from portal.residencies.views.base import ask, bp, done, form_page, seen, to_residency
from portal.residencies.words import TAGS


@bp.get("/residencies/<uuid:residency_id>/journal")
@signed_in
def journal(residency_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    tag = request.args.get("tag")
    tag = tag if tag in TAGS else None
    return render_template(
        "residencies/journal.html",
        residency=residency,
        page=queries.journal(residency, after=request.args.get("after"), tag=tag),
        tag=tag,
        is_later=bool(request.args.get("after")),
        may_write=bool(rules.may_write_journal(current_actor(), residency)),
    )


@bp.route("/residencies/<uuid:residency_id>/journal/new", methods=["GET", "POST"])
@signed_in
def write_journal(residency_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    ask(rules.may_write_journal(current_actor(), residency))
    form = JournalForm()
    if done(
        form,
        lambda work: commands.write_journal(
            work,
            residency,
            title=form.title.data or "",
            text=form.text.data or "",
            tags=form.tags.data or [],
        ),
    ):
        say(_("Your entry is in the journal."))
        return to_residency(residency_id, "journal")
    return form_page("journal_new", residency_id, form)


@bp.post("/residencies/preview")
@signed_in
def preview() -> ResponseReturnValue:
    """What is typed as it will look: Markdown made safe, for the button under the field."""
    text = tidy(request.form.get("text", ""), lines=True)
    return Response(str(markdown(text)), mimetype="text/html")
