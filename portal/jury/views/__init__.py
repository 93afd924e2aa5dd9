"""Pages of juries, cut by subject."""

from __future__ import annotations

from portal.jury.views import box, conflicts, decision, home, panel, release, scoring
from portal.jury.views.blueprint import bp

__all__ = ["box", "bp", "conflicts", "decision", "home", "panel", "release", "scoring"]
