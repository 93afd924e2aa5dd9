from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from portal.demo.cast import PLAYERS
from portal.settings import Settings
from tests.demonstration import NOBODY, visitor
from tests.walk.crawl import Found, crawl, share_out
from tests.walk.people import Town
from tests.world import World

ORDER = (NOBODY, *(player.account for player in PLAYERS))


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
