"""The leader's side: team projects and draft teams."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.kernel.errors import IllegalMove, Missing, RuleBroken
from portal.kernel.text import Sentence, _, lazy
from portal.kernel.web import current_actor, say, see_other, show_only_if, signed_in
from portal.kernel.work import Work, unit_of_work
from portal.matching import rules
from portal.matching.commands import projects as commands
from portal.matching.commands import team as team_commands
from portal.matching.forms import ProjectForm, RoleForm
from portal.matching.model import Project, TeamMember
from portal.matching.queries import decks, pairs, projects
from portal.matching.states import ProjectState
from portal.matching.team import colours_words, given, headline, lead, team_of
from portal.people import vocabulary
from portal.people.card import card_of, hours_words, mix
from portal.residencies.model import Residency

bp = Blueprint("teams", __name__, url_prefix="/teams")

MOVES: dict[str, tuple[Callable[[Work, Project], None], Sentence]] = {
    "open": (commands.open_project, lazy("Your project is open. Here are the first cards.")),
    "fill": (commands.fill_project, lazy("Your team is complete. No new cards come.")),
    "reopen": (commands.reopen_project, lazy("Your project is open again.")),
    "close": (commands.close_project, lazy("Your project is closed. The team has had a letter.")),
}


@bp.get("")
@signed_in
def teams() -> ResponseReturnValue:
    actor = current_actor()
    found = projects.teams_of(actor)
    return render_template(
        "matching/teams.html",
        teams=[(project, team_of(project)) for project in found],
        unstarted=projects.residencies_without_team(actor),
    )


@bp.get("/<uuid:project_id>")
@signed_in
def team(project_id: UUID) -> ResponseReturnValue:
    project = projects.project(project_id, with_team=True)
    show_only_if(rules.may_see(current_actor(), project))
    draft = team_of(project)
    wanted = frozenset(need.skill for need in draft.needs)
    may_lead = rules.may_lead(current_actor(), project)
    return render_template(
        "matching/team.html",
        project=project,
        team=draft,
        heading=headline(project, draft) if may_lead else project.title,
        lead=lead(project, draft),
        mix=mix(draft.colours),
        wanted=mix(project.colours),
        mix_words=colours_words(project, draft),
        hours={
            member.profile_id: hours_words(given(member.profile, project))
            for member in project.members
        },
        cards={member.profile_id: card_of(member.profile, wanted) for member in project.members},
        matches=projects.matches_by_profile(project),
        outside=projects.matches_outside(project),
        waiting=pairs.waiting(project),
        left=decks.left(project) if project.state is ProjectState.OPEN else 0,
        may_change=rules.may_change(current_actor(), project),
        may_lead=may_lead,
    )


@bp.get("/new/<uuid:residency_id>")
@signed_in
def new(residency_id: UUID) -> ResponseReturnValue:
    residency = projects.residency(residency_id)
    show_only_if(rules.may_draft(current_actor(), residency))
    standing = projects.project_of_residency(residency.id)
    if standing is not None:
        return see_other(".team", project_id=standing.id)
    form = ProjectForm()
    form.title.data = form.title.data or residency.title
    form.starts_on.data = form.starts_on.data or residency.starts_on
    weeks = (residency.ends_on - residency.starts_on).days // 7
    form.weeks.data, form.hours.data, form.team_size.data = max(weeks, 1), 16, 4
    form.externals_ok.data = form.framework_required.data = True
    return _form_page(form, residency)


@bp.post("/new/<uuid:residency_id>")
@signed_in
def draft(residency_id: UUID) -> ResponseReturnValue:
    residency = projects.residency(residency_id)
    show_only_if(rules.may_draft(current_actor(), residency))
    form = ProjectForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as work:
                project = commands.draft(work, residency, form.plan)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            say(_("Your team project is saved as a draft."))
            return see_other(".team", project_id=project.id)
    return _form_page(form, residency), 422


@bp.get("/<uuid:project_id>/edit")
@signed_in
def edit(project_id: UUID) -> ResponseReturnValue:
    project = projects.project(project_id)
    show_only_if(rules.may_change(current_actor(), project))
    return _form_page(ProjectForm.of(project), project.residency, project)


@bp.post("/<uuid:project_id>/edit")
@signed_in
def change(project_id: UUID) -> ResponseReturnValue:
    project = projects.project(project_id)
    form = ProjectForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as work:
                commands.change(work, project, form.plan)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            say(_("Your changes are saved."))
            return see_other(".team", project_id=project.id)
    project = projects.project(project_id)  # anew, after any rollback
    show_only_if(rules.may_change(current_actor(), project))
    return _form_page(form, project.residency, project), 422


@bp.get("/<uuid:project_id>/close")
@signed_in
def ask_close(project_id: UUID) -> ResponseReturnValue:
    project = projects.project(project_id)
    show_only_if(rules.may_change(current_actor(), project))
    return render_template("matching/close.html", project=project)


@bp.post("/<uuid:project_id>/<any(open, fill, reopen, close):move>")
@signed_in
def move(project_id: UUID, move: str) -> ResponseReturnValue:
    project = projects.project(project_id)
    command, done = MOVES[move]
    try:
        with unit_of_work(current_actor()) as work:
            command(work, project)
    except RuleBroken as broken:
        say(broken.message, "warning")
        return see_other(".team", project_id=project_id)
    except IllegalMove:  # done already, by a second click or in another window
        return see_other(".team", project_id=project_id)
    say(str(done))
    return see_other("deck.deck" if move == "open" else ".team", project_id=project.id)


@bp.post("/<uuid:project_id>/members/<uuid:profile_id>/out")
@signed_in
def take_out(project_id: UUID, profile_id: UUID) -> ResponseReturnValue:
    member = _member(project_id, profile_id)
    if member is None:
        return see_other(".team", project_id=project_id)
    with unit_of_work(current_actor()) as work:
        team_commands.take_out(work, member)
    say(_("%(name)s is out of the draft team. The match stays.", name=member.profile.person.name))
    return see_other(".team", project_id=project_id)


@bp.post("/<uuid:project_id>/members/<uuid:profile_id>/in")
@signed_in
def put_in(project_id: UUID, profile_id: UUID) -> ResponseReturnValue:
    pair = pairs.match_of(project_id, profile_id)
    if pair is None:
        raise Missing
    try:
        with unit_of_work(current_actor()) as work:
            team_commands.put_in(work, pair)
    except RuleBroken as broken:
        say(broken.message, "warning")
    else:
        say(_("%(name)s is in the draft team.", name=pair.profile.person.name))
    return see_other(".team", project_id=project_id)


@bp.post("/<uuid:project_id>/members/<uuid:profile_id>/role")
@signed_in
def name_role(project_id: UUID, profile_id: UUID) -> ResponseReturnValue:
    member = _member(project_id, profile_id)
    if member is None:
        return see_other(".team", project_id=project_id)
    form = RoleForm()
    if not form.validate_on_submit():
        say(" ".join(str(error) for error in form.role.errors), "warning")
        return see_other(".team", project_id=project_id)
    with unit_of_work(current_actor()) as work:
        team_commands.name_role(work, member, role=form.role.data or "")
    say(_("The role is saved."))
    return see_other(".team", project_id=project_id)


def _member(project_id: UUID, profile_id: UUID) -> TeamMember | None:
    """Somebody in the team; nobody where they are out already, by a second click say."""
    show_only_if(rules.may_see(current_actor(), projects.project(project_id)))
    return projects.member(project_id, profile_id)


def _form_page(form: ProjectForm, residency: Residency, project: Project | None = None) -> str:
    return render_template(
        "matching/project.html",
        form=form,
        residency=residency,
        project=project,
        colours=vocabulary.colours(),
    )
