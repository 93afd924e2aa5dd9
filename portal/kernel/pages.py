"""Lists paged by key, and the version that cached public pages are made from.

The version row is raised in the transaction that changes something public, just before the
audit call: raised early it would be everybody's queue. A sequence would not do: it is visible
before the commit.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Integer, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel.audit import AuditBase

T = TypeVar("T")
PAGE = 25

PAGES_SQL = "INSERT INTO public_version (id, number) VALUES (1, 1);"


class PublicVersion(AuditBase):
    """One row: how often something that anybody may read has changed."""

    __tablename__ = "public_version"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int]


_RAISE = text("UPDATE public_version SET number = number + 1 WHERE id = 1")


def raise_version(session: Session) -> None:
    session.connection().execute(_RAISE)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. ``after``: the key to ask the next with, or none at the end."""

    rows: Sequence[T]
    after: str | None = None

    @property
    def is_last(self) -> bool:
        return self.after is None


def write_key(*parts: str | float | None) -> str:
    """The place in a list as a word for an address."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read_key(key: str | None, length: int) -> tuple[str, ...] | None:
    """The parts of a key; none where it is missing or was tampered with."""
    if not key:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (ValueError, UnicodeDecodeError):
        return None
    if not isinstance(parts, list) or len(parts) != length:
        return None
    return tuple(str(part) for part in parts)
