"""Pages of accounts, cut by subject; each module adds its own to the one blueprint."""

from __future__ import annotations

from flask import Blueprint

from portal.accounts.model import Organisation, Role
from portal.accounts.words import KINDS, ROLES

bp = Blueprint("accounts", __name__)


@bp.app_template_filter()
def role_name(role: Role) -> str:
    """A role in the reader's words."""
    return str(ROLES[role])


@bp.app_template_filter()
def kind_name(organisation: Organisation) -> str:
    """What kind of organisation it is, in the reader's words."""
    return str(KINDS[organisation.kind])
