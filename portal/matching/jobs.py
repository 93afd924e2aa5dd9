from __future__ import annotations

from uuid import UUID

from portal.kernel.db import db
from portal.kernel.jobs import job, periodic
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from portal.matching.commands.dealing import deal
from portal.matching.queries import decks, projects
from portal.matching.states import ProjectState

DEALER = system("matching.deal")


@job("matching.deal")
def deal_one(project: str) -> None:
    """What a team covers has changed: the cards that bring something new come first now."""
    found = projects.project(UUID(project))
    if found.state is ProjectState.OPEN:
        with unit_of_work(DEALER) as work:
            deal(work, found)


@periodic("matching.deal_all", "17 * * * *")
def deal_all() -> None:
    """Once an hour, for whoever changed while somebody else was dealing."""
    open_now = [str(project.id) for project in decks.all_open()]
    db.session.rollback()
    for project in open_now:
        deal_one(project)
