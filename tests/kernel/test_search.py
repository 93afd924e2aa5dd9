"""Stems in Dutch and English, stored and asked for likewise."""

from __future__ import annotations

import pytest

from portal.kernel import search


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("woningen", "woning"),
        ("huizen", "huis"),
        ("fietsers", "fietser"),
        ("Gemeentes", "gemeente"),
        ("houses", "house"),
        ("studies", "study"),
        ("coördinatie", "coordinatie"),
        ("Spoed-zoekers!", "zoeker"),
    ],
)
def test_inflections_share_a_stem(written: str, asked: str) -> None:
    assert set(search.stems(written).split()) & set(search.stems(asked).split())


def test_every_word_must_be_found_in_either_language() -> None:
    assert search.asked("huizen") == "(huis:* | huizen:*)"
    assert search.asked("groene daken").count("&") == 1
    assert search.asked("dak dak dak").count("&") == 0


@pytest.mark.parametrize("nothing", ["", "   ", "& | ! :* ( ) ' \\", "💥", "\x00"])
def test_where_there_is_no_word_nothing_is_asked(nothing: str) -> None:
    assert search.asked(nothing) == ""
    assert search.stems(nothing) == ""


def test_a_long_text_is_asked_for_by_its_first_words() -> None:
    assert search.asked(" ".join(f"woord{n}" for n in range(500))).count("&") < 20
