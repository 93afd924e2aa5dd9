"""Pages of submissions, cut by subject."""

from __future__ import annotations

from portal.submissions.views import apply, offers, pages, sending, steps
from portal.submissions.views.blueprint import bp

__all__ = ["apply", "bp", "offers", "pages", "sending", "steps"]
