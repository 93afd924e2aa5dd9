from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from sqlalchemy import select

from portal.demo.cast import PLAYERS
from portal.demo.content import read
from portal.kernel.db import db
from portal.kernel.outbox import Letter, deliver_one
from portal.settings import Settings
from tests.demonstration import NOBODY, visitor
from tests.walk.crawl import Crawler, Found
from tests.walk.people import Town
from tests.walk.viewer import Viewer
from tests.world import World


@dataclass(frozen=True)
class Demonstration:
    """``pages``: those worth a look; ``tokens``: the sessions of its people, by their account."""

    app: Flask
    address: str
    pages: list[Found]
    tokens: dict[str, str]


@pytest.fixture(scope="session")
def demonstration(filled: Flask, served: Callable[[Flask], str]) -> Demonstration:
    crawler, tokens = Crawler(filled), {NOBODY: ""}
    with filled.app_context():
        for letter in db.session.scalars(select(Letter.id).limit(3)).all():
            deliver_one(letter)
        found = list(crawler.crawl(visitor(filled, NOBODY), NOBODY, ["/", "/demo"]))
        found += longest_of_the_archive()
        for player in PLAYERS:
            browser = visitor(filled, player.account)
            with browser.session_transaction(base_url="https://localhost") as session:
                tokens[player.account] = session["_user_id"]
            found += crawler.crawl(browser, player.account, ["/home", player.start, "/"])
        db.session.remove()
    return Demonstration(filled, served(filled), found, tokens)


def longest_of_the_archive() -> list[Found]:
    """The challenges of the past with the longest title, and the longest reference."""
    past = read("challenges")
    by_title = max(past, key=lambda told: len(told["title_nl"]))
    by_source = max(past, key=lambda told: max(len(one["ref"]) for one in told["sources"]))
    return [
        Found(NOBODY, f"/challenges/{told['id']}", "challenges.show")
        for told in (by_title, by_source)
    ]


@pytest.fixture(scope="session")
def viewer(chromium: Chromium) -> Iterator[Viewer]:
    viewer = Viewer(chromium)
    yield viewer
    viewer.close()


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
