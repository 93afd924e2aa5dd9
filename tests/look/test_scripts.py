"""The scripts only make it nicer, and lose nothing: in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from portal.kernel.assets import asset_url

pytestmark = pytest.mark.browser

FORM = """<!DOCTYPE html><html lang="nl"><head><title>T</title>
<script type="module" src="{script}"></script></head><body><h1>T</h1>
<div data-saved-place><p role="status" data-saved data-ok-text="Bewaard om {{time}}"
  data-busy-text="Bezig" data-failed-text="Niet bewaard" data-expired-text="Uitgelogd"></p>
<template data-restore-template><div data-restore><span data-restore-when></span>
  <button type="button" data-restore-yes>Zet terug</button>
  <button type="button" data-restore-no>Gooi weg</button></div></template></div>
<form method="post" action="/send" data-autosave-url="/save" data-dirty data-once>
<input type="hidden" name="csrf_token" value="t">
<label for="plan">Plan</label><textarea id="plan" name="plan">oud</textarea>
<p data-count="words" data-for="plan" data-limit="3" data-text="{{used}} van {{limit}}"
  data-over="{{over}} te veel"><span data-count-text>Hoogstens 3</span>
  <svg hidden><rect data-count-bar width="0"/></svg></p>
<label><input type="radio" name="c" value="1" id="c1">1</label>
<label for="pw">Wachtwoord</label><input id="pw" type="password" name="pw">
<button type="button" data-show-password="pw" data-hide-text="Verberg" hidden>Toon</button>
<button>Verstuur</button></form>
<form method="post" action="/account/sign-out"><button>Uitloggen</button></form></body></html>"""


@dataclass
class Backend:
    """What the server got, and how it answers next."""

    answer: str = "ok"
    saved: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def backend() -> Backend:
    return Backend()


@pytest.fixture(scope="module")
def form_address(bare: Flask, served: Callable[[Flask], str], backend: Backend) -> str:
    @bare.get("/form")
    def show() -> str:
        return FORM.format(script=asset_url("portal.js"))

    @bare.post("/save")
    def save() -> ResponseReturnValue:
        if backend.answer == "expired":
            return redirect("/account/sign-in", 303)
        if backend.answer == "failed":
            return "", 503
        backend.saved.append(request.form["plan"])
        return {"saved_at": "14.32"}

    @bare.post("/send")
    def send() -> ResponseReturnValue:
        backend.sent.append(request.form["plan"])
        return redirect("/form", 303)

    @bare.post("/account/sign-out")
    def out() -> ResponseReturnValue:
        return redirect("/form", 303)

    return f"{served(bare)}/form"


@pytest.fixture
def form(tab: Page, form_address: str, backend: Backend) -> Page:
    backend.answer = "ok"
    backend.saved.clear()
    backend.sent.clear()
    tab.goto(form_address)
    return tab


def test_a_form_saves_itself_and_says_when(form: Page, backend: Backend) -> None:
    form.fill("#plan", "nieuw")
    expect(form.locator("[data-saved]")).to_have_text("Bewaard om 14.32")
    assert backend.saved == ["nieuw"]


@pytest.mark.parametrize(
    ("answer", "words"), [("failed", "Niet bewaard"), ("expired", "Uitgelogd")]
)
def test_what_could_not_be_saved_is_offered_back(
    form: Page, backend: Backend, answer: str, words: str
) -> None:
    backend.answer = answer
    form.fill("#plan", "lang verhaal")
    expect(form.locator("[data-saved]")).to_have_text(words)
    form.on("dialog", lambda dialog: dialog.accept())  # it warns before it lets one leave
    form.reload()
    assert form.input_value("#plan") == "oud"
    backend.answer = "ok"
    form.click("[data-restore-yes]")
    assert form.input_value("#plan") == "lang verhaal"
    expect(form.locator("[data-saved]")).to_have_text("Bewaard om 14.32")
    form.reload()
    expect(form.locator("[data-restore]")).to_have_count(0)


def test_signing_out_leaves_nothing_behind(form: Page, backend: Backend) -> None:
    backend.answer = "failed"
    form.fill("#plan", "geheim")
    expect(form.locator("[data-saved]")).to_have_text("Niet bewaard")
    form.on("dialog", lambda dialog: dialog.accept())
    form.click("text=Uitloggen")
    form.wait_for_load_state()
    assert form.evaluate("Object.keys(localStorage).length") == 0


def test_a_double_press_sends_once(form: Page, backend: Backend) -> None:
    form.fill("#plan", "een keer")
    press = "const b = document.querySelector('form button:not([type])'); b.click(); b.click()"
    with form.expect_navigation():
        form.evaluate(press)
    assert backend.sent == ["een keer"]


def test_words_are_counted_while_typing(form: Page) -> None:
    form.fill("#plan", "een twee")
    expect(form.locator("[data-count-text]")).to_have_text("2 van 3")
    form.fill("#plan", "een twee drie vier vijf")
    expect(form.locator("[data-count-text]")).to_have_text("2 te veel")
    expect(form.locator("[data-count]")).to_have_class("portal-count--over")


def test_a_password_can_be_seen_and_is_hidden_before_it_goes(form: Page) -> None:
    form.fill("#pw", "geheim")
    form.click("text=Toon")
    assert form.get_attribute("#pw", "type") == "text"
    form.click("text=Verberg")
    assert form.get_attribute("#pw", "type") == "password"


@pytest.fixture(scope="session")
def living_address(living: Flask, served: Callable[[Flask], str]) -> str:
    return f"{served(living)}/demo/components?lang=nl"


@pytest.fixture
def deck(tab: Page, living_address: str) -> Page:
    tab.goto(f"{living_address}#deck")
    expect(tab.locator("[data-live-deck]")).to_have_count(1)
    return tab


def top(page: Page) -> str:
    return page.locator("[data-top] h2").inner_text()


def test_cards_go_with_buttons_and_come_back(deck: Page) -> None:
    deck.click("[data-top] button[value=yes]")
    expect(deck.locator("[data-said]")).to_contain_text("ja. Kaarten hier over: 2.")
    assert top(deck) == "Onderzoeker"
    assert deck.evaluate("document.activeElement.textContent") == "Onderzoeker"
    deck.click("[data-undo]")
    expect(deck.locator("[data-said]")).to_contain_text("antwoord teruggenomen")
    assert top(deck) == "Business-analist"


def test_cards_go_with_arrow_keys_until_the_deck_is_empty(deck: Page) -> None:
    deck.focus("[data-top] button[value=yes]")
    for left in (2, 1, 0):
        deck.keyboard.press("ArrowLeft" if left % 2 else "ArrowRight")
        words = f"Kaarten hier over: {left}." if left else "Ontwerper: ja."
        expect(deck.locator("[data-said]")).to_contain_text(words)
    expect(deck.locator("[data-empty]")).to_be_visible()
    expect(deck.locator("[data-stack]")).to_be_hidden()


def drag(page: Page, across: int) -> None:
    heading = page.locator("[data-top] .portal-deck__why")
    heading.scroll_into_view_if_needed()
    box = heading.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 200 + across, box["y"] + 20, steps=8)


@pytest.mark.parametrize(("across", "lean"), [(180, "yes"), (-180, "no")])
def test_a_dragged_card_leans_and_goes(deck: Page, across: int, lean: str) -> None:
    drag(deck, across)
    expect(deck.locator("[data-top]")).to_have_attribute("data-lean", lean)
    expect(deck.locator(f"[data-top] .portal-deck__lean--{lean}")).to_be_visible()
    deck.mouse.up()
    expect(deck.locator("[data-top] h2")).to_have_text("Onderzoeker")


def test_a_card_that_is_dragged_back_stays(deck: Page) -> None:
    drag(deck, 60)
    deck.mouse.up()
    assert top(deck) == "Business-analist"
    assert deck.locator("[data-said]").inner_text() == ""


def test_a_card_comes_back_when_the_server_says_no(deck: Page) -> None:
    deck.route("**/demo/components/answer", lambda route: route.fulfill(status=503))
    deck.click("[data-top] button[value=no]")
    expect(deck.locator("[data-said]")).to_have_text("Niet bewaard. Probeer het opnieuw.")
    assert top(deck) == "Business-analist"


SEEN = [(scheme, width, "nl") for scheme in ("light", "dark") for width in (1280, 375)]
SEEN += [("light", 1280, "en"), ("light", 375, "en"), ("light", 320, "nl")]


@pytest.mark.parametrize(("scheme", "width", "language"), SEEN)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Chromium, living_address: str, scheme: str, width: int, language: str
) -> None:
    page = chromium.new_page(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto(living_address.replace("lang=nl", f"lang={language}"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).response["violations"] == []
    page.close()


def test_the_page_works_without_scripts(chromium: Chromium, living_address: str) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.goto(living_address)
    expect(page.locator("[data-card]").nth(2)).to_be_visible()
    expect(page.locator("[data-show-password], [data-undo], [data-preview]").first).to_be_hidden()
    page.locator("[data-card] button[value=yes]").first.click()
    page.wait_for_url("**/demo/components#deck")
    page.close()
