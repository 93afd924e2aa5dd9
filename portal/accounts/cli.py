"""``flask organisations`` and ``flask admin``: what is done before anybody can sign in."""

from __future__ import annotations

import sys

import click

from portal.accounts import commands
from portal.accounts.forms import normal_address
from portal.accounts.model import Role
from portal.accounts.register import read
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from portal.settings import ROOT


@click.group()
def organisations() -> None:
    """The public organisations."""


@organisations.command()
def load() -> None:
    """Bring them up to date with the register in data/."""
    with unit_of_work(system("organisations")) as work:
        added, changed = commands.load_register(work, read(ROOT / "data"))
    click.echo(f"{added} organisations added, {changed} changed.")


@click.group()
def admin() -> None:
    """Those who look after the portal."""


@admin.command()
@click.argument("email")
def invite(email: str) -> None:
    """Offer somebody the role of administrator, by letter; prints the letter too."""
    address = normal_address(email)
    if address is None:
        click.echo(f"{email} is no e-mail address.", err=True)
        sys.exit(1)
    with unit_of_work(system("admin")) as work:
        commands.invite(work, None, email=address, role=Role.ADMINISTRATOR)
    click.echo(f"This letter is on its way to {address}:\n")
    click.echo(work.letters[0].body)
