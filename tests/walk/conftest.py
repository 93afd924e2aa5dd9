from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from portal.app import create_app
from portal.demo.cast import PLAYERS
from portal.demo.story import tell
from portal.kernel.db import db
from portal.launch.postgres import APP, EmbeddedPostgres
from portal.settings import Settings
from tests import database
from tests.browser import Browser
from tests.walk.crawl import NOBODY, Found, crawl, share_out
from tests.walk.people import Town
from tests.world import World

PASSWORD = "een wachtwoord voor de demonstratie"
ORDER = (NOBODY, *(player.account for player in PLAYERS))


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
            url.replace("portal_owner@", f"{APP}@"), Path(settings.instance), demonstration=True
        )
        app = create_app(told, testing=True)
        with app.app_context():
            tell(PASSWORD)
            db.session.remove()
            db.engine.dispose()

    database.build_once(postgres, build, name="veldwerk_demonstration")
    name = f"demonstration_{worker_name}"
    postgres.clone(name, template="veldwerk_demonstration")
    instance = tmp_path_factory.mktemp("demonstration")
    shown = database.settings(
        postgres.url(APP, name), instance, demonstration=True, demo_password=PASSWORD
    )
    app = create_app(shown, testing=True)
    app.test_client_class = Browser
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def pages(filled: Flask) -> list[Found]:
    """Every page that anybody of the demonstration comes upon, each once."""
    found = []
    starts = {player.account: player.start for player in PLAYERS}
    with filled.app_context():
        for account in ORDER:
            browser = visitor(filled, account)
            found += crawl(filled, browser, account, starts.get(account, "/"))
    return share_out(found, ORDER)


def visitor(app: Flask, account: str) -> Browser:
    """Somebody of the demonstration, signed in by the form as they would."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    if account != NOBODY:
        page = browser.look("/account/sign-in")
        page = page.submit("sign-in", email=f"{account}@demo.example", password=PASSWORD)
        assert page.status == 200
    return browser


@pytest.fixture(scope="session")
def empty_portal(app: Flask, served: Callable[[Flask], str]) -> str:
    """The address of a portal in which a test's own world is all there is."""
    return served(app)


@pytest.fixture
def town_in(
    world: World, app: Flask, settings: Settings, chromium: Chromium, empty_portal: str
) -> Iterator[Callable[[str], Town]]:
    """A town in a language, whose letters link to where the portal is served."""
    app.extensions["portal.settings"] = settings.model_copy(update={"base_url": empty_portal})
    towns: list[Town] = []

    def town(language: str) -> Town:
        towns.append(Town(world, chromium, empty_portal, language))
        return towns[-1]

    yield town
    for each in towns:
        each.close()
    app.extensions["portal.settings"] = settings
