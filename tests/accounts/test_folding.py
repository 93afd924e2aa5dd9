"""What looks the same has one key, and what is different has another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.folding import email_key, name_key, slug_of

SAME_ADDRESS = [
    "Jan@Example.ORG",
    "  jan@example.org  ",
    "jan @example.org",
    "j\u0430n@ex\u0430mple.org",  # Cyrillic
    "ｊａｎ＠example.org",  # noqa: RUF001 - full width
    "jan\u200b@example.org",  # a blank that cannot be seen
    "ján@example.org",
    "j\u0251n@example.org",  # Latin alpha
]


@pytest.mark.parametrize("email", SAME_ADDRESS)
def test_addresses_that_look_alike_are_one(email: str) -> None:
    assert email_key(email) == "jan@example.org"


@pytest.mark.parametrize("email", ["jan1@example.org", "janl@example.org", "jan@example.com"])
def test_addresses_of_different_people_stay_apart(email: str) -> None:
    others = {"jan@example.org", "jan1@example.org", "janl@example.org"} - {email}
    assert email_key(email) not in {email_key(other) for other in others}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Tussenhuis", "tussen huis"),
        ("Tussenhuis B.V.", "TUSSENHUIS BV"),
        ("Tussenhuis", "Tussen-huis"),
        ("Tussenhuis", "Tu\u0455\u0455enhu\u0456s"),  # Cyrillic
        ("ACME", "\u0410\u0421\u041c\u0415"),  # Cyrillic capitals
        ("Modern", "Modem"),
        ("Wind10", "WindIO"),
        ("Paul", "Pau1"),
        ("Café Noir", "cafe noir"),
    ],
)
def test_names_that_look_alike_are_one(name: str, other: str) -> None:
    assert name_key(name) == name_key(other)


@pytest.mark.parametrize(
    ("name", "other"), [("Tussenhuis", "Tussenhuizen"), ("BV", "NV"), ("日本", "中国")]
)
def test_different_names_stay_apart(name: str, other: str) -> None:
    assert name_key(name) != name_key(other)


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(text: str) -> None:
    assert email_key(email_key(text)) == email_key(text)
    assert email_key(text.upper().lower()) == email_key(text.lower())


@given(st.text(max_size=60))
def test_a_slug_is_a_word_for_an_address(text: str) -> None:
    assert slug_of(text)
    assert set(slug_of(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
