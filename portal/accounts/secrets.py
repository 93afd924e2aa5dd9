"""Secrets that are mailed or kept in a cookie; the database holds their hashes only."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32


def new_secret() -> str:
    """A word for a link or a cookie that nobody guesses."""
    return secrets.token_urlsafe(BYTES)


def hash_of(secret: str) -> bytes:
    """What is stored of a secret: enough to know it again, not to use it."""
    return hashlib.sha256(secret.encode()).digest()
