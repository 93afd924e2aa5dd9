"""No page asks more of the database because there is more to show.

Every page that somebody of the demonstration comes upon is asked for in the demonstration as it
is, and in one where all of it is there a hundred times more: of what makes three rows in a list,
three hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.demo.cast import PLAYERS
from portal.kernel.db import Model, db
from portal.launch.postgres import APP, EmbeddedPostgres
from tests import database
from tests.browser import Browser
from tests.counting import counted
from tests.demonstration import NOBODY, PASSWORD, TEMPLATE, visitor
from tests.walk.crawl import Crawler, Found

TIMES = 100
TABLES = Model.metadata.tables
PEOPLE = {"persons", "profiles", "mentors"}
IN_PLACE = {
    "challenge_versions": {"number": "one.number * 1000 + n"},
    "review_remarks": {},
    "journal_entries": {},
    "milestones": {},
    "doors": {},
}
"""What one challenge or residency has many of."""
ANOTHER = "md5(one.id::text || 'another' || n)::uuid"
"""The id of a copy that refers to what the first refers to."""
UNIQUE = {"slug", "email", "email_key", "receipt_code"}
"""Texts of which no two may be the same."""


def below(name: str) -> set[str]:
    """A table and all that refer to it, directly or not."""
    found = {name}
    for table in Model.metadata.sorted_tables:
        if {key.column.table.name for key in table.foreign_keys} & found:
            found.add(table.name)
    return found


def copies(name: str, along: set[str], *, only: str = "true", **values: str) -> str:
    """Every row of a table so many times more; each copy refers to copies of what is ``along``."""
    table = TABLES[name]
    moved = ["id", *(k.parent.name for k in table.foreign_keys if k.column.table.name in along)]
    said = {column: f"md5(one.{column}::text || n)::uuid" for column in moved}
    for column in UNIQUE & set(table.c.keys()):
        said[column] = f"one.{column} || '-' || n"
    pairs = ", ".join(f"'{column}', {value}" for column, value in {**said, **values}.items())
    return (
        f'INSERT INTO "{name}" SELECT twin.* FROM "{name}" one, generate_series(1, {TIMES}) n,'
        f" LATERAL jsonb_populate_record(one, jsonb_build_object({pairs})) twin"
        f" WHERE one.id IN (SELECT id FROM at_first) AND {only}"
    )


def crowd() -> Iterator[str]:
    """The statements that make many of everything, past triggers and foreign keys."""
    things = below("challenges") - {"deck_cards", "scores"}  # dealt below; read one box at a time
    theirs = ("endorsements", "deck_cards", "pairs", "team_members")
    yield "SET session_replication_role = replica"
    first = " UNION ".join(
        f'SELECT id FROM "{name}"' for name in sorted({*things, *PEOPLE, *theirs, "role_grants"})
    )
    yield f"CREATE TEMP TABLE at_first AS {first}"
    for name in sorted(things):
        yield copies(name, things)
    for name in sorted(PEOPLE):
        yield copies(name, PEOPLE)
    for name in theirs:
        yield copies(name, PEOPLE, id=ANOTHER)
    places = "SELECT id FROM challenges UNION SELECT id FROM residencies"
    at = "md5(one.at_id::text || n)::uuid"
    yield copies("role_grants", set(), only=f"one.at_id IN ({places})", at_id=at)
    yield copies("role_grants", PEOPLE, only=f"one.at_id NOT IN ({places})", id=ANOTHER)
    for name, values in IN_PLACE.items():
        yield copies(name, set(), id=ANOTHER, **values)
    yield "ANALYZE"


class Counting(Browser):
    """Notes how many queries each page takes, by its path."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: dict[str, int] = {}

    def get(self, *args: Any, **kwargs: Any) -> TestResponse:
        with counted() as asked:
            answer = super().get(*args, **kwargs)
        self.asked[str(args[0])] = len(asked)
        return answer


@pytest.fixture
def portal(
    filled: Flask, postgres: EmbeddedPostgres, worker_name: str, tmp_path: Path
) -> Iterator[Callable[[str], Flask]]:
    """The demonstration again, in a database of this name, without pages kept in memory."""
    made: list[Flask] = []

    def portal_in(name: str) -> Flask:
        postgres.clone(name, template=TEMPLATE)
        there = database.settings(
            postgres.url(APP, name),
            tmp_path,
            demonstration=True,
            demo_password=PASSWORD,
            page_cache=False,
        )
        app = create_app(there, testing=True)
        app.test_client_class = Counting
        made.append(app)
        return app

    yield portal_in
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def found_in(app: Flask) -> dict[Found, int]:
    """Each kind of page once, as whoever comes upon it first; home pages as whoever has more."""
    kinds: dict[tuple[str, str], tuple[Found, int]] = {}
    crawler = Crawler(app)
    starts = {NOBODY: ["/"]} | {each.account: ["/home", each.start, "/"] for each in PLAYERS}
    for account, first in starts.items():
        browser = visitor(app, account)
        assert isinstance(browser, Counting)
        for page in crawler.crawl(browser, account, first):
            whose = account if page.endpoint == "home.home" else ""
            kinds.setdefault((page.endpoint, whose), (page, browser.asked[page.path]))
    return dict(kinds.values())


def asked_again(app: Flask, pages: Iterable[Found]) -> dict[Found, int]:
    browsers: dict[str, Browser] = {}
    found = {}
    for page in pages:
        browser = browsers.get(page.person) or visitor(app, page.person)
        browsers[page.person] = browser
        assert isinstance(browser, Counting)
        assert browser.get(page.path).status_code == 200, page
        found[page] = browser.asked[page.path]
    return found


def test_every_page_asks_as_much_of_the_database_however_much_there_is(
    portal: Callable[[str], Flask], postgres: EmbeddedPostgres, worker_name: str
) -> None:
    little, much = portal(f"little_{worker_name}"), portal(f"much_{worker_name}")
    with little.app_context():
        few = found_in(little)
        db.session.remove()
    with postgres.connection(f"much_{worker_name}") as connection:
        for statement in crowd():
            connection.execute(statement.encode())
    with much.app_context():
        many = asked_again(much, few)
    assert len(few) > 80
    assert {page: (few[page], many[page]) for page in few if few[page] < many[page]} == {}
