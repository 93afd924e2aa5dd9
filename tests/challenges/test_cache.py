"""Public pages are kept, and exact all the same: for every worker, at every moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import brotli
import pytest
from flask import Flask
from sqlalchemy import event

from portal.app import create_app
from portal.challenges import commands, queries
from portal.kernel.cache import Memory
from portal.kernel.db import db
from portal.kernel.work import unit_of_work
from portal.settings import Settings
from tests.browser import Browser
from tests.challenges import build
from tests.world import NOW, World


@pytest.fixture
def another_worker(settings: Settings) -> Iterator[Flask]:
    """The same portal in another process, as far as its memory goes."""
    worker = create_app(settings, testing=True)
    worker.test_client_class = Browser
    yield worker
    with worker.app_context():
        db.engine.dispose()


@pytest.fixture
def statements(world: World) -> Iterator[list[str]]:
    """Every statement that the database was asked from here on."""
    asked: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        if "test_clock" not in statement:
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_kept_page_costs_one_query(world: World, statements: list[str]) -> None:
    slug = build.published(world, build.home(world)).slug
    visitor = world.browser()
    for endpoint in ("home", "index", "feed", "results", "how"):
        visitor.get(visitor.address(f"challenges.{endpoint}"))
    for endpoint in ("show", "versions", "calendar"):
        visitor.get(visitor.address(f"challenges.{endpoint}", slug=slug))
    statements.clear()
    for endpoint in ("home", "index", "feed", "results", "how"):
        assert visitor.get(visitor.address(f"challenges.{endpoint}")).status_code == 200
    for endpoint in ("show", "versions", "calendar"):
        address = visitor.address(f"challenges.{endpoint}", slug=slug)
        assert visitor.get(address).status_code == 200
    assert len(statements) == 8
    assert all("public_version" in statement for statement in statements)


def test_a_publication_is_seen_at_once_on_every_worker(world: World, another_worker: Flask) -> None:
    here, there = world.browser(), another_worker.test_client()
    assert "Spoedzoekers" not in here.get("/challenges").text
    assert "Spoedzoekers" not in there.get("/challenges").text
    build.published(world, build.home(world))
    assert "Spoedzoekers" in here.get("/challenges").text
    assert "Spoedzoekers" in there.get("/challenges").text


def test_a_withdrawal_is_seen_at_once_on_every_worker(world: World, another_worker: Flask) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    address = f"/challenges/{challenge.slug}"
    here, there = world.browser(), another_worker.test_client()
    assert "Doe mee" in here.get(address).text
    assert "Doe mee" in there.get(address).text
    with unit_of_work(people.owner.actor()) as work:
        commands.cancel(work, queries.by_id(challenge.id), reason="Het geld is op.")
    for visitor in (here, there):
        page = visitor.get(address).text
        assert "Het geld is op." in page
        assert "Doe mee" not in page


def test_who_still_has_the_page_is_told_so_without_reading_any_row(
    world: World, another_worker: Flask, statements: list[str]
) -> None:
    build.published(world, build.home(world))
    first = world.browser().get("/challenges")
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert set(first.headers["Vary"].split(", ")) >= {"Accept-Encoding", "Cookie"}
    asked = {"If-None-Match": first.headers["ETag"]}
    statements.clear()
    again = another_worker.test_client().get("/challenges", headers=asked)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert len(statements) <= 1
    in_english = {**asked, "Accept-Language": "en"}
    assert world.browser().get("/challenges", headers=in_english).status_code == 200
    for nonsense in ('W/"1"', '"a.b.c.d"', "*", 'W/"' + "9" * 400 + '"'):
        headers = {"If-None-Match": nonsense}
        assert world.browser().get("/challenges", headers=headers).status_code == 200


@pytest.mark.parametrize("page", ["/", "/challenges", "/challenges?state=open", "the challenge"])
def test_a_page_turns_over_at_the_deadline_by_itself(world: World, page: str) -> None:
    deadline = NOW + timedelta(hours=2, seconds=30)
    challenge = world.challenge(deadline=deadline, title="Op de seconde")
    address = f"/challenges/{challenge.slug}" if page == "the challenge" else page
    visitor = world.browser()

    def looks_open(moment: datetime, etag: str = "") -> tuple[bool, str]:
        world.stand_at(moment)
        answer = visitor.get(address, headers={"If-None-Match": etag})
        if answer.status_code == 304:
            return True, etag
        text = answer.text
        return "Sluit vandaag" in text, answer.headers["ETag"]

    is_open, etag = looks_open(NOW)
    assert is_open
    assert looks_open(deadline - timedelta(milliseconds=2), etag) == (True, etag)
    is_open, new_etag = looks_open(deadline, etag)
    assert not is_open
    assert new_etag != etag


def test_a_planned_publication_appears_at_its_moment_without_any_job(world: World) -> None:
    people = build.home(world)
    challenge = build.in_review(world, people)
    moment = NOW + timedelta(hours=5)
    with unit_of_work(people.editor.actor()) as work:
        commands.publish(work, challenge, at=moment)
    visitor, address = world.browser(), f"/challenges/{challenge.slug}"
    world.stand_at(moment - timedelta(milliseconds=2))
    assert "Spoedzoekers" not in visitor.get("/challenges").text
    assert visitor.get(address).status_code == 404
    world.stand_at(moment)
    assert "Spoedzoekers" in visitor.get("/challenges").text
    assert visitor.get(address).status_code == 200


def test_days_that_are_left_count_down_at_midnight(world: World) -> None:
    challenge = world.challenge(deadline=NOW + timedelta(days=17))
    visitor, address = world.browser(), f"/challenges/{challenge.slug}"
    assert "Nog 17 dagen" in visitor.get(address).text
    world.stand_at(datetime.fromisoformat("2026-11-23T22:59:59.990+00:00"))
    assert "Nog 17 dagen" in visitor.get(address).text
    world.stand_at(datetime.fromisoformat("2026-11-23T23:00:00+00:00"))
    assert "Nog 16 dagen" in visitor.get(address).text


def test_who_is_signed_in_gets_a_page_of_their_own(world: World) -> None:
    challenge = build.published(world, build.home(world))
    address = f"/challenges/{challenge.slug}"
    anyone, somebody = world.browser(), world.browser(world.user(name="Kim de Wit"))
    anyone.get(address)
    theirs = somebody.get(address)
    assert "Kim de Wit" in theirs.text
    assert theirs.headers["Cache-Control"] == "no-store, private"
    assert "ETag" not in theirs.headers
    assert "Kim de Wit" not in world.browser().get(address).text


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_kept_pages_are_sent_compressed_to_who_takes_that(world: World, coding: str) -> None:
    build.published(world, build.home(world))
    headers = {"Accept-Encoding": coding}
    world.browser().get("/challenges", headers=headers)
    answer = world.browser().get("/challenges", headers=headers)
    assert answer.headers.get("Content-Encoding", "identity") == coding
    body = brotli.decompress(answer.data) if coding == "br" else answer.data
    if coding == "gzip":
        assert len(body) < 10_000
    else:
        assert b"Spoedzoekers" in body


def test_memory_is_bounded_and_forgets_older_versions(app: Flask, world: World) -> None:
    memory: Memory = app.extensions["portal.page_cache"]
    visitor = world.browser()
    for number in range(5):
        visitor.get("/challenges", query_string={"q": f"woord{number}"})
    assert len(memory.pages) == 5
    kept = sum(page.size for page in memory.pages.values())
    assert memory.size == kept
    build.published(world, build.home(world))
    visitor.get("/challenges")
    assert len(memory.pages) == 1


def test_without_the_setting_nothing_is_kept(settings: Settings, world: World) -> None:
    plain = create_app(settings.model_copy(update={"page_cache": False}), testing=True)
    answer = plain.test_client().get("/challenges")
    assert answer.status_code == 200
    assert "ETag" not in answer.headers
    assert not plain.extensions["portal.page_cache"].pages
    with plain.app_context():
        db.engine.dispose()
