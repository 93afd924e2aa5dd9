"""The living page, the errors and the pages about the portal, in both languages."""

from __future__ import annotations

import re

import html5lib
import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.settings import ROOT, Settings
from tests.browser import inspect

PAGES = ("/demo/components", "/accessibility", "/privacy", "/security")
STATUSES = (400, 401, 403, 404, 405, 408, 409, 410, 413, 422, 429, 500, 503)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ICON = re.compile(r'\bicon\("([\w-]+)"|icon_name="([\w-]+)"')


def looked_at(answer: TestResponse) -> BeautifulSoup:
    html5lib.HTMLParser(strict=True).parse(answer.text)
    html = BeautifulSoup(answer.text, "html5lib")
    inspect(html)
    return html


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_sound_in_both_languages(living: Flask, page: str, language: str) -> None:
    answer = living.test_client().get(f"{page}?lang={language}")
    assert answer.status_code == 200
    assert looked_at(answer).select_one(f"html[lang={language}]")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("status", STATUSES)
def test_every_refusal_has_a_heading_and_a_next_step(
    living: Flask, status: int, language: str
) -> None:
    with living.test_request_context(f"/?lang={language}"):
        text = render_template("errors/error.html", status=status, message="Zo.", reference="")
    html = BeautifulSoup(text, "html5lib")
    inspect(html)
    assert len(html.select("main p")) >= 2
    assert html.select("main a.nl-button")


def test_only_what_is_unexpected_has_a_reference(living: Flask) -> None:
    with living.test_request_context("/"):
        text = render_template("errors/error.html", status=500, message="", reference="a1b2c3d4")
    assert "a1b2c3d4" in text


def test_the_last_resort_is_shown_when_the_database_is_away(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"database_url": "postgresql+psycopg://127.0.0.1:1/no"})
    app = create_app(nowhere, testing=True)
    app.testing = False
    answer = FlaskClient(app).get("/accessibility")
    assert answer.status_code == 503
    html5lib.HTMLParser(strict=True).parse(answer.text)
    inspect(BeautifulSoup(answer.text, "html5lib"))
    assert answer.text == (ROOT / "templates/errors/down.html").read_text()


def test_the_living_page_is_for_demonstrations_only(app: Flask) -> None:
    assert FlaskClient(app).get("/demo/components").status_code == 404


def test_security_txt_says_where_to_write(living: Flask) -> None:
    answer = living.test_client().get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    assert "Contact: mailto:veldwerk@example.org\n" in answer.text
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", answer.text, re.MULTILINE)


def test_the_language_switch_keeps_the_page(living: Flask) -> None:
    answer = living.test_client().get("/privacy?q=a%26b&lang=nl&page=2")
    switch = looked_at(answer).select_one(".portal-header__tools a[hreflang=en]")
    assert switch is not None
    assert switch["href"] == "/privacy?q=a%26b&page=2&lang=en"


def test_every_icon_that_a_template_names_is_drawn() -> None:
    icons = (ROOT / "templates/macros/icons.html").read_text()
    drawn = set(re.findall(r'^\s*"([\w-]+)": \'<', icons, re.MULTILINE))
    named = {
        name
        for path in TEMPLATES
        for pair in ICON.findall(path.read_text())
        for name in pair
        if name
    }
    assert named - drawn == set()


def test_a_preview_is_clean(living: Flask) -> None:
    client = living.test_client()
    page = BeautifulSoup(client.get("/demo/components").text, "html5lib")
    token = page.select_one("input[name=csrf_token]")
    assert token is not None
    text = "**vet** <script>alert(1)</script> [x](javascript:alert(1))"
    data = {"text": text, "csrf_token": token["value"]}
    answer = client.post("/demo/components/preview", data=data)
    assert answer.status_code == 200
    assert "<strong>vet</strong>" in answer.text
    assert "<script" not in answer.text
    assert "href" not in answer.text
