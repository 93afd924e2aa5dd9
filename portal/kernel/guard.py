"""No row is written but by a command, in a unit of work, by the domain that owns the table.

The guard stands in the engine, so Core statements and plain SQL meet it as a flush does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, event

from portal.kernel.db import db
from portal.kernel.errors import UnguardedWrite

WRITES = re.compile(
    r"""(?<!FOR\ )(?<!KEY\ )(?<!DO\ )
        \b(?:INSERT\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?)
        \s+"?(\w+)"?""",
    re.IGNORECASE | re.VERBOSE,
)


class Writer(Protocol):
    """The unit of work in progress, as the guard sees it."""

    def may_write(self, table: str) -> bool: ...


current_writer: ContextVar[Writer | None] = ContextVar("current_writer", default=None)
_open: ContextVar[frozenset[str]] = ContextVar("tables_open_to_a_witness", default=frozenset())


@lru_cache(maxsize=4096)
def tables_written(statement: str) -> frozenset[str]:
    """The tables that an SQL statement names as written, its CTEs included."""
    return frozenset(WRITES.findall(statement))


@contextmanager
def witness(*tables: str) -> Iterator[Connection]:
    """A transaction of its own, in which these tables only may be written, even on a GET.

    For what the portal notes of its own accord: who opened what, when a session was last
    seen, how often a door was tried. It commits whatever becomes of the request.
    """
    token = _open.set(frozenset(tables))
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        _open.reset(token)


def guard(engine: Engine) -> None:
    event.listen(engine, "before_cursor_execute", _refuse_unguarded)


def _refuse_unguarded(
    _connection: Connection, _cursor: Any, statement: str, *_rest: object
) -> None:
    written = tables_written(statement)
    if not written or written <= _open.get():
        return
    writer = current_writer.get()
    if writer is None:
        raise UnguardedWrite(f"{', '.join(sorted(written))} written outside a unit of work")
    for table in written:
        if not writer.may_write(table):
            raise UnguardedWrite(f"{table} written outside a command of its domain")
