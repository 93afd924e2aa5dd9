"""Signing in and out, sessions that end, and forms that outlive them."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.accounts import passwords
from portal.accounts.model import LoginSession, Person
from portal.accounts.passwords import hash_password, is_outdated
from portal.accounts.secrets import hash_of
from portal.kernel.db import db
from tests.accounts import build
from tests.accounts.build import OTHER_PASSWORD, PASSWORD
from tests.browser import Browser, Page
from tests.world import World

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def sign_in(browser: Browser, email: str, password: str = PASSWORD, **query: str) -> Page:
    page = browser.look(browser.address("accounts.sign_in"), query_string=query)
    return page.submit("sign-in", email=email, password=password)


def test_signing_in_leads_to_one_s_home_and_out_ends_the_session(world: World) -> None:
    user = build.person(world, name="Julie Adelaar")
    browser = world.browser()
    browser.environ_base["HTTP_USER_AGENT"] = FIREFOX

    page = sign_in(browser, user.email)

    assert page.address == "/home"
    assert page.heading.startswith("Dag Julie")
    session = next(session for session in world.all(LoginSession) if session.agent)
    assert session.agent == "Firefox, Linux"
    cookie = browser.get_cookie("__Host-veldwerk")
    browser.send("accounts.sign_out")
    assert world.one(LoginSession, session.id).ended_at is not None
    assert cookie is not None
    browser.set_cookie("__Host-veldwerk", cookie.value, secure=True)
    assert browser.get("/home").status_code == 401, "a cookie that was copied is of no use"


def test_an_address_is_the_same_however_it_is_typed(world: World) -> None:
    user = build.person(world)
    assert sign_in(world.browser(), f"  {user.email.upper()} ").address == "/home"


def test_the_language_that_was_chosen_before_signing_in_stays(world: World) -> None:
    user = build.person(world, name="Julie Adelaar")
    browser = world.browser(language="nl")
    (way,) = browser.look("/?lang=en").html.select(".portal-header__tools a[href*=sign-in]")
    page = browser.look(str(way["href"]))
    assert page.heading == "Sign in"
    home = page.submit("sign-in", email=user.email, password=PASSWORD)
    assert home.html.select_one("html[lang=en]")
    assert browser.look("/home").html.select_one("html[lang=en]")


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    world: World, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = build.person(world)
    calls = count_hashing(monkeypatch)
    email = user.email if known else "niemand@example.org"

    page = sign_in(world.browser(), email, "een verkeerd wachtwoord")

    assert page.status == 422
    assert page.text(".portal-errors li") == ["Het adres of het wachtwoord klopt niet."]
    assert page.filled("sign-in")["email"] == email, "what was typed is kept"
    assert page.filled("sign-in")["password"] == "", "but not the password"
    assert len(calls) == 1, "the same work in both cases"


def count_hashing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every time that argon2 is set to work from now on."""
    calls: list[str] = []
    real = passwords.hasher

    class Counting:
        def __init__(self, *cost: int) -> None:
            self._cost = cost

        def __getattr__(self, name: str) -> object:
            if name in {"hash", "verify"}:
                calls.append(name)
            return getattr(real(*self._cost), name)

    passwords.nobody(1, 8)
    monkeypatch.setattr(passwords, "hasher", Counting)
    return calls


def test_who_has_no_password_or_a_closed_account_does_not_get_in(world: World) -> None:
    without = world.user()
    closed = build.person(world, disabled_at=without.person.created_at)
    for user in (without, closed):
        assert sign_in(world.browser(), user.email).status == 422


def test_signing_in_begins_a_session_of_which_nothing_was_known(world: World) -> None:
    """Whoever planted a cookie before does not know the one after."""
    user = build.person(world)
    browser = world.browser()
    browser.visit("accounts.sign_in")
    with browser.session_transaction(base_url="https://localhost") as session:
        session["planted"] = "yes"
        before = session["csrf_token"]
    sign_in(browser, user.email)
    with browser.session_transaction(base_url="https://localhost") as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_a_password_is_hashed_anew_when_the_settings_ask_for_more(world: World) -> None:
    dearer = world.settings.model_copy(update={"argon2_memory_kib": 16})
    user = world.user(password_hash=hash_password(PASSWORD, dearer))
    assert is_outdated(user.person.password_hash or "", world.settings)

    sign_in(world.browser(), user.email)

    stored = world.one(Person, user.id).password_hash or ""
    assert not is_outdated(stored, world.settings)
    assert passwords.is_right(PASSWORD, stored, world.settings)


def test_after_signing_in_one_is_where_one_wanted_to_be(world: World) -> None:
    user = build.person(world)
    browser = world.browser()
    page = browser.look("/account/sessions?lang=nl")
    assert page.status == 401
    page = page.submit("sign-in", email=user.email, password=PASSWORD)
    assert page.address == "/account/sessions"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(world: World, target: str) -> None:
    user = build.person(world)
    page = sign_in(world.browser(), user.email, next=target)
    assert page.address == "/home"


def test_what_was_typed_survives_a_session_that_ended(world: World) -> None:
    user = build.person(world)
    browser = world.browser(user)
    page = browser.visit("accounts.startup")
    with world.writing():
        for session in world.all(LoginSession):
            session.ended_at = session.started_at

    page = page.submit("startup", name="Warme buren & <b>co</b>", kvk_number="12345678")
    assert page.status == 401
    page = page.submit("sign-in", email=user.email, password=PASSWORD)
    assert page.heading == "Verstuur nog eens wat u typte"
    assert page.text("blockquote") == ["Warme buren & <b>co</b>"]
    page = page.submit("again")
    assert page.heading == "Warme buren & <b>co</b>"


