"""The pages of challenges, cut by who they are for."""

from flask import Blueprint

bp = Blueprint("challenges", __name__)

from portal.challenges.views import managing, public, reviewing, writing  # noqa: E402

__all__ = ["bp", "managing", "public", "reviewing", "writing"]
