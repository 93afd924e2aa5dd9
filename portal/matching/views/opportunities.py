"""The professional's side: projects to say yes or no to."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.kernel.text import language, ngettext, short_day
from portal.kernel.web import current_actor, signed_in
from portal.matching import ranking
from portal.matching.features import offer_of, wish_of
from portal.matching.model import Pair, Project
from portal.matching.queries import decks, pairs, projects
from portal.matching.rules import Pairing
from portal.matching.states import Side
from portal.matching.team import why_project
from portal.matching.views import swipes
from portal.people import queries as people
from portal.people import vocabulary
from portal.people.card import hours_words, mix
from portal.people.model import Profile
from portal.people.vocabulary import Kind

bp = Blueprint("opportunities", __name__, url_prefix="/opportunities")

BACK: swipes.Place = ("opportunities.opportunities", {})


@bp.get("")
@signed_in
def opportunities() -> ResponseReturnValue:
    profile = people.profile_of(current_actor().id)
    if profile is None or not profile.is_ready:
        return render_template("matching/no_profile.html", profile=profile)
    found = deck_for(profile) if profile.open_to_projects else []
    return render_template(
        "matching/opportunities.html",
        profile=profile,
        cards=[_card(profile, project) for project in found[: decks.CARDS]],
        left=len(found),
        count=_count(len(found)),
        undo=_undo(decks.last_answered_by(profile)),
        yeses=pairs.yeses_of(profile),
        matches=pairs.matches_of(profile),
    )


@bp.post("/<uuid:project_id>/answer")
@signed_in
def answer(project_id: UUID) -> ResponseReturnValue:
    pairing = _pairing(project_id)
    return swipes.answered(pairing, back=BACK, counts=lambda: _around(pairing.profile))


@bp.post("/<uuid:project_id>/undo")
@signed_in
def undo(project_id: UUID) -> ResponseReturnValue:
    pairing = _pairing(project_id)
    return swipes.taken_back(pairing, back=BACK, counts=lambda: _around(pairing.profile))


def _pairing(project_id: UUID) -> Pairing:
    profile = people.own_profile(current_actor())
    return Pairing(projects.project(project_id), profile, Side.CANDIDATE)


def deck_for(profile: Profile) -> list[Project]:
    """Open projects that somebody can work in and did not answer, the best fit first."""
    found = {str(project.id): project for project in decks.open_projects(profile)}
    wishes = [
        wish_of(project, (), project.residency.challenge.themes) for project in found.values()
    ]
    return [found[wish.key] for wish in ranking.order_for(offer_of(profile), wishes)]


def _around(profile: Profile) -> dict[str, str]:
    """What the deck's script puts on the page after an answer."""
    beside = swipes.aside("yeses_list", pairs.yeses_of(profile))
    return {"count": _count(len(deck_for(profile))), "aside": beside}


def _count(left: int) -> str:
    return ngettext("%(num)d team fits your hours", "%(num)d teams fit your hours", left)


def _card(profile: Profile, project: Project) -> dict[str, object]:
    here = language()
    residency = project.residency
    asked = [need["skill"] for need in sorted(project.needs, key=lambda need: -need["weight"])]
    return {
        "project": project,
        "about": (residency.organisation.name, residency.host.name_in(here)),
        "why": why_project(profile, project, residency.challenge.themes),
        "hours": hours_words(project.hours),
        "start": short_day(project.starts_on),
        "skills": [vocabulary.label(Kind.SKILLS, skill, here) for skill in asked],
        "hits": vocabulary.labels(Kind.SKILLS, set(asked) & set(profile.skills), here),
        "mix": mix(project.colours),
        "challenge": residency.challenge.slug,
    }


def _undo(last: Pair | None) -> tuple[UUID, str] | None:
    """The project and title of the last answer, while it can be taken back."""
    if last is None or last.matched_at is not None:
        return None
    return last.project_id, last.project.title
