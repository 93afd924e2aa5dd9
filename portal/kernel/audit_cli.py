"""``flask audit``: prove the log whole, and fix the day's digest."""

from __future__ import annotations

import sys

import click

from portal.kernel import audit as log
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.jobs import periodic


@click.group()
def audit() -> None:
    """The append-only log of what happened."""


@audit.command()
def verify() -> None:
    """Compute every chain anew and name the first broken entry."""
    breaches = log.verify(db.session())
    for breach in breaches:
        click.echo(f"chain {breach.chain}, entry {breach.number}: {breach.why}", err=True)
    if breaches:
        sys.exit(1)
    click.echo("The audit log is whole.")


@audit.command()
def digest() -> None:
    """Fix and print the digest of today over all chains; publish it where others keep it."""
    click.echo(fix_digest())


@periodic("audit.digest", "55 23 * * *")
def fix_digest() -> str:
    """Once a day; a second call on the same day gives the same digest."""
    day = clock.now().date().isoformat()
    found = log.digest_today(db.session(), day)
    db.session.commit()
    return f"{day} {found}"
