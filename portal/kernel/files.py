"""Files on disk: there, whole and synced before anything says that they are."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model


class StoredFile(Model):
    """Content on disk, named by its hash under instance/files; what it is called stands elsewhere.

    ``size`` in bytes; ``sha256`` in hexadecimal; ``media_type`` as found in the content.
    """

    __tablename__ = "stored_files"
    __table_args__ = (CheckConstraint("size > 0", name="files_are_not_empty"),)

    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    stored_at: Mapped[datetime]


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