def test_no_password_travels_along_with_what_is_kept(world: World) -> None:
    user = build.person(world)
    browser = world.browser(user)
    page = browser.visit("accounts.password")
    with world.writing():
        for session in world.all(LoginSession):
            session.ended_at = session.started_at
    page = page.submit("change-password", present=PASSWORD, password=OTHER_PASSWORD)
    assert page.status == 401
    assert OTHER_PASSWORD not in page.response.text


def test_a_form_of_another_session_is_offered_again(world: World) -> None:
    """Signed in anew in another window: the token of this one is of no use any more."""
    user = build.person(world)
    browser = world.browser(user)
    browser.visit("accounts.startup")
    browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    answers = {"name": "Warme buren", "kvk_number": "12345678", "csrf_token": "an older one"}
    page = Page(browser, browser.post("/account/startup", data=answers))
    assert page.status == 400
    assert page.submit("again").heading == "Warme buren"


def test_a_form_from_elsewhere_is_never_offered_again(world: World) -> None:
    browser = world.browser(build.person(world))
    browser.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    answers = {"name": "Van een ander", "kvk_number": "12345678"}
    page = Page(browser, browser.post("/account/startup", data=answers))
    assert page.status == 400
    assert not page.has_form("again")


def test_a_script_that_saves_hears_that_it_is_signed_out(world: World) -> None:
    browser = world.browser()
    answer = browser.get("/account", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert "<" not in answer.text


def test_the_last_visit_is_noted_at_most_once_an_hour(world: World) -> None:
    user = build.person(world)
    browser = world.browser(user)
    first = world.all(LoginSession)[0].seen_at
    world.pass_time(minutes=59)
    browser.get("/account")
    assert world.all(LoginSession)[0].seen_at == first
    now = world.pass_time(minutes=2)
    browser.get("/account")
    assert world.all(LoginSession)[0].seen_at == now


def test_a_session_ends_two_weeks_after_the_last_visit(world: World) -> None:
    browser = world.browser(build.person(world))
    world.pass_time(days=13)
    assert browser.get("/account").status_code == 200
    world.pass_time(days=13)
    assert browser.get("/account").status_code == 200
    world.pass_time(days=15)
    assert browser.get("/account").status_code == 401


def test_one_session_is_ended_and_then_all_others(world: World) -> None:
    user = build.person(world)
    browsers = [world.browser() for _number in range(3)]
    for browser in browsers:
        sign_in(browser, user.email)
    here, second, third = browsers
    page = here.visit("accounts.sessions")
    assert len(page.html.select("form[id^=end-]")) == 4, "two others, the test's own, and all"

    with second.session_transaction(base_url="https://localhost") as session:
        secret = session["_user_id"]
    row = next(s for s in world.all(LoginSession) if s.token_hash == hash_of(secret))
    here.send("accounts.end_session", session_id=row.id)
    assert second.get("/account").status_code == 401
    assert third.get("/account").status_code == 200

    page = here.visit("accounts.sessions").submit("end-others")
    assert "Op alle andere plekken bent u uitgelogd." in page.words
    assert third.get("/account").status_code == 401
    assert here.get("/account").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(world: World) -> None:
    victim, villain = build.person(world), build.person(world)
    row = next(s for s in world.all(LoginSession) if s.person_id == victim.id)
    world.browser(villain).send("accounts.end_session", session_id=row.id)
    assert world.one(LoginSession, row.id).ended_at is None


def test_guessing_is_slowed_down_for_known_and_unknown_alike(world: World) -> None:
    user = build.person(world)
    for email in (user.email, "niemand@example.org"):
        browser = world.browser()
        statuses = [sign_in(browser, email, "verkeerd geraden").status for _try in range(11)]
        assert statuses == [422] * 10 + [429]
    world.pass_time(minutes=16)
    assert sign_in(world.browser(), user.email).address == "/home"


def test_who_knows_the_password_may_sign_in_as_often_as_they_like(world: World) -> None:
    user = build.person(world)
    for _time in range(12):
        assert sign_in(world.browser(), user.email).address == "/home"


def test_a_limit_holds_for_all_workers_together(app: Flask, world: World) -> None:
    """Another application on the same database knows of the attempts at this one."""
    from portal.app import create_app  # noqa: PLC0415

    user = build.person(world)
    other = create_app(world.settings, testing=True)
    other.test_client_class = Browser
    for _try in range(5):
        sign_in(world.browser(), user.email, "verkeerd geraden")
    second = other.test_client()
    assert isinstance(second, Browser)
    statuses = [sign_in(second, user.email, "verkeerd geraden").status for _try in range(6)]
    assert statuses == [422] * 5 + [429]
    with other.app_context():
        db.engine.dispose()


def test_private_pages_are_never_kept_by_a_browser_or_a_proxy(world: World) -> None:
    browser = world.browser(build.person(world))
    for address in ("/home", "/account", "/account/sign-in", "/account/organisations"):
        assert browser.get(address).headers["Cache-Control"] == "no-store, private"
