"""Passwords: hashed with argon2id, one at a time in a process, and never an easy one.

A hash costs about 0.2 s of processor time and 64 MiB on purpose. One at a time: ten people who
sign in at once then wait a little, where else the whole portal would.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.kernel.text import _
from portal.settings import Settings

SHORTEST = 12
LONGEST = 200
STRONG_ENOUGH = 3  # of 4 by zxcvbn: more than 10 ** 8 guesses
OF_ITS_OWN = 6  # letters and digits beside one's own name and address
READ_BY_ZXCVBN = 72  # characters: it takes time that grows with the cube of the length

_one_at_a_time = Lock()


@lru_cache(maxsize=4)
def hasher(time_cost: int, memory_kib: int) -> PasswordHasher:
    """Does the work; call it while holding the lock."""
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)


@lru_cache(maxsize=4)
def nobody(time_cost: int, memory_kib: int) -> str:
    """The hash of no password, for who is not known: so that this takes as long."""
    return hasher(time_cost, memory_kib).hash("nobody has this as their password")


def hash_password(password: str, settings: Settings) -> str:
    """Argon2id, with the cost of the settings written into the hash."""
    with _one_at_a_time:
        return hasher(settings.argon2_time_cost, settings.argon2_memory_kib).hash(password)


def is_right(password: str, stored: str | None, settings: Settings) -> bool:
    """Whether this is the password. As much work where there is none to compare with."""
    cost = (settings.argon2_time_cost, settings.argon2_memory_kib)
    with _one_at_a_time:
        expected = stored or nobody(*cost)
        try:
            hasher(*cost).verify(expected, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str, settings: Settings) -> bool:
    """Whether the hash was made at another cost than the settings ask for now."""
    cost = (settings.argon2_time_cost, settings.argon2_memory_kib)
    return hasher(*cost).check_needs_rehash(stored)


def weakness(password: str, about: tuple[str, ...] = ()) -> str:
    """Why this password will not do, as a sentence; empty where it will.

    ``about``: words that somebody who knows the person tries first, such as name and address.
    """
    if len(password) < SHORTEST:
        return _(
            "Use at least %(number)s characters: a few words in a row do well.", number=SHORTEST
        )
    if len(password) > LONGEST:
        return _("Use at most %(number)s characters.", number=LONGEST)
    if _is_mostly_own(password, about):
        return _guessed(_("It looks like your own name or address."))
    from zxcvbn import zxcvbn  # noqa: PLC0415 - 14 MiB of common words, wanted seldom

    words = [part for text in about for part in (text, *_parts(text)) if len(part) > 2]  # noqa: PLR2004
    found = zxcvbn(password[:READ_BY_ZXCVBN], user_inputs=[*words, "veldwerk"])
    if found["score"] >= STRONG_ENOUGH:
        return ""
    return _guessed(_advice(found["sequence"]))


def _guessed(advice: str) -> str:
    easy = _("This password is easy to guess.")
    return f"{easy} {advice}"


def _is_mostly_own(password: str, about: tuple[str, ...]) -> bool:
    """Whether little is left of it when one's own name and address are taken out."""
    left = whole = password.casefold()
    own = {part.casefold() for text in (*about, "veldwerk") for part in _parts(text)}
    for word in sorted(own, key=len, reverse=True):
        if len(word) > 2:  # noqa: PLR2004 - a shorter one is in every second word
            left = left.replace(word, "")
    return left != whole and sum(letter.isalnum() for letter in left) < OF_ITS_OWN


def _parts(text: str) -> list[str]:
    return text.replace("@", " ").replace(".", " ").replace("-", " ").split()


def _advice(sequence: list[dict[str, object]]) -> str:
    """What to do about it, after the longest pattern that was found."""
    longest = max(sequence, key=lambda match: len(str(match["token"])))
    pattern = str(longest["pattern"])
    if longest.get("dictionary_name") == "user_inputs":
        pattern = "own"
    sentences = {
        "own": _("It looks like your own name or address."),
        "dictionary": _("It is a common one. Put three or four unusual words in a row."),
        "spatial": _("Keys that lie beside each other are tried first."),
        "repeat": _("The same characters again and again add nothing."),
        "sequence": _("A row like abc or 123 is tried first."),
        "date": _("A date is tried first."),
    }
    return sentences.get(pattern) or _("Add a few words that have nothing to do with each other.")
