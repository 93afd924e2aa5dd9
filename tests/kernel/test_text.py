"""Words: Markdown that cannot bite, letters without links, dates in words, in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import text
from portal.kernel.text import Ours, finalize_letter, inert, initials, markdown, tidy

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "![a](https://kwaad.example/pixel.png)",
    "<a href='javascript:alert(1)'>a</a>",
    "<svg/onload=alert(1)>",
    "<iframe src=https://kwaad.example>",
    "<style>*{display:none}</style>",
    "[a](vbscript:x)",
    "<div style='position:fixed'>x</div>",
    "`<script>`",
    "<math><mi//xlink:href='data:x,<script>'>",
    "[a]: javascript:alert(1)\n\n[a]",
    "<details open ontoggle=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


@contextmanager
def speaking(app: Flask, language: str) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": language}):
        yield


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_gets_through_markdown(attack: str) -> None:
    for tag in BeautifulSoup(markdown(attack), "html.parser").find_all():
        assert tag.name in text.MARKDOWN_TAGS
        assert set(tag.attrs) <= {"href", "rel"}
        assert str(tag.get("href", "https:")).startswith(("http:", "https:", "mailto:"))


def test_markdown_keeps_what_writers_use() -> None:
    made = str(markdown("# Kop\n\n**vet** en [hier](https://a.nl)\n\n- een\n- twee"))
    assert "<h3>Kop</h3>" in made
    assert "<strong>vet</strong>" in made
    assert 'href="https://a.nl"' in made
    assert "nofollow" in made
    assert made.count("<li>") == 2


def test_a_new_line_stays_one() -> None:
    assert str(markdown("een\ntwee")).strip() == "<p>een<br>\ntwee</p>"


@pytest.mark.usefixtures("app")
def test_numbers_are_said_as_people_write_them(app: Flask) -> None:
    with speaking(app, "nl"):
        assert text.whole(20_000) == "20.000"
        assert [text.file_size(size) for size in (20_000_000, 2_400_000)] == ["20 MB", "2,4 MB"]
        assert text.listed(["3", "5", "11"]) == "3, 5 en 11"


@pytest.mark.parametrize(
    ("typed", "harmless"),
    [
        ("https://kwaad.nl", "https[:]//kwaad[.]nl"),
        ("www.kwaad.nl", "www[.]kwaad[.]nl"),
        ("mailto:a@b.nl", "mailto[:]a@b[.]nl"),
        ("Gewoon een zin. En nog een.", "Gewoon een zin. En nog een."),
        ("3.500 euro", "3.500 euro"),
    ],
)
def test_what_people_type_is_no_link_in_a_letter(typed: str, harmless: str) -> None:
    assert inert(typed) == harmless
    assert finalize_letter(typed) == harmless


def test_our_own_addresses_stay_links_in_a_letter() -> None:
    assert finalize_letter(Ours("https://portaal.nl/home")) == "https://portaal.nl/home"


@given(st.text())
def test_tidy_text_has_no_control_or_direction_characters(typed: str) -> None:
    tidied = tidy(typed)
    assert "\x00" not in tidied
    assert "\u202e" not in tidied
    assert "\n" not in tidied
    assert tidy(tidied) == tidied


@given(st.text())
def test_tidy_lines_keep_their_line_ends_and_nothing_unseen(typed: str) -> None:
    tidied = tidy(typed, lines=True)
    assert "\r" not in tidied
    assert "\x00" not in tidied
    assert tidy(tidied, lines=True) == tidied


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ali de Haan", "AH"),
        ("Mia", "M"),
        ("van der Berg", "B"),
        ("Lynn van Rijn", "LR"),
        ("", ""),
    ],
)
def test_initials_skip_the_small_words(name: str, letters: str) -> None:
    assert initials(name) == letters


DEADLINE = datetime(2026, 12, 10, 11, 0, tzinfo=UTC)


def test_a_deadline_is_said_with_its_day_and_zone(app: Flask) -> None:
    with speaking(app, "nl"):
        assert text.moment_words(DEADLINE) == (
            "donderdag 10 december 2026 om 12.00 uur (Nederlandse tijd)"
        )
    with speaking(app, "en"):
        assert text.moment_words(DEADLINE) == "Thursday 10 December 2026 at 12:00 (Dutch time)"


def test_a_distance_in_time_is_said_in_its_largest_unit(app: Flask) -> None:
    now = DEADLINE - timedelta(days=17, hours=2)
    with speaking(app, "nl"):
        assert text.within(DEADLINE, now) == "17 dagen"
        assert text.within(DEADLINE, DEADLINE - timedelta(hours=3)) == "3 uur"
    with speaking(app, "en"):
        assert text.within(DEADLINE, DEADLINE - timedelta(days=1)) == "1 day"


def test_money_and_sizes_are_written_as_readers_do(app: Flask) -> None:
    with speaking(app, "nl"):
        assert text.money(2_500_000).replace("\xa0", " ") == "€ 25.000"
        assert text.money(1_250).replace("\xa0", " ") == "€ 12,50"
        assert text.file_size(480_000) == "480 kB"
        assert text.file_size(2_400_000) == "2,4 MB"
        assert text.decimal(4.125) == "4,12"


@pytest.mark.parametrize(
    ("asked", "wish", "spoken"),
    [("", "nl", "nl"), ("", "en", "en"), ("", "de", "nl"), ("en", "nl", "en"), ("xx", "en", "en")],
)
def test_the_language_is_that_of_the_address_then_of_the_browser(
    app: Flask, asked: str, wish: str, spoken: str
) -> None:
    path = f"/?lang={asked}" if asked else "/"
    with app.test_request_context(path, headers={"Accept-Language": wish}):
        assert text.language() == spoken
