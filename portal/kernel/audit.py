"""The audit log: what happened, who did it, when; append-only and hash-chained.

The entries of a unit of work are appended by its last statement, one call of the database
function ``audit_append``. That function belongs to the owner of the database; the role that
serves the web may call it and read, nothing else. There are sixteen chains, so that writers
do not queue for one head. An entry's hash is sha256(hash of the one before ‖ its stored text).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    DateTime,
    Index,
    LargeBinary,
    SmallInteger,
    Uuid,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from portal.kernel.db import Model
from portal.kernel.events import Event
from portal.kernel.policy import Actor

CHAINS = 16
ROOT_HASH = hashlib.sha256(b"veldwerk").digest()


class AuditBase(DeclarativeBase):
    """Apart from the domains' models: these rows have no id of their own and never change."""

    metadata = Model.metadata


class AuditEntry(AuditBase):
    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_subject", "subject_kind", "subject_id"),
        Index("ix_audit_entries_actor_id", "actor_id"),
        Index("ix_audit_entries_at", "at"),
    )

    chain: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    entry: Mapped[str]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    event: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)

    @property
    def is_indexed_as_written(self) -> bool:
        """Whether the columns that it is found by say what the hashed text says."""
        told = json.loads(self.entry)
        return told["event"] == self.event and (
            told["subject_kind"],
            told["subject_id"],
            told["actor_id"],
        ) == (self.subject_kind, str(self.subject_id), self.actor_id and str(self.actor_id))

    @property
    def system(self) -> str:
        """The job or command line that acted where no person did."""
        return str(json.loads(self.entry)["system"] or "")

    @property
    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(self.entry)["facts"]
        return facts


class AuditHead(AuditBase):
    """The last number and hash of one chain."""

    __tablename__ = "audit_heads"

    chain: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditDigest(AuditBase):
    """One day's digest over all heads. Publish it, and no later tampering goes unseen."""

    __tablename__ = "audit_digests"

    day: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    heads: Mapped[list[Any]] = mapped_column(JSONB)


# Lock first, read second: a SELECT … FOR UPDATE SKIP LOCKED that also returns the hash may
# return the one it saw before the lock, and the chain forks.
AUDIT_SQL = f"""
CREATE FUNCTION audit_append(entries jsonb, happened_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  mine smallint; last_number integer; last_hash bytea; one jsonb; stored text;
BEGIN
  SELECT chain INTO mine FROM audit_heads
    WHERE chain = pg_backend_pid() % {CHAINS} FOR UPDATE SKIP LOCKED;
  IF mine IS NULL THEN
    SELECT chain INTO mine FROM audit_heads LIMIT 1 FOR UPDATE SKIP LOCKED;
  END IF;
  IF mine IS NULL THEN
    SELECT chain INTO mine FROM audit_heads
      WHERE chain = pg_backend_pid() % {CHAINS} FOR UPDATE;
  END IF;
  SELECT number, hash INTO last_number, last_hash FROM audit_heads WHERE chain = mine;
  FOR one IN SELECT * FROM jsonb_array_elements(entries) LOOP
    stored := one::text;
    last_number := last_number + 1;
    last_hash := sha256(last_hash || convert_to(stored, 'UTF8'));
    INSERT INTO audit_entries
        (chain, number, at, entry, hash, event, subject_kind, subject_id, actor_id)
      VALUES (mine, last_number, happened_at, stored, last_hash, one ->> 'event',
        one ->> 'subject_kind', (one ->> 'subject_id')::uuid, (one ->> 'actor_id')::uuid);
  END LOOP;
  UPDATE audit_heads SET number = last_number, hash = last_hash WHERE chain = mine;
END $$;

CREATE FUNCTION audit_digest_today(today text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE listed jsonb; made text;
BEGIN
  SELECT jsonb_agg(jsonb_build_array(chain, number, encode(hash, 'hex')) ORDER BY chain)
    INTO listed FROM audit_heads;
  made := encode(sha256(convert_to(listed::text, 'UTF8')), 'hex');
  INSERT INTO audit_digests (day, digest, heads) VALUES (today, made, listed)
    ON CONFLICT (day) DO NOTHING;
  SELECT digest INTO made FROM audit_digests WHERE day = today;
  RETURN made;
END $$;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entries_are_final BEFORE UPDATE OR DELETE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_entries_stay BEFORE TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_digests_are_final BEFORE UPDATE OR DELETE ON audit_digests
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_digests_stay BEFORE TRUNCATE ON audit_digests
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
INSERT INTO audit_heads (chain, number, hash)
  SELECT n, 0, decode('{ROOT_HASH.hex()}', 'hex') FROM generate_series(0, {CHAINS - 1}) AS n;
"""


