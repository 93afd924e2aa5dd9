"""Which rows a command on a residency holds."""

from __future__ import annotations

from portal.kernel.db import Model
from portal.kernel.work import Lock
from portal.residencies.model import Residency


def held(residency: Residency) -> tuple[Model | Lock, ...]:
    """The residency, and its mentoring: so that a mentor who was just replaced is seen as such."""
    return (residency, *([residency.primary] if residency.primary else []))


def with_challenge(residency: Residency) -> tuple[Model | Lock, ...]:
    """For what ends a residency: its challenge is concluded in the same act."""
    return (residency.challenge, *held(residency))
