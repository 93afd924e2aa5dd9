"""``flask db``, with Flask-Migrate and Alembic behind it put off until somebody asks.

They take 10 MiB and a tenth of a second, and no web worker needs them.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import click
from flask import Flask
from werkzeug.local import LocalProxy

from portal.kernel.db import db
from portal.settings import ROOT


class _Later(click.Command):
    """Stands in the list of commands for Flask-Migrate's own, and calls it."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        from flask_migrate.cli import db as commands  # noqa: PLC0415

        made: click.Context = commands.make_context(*args, **kwargs)
        return made


def init_app(app: Flask) -> None:
    app.extensions["migrate"] = LocalProxy(partial(_set_up, app))
    app.cli.add_command(_Later("db", help="Bring the database to this version, and the like."))


def _set_up(app: Flask) -> object:
    """The extension itself, which puts itself and its commands in the place of these."""
    from flask_migrate import Migrate  # noqa: PLC0415

    Migrate(app, db, directory=str(ROOT / "portal" / "migrations"))
    return app.extensions["migrate"]
