"""The letters that went to instance/mail, read back for who tries the portal out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Mail:
    id: str
    to: str
    subject: str
    date: str
    body: str

    def linked(self, base_url: str) -> Markup:
        """The text, with the portal's own addresses as links and nothing else."""
        pattern = re.compile(re.escape(str(escape(base_url))) + r"/[^\s<>]*")
        return Markup(  # noqa: S704 - escaped first; what is matched is the portal's own address
            pattern.sub(lambda m: f'<a class="nl-link" href="{m[0]}">{m[0]}</a>', escape(self.body))
        )


def newest(folder: Path, most: int = 100) -> Sequence[Mail]:
    """The newest letters first."""
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [read(file) for file in files[:most]]


def find(folder: Path, mail_id: UUID) -> Mail | None:
    file = folder / f"{mail_id}.eml"
    return read(file) if file.is_file() else None


def read(file: Path) -> Mail:
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    return Mail(
        id=file.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=str(message["Date"]),
        body=str(message.get_content()),
    )
