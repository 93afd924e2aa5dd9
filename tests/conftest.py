from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.kernel.db import db
from portal.kernel.text import compile_catalogues
from portal.launch.postgres import APP, EmbeddedPostgres
from portal.settings import Settings
from tests import database
from tests.browser import Browser
from tests.world import World

pytest_plugins = ["tests.server", "tests.real_browser", "tests.demonstration"]


@pytest.fixture(scope="session")
def settings(
    postgres: EmbeddedPostgres, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """A portal of its own for this process of the run: database, files and mail."""
    compile_catalogues()
    database.build_once(postgres, database.build)
    name = f"test_{worker_name}"
    postgres.clone(name, template=database.TEMPLATE)
    instance: Path = tmp_path_factory.mktemp("instance")
    return database.settings(postgres.url(APP, name), instance)


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings, testing=True)
    app.test_client_class = Browser
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def world(app: Flask, postgres: EmbeddedPostgres, settings: Settings) -> Iterator[World]:
    """An empty world, to be filled by the test itself."""
    with app.app_context():
        yield World(settings)
        db.session.remove()
    database.empty(postgres, settings)


@pytest.fixture
def mail(settings: Settings) -> Path:
    """Where letters go that the worker sends in a test; empty at first."""
    folder = settings.instance / "mail"
    for letter in folder.glob("*.eml"):
        letter.unlink()
    return folder
