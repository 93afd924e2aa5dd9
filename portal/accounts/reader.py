"""Somebody who is written to and may have no account."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    email: str
    locale: str
