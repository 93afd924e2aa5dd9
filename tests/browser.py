"""A browser for tests: it looks at every page it gets as a careful person would.

No test asks for it, and no test can forget it: valid HTML, one h1 that the title starts
with, a language, unique ids, a label for every field, no script or style inline.
"""

from __future__ import annotations

from contextvars import Context
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from bs4.builder._html5lib import HTML5TreeBuilder
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.kernel.db import db

FIELDS = "select, textarea, input:not([type=hidden])"


def inspect(html: BeautifulSoup) -> None:
    """Assert what holds for every page of the portal."""
    title, h1 = html.select_one("title"), html.select("h1")
    assert title is not None, "a page has a title"
    assert len(h1) == 1, f"a page has one h1, not {len(h1)}"
    assert "<Macro" not in html.text, "a name of the template stands where its value belongs"
    heading = " ".join(h1[0].text.split())
    assert heading, "the h1 says something"
    assert " ".join(title.text.split()).startswith(heading), "the title starts with the h1"
    assert html.select_one("html[lang=nl], html[lang=en]"), "a page says its language"
    ids = [str(tag["id"]) for tag in html.select("[id]")]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted(i for i in ids if ids.count(i) > 1)}"
    for control in html.select(FIELDS):
        labelled = control.get("aria-label") or control.get("aria-labelledby")
        assert labelled or html.select_one(f"label[for='{control.get('id')}']"), f"label: {control}"
    for reference in html.select("[aria-describedby], [aria-labelledby]"):
        for kind in ("aria-describedby", "aria-labelledby"):
            for wanted in str(reference.get(kind, "")).split():
                assert wanted in ids, f"{kind} names {wanted}, which is not there"
    assert not html.select("script:not([src]), style, [style], [onclick], [onchange]"), "inline"
    for image in html.select("img"):
        assert image.has_attr("alt"), f"no alternative text: {image}"
    for form in html.select("form[method=post]"):
        assert form.select_one("input[name=csrf_token]"), f"no token in {form.get('action')}"


class Strict(HTML5TreeBuilder):
    """A parser that raises ``ParseError`` at the first fault, so that nothing is parsed twice."""

    def feed(self, markup: str | bytes) -> None:
        parser = html5lib.HTMLParser(tree=self.create_treebuilder, strict=True)
        assert self.underlying_builder is not None
        self.underlying_builder.parser = parser
        parser.parse(markup).original_encoding = None
        self.underlying_builder.parser = None


def read(html: str) -> BeautifulSoup:
    """A page that is valid HTML, and as it should be."""
    page = BeautifulSoup(html, builder=Strict)
    inspect(page)
    return page


class Page:
    def __init__(self, browser: Browser, response: TestResponse) -> None:
        self._browser = browser
        self.response = response
        self.status = response.status_code
        self.address = response.request.path
        self.html = read(response.text)

    def text(self, selector: str) -> list[str]:
        return [" ".join(tag.text.split()) for tag in self.html.select(selector)]

    @property
    def words(self) -> str:
        return " ".join(self.html.text.split())

    @property
    def heading(self) -> str:
        return self.text("h1")[0]

    def has_form(self, form_id: str) -> bool:
        return self.html.select_one(f"form#{form_id}") is not None

    def filled(self, form_id: str) -> dict[str, Any]:
        """What a form on the page would send as it stands."""
        form = self.form(form_id)
        data: dict[str, Any] = {}
        for tag in form.select("input[name], textarea[name], select[name]"):
            name, kind = str(tag["name"]), tag.get("type", "")
            if kind in {"checkbox", "radio"}:
                if tag.has_attr("checked"):
                    data.setdefault(name, []).append(tag.get("value", "on"))
            elif tag.name == "select":
                chosen = [str(o.get("value", o.text)) for o in tag.select("option[selected]")]
                first = tag.select_one("option")
                data[name] = chosen or ([str(first.get("value", first.text))] if first else [])
            elif tag.name == "textarea":
                data[name] = tag.text.removeprefix("\n")
            elif kind not in {"submit", "button", "file"}:
                data[name] = tag.get("value", "")
        return data

    def form(self, form_id: str) -> Tag:
        form = self.html.select_one(f"form#{form_id}")
        assert form is not None, f"no form {form_id}: {[f.get('id') for f in self.html('form')]}"
        return form

    def submit(self, form_id: str, **answers: Any) -> Page:
        """Fill in the form that is on the page and send it, hidden fields and all."""
        form = self.form(form_id)
        names = {str(tag["name"]) for tag in form.select("[name]")}
        unknown = answers.keys() - names
        assert not unknown, f"no such fields on the form: {unknown}, only {sorted(names)}"
        data = self.filled(form_id) | answers
        address = str(form.get("action") or self.address)
        if str(form.get("method", "get")).lower() == "get":
            return self._browser.look(address, query_string=data)
        response = self._browser.post(address, data=data, follow_redirects=True)
        return Page(self._browser, response)


class Browser(FlaskClient):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.environ_base["wsgi.url_scheme"] = "https"  # the cookie is for TLS only

    def run_wsgi_app(self, *args: Any, **kwargs: Any) -> Any:
        """Ask as from outside: each request has an app context and a session of its own."""
        answer = Context().run(super().run_wsgi_app, *args, **kwargs)
        db.session.rollback()  # from here on the test sees what was committed, and only that
        db.session.expire_all()
        return answer

    def sign_in(self, token: str) -> None:
        with self.session_transaction(base_url="https://localhost") as session:
            session["_user_id"] = token
            session["_fresh"] = True

    def look(self, address: str, **kwargs: Any) -> Page:
        """Follow an address, redirects too, and inspect the page."""
        return Page(self, self.get(address, follow_redirects=True, **kwargs))

    def visit(self, endpoint: str, **values: Any) -> Page:
        return self.look(self.address(endpoint, **values))

    def address(self, endpoint: str, **values: Any) -> str:
        return self.application.url_map.bind("localhost").build(endpoint, values)

    def send(
        self, endpoint: str, data: dict[str, Any] | None = None, **values: Any
    ) -> TestResponse:
        """POST to an endpoint with a valid token, as if from a page that offers it."""
        answers = {"csrf_token": self.token(), **(data or {})}
        return self.post(self.address(endpoint, **values), data=answers)

    def token(self) -> str:
        """A valid CSRF token, for a request that no page offers this person."""
        from flask import session as flask_session  # noqa: PLC0415
        from flask_wtf.csrf import generate_csrf  # noqa: PLC0415

        def made() -> tuple[Any, Any]:
            with self.application.test_request_context():
                return generate_csrf(), flask_session["csrf_token"]

        token, secret = Context().run(made)  # else a test's second token has no secret
        with self.session_transaction(base_url="https://localhost") as session:
            session["csrf_token"] = secret
        return str(token)
