"""Whether a database is one that this version can serve, and whether anybody is in it."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from sqlalchemy import make_url

from portal import migrations
from portal.launch.options import Refused

OLDEST = 180_000  # PostgreSQL's number for 18.0
SOMEBODY_OF_THE_DEMONSTRATION = "admin@demo.example"


@dataclass(frozen=True, slots=True)
class Found:
    """What is in the database before the portal starts."""

    is_migrated: bool
    is_empty: bool  # nobody has an account
    is_demonstration: bool  # made-up people have


def look(url: str) -> Found:
    """Raises Refused where the database does not answer, is too old, or too new for the portal."""
    try:
        with psycopg.connect(_conninfo(url), connect_timeout=10) as connection:
            return _look(connection)
    except psycopg.Error as wrong:
        reason = str(wrong).strip().splitlines()[0]  # hints follow
        raise Refused(f"The database does not answer: {reason}") from wrong


def _conninfo(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _look(connection: psycopg.Connection) -> Found:
    if connection.info.server_version < OLDEST:
        version = connection.info.parameter_status("server_version")
        raise Refused(f"The database is PostgreSQL {version}: the portal needs 18 or newer.")
    known = migrations.known()
    there = set(_column(connection, "alembic_version", "SELECT version_num FROM alembic_version"))
    if there - known.all:
        raise Refused(
            f"The database was made by a newer version of the portal (migration "
            f"{', '.join(sorted(there - known.all))}): start that version, or restore a backup."
        )
    people = _column(connection, "persons", "SELECT email FROM persons LIMIT 1")
    demonstration = _column(
        connection,
        "persons",
        "SELECT email FROM persons WHERE email = %s",
        SOMEBODY_OF_THE_DEMONSTRATION,
    )
    return Found(
        is_migrated=there == known.heads,
        is_empty=not people,
        is_demonstration=bool(demonstration),
    )


def _column(connection: psycopg.Connection, table: str, query: str, *values: str) -> list[str]:
    """The first column of the answer, nothing where the table is not there yet."""
    found = connection.execute("SELECT to_regclass(%s)", [table]).fetchone()
    if found is None or found[0] is None:
        return []
    return [str(value) for (value, *_rest) in connection.execute(query.encode(), values)]
