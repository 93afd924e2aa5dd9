from __future__ import annotations

from enum import StrEnum

from portal.kernel.states import Machine, Move


class ProjectState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"


class Side(StrEnum):
    """Whose answer it is, of the two in a pair."""

    LEADER = "leader"
    CANDIDATE = "candidate"


P = ProjectState

PROJECT = Machine(
    ProjectState,
    start=P.DRAFT,
    moves=(
        Move("open_project", (P.DRAFT,), P.OPEN),
        Move("fill_project", (P.OPEN,), P.FULL),
        Move("reopen_project", (P.FULL,), P.OPEN),
        Move("close_project", (P.DRAFT, P.OPEN, P.FULL), P.CLOSED),
    ),
)
