"""``flask demo``: fill an empty portal, once."""

from __future__ import annotations

import random
import secrets
import sys

import click
from flask import current_app
from sqlalchemy import select

from portal.accounts import commands as accounts
from portal.accounts import register
from portal.accounts.model import Person
from portal.accounts.passwords import hash_password
from portal.demo import archive, challenges, juries, residencies, submissions, teams
from portal.demo.cast import PLAYERS
from portal.demo.people import gather
from portal.demo.stage import Stage
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from portal.settings import ROOT, Settings

ACTS = 454
"""About how many things happen in the story: the length of the progress bar."""


@click.command("demo")
@click.option("--seed", default=20181026, show_default=True, help="The same seed, the same story.")
@click.option("--if-empty", is_flag=True, help="Do nothing where somebody is here already.")
def demo(*, seed: int, if_empty: bool) -> None:
    """Fill an empty portal with real challenges and made-up people."""
    settings: Settings = current_app.extensions["portal.settings"]
    if not settings.demonstration:
        _refuse("Only with PORTAL_DEMONSTRATION=true: its people all have one password.")
    if db.session.scalar(select(Person.id).limit(1)) is not None:
        if if_empty:
            return
        _refuse("This portal is not empty: the demonstration is for an empty one.")
    password = settings.demo_password.get_secret_value() or secrets.token_urlsafe(12)
    random.seed(seed)
    with click.progressbar(length=ACTS, label="Filling") as bar:
        tell(password, lambda: bar.update(1))
        bar.update(bar.length or 0)
    if if_empty:
        return  # who asks so has their own way to tell
    click.echo(f"Sign in at /account/sign-in with the password {password} as one of:")
    for player in PLAYERS:
        click.echo(f"  {player.email:28}{player.role}")


def tell(password: str, tick: object = None) -> None:
    """The whole story, from the register of organisations to the half-built team."""
    settings: Settings = current_app.extensions["portal.settings"]
    stage = Stage(clock.now(), tick if callable(tick) else lambda: None)
    with unit_of_work(system("demo")) as work:
        accounts.load_register(work, register.read(ROOT / "data"))
    cast = gather(stage, hash_password(password, settings))
    stage.write(stage.moment(-500), *archive.archived(cast.organisations))
    slugs = challenges.tell(stage, cast)
    levels = submissions.tell(stage, cast, slugs)
    juries.tell(stage, cast, slugs, levels)
    teams.tell(stage, cast, residencies.tell(stage, cast, slugs))


def _refuse(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)
