"""From an address to an account, and back in when the password is forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest.mock import Mock

import pytest
from flask import Flask

from portal.accounts import commands, passwords, queries
from portal.accounts.model import LoginSession, MailToken, Person, TokenPurpose
from portal.accounts.secrets import hash_of
from portal.kernel.errors import Gone, RuleBroken
from portal.kernel.policy import ANYONE
from portal.kernel.work import unit_of_work
from tests.accounts import build
from tests.accounts.build import OTHER_PASSWORD, PASSWORD, letter_to, link_in
from tests.browser import Browser, Page
from tests.world import World

NEW = "nieuw@example.org"


def ask(browser: Browser, email: str) -> Page:
    return browser.visit("accounts.sign_up").submit("sign-up", email=email)


def test_somebody_new_signs_up(world: World) -> None:
    browser = world.browser()
    page = ask(browser, NEW)
    assert page.heading == "Kijk in uw e-mail"
    assert NEW in page.words
    assert world.all(Person) == []

    page = browser.look(link_in(letter_to(world, NEW)))
    page = page.submit("confirm", name="Julie Adelaar", password=PASSWORD)

    assert page.heading == "Dag Julie, u hoeft nu niets te doen"
    person = world.all(Person)[0]
    assert (person.email, person.name, person.locale) == (NEW, "Julie Adelaar", "nl")
    assert passwords.is_right(PASSWORD, person.password_hash, world.settings)
    assert world.audited() == ["person.confirmed", "person.signed_in", "sign_up.asked"]


def test_who_came_to_take_part_goes_on_with_that(world: World) -> None:
    slug = world.challenge().slug
    browser = world.browser()
    page = browser.look(f"/challenges/{slug}/apply")
    way = page.html.select_one("main a[href*='/account/sign-up']")
    assert way is not None
    browser.look(str(way["href"])).submit("sign-up", email=NEW)
    page = browser.look(link_in(letter_to(world, NEW)))
    page = page.submit("confirm", name="Julie Adelaar", password=PASSWORD)
    assert page.address == f"/challenges/{slug}/apply"

    way = page.html.select_one("main a[href*='/account/startup']")
    assert way is not None
    page = browser.look(str(way["href"]))
    page = page.submit("startup", name="Tussenhuis B.V.", kvk_number="")
    assert page.status == 422
    page = page.submit("startup", name="Tussenhuis B.V.", kvk_number="12345678")
    assert page.address == f"/challenges/{slug}/apply"
    assert page.has_form("start")


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org"])
def test_nobody_is_led_out_of_the_portal(world: World, elsewhere: str) -> None:
    browser = world.browser()
    browser.visit("accounts.sign_up", next=elsewhere).submit("sign-up", email=NEW)
    page = browser.look(link_in(letter_to(world, NEW)))
    page = page.submit("confirm", name="Julie Adelaar", password=PASSWORD)
    assert page.address == "/home"
    page = browser.visit("accounts.startup", next=elsewhere)
    page = page.submit("startup", name="Tussenhuis B.V.", kvk_number="12345678")
    assert page.address.startswith("/account/organisations/")


def test_looking_at_the_link_uses_nothing_up(world: World) -> None:
    ask(world.browser(), NEW)
    link = link_in(letter_to(world, NEW))
    for _scanner in range(3):
        assert world.browser().get(link).status_code == 200
        assert world.browser().head(link).status_code == 200
    page = world.browser().look(link).submit("confirm", name="Julie", password=PASSWORD)
    assert page.address == "/home"
    assert world.browser().get(link).status_code == 410, "once it is used it is over"


def test_known_and_unknown_addresses_differ_in_the_letter_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = build.person(world)
    hashing = Mock()
    monkeypatch.setattr(passwords, "hash_password", hashing)
    for address, form in (("sign_up", "sign-up"), ("forgotten", "forgotten")):
        pages = {}
        for email in (user.email, "niemand@example.org"):
            page = world.browser().visit(f"accounts.{address}").submit(form, email=email)
            pages[email] = page.html.select_one("main").text.replace(email, "…")  # type: ignore[union-attr]
        assert len(set(pages.values())) == 1
    assert {letter.template.split("/")[-1] for letter in world.letters()} == {
        "already_here.txt",
        "sign_up.txt",
        "reset_password.txt",
        "nobody_here.txt",
    }
    assert not hashing.called, "nothing that takes long in either case"


def test_a_look_alike_of_an_address_tells_its_owner_and_nobody_else(world: World) -> None:
    user = build.person(world)
    for email in (user.email.upper(), user.email.replace("p", "\u0440"), f"\u200b{user.email}"):
        ask(world.browser(), email)
    assert world.written_to() == [user.email] * 3
    assert all(letter.template.endswith("already_here.txt") for letter in world.letters())


def test_the_link_ends_after_two_days(world: World) -> None:
    ask(world.browser(), NEW)
    world.pass_time(days=2, minutes=1)
    assert world.browser().get(link_in(letter_to(world, NEW))).status_code == 410


def test_a_password_that_is_easy_to_guess_is_refused_with_advice(world: World) -> None:
    ask(world.browser(), "julie.adelaar@example.org")
    page = world.browser().look(link_in(world.letters()[0]))
    weak = {
        "kort": "minstens 12 tekens",
        "password1234": "Het komt vaak voor",
        "julieadelaar": "eigen naam of adres",
        "aaaaaaaaaaaaaa": "Steeds dezelfde tekens",
        "qwertyuiop[]asd": "naast elkaar",
    }
    for password, advice in weak.items():
        page = page.submit("confirm", name="Julie Adelaar", password=password)
        assert page.status == 422
        assert advice in page.text("#password-error")[0]
        assert page.filled("confirm")["name"] == "Julie Adelaar", "what was typed is kept"
    assert page.submit("confirm", name="Julie Adelaar", password=PASSWORD).address == "/home"


@pytest.mark.parametrize(
    "email", ["", "julie", "julie@", "a b@example.org", "x@" + "y" * 250 + ".nl"]
)
def test_what_is_no_address_is_said_beside_the_field(world: World, email: str) -> None:
    page = ask(world.browser(), email)
    assert page.status == 422
    assert page.text("#email-error")
    assert world.letters() == []


def test_an_address_can_be_given_five_times_an_hour(world: World) -> None:
    statuses = [ask(world.browser(), NEW).status for _try in range(6)]
    assert statuses == [200] * 5 + [429]


def test_of_two_who_use_one_link_at_once_one_is_too_late(app: Flask, world: World) -> None:
    _token, secret = build.mail_token(world, TokenPurpose.CONFIRM_ADDRESS, NEW)
    start = Barrier(2)

    def confirm(name: str) -> str:
        with app.app_context():
            token = queries.mail_token(secret, TokenPurpose.CONFIRM_ADDRESS)
            assert token is not None
            start.wait(timeout=5)
            try:
                with unit_of_work(ANYONE) as work:
                    commands.confirm_sign_up(work, token, name=name, password_hash="x", locale="nl")
            except Gone:
                return "too late"
            return "in"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(confirm, ["Een", "Twee"])) == ["in", "too late"]
    assert len(world.all(Person)) == 1


def test_of_two_links_to_one_address_used_at_once_one_makes_the_account(
    app: Flask, world: World
) -> None:
    secrets = [
        build.mail_token(world, TokenPurpose.CONFIRM_ADDRESS, email)[1]
        for email in (NEW, NEW.upper())
    ]
    start = Barrier(2)

    def confirm(secret: str) -> str:
        with app.app_context():
            token = queries.mail_token(secret, TokenPurpose.CONFIRM_ADDRESS)
            assert token is not None
            start.wait(timeout=5)
            try:
                with unit_of_work(ANYONE) as work:
                    commands.confirm_sign_up(
                        work, token, name="Julie", password_hash="x", locale="nl"
                    )
            except RuleBroken:
                return "already here"
            return "in"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(confirm, secrets)) == ["already here", "in"]
    assert len(world.all(Person)) == 1
    assert len([token for token in world.all(MailToken) if token.used_at]) == 1


def test_a_forgotten_password_is_replaced_and_every_browser_signed_out(world: World) -> None:
    user = build.person(world)
    elsewhere = world.browser(user)
    world.browser().visit("accounts.forgotten").submit("forgotten", email=user.email)
    link = link_in(letter_to(world, user.email))
    assert world.browser().get(link).status_code == 200

    page = world.browser().look(link).submit("reset", password=OTHER_PASSWORD)

    assert page.address == "/home"
    assert elsewhere.get("/account").status_code == 401
    assert letter_to(world, user.email, "password_changed").subject == "Uw wachtwoord is gewijzigd"
    assert passwords.is_right(
        OTHER_PASSWORD, world.one(Person, user.id).password_hash, world.settings
    )
    assert world.browser().get(link).status_code == 410


def test_an_older_link_opens_nothing_once_the_password_has_changed(world: World) -> None:
    user = build.person(world)
    links = []
    for _time in range(2):
        world.pass_time(minutes=1)
        world.browser().visit("accounts.forgotten").submit("forgotten", email=user.email)
        links = [link_in(letter) for letter in world.letters()]
    world.browser().look(links[0]).submit("reset", password=OTHER_PASSWORD)
    assert world.browser().get(links[1]).status_code == 410


def test_a_link_is_for_one_thing_only(world: World) -> None:
    user = build.person(world)
    _token, secret = build.mail_token(world, TokenPurpose.CHANGE_ADDRESS, NEW, user.person)
    assert world.browser().get(f"/account/reset/{secret}").status_code == 410
    assert world.browser().get(f"/account/confirm/{secret}").status_code == 410


def test_links_come_from_the_settings_whatever_the_host_header_says(world: World) -> None:
    for name, host in (("evil.example", "evil.example"), ("localhost", "evil.example")):
        browser = world.browser()
        token = browser.token()
        cookie = browser.get_cookie("__Host-veldwerk")
        assert cookie is not None
        browser.set_cookie("__Host-veldwerk", cookie.value, domain=name, secure=True)
        browser.post(
            "/account/sign-up",
            data={"email": NEW, "csrf_token": token},
            headers={"X-Forwarded-Host": host},
            base_url=f"https://{name}",
        )
    assert len(world.letters()) == 2
    for letter in world.letters():
        assert "evil" not in letter.body
        assert "http://localhost/account/confirm/" in letter.body


def test_only_hashes_of_secrets_are_stored(world: World) -> None:
    browser = world.browser()
    ask(browser, NEW)
    secret = link_in(letter_to(world, NEW)).rsplit("/", 1)[1]
    assert world.all(MailToken)[0].token_hash == hash_of(secret)
    browser.look(link_in(letter_to(world, NEW))).submit("confirm", name="J", password=PASSWORD)
    with browser.session_transaction(base_url="https://localhost") as session:
        assert world.all(LoginSession)[0].token_hash == hash_of(session["_user_id"])
