from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask import url_for

from portal.accounts.model import Role
from portal.accounts.rules import may_join_teams
from portal.kernel.clock import now
from portal.kernel.domain import Domain, Duty, NavItem, PersonalField, Shelf, ShelfRow
from portal.kernel.events import consequences
from portal.kernel.policy import Actor
from portal.kernel.text import _, lazy
from portal.matching import cli, jobs, mails, reactions, rules
from portal.matching.queries import pairs, projects
from portal.matching.states import ProjectState
from portal.matching.team import places_words, team_of
from portal.matching.views import deck, matches, opportunities, teams

MOST = 5
"""The most rows on the shelf."""


def duties(actor: Actor) -> Sequence[Duty]:
    """Projects to start and to open, and matches to greet."""
    return (*_as_leader(actor), *_as_candidate(actor)) if actor.is_somebody else ()


def _as_leader(actor: Actor) -> Sequence[Duty]:
    if not actor.is_anywhere(Role.LEADER):
        return ()
    start = (
        Duty(
            title=_("Start the team of “%(residency)s”", residency=residency.title),
            about=_("Say which skills it needs. Then you choose people by their cards."),
            url=url_for("teams.new", residency_id=residency.id),
            since=residency.made_at,
            kind="team",
            action=_("Start"),
        )
        for residency in projects.residencies_without_team(actor)
    )
    opening = (
        Duty(
            title=_("Open your project “%(title)s”", title=project.title),
            about=_("It is still a draft. Nobody sees it yet."),
            url=url_for("teams.team", project_id=project.id),
            since=project.made_at,
            kind="team",
        )
        for project in projects.drafts_of(actor)
    )
    greeting = (
        _greeting(pair.profile.person.name, pair.project.title, pair.id, pair.matched_at)
        for pair in pairs.to_greet_as_leader(actor)
    )
    return (*start, *opening, *greeting)


def _as_candidate(actor: Actor) -> Sequence[Duty]:
    return [
        _greeting(name, pair.project.title, pair.id, pair.matched_at)
        for pair, name in pairs.to_greet_as_candidate(actor)
    ]


def shelves(actor: Actor) -> Sequence[Shelf]:
    """The teams that a leader puts together; the way to projects for who looks for one."""
    if rules.looks_for_projects(actor):
        more = (_("Look at the opportunities"), url_for("opportunities.opportunities"))
        text = _("Teams look for people from all over the government, for a few hours a week.")
        return (Shelf(title=_("Projects to join"), text=text, more=more),)
    if not actor.is_anywhere(Role.LEADER):
        return ()
    rows = [
        ShelfRow(
            title=project.title,
            url=url_for("teams.team", project_id=project.id),
            about=_("for %(startup)s", startup=project.startup),
            state=project.state.value,
            note=_(
                "%(size)s of %(places)s places taken",
                size=project.members,
                places=project.team_size,
            ),
        )
        for project in projects.at_hand(actor, MOST)
    ]
    more = (_("All your teams"), url_for("teams.teams"))
    return (Shelf(title=_("Your teams"), rows=rows, more=more),) if rows else ()


def _greeting(name: str, title: str, pair_id: UUID, since: datetime | None) -> Duty:
    return Duty(
        title=_("Greet %(name)s", name=name),
        about=_("You both said yes to “%(title)s”.", title=title),
        url=url_for("matches.match", pair_id=pair_id),
        since=since or now(),
        kind="match",
        action=_("Greet"),
    )


def of_residency(actor: Actor, residency_id: UUID) -> Sequence[Shelf]:
    """The team on the page of its residency, for who may see it."""
    project = projects.project_of_residency(residency_id)
    if project is None:
        if not rules.may_draft(actor, projects.residency(residency_id)):
            return ()
        start = (_("Start a team"), url_for("teams.new", residency_id=residency_id))
        return (Shelf(_("Team"), text=_("There is no team yet."), more=start),)
    if not rules.may_see(actor, project):
        return ()
    row = ShelfRow(
        project.title,
        url_for("teams.team", project_id=project.id),
        about=places_words(team_of(project)),
    )
    cards = (_("Go through the cards"), url_for("deck.deck", project_id=project.id))
    is_open = rules.may_lead(actor, project) and project.state is ProjectState.OPEN
    return (Shelf(_("Team"), rows=(row,), more=cards if is_open else None),)


DOMAIN = Domain(
    "matching",
    blueprints=(teams.bp, deck.bp, opportunities.bp, matches.bp),
    reactions=consequences(reactions, mails),
    duties=duties,
    adds_to={"residency": of_residency},
    waits=projects.leads() | pairs.to_greet(),
    shelves=shelves,
    nav=(
        NavItem(
            lazy("Teams"), "teams.teams", lambda actor: actor.is_anywhere(Role.LEADER), order=60
        ),
        NavItem(
            lazy("Opportunities"), "opportunities.opportunities", rules.looks_for_projects, order=70
        ),
        NavItem(
            lazy("Opportunities"),
            "opportunities.opportunities",
            lambda actor: may_join_teams(actor) and not rules.looks_for_projects(actor),
            order=70,
            personal=True,
        ),
    ),
    constraints={
        "one_project_per_residency": lazy("This residency has a team project already."),
        "one_place_in_the_team": lazy("This person is in the team already."),
        "ck_projects_team_of_one_to_twelve": lazy("Give a whole number from 1 to 12."),
        "ck_projects_project_hours_fit_a_week": lazy("Give a whole number from 1 to 40."),
        "ck_projects_project_fits_a_year": lazy("Give a whole number from 1 to 52."),
    },
    personal=(
        PersonalField(
            "pairs.candidate_says",
            "Two yeses become a match. A no is shown to nobody.",
            "Until the profile is removed.",
        ),
        PersonalField(
            "pairs.leader_says",
            "Two yeses become a match. A no is shown to nobody.",
            "Until the project is removed.",
        ),
        PersonalField(
            "team_members.role", "What somebody does in a team.", "Until the project is removed."
        ),
    ),
    cli=(cli.matching,),
)

__all__ = ["DOMAIN", "jobs"]
