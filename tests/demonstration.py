"""A portal filled as ``flask demo`` fills it: ``pytest_plugins`` in ``conftest.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.kernel.db import db
from portal.launch.postgres import APP, EmbeddedPostgres
from portal.settings import Settings
from tests import database
from tests.browser import Browser
from tests.world import World

PASSWORD = "een wachtwoord voor de demonstratie"
NOBODY = ""
TEMPLATE = "veldwerk_demonstration"


@pytest.fixture(scope="session")
def filled(
    postgres: EmbeddedPostgres,
    settings: Settings,
    worker_name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """A portal in demonstration mode, filled once in a run and cloned by whoever needs it."""

    def build(url: str) -> None:
        database.build(url)
        told = database.settings(
            url.replace("portal_owner@", f"{APP}@"),
            Path(settings.instance),
            demonstration=True,
            demo_password=PASSWORD,
        )
        app = create_app(told, testing=True)
        assert fill(app) == 0
        with app.app_context():
            db.engine.dispose()

    database.build_once(postgres, build, name=TEMPLATE)
    name = f"demonstration_{worker_name}"
    postgres.clone(name, template=TEMPLATE)
    instance = tmp_path_factory.mktemp("demonstration")
    shown = database.settings(
        postgres.url(APP, name), instance, demonstration=True, demo_password=PASSWORD
    )
    app = create_app(shown, testing=True)
    app.test_client_class = Browser
    yield app
    with app.app_context():
        db.engine.dispose()


def visitor(app: Flask, account: str) -> Browser:
    """Somebody of the demonstration, signed in by the form as they would."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    if account != NOBODY:
        page = browser.look("/account/sign-in")
        page = page.submit("sign-in", email=f"{account}@demo.example", password=PASSWORD)
        assert page.status == 200
    return browser


def fill(app: Flask) -> int:
    """Run ``flask demo`` there, on the same day in each run. Gives the exit code."""
    with app.app_context():
        World(app.extensions["portal.settings"])  # from here on its clock stands still
        code = app.test_cli_runner().invoke(args=["demo"]).exit_code
        db.session.remove()
    return code
