from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from portal.app import create_app
from portal.kernel import assets
from portal.kernel.db import db
from portal.settings import ROOT, Settings

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
