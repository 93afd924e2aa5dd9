"""A team project from draft to closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.kernel.work import Work, command, nothing
from portal.matching import rules
from portal.matching.commands.dealing import deal
from portal.matching.events import (
    ProjectChanged,
    ProjectClosed,
    ProjectDrafted,
    ProjectFilled,
    ProjectOpened,
    ProjectReopened,
)
from portal.matching.model import Project
from portal.matching.queries import projects
from portal.matching.states import ProjectState
from portal.people import vocabulary
from portal.people.vocabulary import Kind
from portal.residencies.model import Residency

MOST_NEEDS = 8
HEAVIEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a leader says of the team: ``needs`` as (skill, weight 1–5), ``hours`` a week."""

    title: str
    starts_on: date
    weeks: int
    hours: int
    team_size: int
    description: str = ""
    needs: tuple[tuple[str, int], ...] = ()
    colours: dict[str, int] = field(default_factory=dict)
    externals_ok: bool = True
    framework_required: bool = True


@command(may=rules.may_draft, locks=nothing)
def draft(work: Work, residency: Residency, plan: Plan) -> Project:
    """The first sketch; only its leader sees it."""
    project = Project(
        residency_id=residency.id,
        title=plan.title,
        made_at=work.now,
        starts_on=plan.starts_on,
        weeks=plan.weeks,
    )
    project.residency = residency
    _write(project, plan)
    work.add(project)
    work.emit(ProjectDrafted(subject_id=project.id, residency_id=residency.id))
    return project


@command(may=rules.may_change)
def change(work: Work, project: Project, plan: Plan) -> None:
    """Who is in the team stays; the cards are dealt anew."""
    if plan.team_size < projects.size(project):
        raise RuleBroken(
            _("There are more people in the team already. Take somebody out first."),
            field="team_size",
        )
    _write(project, plan)
    work.emit(ProjectChanged(subject_id=project.id))
    if project.state is ProjectState.OPEN:
        _require_needs(project)
        deal(work, project)


@command(may=rules.may_change)
def open_project(work: Work, project: Project) -> None:
    """From here on both sides see cards."""
    _require_needs(project)
    project.opened_at = work.now
    work.move(project, "open_project")
    work.emit(ProjectOpened(subject_id=project.id))
    deal(work, project)


@command(may=rules.may_change)
def fill_project(work: Work, project: Project) -> None:
    """The team is complete as it is; nobody gets the card any more."""
    work.move(project, "fill_project")
    work.emit(ProjectFilled(subject_id=project.id))


@command(may=rules.follows)
def fill_when_complete(work: Work, project: Project) -> None:
    """The last place taken closes the deck, whoever took it."""
    if project.can("fill_project") and projects.size(project) >= project.team_size:
        work.move(project, "fill_project")
        work.emit(ProjectFilled(subject_id=project.id))


@command(may=rules.may_change)
def reopen_project(work: Work, project: Project) -> None:
    if projects.size(project) >= project.team_size:
        raise RuleBroken(_("The team is full. Make it larger, or take somebody out first."))
    project.opened_at = work.now
    work.move(project, "reopen_project")
    work.emit(ProjectReopened(subject_id=project.id))
    deal(work, project)


@command(may=rules.may_lead)
def close_project(work: Work, project: Project) -> None:
    """No more cards, no more changes. Who is in the team is told."""
    work.move(project, "close_project")
    work.emit(ProjectClosed(subject_id=project.id))


@command(may=rules.follows)
def settle_project(work: Work, project: Project) -> None:
    """The residency has ended, and so has looking for people."""
    if project.can("close_project"):
        work.move(project, "close_project")
        work.emit(ProjectClosed(subject_id=project.id))


def _write(project: Project, plan: Plan) -> None:
    skills = sorted(skill for skill, _weight in plan.needs)
    if any(one == other for one, other in pairwise(skills)):
        raise RuleBroken(_("One skill stands here twice."), field="needs")
    if len(skills) > MOST_NEEDS or not set(skills) <= vocabulary.known(Kind.SKILLS).keys():
        raise RuleBroken(_("Choose skills from the list, eight at most."), field="needs")
    project.title = plan.title
    project.description = plan.description
    project.needs = [{"skill": skill, "weight": weight} for skill, weight in plan.needs]
    project.colours = vocabulary.mixed(plan.colours)
    project.hours = plan.hours
    project.starts_on = plan.starts_on
    project.weeks = plan.weeks
    project.team_size = plan.team_size
    project.externals_ok = plan.externals_ok
    project.framework_required = plan.framework_required


def _require_needs(project: Project) -> None:
    if not project.needs:
        raise RuleBroken(_("Say which skills the team needs first."), field="needs")
