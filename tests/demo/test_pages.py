"""The pages of the demonstration are there in demonstration mode, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from portal.app import create_app
from portal.demo import mailbox
from portal.kernel.db import db
from portal.kernel.outbox import deliver_one
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from portal.settings import Settings
from tests.browser import Browser
from tests.world import World

NO_LETTER = UUID(int=0)


@pytest.fixture
def demonstration(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings.model_copy(update={"demonstration": True}), testing=True)
    app.test_client_class = Browser
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def visitor(app: Flask, language: str = "nl") -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    return client


@pytest.mark.parametrize("path", ["/demo", "/demo/mail", f"/demo/mail/{NO_LETTER}"])
def test_nobody_finds_them_in_a_real_portal(world: World, path: str) -> None:
    assert world.browser().get(path).status_code == 404


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everybody_of_the_cast_is_listed_with_a_way_to_sign_in(
    world: World, demonstration: Flask, language: str
) -> None:
    page = visitor(demonstration, language).look("/demo")
    assert page.status == 200
    ways = [str(link["href"]) for link in page.html.select("a[href*=sign-in]")]
    assert len([way for way in ways if "demo.example" in way]) == 14


def test_every_page_leads_to_the_cast(world: World, demonstration: Flask) -> None:
    page = visitor(demonstration).look("/how-it-works")
    assert page.html.select_one(".portal-ribbon a[href='/demo']")


def test_who_is_signed_in_becomes_somebody_else_by_one_button(
    world: World, demonstration: Flask
) -> None:
    browser = visitor(demonstration)
    browser.sign_in(world.user().token)
    page = browser.look("/demo").submit("as-editor")
    assert page.address.startswith("/account/sign-in")
    assert page.filled("sign-in")["email"] == "editor@demo.example"


def test_a_letter_can_be_read_and_only_our_own_addresses_are_links(
    world: World, demonstration: Flask
) -> None:
    person = world.user().person
    with unit_of_work(system("test")) as work:
        work.letter(person, "accounts/mail/test.txt", name="<b>http://kwaad.nl</b>")
    letter = world.letters()[0]
    deliver_one(letter.id)
    browser = visitor(demonstration)
    assert letter.subject in browser.look("/demo/mail").words
    page = browser.look(f"/demo/mail/{letter.id}")
    assert not page.html.select(".portal-letter b, .portal-letter a")
    assert visitor(demonstration).get(f"/demo/mail/{NO_LETTER}").status_code == 404


def test_an_address_of_the_portal_becomes_a_link() -> None:
    mail = mailbox.Mail(
        "1", "a@b.nl", "x", "", "Ga naar http://localhost/home of http://ander.nl/x"
    )
    assert 'href="http://localhost/home"' in mail.linked("http://localhost")
    assert "ander.nl/x</a>" not in mail.linked("http://localhost")
