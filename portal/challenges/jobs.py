"""Publications that were planned are told of when their moment comes."""

from __future__ import annotations

from uuid import UUID

from portal.challenges import commands, queries
from portal.kernel import clock
from portal.kernel.errors import NotAllowed
from portal.kernel.jobs import job, periodic
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work


@job("challenges.announce")
def announce(challenge_id: str) -> None:
    """Tell of one publication; nothing happens where it was told of, moved or cancelled."""
    found = queries.by_id(UUID(challenge_id), *queries.ORGANISATION)
    try:
        with unit_of_work(system("challenges.announce")) as work:
            commands.announce(work, found)
    except NotAllowed:
        return


@periodic("challenges.announce_late", "*/5 * * * *")
def announce_late() -> None:
    """Whatever job was lost, nobody waits longer than five minutes."""
    for late in queries.late_announcements(system("challenges.announce").at(clock.now())):
        announce(str(late.id))
