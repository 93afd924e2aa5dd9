"""Two yeses: each sees who the other is, and how to reach them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from portal.kernel.text import _
from portal.kernel.web import current_actor, say, see_other, show_only_if, signed_in
from portal.kernel.work import unit_of_work
from portal.matching import rules
from portal.matching.commands import answers
from portal.matching.queries import pairs, projects
from portal.matching.states import Side
from portal.matching.team import talk, team_of
from portal.people.card import card_of
from portal.people.photo import show_picture

bp = Blueprint("matches", __name__, url_prefix="/matches")


@bp.get("/<uuid:pair_id>")
@signed_in
def match(pair_id: UUID) -> ResponseReturnValue:
    actor, pair = current_actor(), pairs.match(pair_id)
    show_only_if(rules.may_see_match(actor, pair))
    project = projects.project(pair.project_id, with_team=True)
    wanted = frozenset(need["skill"] for need in project.needs)
    is_leader = rules.side_of(actor, pair) is Side.LEADER
    return render_template(
        "matching/match.html",
        pair=pair,
        project=project,
        team=team_of(project),
        card=card_of(pair.profile, wanted),
        leader=projects.leader_of(project),
        talk=talk(pair.profile, project, for_leader=is_leader),
        is_leader=is_leader,
        met_at=pair.leader_met_at if is_leader else pair.candidate_met_at,
    )


@bp.post("/<uuid:pair_id>/met")
@signed_in
def meet(pair_id: UUID) -> ResponseReturnValue:
    with unit_of_work(current_actor()) as work:
        answers.meet(work, pairs.match(pair_id))
    say(_("Good that you have been in touch."))
    return see_other(".match", pair_id=pair_id)


@bp.get("/<uuid:pair_id>/photo")
@signed_in
def photo(pair_id: UUID) -> Response:
    pair = pairs.match(pair_id)
    show_only_if(rules.may_see_match(current_actor(), pair))
    return show_picture(pair.profile)
