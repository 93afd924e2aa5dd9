"""Makes one key of all the ways to write what looks the same, so that nobody poses as another.

Two addresses, or two names of startups, with the same key are the same. What is folded away:
case, blanks and what cannot be seen, width (full-width letters), ligatures, accents, and letters
of other scripts that look like Latin ones (a Cyrillic ``U+0430`` for ``a``), as Unicode's list of
confusables has them (technical standard 39). In an address plain ASCII is kept apart beyond its
case: ``a1@`` and ``al@`` may be two people, and each proves by a letter that theirs is theirs. In
a name nothing proves anything, so there ``1``, ``l``, ``i`` and ``|`` are one letter, ``0`` and
``o`` too, ``rn`` is ``m``, ``vv`` is ``w``, and neither punctuation nor the form of company counts.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

import confusable_homoglyphs

LOOKS = (("rn", "m"), ("vv", "w"))
SAME = str.maketrans({"1": "l", "i": "l", "|": "l", "0": "o"})
COMPANY_FORMS = re.compile(r"\b(b\s?v|n\s?v|v\s?o\s?f|u\s?a|ltd|gmbh|inc|llc)\b")


def email_key(email: str) -> str:
    """One key for an address however it is written."""
    return "".join(_plain(email).split())


def name_key(name: str) -> str:
    """One key for all names that look alike."""
    words = re.sub(r"[.,'’]", "", _plain(name))
    words = re.sub(r"[^\w|]+", " ", words).replace("_", " ")
    kept = COMPANY_FORMS.sub("", words) if COMPANY_FORMS.sub("", words).strip() else words
    key = "".join(kept.split()).translate(SAME)
    for looks, letter in LOOKS:
        key = key.replace(looks, letter)
    return key


def search_key(words: str) -> str:
    """What a search for a name compares: case and accents away, letters as they are."""
    return " ".join(_plain(words).split())


def slug_of(name: str) -> str:
    """A word for an address: ``gemeente-sudwest-fryslan``."""
    return re.sub(r"[^a-z0-9]+", "-", _plain(name)).strip("-")[:80] or "organisatie"


def _plain(value: str) -> str:
    """In small Latin letters where it looks like those; without accents and unseen characters."""
    shown = unicodedata.normalize("NFKC", value).casefold()
    apart = unicodedata.normalize("NFKD", "".join(_latin(letter) for letter in shown))
    seen = (c for c in apart if unicodedata.category(c) not in {"Mn", "Me", "Cf", "Cc", "Co"})
    return unicodedata.normalize("NFKC", "".join(seen)).casefold()


def _latin(letter: str) -> str:
    """The small Latin letter that this one looks like, small or as a capital; else itself."""
    if letter.isascii():
        return letter
    base = unicodedata.normalize("NFKD", letter)[0]
    if base.isascii():
        return letter
    looks = _look_alikes()
    return looks.get(base) or looks.get(base.upper()) or letter


@lru_cache(maxsize=1)
def _look_alikes() -> dict[str, str]:
    """Each letter of the world that looks like an ASCII one, and which.

    Read when the first of them is typed, and from the package's data: its code keeps 16 MiB.
    """
    data = json.loads((files(confusable_homoglyphs) / "confusables.json").read_text())
    found = {}
    for letter, others in data.items():
        if len(letter) == 1 and not letter.isascii():
            latin = sorted(o["c"] for o in others if o["c"].isascii() and o["c"].isalnum())
            if latin:
                found[letter] = str(latin[-1]).casefold()  # small letters sort last
    return found