def note(line: Connection, actor: Actor, event: Event) -> None:
    """An entry of its own, outside any unit of work: who read what."""
    _append(line, actor, [event], actor.now)


_APPEND = text("SELECT audit_append(CAST(:entries AS jsonb), :at)")


def append(session: Session, actor: Actor, events: Sequence[Event], at: datetime) -> None:
    """Write one entry an event. The last statement of a unit of work: it holds a chain's head."""
    if events:
        _append(session.connection(), actor, events, at)


def _append(line: Connection, actor: Actor, events: Sequence[Event], at: datetime) -> None:
    entries = [
        {
            "event": event.name,
            "version": event.version,
            "at": at.isoformat(),
            "actor_id": str(actor.id) if actor.id else None,
            "system": actor.system or None,
            "subject_kind": event.subject_kind,
            "subject_id": str(event.subject_id),
            "facts": event.facts(),
        }
        for event in events
    ]
    line.execute(_APPEND, {"entries": json.dumps(entries), "at": at})


@dataclass(frozen=True, slots=True)
class Breach:
    """The first entry of a chain that is not as it was written."""

    chain: int
    number: int
    why: str


def verify(session: Session) -> list[Breach]:
    """Compute every chain anew. Empty means whole; else the first broken entry of each chain."""
    heads = session.scalars(select(AuditHead).order_by(AuditHead.chain)).all()
    breaches = [breach for head in heads if (breach := _verify_chain(session, head))]
    missing = set(range(CHAINS)) - {head.chain for head in heads}
    return [*breaches, *(Breach(chain, 0, "the head is missing") for chain in sorted(missing))]


def _verify_chain(session: Session, head: AuditHead) -> Breach | None:
    number, running = 0, ROOT_HASH
    anchors = _anchors(session, head.chain)
    query = select(AuditEntry).where(AuditEntry.chain == head.chain).order_by(AuditEntry.number)
    with session.scalars(query, execution_options={"yield_per": 1000}) as rows:
        for row in rows:
            number += 1
            if row.number != number:
                return Breach(head.chain, number, "the entry is missing")
            running = hashlib.sha256(running + row.entry.encode()).digest()
            if running != row.hash or not row.is_indexed_as_written:
                return Breach(head.chain, number, "the entry or its hash was changed")
            if anchors.pop(number, running.hex()) != running.hex():
                return Breach(head.chain, number, "the entry differs from a day's digest")
    anchors.pop(0, None)
    if number != head.number or running != head.hash or anchors:
        return Breach(head.chain, number + 1, "the tail is missing")
    return None


def _anchors(session: Session, chain: int) -> dict[int, str]:
    """What the daily digests say of this chain: number → hash."""
    heads: Sequence[list[Any]] = session.scalars(select(AuditDigest.heads)).all()
    return {number: digest for listed in heads for c, number, digest in listed if c == chain}


def digest_today(session: Session, day: str) -> str:
    """Fix today's digest over all heads, once a day, and give it back."""
    return session.execute(select(func.audit_digest_today(day))).scalar_one()
