from __future__ import annotations

from portal.kernel.domain import Domain

DOMAIN = Domain("residencies")
