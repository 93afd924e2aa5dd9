"""What is forgotten in time: dead links, ended sessions, old letters and invitations."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_

from portal.accounts.model import Invitation, LoginSession, MailToken
from portal.kernel.clock import portal_now
from portal.kernel.guard import witness
from portal.kernel.jobs import periodic
from portal.kernel.outbox import Letter

KEPT_FOR = timedelta(days=30)
LETTERS_KEPT_FOR = timedelta(days=90)
INVITATIONS_KEPT_FOR = timedelta(days=730)


@periodic("accounts.forget", "23 3 * * *")
def forget() -> None:
    """As the register of personal fields promises."""
    limit = portal_now() - KEPT_FOR
    with witness("mail_tokens", "login_sessions", "letters", "invitations") as line:
        line.execute(delete(Letter).where(Letter.sent_at < portal_now() - LETTERS_KEPT_FOR))
        line.execute(
            delete(Invitation).where(Invitation.expires_at < portal_now() - INVITATIONS_KEPT_FOR)
        )
        line.execute(delete(MailToken).where(MailToken.expires_at < limit))
        line.execute(
            delete(LoginSession).where(
                or_(LoginSession.ended_at < limit, LoginSession.seen_at < limit)
            )
        )
