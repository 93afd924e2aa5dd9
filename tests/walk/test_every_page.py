"""Every page of the portal, looked at in a real browser.

Most are come upon by the people of the demonstration; the others are scenes of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask, abort
from flask.typing import ResponseReturnValue

from portal.app import create_app
from portal.kernel.db import db
from portal.kernel.web import LAST_RESORT
from portal.settings import Settings
from tests import database
from tests.walk.conftest import Demonstration
from tests.walk.crawl import destination
from tests.walk.scenes import SCENES
from tests.walk.viewer import Sight, Viewer, picture_name
from tests.world import World

pytestmark = pytest.mark.browser

NO_PAGES = {
    "about.security_txt": "plain text",
    "challenges.calendar": "a file for a calendar",
    "challenges.feed": "a feed",
    "components.components": "looked at in tests/look/test_scripts.py",
    "deck.photo": "a picture",
    "health.healthz": "for machines",
    "health.metrics": "for machines",
    "health.readyz": "for machines",
    "matches.photo": "a picture",
    "people.opened_picture": "a picture",
    "people.picture": "a picture",
    "static": "files",
    "submissions.content_of": "JSON",
    "submissions.download": "a file",
}


def endpoints() -> list[str]:
    """Whatever answers a GET with a page."""
    with TemporaryDirectory() as folder:
        nowhere = database.settings("postgresql://nowhere/", Path(folder), demonstration=True)
        app = create_app(nowhere, testing=True)
    asked = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return sorted(asked - NO_PAGES.keys())


PRINTED = {
    "challenges.show",
    "jury.ranking",
    "residencies.journal",
    "submissions.as_sent",
    "submissions.receipt",
}


@pytest.mark.parametrize("endpoint", endpoints())
def test_page(demonstration: Demonstration, viewer: Viewer, endpoint: str) -> None:
    pages = [page for page in demonstration.pages if page.endpoint == endpoint]
    faults = []
    for page in pages:
        token = demonstration.tokens[page.person]
        name = picture_name(page.person, page.path)
        sight = Sight(page.path, token, name=name, printed=endpoint in PRINTED)
        faults += viewer.faults_of(demonstration.app, demonstration.address, sight)
    assert not faults, "\n".join(faults)
    assert pages or endpoint in SCENES, "nobody comes upon it"


@pytest.mark.parametrize(
    ("endpoint", "number"),
    [(endpoint, number) for endpoint, made in SCENES.items() for number in range(len(made))],
)
def test_scene(
    world: World, app: Flask, empty_portal: str, viewer: Viewer, endpoint: str, number: int
) -> None:
    made = SCENES[endpoint][number]
    sight = replace(made(world), name=picture_name(made.__name__, endpoint))
    faults = viewer.faults_of(app, empty_portal, sight)
    assert not faults, "\n".join(faults)
    assert destination(app, viewer.stands_at)[0] == endpoint


@pytest.fixture(scope="module")
def broken(settings: Settings) -> Iterator[Flask]:
    """A portal in which much goes wrong."""
    app = create_app(settings, testing=True)
    app.testing = False  # what was not expected becomes a page, as in a real portal

    @app.get("/broken/<int:status>")
    def fail(status: int) -> ResponseReturnValue:
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ZeroDivisionError
        abort(status)

    @app.get("/down")
    def down() -> ResponseReturnValue:
        return LAST_RESORT.read_text()

    yield app
    with app.app_context():
        db.engine.dispose()


BROKEN = [Sight(f"/broken/{status}", status=status) for status in (400, 403, 404, 429, 500, 503)]


@pytest.mark.parametrize(
    "sight", [*BROKEN, Sight("/down", languages=("nl",))], ids=lambda sight: sight.path
)
def test_page_of_a_fault(
    broken: Flask, served: Callable[[Flask], str], viewer: Viewer, sight: Sight
) -> None:
    sight = replace(sight, name=picture_name("", sight.path))
    assert viewer.faults_of(broken, served(broken), sight) == []


FORMS = {
    "accounts.address": "address",
    "accounts.details": "details",
    "accounts.forgotten": "forgotten",
    "accounts.organisation": "invite-form",
    "accounts.password": "change-password",
    "accounts.sign_up": "sign-up",
    "accounts.startup": "startup",
    "challenges.deadline": "move-deadline",
    "challenges.edit": "step",
    "challenges.new": "start",
    "challenges.review": "request-changes",
    "jury.ask_conflict": "conflict",
    "jury.compose": "panel",
    "jury.hand_over": "hand-over",
    "people.introduction": "introduction",
    "people.time": "time-form",
    "residencies.add_milestone": "milestone-new",
    "residencies.ask_door": "door-new",
    "residencies.card": "card",
    "residencies.choose_mentor": "choose-mentor",
    "residencies.leader": "leader",
    "residencies.light": "set-light",
    "residencies.pause": "pause",
    "residencies.stop": "stop",
    "residencies.write_journal": "journal-new",
    "teams.edit": "project-form",
}
"""Forms that are refused when they are sent empty, by the endpoint of their page.

In Dutch, whose words are the longest: in English the pages themselves are looked at above.
"""


@pytest.mark.parametrize("endpoint", FORMS)
def test_form_that_is_refused(demonstration: Demonstration, viewer: Viewer, endpoint: str) -> None:
    page = next(page for page in demonstration.pages if page.endpoint == endpoint)
    token = demonstration.tokens[page.person]
    name = picture_name(page.person, f"{page.path}-refused")
    sight = Sight(page.path, token, 422, FORMS[endpoint], name=name, languages=("nl",))
    faults = viewer.faults_of(demonstration.app, demonstration.address, sight)
    assert not faults, "\n".join(faults)
