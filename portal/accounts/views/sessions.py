"""How a browser is known again from one request to the next."""

from __future__ import annotations

from flask import g

from portal.accounts import queries
from portal.accounts.visitor import Visitor
from portal.kernel.web import login_manager


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_visitor(token: str) -> Visitor | None:
    visitor = queries.visitor(token)
    if visitor is not None:
        g.account_language = visitor.locale
    return visitor
