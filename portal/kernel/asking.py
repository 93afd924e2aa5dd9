"""Which domains have something for a person: one question to the database for all of them.

A home page asks every domain, and most people have business with two or three. So a domain gives
a condition that is true wherever its duties may find something, and all conditions together are
one statement that is put together once. It may be true too often, never too seldom.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Executable, Uuid, any_, bindparam, select

from portal.kernel.db import plain
from portal.kernel.policy import Actor

ME = bindparam("me", type_=Uuid())
"""The person who asks."""
_PLACES = bindparam("places", type_=ARRAY(Uuid()))


def is_mine(place: Any) -> ColumnElement[bool]:
    """Whether the person holds any role at this place: an organisation, a challenge, a thing."""
    mine: ColumnElement[bool] = place == any_(_PLACES)
    return mine


class Asking:
    """``conditions``: by the name of what they tell, in terms of ``ME`` and ``is_mine``."""

    def __init__(self, conditions: Mapping[str, ColumnElement[bool]]) -> None:
        self.names = frozenset(conditions)
        self._statement: Executable = select(
            *(condition.label(name) for name, condition in conditions.items())
        )

    def of(self, actor: Actor) -> frozenset[str]:
        """The names whose condition holds; all of them where a role is held everywhere."""
        if actor.id is None:
            return frozenset()
        if any(place is None for _role, place in actor.grants):
            return self.names
        places = list({place for _role, place in actor.grants})
        found = plain(self._statement, {"me": actor.id, "places": places}).one()
        return frozenset(name for name, holds in found._mapping.items() if holds)  # noqa: SLF001
