"""The draft team: who of the matches is in it, and as what."""

from __future__ import annotations

from portal.kernel.errors import RuleBroken
from portal.kernel.jobs import defer
from portal.kernel.text import _
from portal.kernel.work import Work, command
from portal.matching import rules
from portal.matching.commands.projects import fill_when_complete
from portal.matching.events import TeamChanged
from portal.matching.model import Pair, Project, TeamMember
from portal.matching.queries import projects


@command(may=rules.may_change_member, locks=lambda member: (member.project, member))
def take_out(work: Work, member: TeamMember) -> None:
    """The match stays; the place in the draft team comes free."""
    work.session.delete(member)
    _changed(work, member.project, member, "out")


@command(may=rules.may_put_in, locks=lambda pair: (pair.project,))
def put_in(work: Work, pair: Pair) -> None:
    if projects.size(pair.project) >= pair.project.team_size:
        raise RuleBroken(_("The team is full. Make it larger, or take somebody out first."))
    work.add(TeamMember(project_id=pair.project_id, profile_id=pair.profile_id, joined_at=work.now))
    work.session.flush()
    _changed(work, pair.project, pair, "in")
    fill_when_complete(work, pair.project)


@command(may=rules.may_change_member, locks=lambda member: (member.project, member))
def name_role(work: Work, member: TeamMember, *, role: str) -> None:
    """What somebody does in the team, in the leader's words."""
    member.role = role
    work.emit(
        TeamChanged(subject_id=member.project_id, profile_id=member.profile_id, change="role")
    )


def _changed(work: Work, project: Project, one: TeamMember | Pair, change: str) -> None:
    work.emit(TeamChanged(subject_id=project.id, profile_id=one.profile_id, change=change))
    defer(work.session, "matching.deal", project=str(project.id))
