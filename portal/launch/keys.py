"""Secrets that are made once and kept in the instance, for its owner's eyes only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

CONSONANTS = "bdfghjklmnprstvz"
VOWELS = "aeiou"


def kept(file: Path, fresh: str) -> str:
    """The text in the file; ``fresh`` when it is not there yet. The file is whole or not there."""
    if not file.exists():
        keep(file, fresh)
    return file.read_text(encoding="utf-8").strip()


def keep(file: Path, text: str) -> None:
    half = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(f"{text}\n")
        out.flush()
        os.fsync(out.fileno())
    half.replace(file)


def secret_key() -> str:
    return secrets.token_urlsafe(48)


def password() -> str:
    """Four words that can be said aloud, such as ‘radiv-mosup-…’: 66 bits of chance."""

    def word() -> str:
        return "".join(secrets.choice(letters) for letters in (CONSONANTS, VOWELS) * 2) + (
            secrets.choice(CONSONANTS)
        )

    return "-".join(word() for _ in range(4))
