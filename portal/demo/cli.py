"""``flask demo``: fill an empty portal, once."""

from __future__ import annotations

import itertools
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask import current_app
from sqlalchemy import select

from portal.accounts.model import Person
from portal.demo.cast import PLAYERS
from portal.kernel.db import db
from portal.kernel.ids import drawn_from
from portal.settings import Settings

ACTS = 468
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
    from portal.demo.story import tell  # noqa: PLC0415 - no web worker needs it

    password = settings.demo_password.get_secret_value() or secrets.token_urlsafe(12)
    with _progress() as step, drawn_from(seed):
        tell(password, step)
    if if_empty:
        return  # who asks so has their own way to tell
    click.echo(f"Sign in at /account/sign-in with the password {password} as one of:")
    for player in PLAYERS:
        click.echo(f"  {player.email:28}{player.role}")


@contextmanager
def _progress() -> Iterator[Callable[[], None]]:
    """A bar on a terminal, and elsewhere, where a bar would not show, a line at each tenth."""
    if sys.stdout.isatty():
        with click.progressbar(length=ACTS, label="Filling") as bar:
            yield lambda: bar.update(1)
            bar.update(ACTS)
        return
    acts = itertools.count(1)

    def step() -> None:
        act = next(acts)
        if act % (ACTS // 10) == 0:
            click.echo(f"  {act} of about {ACTS}")

    yield step


def _refuse(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)
