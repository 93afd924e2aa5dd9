"""Every page of this domain, cut by subject."""

from __future__ import annotations

from portal.residencies.views import board, course, journal, mentors, people, work
from portal.residencies.views.base import bp

__all__ = ["board", "bp", "course", "journal", "mentors", "people", "work"]
