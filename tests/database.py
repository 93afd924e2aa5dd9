"""The database of tests: migrated like any other, with a clock that a test can set."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy import make_url

from portal.app import create_app
from portal.kernel.audit import ROOT_HASH
from portal.kernel.db import Model, db
from portal.launch.postgres import OWNER, EmbeddedPostgres
from portal.settings import Settings, read_settings

TEMPLATE = "veldwerk_template"
CLOCK_SQL = """
CREATE TABLE test_clock (stands_at timestamptz, shift interval NOT NULL DEFAULT '0');
INSERT INTO test_clock DEFAULT VALUES;
GRANT SELECT, UPDATE ON test_clock TO portal_app;
CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
  $$ SELECT coalesce(stands_at, clock_timestamp() + shift) FROM test_clock $$;
"""
KEPT = {"alembic_version", "audit_heads", "public_version", "test_clock"}


def settings(url: str, instance: Path, **more: object) -> Settings:
    """Settings for a test: argon2 at its cheapest, since its full cost is what makes it good."""
    return read_settings(
        **{
            "secret_key": "a secret for tests, long enough to be taken",
            "database_url": url,
            "instance": instance,
            "argon2_time_cost": 1,
            "argon2_memory_kib": 8,
            "base_url": "http://localhost",
            **more,
        }
    )


def build(url: str) -> None:
    """Fill an empty database, given the address of its owner, as the template of all others."""
    with TemporaryDirectory() as folder:
        app = create_app(settings(url, Path(folder)), testing=True)
        with app.app_context():
            upgrade()
            db.engine.dispose()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(CLOCK_SQL)


@lru_cache(maxsize=1)
def _emptying() -> str:
    """Deletes every row, past triggers and foreign keys: milliseconds, where a clone takes more."""
    tables = [name for name in Model.metadata.tables if name not in KEPT]
    deletes = "; ".join(
        f'DELETE FROM "{name}"' for name in [*tables, "procrastinate_events", "procrastinate_jobs"]
    )
    return (
        f"BEGIN; SET LOCAL session_replication_role = replica; {deletes}; "
        f"UPDATE audit_heads SET number = 0, hash = decode('{ROOT_HASH.hex()}', 'hex'); "
        "UPDATE public_version SET number = number + 1; "
        "UPDATE test_clock SET stands_at = NULL, shift = '0'; COMMIT"
    )


def empty(postgres: EmbeddedPostgres, settings: Settings) -> None:
    name = make_url(settings.database_url).database
    assert name
    with postgres.connection(name) as connection:
        connection.execute(_emptying())


def build_once(
    postgres: EmbeddedPostgres, build: Callable[[str], None], *, name: str = TEMPLATE
) -> str:
    """The name of a database made once in a run: ``build`` gets its address and fills it.

    The others wait for the first; then all clone it: ``postgres.clone("w1", template=name)``.
    """
    half = f"{name}_half"
    with postgres.connection() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if found.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(half), sql.Identifier(OWNER)
                )
            )
            build(postgres.url(OWNER, half))
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(half), sql.Identifier(name)
                )
            )
    return name
