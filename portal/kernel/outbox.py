"""Letters: written in the transaction of their cause, sent by a job afterwards.

At least once: a letter is recorded as sent in a statement of its own right after the server
accepted it, and never sent again once recorded; a repeat keeps its Message-ID. No row is
locked during the SMTP conversation.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, make_msgid, parseaddr
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from jinja2 import Environment
from sqlalchemy import CheckConstraint, Index, func, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock
from portal.kernel.db import Model, db
from portal.kernel.files import write_durably
from portal.kernel.guard import witness
from portal.kernel.jobs import defer, job
from portal.kernel.text import finalize_letter, force_locale
from portal.settings import Settings

PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 480, 960))
"""How long after each refusal a letter is tried again; after the last it is parked."""


class LetterState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    PARKED = "parked"


class Letter(Model):
    """A letter that will be sent because its cause was committed."""

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_a_time"),
        Index("ix_letters_parked", "written_at", postgresql_where=text("state = 'parked'")),
    )

    recipient: Mapped[str]
    locale: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    message_id: Mapped[str]
    template: Mapped[str]
    written_at: Mapped[datetime]
    state: Mapped[LetterState] = mapped_column(default=LetterState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None] = mapped_column(default=None)


def write_letter(
    email: str, locale: str, template: str, context: dict[str, Any], now: datetime
) -> Letter:
    """Render a letter in the reader's language. The template's first line is the subject.

    Whatever is put into the template is made inert, unless it is ``text.Ours``.
    """
    settings: Settings = current_app.extensions["portal.settings"]
    with force_locale(locale):
        written = _letters(current_app._get_current_object()).get_template(template)  # type: ignore[attr-defined]  # noqa: SLF001
        subject, _, body = written.render(context).strip().partition("\n")
    host = parseaddr(settings.mail_sender)[1].partition("@")[2] or "localhost"
    return Letter(
        recipient=email,
        locale=locale,
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        message_id=make_msgid(domain=host),
        template=template,
        written_at=now,
    )


@lru_cache(maxsize=4)
def _letters(app: Flask) -> Environment:
    """The app's templates as plain text, where nothing typed becomes a link."""
    letters = app.jinja_env.overlay(
        autoescape=False, finalize=finalize_letter, trim_blocks=True, lstrip_blocks=True
    )
    letters.cache = {}
    return letters


_POST = insert(Letter.__table__)  # type: ignore[arg-type]
_COLUMNS = tuple(column.key for column in Letter.__table__.columns)


def post(session: Session, letters: Sequence[Letter]) -> None:
    """Put all letters of a unit of work into the outbox, and one job for them into the queue.

    As plain rows: nobody reads them again in this transaction, and there may be hundreds.
    """
    if letters:
        rows = [{name: getattr(letter, name) for name in _COLUMNS} for letter in letters]
        session.connection().execute(_POST, rows)
        defer(session, "outbox.deliver", letters=[str(letter.id) for letter in letters])


@job("outbox.deliver")
def deliver(letters: list[str]) -> None:
    """Send these letters; one that is refused gets a job of its own, later."""
    for letter_id in letters:
        deliver_one(UUID(letter_id))


def deliver_one(letter_id: UUID) -> LetterState | None:
    """Send one letter unless it was sent before. None where another worker is sending it now."""
    with db.engine.connect() as line:
        key = letter_id.int & (2**63 - 1)
        if not line.scalar(select(func.pg_try_advisory_lock(key))):
            return None
        line.commit()
        try:
            return _send_and_record(letter_id)
        finally:
            line.execute(select(func.pg_advisory_unlock(key)))


def _send_and_record(letter_id: UUID) -> LetterState:
    letter = db.session.get_one(Letter, letter_id, populate_existing=True)
    db.session.rollback()  # nothing of ours stays open during the conversation
    if letter.state is not LetterState.WAITING:
        return letter.state
    try:
        send(letter)
    except (OSError, smtplib.SMTPException, ValueError) as refused:  # ValueError: of an address
        return _record_refusal(letter, refused)
    return _record(letter, state=LetterState.SENT, sent_at=clock.portal_now())


def _record(letter: Letter, **values: Any) -> LetterState:
    with witness("letters") as line:
        line.execute(update(Letter).where(Letter.id == letter.id).values(**values))
    state: LetterState = values["state"]
    return state


def _record_refusal(letter: Letter, refused: Exception) -> LetterState:
    attempts = letter.attempts + 1
    parked = attempts > len(PAUSES)
    state = LetterState.PARKED if parked else LetterState.WAITING
    if not parked:
        defer(db.session(), "outbox.deliver", after=PAUSES[attempts - 1], letters=[str(letter.id)])
        db.session.commit()
    return _record(letter, state=state, attempts=attempts, last_error=str(refused)[:500])


def send(letter: Letter) -> None:
    """One SMTP conversation, or one file in instance/mail.

    Raises OSError or SMTPException, and ValueError for an address that no letter can carry.
    """
    settings: Settings = current_app.extensions["portal.settings"]
    message = as_message(letter, settings.mail_sender)
    if not settings.smtp_host:
        write_durably(settings.instance / "mail" / f"{letter.id}.eml", message.as_bytes())
        return
    with smtplib.SMTP(
        settings.smtp_host, settings.smtp_port, timeout=settings.smtp_timeout
    ) as server:
        if settings.smtp_tls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        server.send_message(message)


def as_message(letter: Letter, sender: str) -> EmailMessage:
    # What stands before the @ may go beyond ASCII: servers that announce SMTPUTF8 take it.
    recipient = _mailbox(letter.recipient)
    message = EmailMessage(policy=SMTP if recipient.isascii() else SMTPUTF8)
    name, address = parseaddr(sender)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.locale
    message.set_content(letter.body)
    return message


def _mailbox(address: str) -> str:
    """The address with its domain as mail servers know it: ``jan@xn--exmple-cua.org``."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"
