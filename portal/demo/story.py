"""The whole story of the demonstration, act by act."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app

from portal.accounts import commands as accounts
from portal.accounts import register
from portal.accounts.passwords import hash_password
from portal.demo import archive, challenges, juries, residencies, submissions, teams
from portal.demo.people import gather
from portal.demo.stage import Stage
from portal.kernel import clock
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from portal.settings import ROOT, Settings


def tell(password: str, tick: Callable[[], None]) -> None:
    """The whole story, from the register of organisations to the half-built team."""
    settings: Settings = current_app.extensions["portal.settings"]
    stage = Stage(clock.now(), tick)
    with unit_of_work(system("demo")) as work:
        accounts.load_register(work, register.read(ROOT / "data"))
    cast = gather(stage, hash_password(password, settings))
    stage.write(stage.moment(-500), *archive.archived(cast.organisations))
    slugs = challenges.tell(stage, cast)
    levels = submissions.tell(stage, cast, slugs)
    juries.tell(stage, cast, slugs, levels)
    teams.tell(stage, cast, residencies.tell(stage, cast, slugs))
