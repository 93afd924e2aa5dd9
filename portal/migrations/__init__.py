"""The migrations, and which of them there are.

Alembic runs them. Who only asks which one is the newest reads it here: the web and the launcher
do, and Alembic takes 10 MiB.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

VERSIONS = Path(__file__).parent / "versions"


@dataclass(frozen=True, slots=True)
class Known:
    """Every migration of this version of the portal, and those that no other stands on."""

    all: frozenset[str]
    heads: frozenset[str]


@lru_cache(maxsize=1)
def known() -> Known:
    named = [_names(path) for path in sorted(VERSIONS.glob("*.py"))]
    revisions = frozenset(names["revision"] for names in named)
    below = {names["down_revision"] for names in named}
    return Known(revisions, revisions - below)


def _names(path: Path) -> dict[str, str]:
    """``revision`` and ``down_revision`` as they stand in the file, which is not run."""
    return {
        target.id: ast.literal_eval(line.value)
        for line in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name) and target.id in {"revision", "down_revision"}
    }
