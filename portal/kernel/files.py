"""Files on disk: there, whole and synced before anything says that they are.

Content lies in ``instance/files`` under its hash. A file is in place before its row is written;
where the row never came, or nothing refers to it any more, a job takes both away a day later.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from flask import Response, current_app, send_file
from sqlalchemy import BigInteger, CheckConstraint, Index, Select, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.clock import portal_now
from portal.kernel.db import Model
from portal.kernel.errors import Missing
from portal.kernel.guard import witness
from portal.kernel.jobs import periodic
from portal.settings import Settings

if TYPE_CHECKING:
    from portal.kernel.work import Work

GRACE = timedelta(days=1)
"""How long a file may lie without anything that refers to it."""

SANDBOX = "default-src 'none'; sandbox"


class StoredFile(Model):
    """Content on disk, named by its hash under instance/files; what it is called stands elsewhere.

    ``size`` in bytes; ``sha256`` in hexadecimal; ``media_type`` as found in the content.
    """

    __tablename__ = "stored_files"
    __table_args__ = (
        CheckConstraint("size > 0", name="files_are_not_empty"),
        Index("ix_stored_files_sha256", "sha256"),
    )

    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    stored_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that was received, checked and synced, and waits beside the others to be kept."""

    path: Path
    name: str
    size: int
    sha256: str
    media_type: str


def folder() -> Path:
    settings: Settings = current_app.extensions["portal.settings"]
    return settings.instance / "files"


def path_of(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256


def keep(work: Work, incoming: Incoming) -> StoredFile:
    """Put a received file in its place, and add its row. Call it inside a command.

    The lock on its hash keeps the clean-up away until the row is committed.
    """
    work.session.execute(select(func.pg_advisory_xact_lock_shared(_key(incoming.sha256))))
    target = path_of(incoming.sha256)
    fresh = not target.parent.is_dir()
    target.parent.mkdir(parents=True, exist_ok=True)
    incoming.path.replace(target)
    sync_folder(target.parent)
    if fresh:
        sync_folder(target.parent.parent)
    stored = StoredFile(
        sha256=incoming.sha256,
        size=incoming.size,
        media_type=incoming.media_type,
        stored_at=work.now,
    )
    work.add(stored)
    return stored


def hand_out(stored: StoredFile, name: str) -> Response:
    """A download, after the view asked the rule. It is never shown as a page of the portal."""
    path = path_of(stored.sha256)
    if not path.is_file():
        current_app.logger.error("the content of stored file %s is not on disk", stored.id)
        raise Missing
    answer = send_file(
        path,
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=name,
        etag=stored.sha256,
        conditional=True,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def distinct(name: str, taken: list[str]) -> str:
    """The name, with a number where another file has it: ‘plan-2.pdf’."""
    path = Path(name)
    number = 1
    while name in taken:
        number += 1
        name = f"{path.stem}-{number}{path.suffix}"
    return name


# --- Clean-up ---------------------------------------------------------------------------------


@periodic("files.clean_up", "23 3 * * *")
def clean_up() -> None:
    """Take away rows that nothing refers to, files without a row, and uploads cut short."""
    with witness("stored_files") as line:
        line.execute(delete(StoredFile).where(StoredFile.id.in_(_unreferred())))
    for path in _old_files():
        if path.suffix == ".part":
            path.unlink(missing_ok=True)
        else:
            _remove_orphan(path)


def _unreferred() -> Select[UUID]:
    """Rows older than the grace that no table's foreign key names."""
    query = select(StoredFile.id).where(StoredFile.stored_at < portal_now() - GRACE)
    for table in Model.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table.name == StoredFile.__tablename__:
                query = query.where(~select(key.parent).where(key.parent == StoredFile.id).exists())
    return query


def _old_files() -> Iterator[Path]:
    before = time.time() - GRACE.total_seconds()
    for path in folder().glob("*/*"):
        if path.is_file() and path.stat().st_mtime < before:
            yield path


def _remove_orphan(path: Path) -> None:
    """Where an upload of the same content is under way, its lock makes this wait, then spare it."""
    with witness() as line:
        line.execute(select(func.pg_advisory_xact_lock(_key(path.name))))
        if not line.scalar(select(StoredFile.id).where(StoredFile.sha256 == path.name).limit(1)):
            path.unlink(missing_ok=True)


def _key(sha256: str) -> int:
    return int(sha256[:15], 16)


# --- Writing ----------------------------------------------------------------------------------


def write_durably(target: Path, content: bytes) -> None:
    """Write a file so that after a power cut it is there whole, or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    spare = target.with_name(f".{uuid4().hex}.part")
    with spare.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    spare.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
