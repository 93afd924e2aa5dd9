"""Where the demonstration is played: who acts, when, in one unit of work each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from portal.accounts.model import RoleGrant
from portal.kernel.db import db
from portal.kernel.policy import Actor, system
from portal.kernel.text import from_local, local
from portal.kernel.work import unit_of_work

R = TypeVar("R")
SATURDAY, SUNDAY = 5, 6


class Stage:
    """Plays commands at moments in the past. ``now`` is the database's time at the start.

    ``tick`` is called after each act, for the progress bar.
    """

    def __init__(self, now: datetime, tick: Callable[[], None]) -> None:
        self.now = now
        self.today: date = local(now).date()
        self._tick = tick

    def moment(self, days: float, hour: int = 10) -> datetime:
        """So many days from today, at a whole hour in the Netherlands; never after now if past."""
        then = from_local(self.today + timedelta(days=int(days)), hour)
        return min(then, self.now) if days <= 0 else then

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def workday(self, days: int) -> date:
        """So many days from today; a day later or two where that is in a weekend to come."""
        day = self.day(days)
        late = max(0, SUNDAY + 1 - day.weekday()) if day.weekday() >= SATURDAY else 0
        return day + timedelta(days=late if days > 0 else 0)

    def monday(self, weeks: int) -> date:
        """The Monday of the week so many weeks from this one."""
        return self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=weeks)

    def act(
        self, who: UUID | str, when: datetime, verb: Callable[..., R], *args: Any, **kwargs: Any
    ) -> R:
        """One person does one thing at one moment, by the same command as on a page.

        ``who``: a word where it is the portal itself.

        An argument that is callable is called first, inside the session: it loads the thing.
        """
        db.session.expunge_all()
        with unit_of_work(self._actor(who), at=when) as work:
            loaded = [arg() if callable(arg) else arg for arg in args]
            result = verb(work, *loaded, **kwargs)
        self._tick()
        return result

    def write(self, when: datetime, *things: object) -> None:
        """What no command does: people who signed up, vocabularies, the archive."""
        with unit_of_work(system("demo"), at=when, free=True) as work:
            work.add(*things)
        self._tick()

    def _actor(self, who: UUID | str) -> Actor:
        if isinstance(who, str):
            return system(who)
        held = db.session.execute(
            select(RoleGrant.role, RoleGrant.at_id).where(RoleGrant.person_id == who)
        )
        return Actor(id=who, grants=frozenset((role.value, place) for role, place in held))
