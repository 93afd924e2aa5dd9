from __future__ import annotations

from portal.kernel.events import consequence
from portal.kernel.web import address_of
from portal.kernel.work import Work
from portal.matching.events import PairMatched, ProjectClosed
from portal.matching.queries import pairs, projects


@consequence(of=PairMatched)
def tell_both(work: Work, event: PairMatched) -> None:
    """Two letters in the transaction of the match itself, so that neither knows it first."""
    pair = pairs.match(event.subject_id)
    leader = projects.leader_of(pair.project)
    url = address_of("matches.match", pair_id=pair.id)
    for reader, other in ((leader, pair.profile.person), (pair.profile.person, leader)):
        work.letter(
            reader,
            "matching/mail/match.txt",
            reader=reader.name,
            other=other.name,
            other_email=other.email,
            project=pair.project.title,
            url=url,
        )


@consequence(of=ProjectClosed)
def tell_the_team(work: Work, event: ProjectClosed) -> None:
    project = projects.project(event.subject_id, with_team=True)
    for member in project.members:
        work.letter(
            member.profile.person,
            "matching/mail/closed.txt",
            reader=member.profile.person.name,
            project=project.title,
        )
