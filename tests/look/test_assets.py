from __future__ import annotations

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import pytest
from flask import Flask
from werkzeug.wrappers import Response

from portal.kernel import assets
from portal.settings import ROOT

STATIC = ROOT / "static"


@pytest.fixture
def address(bare: Flask) -> str:
    with bare.test_request_context():
        return assets.asset_url("portal.css")


def ask(app: Flask, address: str, headers: dict[str, str] | None = None) -> Response:
    """The whole answer, with the file behind it closed."""
    with app.test_client().get(address, headers=headers or {}) as answer:
        answer.get_data()
        return answer


def test_the_joined_sheet_imports_nothing_and_holds_everything(built: assets.Assets) -> None:
    css = (built.folder / "portal.css").read_text()
    assert "@import" not in css
    assert "@layer nlds{" in css
    assert all(
        part in css for part in (".portal-card", ".nl-button", ".portal-deck", "@media print")
    )
    assert css.count("{") == css.count("}")


def test_the_joined_script_imports_nothing(built: assets.Assets) -> None:
    script = (built.folder / "portal.js").read_text()
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    assert "data-autosave-url" in script


def test_addresses_within_the_sheet_name_the_content(built: assets.Assets) -> None:
    css = (built.folder / "portal.css").read_text()
    font = built.hashes["vendor/source-sans-3.woff2"]
    assert f'url("vendor/source-sans-3.woff2?v={font}")' in css


def test_what_is_compressed_is_the_same(built: assets.Assets) -> None:
    plain = (built.folder / "portal.css").read_bytes()
    assert brotli.decompress((built.folder / "portal.css.br").read_bytes()) == plain
    assert gzip.decompress((built.folder / "portal.css.gz").read_bytes()) == plain


def test_workers_that_start_together_make_one_folder(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as workers:
        folders = {
            made.folder for made in workers.map(lambda _: assets.build(STATIC, tmp_path), "abcd")
        }
    assert [*tmp_path.iterdir()] == [*folders]
    assert len(folders) == 1


def test_another_content_has_another_address(tmp_path: Path) -> None:
    source = tmp_path / "static"
    source.mkdir()
    (source / "portal.css").write_text('@import url("a.css");\n')
    (source / "a.css").write_text("p { margin: 0 }")
    before = assets.build(source, tmp_path / "built")
    (source / "a.css").write_text("p { margin: 1px }")
    after = assets.build(source, tmp_path / "built")
    assert before.url("portal.css") != after.url("portal.css")
    assert before.folder != after.folder


def test_a_name_that_does_not_exist_is_an_error(built: assets.Assets) -> None:
    with pytest.raises(KeyError):
        built.url("nothing.css")


def test_a_browser_may_keep_what_its_address_names(bare: Flask, address: str) -> None:
    answer = ask(bare, address, {"Accept-Encoding": "br"})
    assert answer.headers["Cache-Control"] == assets.FOREVER
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789abcdef"])
def test_a_browser_may_not_keep_what_its_address_does_not_name(bare: Flask, query: str) -> None:
    answer = ask(bare, f"/static/portal.css{query}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == assets.BRIEFLY


@pytest.mark.parametrize("name", ["nothing.css", "../wsgi.py", "%2e%2e/wsgi.py", "portal.css.br"])
def test_nothing_else_is_served(bare: Flask, name: str) -> None:
    assert ask(bare, f"/static/{name}").status_code == 404


def test_a_conditional_request_is_answered_without_the_file(bare: Flask, address: str) -> None:
    stamp = ask(bare, address).headers["Last-Modified"]
    assert ask(bare, address, {"If-Modified-Since": stamp}).status_code == 304
