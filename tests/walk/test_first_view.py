from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask

from bench.views import weigh


@pytest.mark.parametrize(
    ("entrance", "then"), [("/", "/challenges"), ("/challenges", "/account/sign-in")]
)
def test_a_first_view_is_light_and_the_next_page_lighter(
    filled: Flask, served: Callable[[Flask], str], entrance: str, then: str
) -> None:
    """In bytes as they are sent, with all that a browser fetches for it by itself."""
    port = urlsplit(served(filled)).port
    assert port
    seen = weigh(port, entrance, then)
    assert seen["first"]["bytes"] <= 60_000
    assert seen["first"]["requests"] <= 8
    assert seen["next"]["bytes"] <= 15_000
