"""Hearing of changes to a challenge."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from portal.challenges import rules
from portal.challenges.model import Challenge, Follow
from portal.kernel.ids import new_id
from portal.kernel.work import Work, command, nothing


@command(may=rules.may_follow, locks=nothing)
def follow(work: Work, challenge: Challenge) -> None:
    """Once is enough: a second click changes nothing."""
    work.session.execute(
        insert(Follow)
        .values(id=new_id(), challenge_id=challenge.id, person_id=work.person_id, since=work.now)
        .on_conflict_do_nothing(constraint="one_follow_each")
    )


@command(may=rules.may_follow, locks=nothing)
def unfollow(work: Work, challenge: Challenge) -> None:
    work.session.execute(
        delete(Follow).where(Follow.challenge_id == challenge.id, Follow.person_id == work.actor.id)
    )
