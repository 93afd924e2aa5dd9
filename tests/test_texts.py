"""Every text that a person can read is there in Dutch, and said the same way everywhere."""

from __future__ import annotations

import ast
import re
from collections import defaultdict

import pytest

from portal.settings import ROOT
from tools import texts

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.mark.parametrize("domain", texts.domains())
def test_every_text_has_its_dutch(domain: str) -> None:
    catalogue = texts.read(domain)
    for message in sorted(texts.messages_of(domain), key=str):
        known = catalogue.get(message if isinstance(message, str) else message[0])
        assert known is not None, f"make texts: {message!r} is not in the catalogue of {domain}"
        assert not known.fuzzy, f"{message!r} is only a guess"
        assert texts.is_translated(known.string), f"{message!r} has no Dutch in {domain}"


def test_no_text_hides_in_a_string_where_it_is_not_found() -> None:
    """What stands inside an f-string comes into no catalogue before Python 3.12."""
    hidden = [
        f"{path.name}:{part.lineno}"
        for path in sorted((ROOT / "portal").rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text()))
        if isinstance(string, ast.JoinedStr)
        for part in ast.walk(string)
        if isinstance(part, ast.Call) and getattr(part.func, "id", "") in texts.KEYWORDS
    ]
    assert hidden == []


@pytest.mark.parametrize("domain", texts.domains())
def test_no_catalogue_keeps_what_is_said_no_more(domain: str) -> None:
    said = {m if isinstance(m, str) else m[0] for m in texts.messages_of(domain)}
    kept = {m.id if isinstance(m.id, str) else m.id[0] for m in texts.read(domain) if m.id}
    assert kept - said == set()


@pytest.mark.parametrize("domain", texts.domains())
def test_a_translation_has_the_placeholders_of_its_text(domain: str) -> None:
    for message in texts.read(domain):
        if not message.id:
            continue
        asked = set(PLACEHOLDER.findall(str(message.id)))
        said = message.string or ""
        given = said if isinstance(said, str) else " ".join(said)
        assert set(PLACEHOLDER.findall(given)) == asked, f"{message.id!r} in {domain}"


def test_the_same_text_has_the_same_dutch_everywhere() -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for domain in texts.domains():
        for message in texts.read(domain):
            if message.id:
                said[str(message.id)].add(str(message.string))
    assert {text: ways for text, ways in said.items() if len(ways) > 1} == {}


def test_dutch_is_polite_and_has_no_english_left() -> None:
    forbidden = re.compile(r"\b(je|jij|jouw|jullie)\b", re.IGNORECASE)
    for domain in texts.domains():
        for message in texts.read(domain):
            if message.id:
                assert not forbidden.search(str(message.string)), str(message.string)


def test_dutch_says_u_hebt() -> None:
    """Where "u" is who has: as an object it goes with "heeft" (wie heeft u uitgenodigd)."""
    for domain in texts.domains():
        for message in texts.read(domain):
            if message.id:
                assert not re.search(r"\bU heeft\b|\bHeeft u\b", str(message.string)), message.id


def test_dutch_quotes_with_single_marks() -> None:
    for domain in texts.domains():
        for message in texts.read(domain):
            if message.id:
                assert not re.search('[“”"]', str(message.string)), message.id
