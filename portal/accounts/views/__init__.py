"""Pages of accounts, cut by subject; each module adds its own to the one blueprint."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__)
