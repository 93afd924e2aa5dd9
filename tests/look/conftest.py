from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Playwright
from werkzeug.serving import make_server

from portal.app import create_app
from portal.kernel import assets
from portal.kernel.db import db
from portal.settings import ROOT, Settings
from tools.chromium import installed

STATIC = ROOT / "static"


@pytest.fixture(scope="session")
def living(settings: Settings) -> Iterator[Flask]:
    """The portal in demonstration mode: there the living page is."""
    shown = settings.model_copy(update={"demonstration": True, "contact": "veldwerk@example.org"})
    app = create_app(shown, testing=True)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application with nothing but the assets, for scripts on pages of a test's own."""
    app = Flask("bare", static_folder=None)
    assets.init_app(app, STATIC, tmp_path_factory.mktemp("assets"))
    return app


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[Flask], str]]:
    """Serves an application on a free port of this machine, and stops at the end."""
    servers = []

    def serve(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    """The one that ``make test`` found or installed."""
    browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def tab(chromium: Chromium) -> Iterator[Page]:
    """A tab in which an error of a script fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not faults


@pytest.fixture
def built(tmp_path: Path) -> assets.Assets:
    return assets.build(STATIC, tmp_path)
