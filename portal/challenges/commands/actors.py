"""Who acts, where it must be a person."""

from __future__ import annotations

from uuid import UUID

from portal.kernel.errors import NotAllowed
from portal.kernel.text import _
from portal.kernel.work import Work


def somebody(work: Work) -> UUID:
    """The person who acts. Raises NotAllowed where it is a job or a visitor."""
    if work.actor.id is None:
        raise NotAllowed(_("Sign in first."))
    return work.actor.id
