"""The words that everybody chooses from."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.people import vocabulary
from portal.people.vocabulary import Kind


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_word_has_a_label_in_both_languages(kind: Kind, language: str) -> None:
    words = vocabulary.choices(kind, language)
    assert len(words) == len(vocabulary.known(kind))
    assert all(label for _id, label in words)


def test_words_are_in_the_order_of_a_dutch_dictionary() -> None:
    words = ["Zon", "één", "eend", "egel", "Ezel", "JavaScript", "java"]
    ordered = ["één", "eend", "egel", "Ezel", "java", "JavaScript", "Zon"]
    assert sorted(words, key=vocabulary.sort_key) == ordered


def test_labels_follow_the_language_and_the_unknown_stays_as_it_is() -> None:
    assert vocabulary.label("skills", "contract-law", "nl") == "contractenrecht"
    assert vocabulary.label("skills", "contract-law", "en") == "contract law"
    assert vocabulary.label("themes", "ooit-geweest", "nl") == "ooit-geweest"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_groups_hold_every_skill_once_under_a_name(language: str) -> None:
    groups = vocabulary.grouped("skills", language)
    ids = [skill for _name, skills in groups for skill, _label in skills]
    assert sorted(ids) == sorted(vocabulary.known("skills"))
    assert {name for name, _ in groups} == {g[language] for g in vocabulary.GROUPS.values()}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_by_letter_every_theme_stands_once(language: str) -> None:
    groups = vocabulary.by_letter("themes", language)
    ids = [theme for _name, themes in groups for theme, _label in themes]
    assert sorted(ids) == sorted(vocabulary.known("themes"))


def test_the_five_colours_are_explained() -> None:
    assert [c.tint for c in vocabulary.colours()] == ["yellow", "blue", "red", "green", "white"]
    assert all(c.changes_when["nl"] and c.changes_when["en"] for c in vocabulary.colours())


@settings(deadline=None)
@given(st.dictionaries(st.text("abc", min_size=1), st.integers(0, 100), max_size=5))
def test_shares_become_whole_percentages_of_a_hundred(shares: dict[str, int]) -> None:
    rounded = vocabulary.whole(shares)
    total = sum(shares.values())
    assert sum(rounded.values()) == (100 if total else 0)
    assert all(abs(rounded[key] - 100 * shares[key] / total) < 1 for key in rounded)
