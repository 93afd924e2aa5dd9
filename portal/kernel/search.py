"""Full-text search in Dutch and English.

PostgreSQL's own Dutch dictionary misses many inflections, so words are stemmed here, in both
languages, and stored as ``to_tsvector('simple', stems(text))``. What somebody looks for is
stemmed likewise, so that it does not matter in which language either was written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import local

import Stemmer
from sqlalchemy import Function, func
from sqlalchemy.dialects.postgresql import TSVECTOR

_WORD = re.compile(r"[^\W_]+")
SHORTEST_PREFIX = 4
"""Dutch glues words together: who looks for ‘woning’ also wants ‘woningmarkt’."""
MOST_WORDS = 12

_stemmers = local()  # a Stemmer may not be shared by threads


def stems(text: str) -> str:
    """The stems of every word in both languages, for ``to_tsvector('simple', …)``."""
    return " ".join(" ".join(sorted(_both(word))) for word in _words(text))


def asked(text: str) -> str:
    """What somebody looks for, for ``to_tsquery('simple', …)``: every word, in either language.

    Empty where there is no word in it.
    """
    words = list(dict.fromkeys(_words(text)))[:MOST_WORDS]
    return " & ".join(f"({_alternatives(word)})" for word in words)


def vector(text: str) -> Function[str]:
    """The stored form of a text, as an SQL expression."""
    return func.to_tsvector("simple", stems(text), type_=TSVECTOR())


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _WORD.findall(plain)


def _alternatives(word: str) -> str:
    return " | ".join(
        f"{stem}:*" if len(stem) >= SHORTEST_PREFIX else stem for stem in sorted(_both(word))
    )


@lru_cache(maxsize=4096)
def _both(word: str) -> frozenset[str]:
    if not hasattr(_stemmers, "both"):
        _stemmers.both = (Stemmer.Stemmer("dutch"), Stemmer.Stemmer("english"))
    return frozenset(stemmer.stemWord(word) for stemmer in _stemmers.both)
