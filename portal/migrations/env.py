"""Migrations run as the owner of the database, one at a time, each in one transaction."""

from __future__ import annotations

from typing import Literal

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, text

from portal.kernel.db import Model, UtcDateTime

LOCK = 7_204_621  # any number, the same on every host: two migrations never run at once


def include_object(_item: object, name: str | None, *_rest: object) -> bool:
    """The job queue brings tables of its own."""
    return not str(name or "").startswith("procrastinate_")


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """A migration stands on its own: it names no type of the portal's, whose code may change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


settings = current_app.extensions["portal.settings"]
engine = create_engine(settings.owner_database_url)
with engine.connect() as connection:
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        include_object=include_object,
        render_item=render_item,
        compare_server_default=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
    connection.commit()
engine.dispose()
