"""The only place that reads the time, and it reads it from the database.

Python and SQL ask one function, ``portal_now()``, so that all hosts agree on a deadline and
a test can hold it still. A transaction's own ``now()`` is frozen at its first statement: a
send that waited for a lock past the deadline would still pass.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from portal.kernel.db import UtcDateTime, db

PORTAL_NOW = "CREATE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() $$"  # noqa: E501


def portal_now() -> FunctionElement[datetime]:
    """The clock as an SQL expression."""
    return func.portal_now(type_=UtcDateTime())


_NOW = select(portal_now())


def now(session: Session | None = None) -> datetime:
    """The time at this moment, in UTC. One query."""
    connection = (session or db.session()).connection()
    found: datetime = connection.execute(_NOW).scalar_one()
    return found
