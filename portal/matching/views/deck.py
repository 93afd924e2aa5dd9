"""The leader's deck of a project."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from portal.kernel.text import _, ngettext
from portal.kernel.web import current_actor, say, see_other, show_only_if, signed_in
from portal.matching import rules
from portal.matching.model import Pair, Project, TeamMember
from portal.matching.queries import decks, pairs, projects
from portal.matching.rules import Pairing
from portal.matching.states import ProjectState, Side
from portal.matching.team import given, team_of, why
from portal.matching.views import swipes
from portal.people import queries as people
from portal.people.card import card_of, hours_words
from portal.people.photo import show_picture

bp = Blueprint("deck", __name__, url_prefix="/teams/<uuid:project_id>/deck")


@bp.get("")
@signed_in
def deck(project_id: UUID) -> ResponseReturnValue:
    project = projects.project(project_id, with_team=True)
    show_only_if(rules.may_lead(current_actor(), project))
    if project.state is not ProjectState.OPEN:
        say(_("This team is not looking for anybody now."), "info")
        return see_other("teams.team", project_id=project.id)
    team = team_of(project)
    covered = frozenset(need.skill for need in team.needs if need.is_covered)
    wanted = frozenset(need.skill for need in team.needs)
    hand, left = decks.hand(project), decks.left(project)
    return render_template(
        "matching/deck.html",
        project=project,
        team=team,
        members=[_line(member, project) for member in project.members],
        cards=[(card_of(one, wanted), why(one, project, covered)) for one in hand],
        brings=set(hand[0].skills) if hand else set(),
        left=left,
        **_counts(project, left),
        waiting=pairs.waiting(project),
        undo=_undo(decks.last_answered(project)),
    )


@bp.post("/<uuid:profile_id>/answer")
@signed_in
def answer(project_id: UUID, profile_id: UUID) -> ResponseReturnValue:
    project, profile = projects.project(project_id), people.profile(profile_id)
    pairing = Pairing(project, profile, Side.LEADER)
    return swipes.answered(pairing, back=_back(project_id), counts=lambda: _around(project))


@bp.post("/<uuid:profile_id>/undo")
@signed_in
def undo(project_id: UUID, profile_id: UUID) -> ResponseReturnValue:
    project, profile = projects.project(project_id), people.profile(profile_id)
    pairing = Pairing(project, profile, Side.LEADER)
    return swipes.taken_back(pairing, back=_back(project_id), counts=lambda: _around(project))


@bp.get("/<uuid:profile_id>/photo")
@signed_in
def photo(project_id: UUID, profile_id: UUID) -> Response:
    project, profile = projects.project(project_id), people.profile(profile_id)
    pairing = Pairing(project, profile, Side.LEADER)
    show_only_if(rules.may_see_candidate(current_actor(), pairing))
    return show_picture(profile)


def _around(project: Project) -> dict[str, str]:
    """What the deck's script puts on the page after an answer."""
    beside = swipes.aside("waiting_line", pairs.waiting(project))
    return {**_counts(project), "aside": beside}


def _counts(project: Project, left: int | None = None) -> dict[str, str]:
    """How many cards there are still, and how often the leader said what."""
    left = decks.left(project) if left is None else left
    count = (
        _("More than %(most)s cards", most=decks.COUNTED)
        if left > decks.COUNTED
        else ngettext("%(num)d card left", "%(num)d cards left", left)
    )
    yes, no = pairs.said(project)
    note = _("%(yes)s times yes, %(no)s times no", yes=yes, no=no) if yes + no else ""
    return {"count": count, "note": note}


def _line(member: TeamMember, project: Project) -> dict[str, object]:
    profile = member.profile
    words = f"{member.role or profile.headline}, {hours_words(given(profile, project))}"
    return {"name": profile.person.name, "about": words, "out": profile.is_external}


def _back(project_id: UUID) -> tuple[str, dict[str, UUID]]:
    return "deck.deck", {"project_id": project_id}


def _undo(last: Pair | None) -> tuple[UUID, str] | None:
    """The profile and heading of the last answer, while it can be taken back."""
    if last is None or last.matched_at is not None:
        return None
    return last.profile_id, last.profile.headline
