"""Who is signed in, as every request knows them: a plain value, made by one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from portal.kernel.policy import Actor


@dataclass(frozen=True, slots=True)
class Visitor:
    """What Flask-Login asks of a user, and what pages show of them.

    ``token`` is the secret of this browser's session; only its hash is stored. ``seen_at`` is when
    the session was last noted as used, at most an hour ago while it is in use.
    """

    token: str
    session_id: UUID
    person_id: UUID
    name: str
    email: str
    locale: str
    seen_at: datetime
    actor: Actor

    is_active: ClassVar[bool] = True
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        return self.token
