"""The verbs of matching: those of a project, of its deck, and of its team.

A project's moves are found here by the names of its machine.
"""

from __future__ import annotations

from portal.matching.commands.projects import (
    close_project,
    fill_project,
    open_project,
    reopen_project,
)

__all__ = ["close_project", "fill_project", "open_project", "reopen_project"]
