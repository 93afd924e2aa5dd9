"""What happens by itself on its day.

Every hour, though a day would do: midnight in the Netherlands falls on another UTC hour in summer,
and a worker that was down at night catches up. Each residency is a unit of work of its own, so
that one that cannot go on holds up no other; doing it twice does nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from portal.kernel import clock
from portal.kernel.errors import IllegalMove
from portal.kernel.jobs import periodic
from portal.kernel.policy import system
from portal.kernel.work import Work, unit_of_work
from portal.residencies import commands, queries
from portal.residencies.weeks import today

T = TypeVar("T")


@periodic("residencies.turn_the_page", cron="10 * * * *")
def turn_the_page() -> None:
    """Start what starts today, look back on what ended, remind mentors who are silent."""
    now = clock.now()
    for residency_id in queries.to_start(today(now)):
        _do(commands.start, queries.residency(residency_id))
    for residency_id in queries.to_evaluate(today(now)):
        _do(commands.evaluate, queries.residency(residency_id))
    for residency_id in queries.silent(now):
        _do(commands.remind, queries.assignment(queries.residency(residency_id)))


def _do(command: Callable[[Work, T], None], thing: T) -> None:
    with suppress(IllegalMove), unit_of_work(system("residencies.turn_the_page")) as work:
        command(work, thing)
