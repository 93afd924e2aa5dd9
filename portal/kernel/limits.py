"""How often something may be tried, counted in the database so that all workers share it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Index, case, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.audit import AuditBase
from portal.kernel.clock import portal_now
from portal.kernel.db import UtcDateTime
from portal.kernel.errors import TooMany
from portal.kernel.guard import witness
from portal.kernel.jobs import periodic
from portal.kernel.text import _


class Attempt(AuditBase):
    """How often one thing was tried since a moment. Keys are hashes: no address is kept."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_since", "since"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int]


def limit(what: str, who: str, *, times: int, per: timedelta) -> None:
    """Count one attempt of ``who`` at ``what``. Raises TooMany past ``times`` in ``per``.

    Counted in a transaction of its own, so that a refused attempt counts too.
    """
    key = _key(what, who)
    fresh = Attempt.since > portal_now() - per
    counted = insert(Attempt).values(key=key, since=portal_now(), tries=1)
    counted = counted.on_conflict_do_update(
        index_elements=[Attempt.key],
        set_={
            "tries": case((fresh, Attempt.tries + 1), else_=1),
            "since": case((fresh, Attempt.since), else_=portal_now()),
        },
    )
    with witness("attempts") as line:
        row = line.execute(
            counted.returning(Attempt.tries, Attempt.since, portal_now().label("now"))
        ).one()
    if row.tries > times:
        wait = int((row.since + per - row.now).total_seconds()) + 1
        raise TooMany(
            _(
                "This was tried too often. Try again in %(minutes)s minutes.",
                minutes=-(-wait // 60),
            ),
            wait=wait,
        )


def forgive(what: str, who: str) -> None:
    """Start counting anew: it went well, so what was tried before was no attack."""
    with witness("attempts") as line:
        line.execute(delete(Attempt).where(Attempt.key == _key(what, who)))


def _key(what: str, who: str) -> str:
    return hashlib.sha256(f"{what}\n{who}".encode()).hexdigest()


@periodic("limits.forget", "17 * * * *")
def forget() -> None:
    """Attempts of more than a day ago say nothing any more."""
    with witness("attempts") as line:
        line.execute(delete(Attempt).where(Attempt.since < portal_now() - timedelta(days=1)))
