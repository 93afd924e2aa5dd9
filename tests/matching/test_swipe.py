"""Swiping: as plain forms without script, and by mouse, touch and arrow keys in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from portal.kernel.db import db
from portal.matching.model import Pair, Project
from portal.matching.queries import decks
from portal.people.model import Profile
from tests.matching import build
from tests.people.build import profile
from tests.world import User, World


@pytest.fixture
def scene(world: World) -> tuple[Project, User, list[Profile], User]:
    """A deck of three cards, the best first; the first of them belongs to ``professional``."""
    professional = world.user(name="Maartje Bos")
    made, leader = build.project(world, leader=world.user(name="Esther Gruijl"))
    cards = [
        profile(world, professional, headline="Onderzoeker", skills=["sql", "contract-law"]),
        profile(world, headline="Ontwerper", skills=["sql"]),
        profile(world, headline="Schrijver", skills=["statistics"]),
    ]
    build.dealt(world, made)
    return made, leader, cards, professional


Scene = tuple[Project, User, list[Profile], User]


def answers(world: World) -> dict[str, tuple[bool | None, bool | None]]:
    db.session.rollback()
    db.session.expire_all()
    heads = {card.id: card.headline for card in world.all(Profile)}
    return {heads[p.profile_id]: (p.leader_says, p.candidate_says) for p in world.all(Pair)}


# --- Without script ---------------------------------------------------------------------------


def press(page: Any, heading: str, answer: str) -> Any:
    """Press a button on the card with this heading, as a browser without script does."""
    card = next(c for c in page.html.select("[data-card]") if c["data-name"] == heading)
    form = card.select_one("form")
    data = {"csrf_token": form.select_one("[name=csrf_token]")["value"], "answer": answer}
    browser = page._browser  # noqa: SLF001 - the card's form has no id to submit by
    response = browser.post(form["action"], data=data, follow_redirects=True)
    return type(page)(browser, response)


def heads(page: Any) -> list[str]:
    return [str(card["data-name"]) for card in page.html.select("[data-card]")]


def test_a_leader_goes_through_the_cards_with_plain_forms(world: World, scene: Scene) -> None:
    made, leader, _cards, _professional = scene
    page = world.browser(leader).visit("deck.deck", project_id=made.id)
    assert heads(page) == ["Onderzoeker", "Ontwerper", "Schrijver"]
    page = press(page, "Onderzoeker", "yes")
    page = press(page, "Ontwerper", "no")
    assert heads(page) == ["Schrijver"]
    assert "1 keer ja, 1 keer nee" in page.words
    undo = page.html.select_one("[data-undo-form]")
    browser = world.browser(leader)
    browser.post(undo["action"], data={"csrf_token": browser.token()})
    page = world.browser(leader).visit("deck.deck", project_id=made.id)
    assert heads(page) == ["Ontwerper", "Schrijver"]
    assert answers(world)["Onderzoeker"] == (True, None)


def test_the_last_card_leads_to_an_empty_deck_that_says_what_next(
    world: World, scene: Scene
) -> None:
    made, leader, _cards, _professional = scene
    page = world.browser(leader).visit("deck.deck", project_id=made.id)
    for heading in heads(page):
        page = press(page, heading, "no")
    assert heads(page) == []
    assert "Vraag om andere vaardigheden" in page.words


def test_a_professional_swipes_projects_and_a_match_is_shown_to_both(
    world: World, scene: Scene
) -> None:
    made, leader, _cards, professional = scene
    page = world.browser(professional).visit("opportunities.opportunities")
    assert heads(page) == ["Team Tussenhuis"]
    assert "Het vraagt om SQL en contractenrecht, en dat hebt u." in page.words
    page = press(page, "Team Tussenhuis", "yes")
    assert heads(page) == []
    assert "Team Tussenhuis zoekt nog" in page.words
    page = press(world.browser(leader).visit("deck.deck", project_id=made.id), "Onderzoeker", "yes")
    assert page.heading == "U zei allebei ja"
    assert professional.email in page.words
    (pair,) = world.all(Pair)
    page = world.browser(professional).visit("matches.match", pair_id=pair.id)
    assert leader.email in page.words
    assert "Begroet Esther Gruijl" in world.browser(professional).visit("home.home").words
    page = page.submit("met")
    assert "Begroet" not in world.browser(professional).visit("home.home").words
    assert "Begroet Maartje Bos" in world.browser(leader).visit("home.home").words


def test_name_photo_and_address_of_a_candidate_wait_until_they_are_asked_for(
    world: World, scene: Scene
) -> None:
    made, leader, _cards, professional = scene
    page = world.browser(leader).visit("deck.deck", project_id=made.id)
    assert professional.email not in page.words
    names = [tag for tag in page.html.select("strong") if "Maartje" in tag.text]
    assert [tag.find_parent("details") is not None for tag in names] == [True]
    assert page.html.select("details[open]") == []


def test_an_answer_that_is_none_is_refused(world: World, scene: Scene) -> None:
    made, leader, cards, _professional = scene
    answer = world.browser(leader).send(
        "deck.answer", {"answer": "misschien"}, project_id=made.id, profile_id=cards[0].id
    )
    assert answer.status_code == 422


def test_a_card_that_went_stale_says_so(world: World, scene: Scene) -> None:
    made, leader, _cards, _professional = scene
    page = world.browser(leader).visit("deck.deck", project_id=made.id)
    world.browser(leader).send("teams.move", project_id=made.id, move="fill")
    page = press(page, "Ontwerper", "yes")
    assert "Dit team zoekt nu niemand." in page.words
    assert answers(world) == {}


def test_both_languages_are_whole(world: World, scene: Scene) -> None:
    made, leader, _cards, professional = scene
    english = world.browser(leader, "en").get(f"/teams/{made.id}/deck?lang=en").text
    assert "Who fits in “Team Tussenhuis”?" in english
    assert "Why this card?" in english
    build.pair(world, made, profile(world, headline="Zevende"), leader=True, candidate=True)
    assert "You both said yes" not in world.browser(professional).get("/opportunities").text


# --- In a real browser ------------------------------------------------------------------------


@pytest.fixture
def tab_of(
    app: Flask, world: World, chromium: Chromium, served: Callable[[Flask], str]
) -> Iterator[Callable[..., Page]]:
    """Opens a tab in which somebody is signed in; a script's error fails the test."""
    port = served(app).rpartition(":")[2]
    faults: list[str] = []
    contexts = []

    def open_tab(user: User, path: str, **options: Any) -> Page:
        client = world.browser(user)
        client.get("/home")
        cookie = client.get_cookie("__Host-veldwerk", domain="localhost")
        assert cookie is not None
        context = chromium.new_context(base_url=f"http://localhost:{port}", **options)
        contexts.append(context)
        context.add_cookies(
            [{
                "name": "__Host-veldwerk",
                "value": cookie.value,
                "url": f"https://localhost:{port}",
                "secure": True,
            }]
        )  # fmt: skip
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path)
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert not faults


def drag(page: Page, across: int) -> None:
    why = page.locator("[data-top] .portal-deck__why")
    why.hover()  # waits until the page has scrolled
    box = why.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y, steps=4)
    page.mouse.move(x + across, y, steps=4)
    page.mouse.up()


@pytest.mark.browser
def test_mouse_keys_and_undo_reach_the_server(
    world: World, scene: Scene, tab_of: Callable[..., Page]
) -> None:
    made, leader, _cards, _professional = scene
    page = tab_of(leader, f"/teams/{made.id}/deck", viewport={"width": 1280, "height": 900})
    top = page.locator("[data-top] h2")
    expect(top).to_have_text("Onderzoeker")
    page.keyboard.press("ArrowRight")  # at once: nothing has the focus yet
    expect(top).to_have_text("Ontwerper")
    expect(page.locator("[data-note]")).to_have_text("1 keer ja, 0 keer nee")
    page.click("[data-undo]")
    expect(top).to_have_text("Onderzoeker")
    expect(page.locator("[data-waiting]")).to_have_text("Nog 3 kaarten")
    drag(page, 260)
    expect(top).to_have_text("Ontwerper")
    page.keyboard.press("ArrowLeft")
    expect(top).to_have_text("Schrijver")
    expect(page.locator("[data-waiting]")).to_have_text("Nog 1 kaart")
    assert answers(world) == {"Onderzoeker": (True, None), "Ontwerper": (False, None)}
    page.click("[data-undo]")
    expect(top).to_have_text("Ontwerper")
    assert answers(world)["Ontwerper"] == (None, None)
    page.click("[data-undo]")
    expect(top).to_have_text("Onderzoeker")


@pytest.mark.browser
def test_what_stands_beside_the_cards_follows_each_answer(
    world: World, scene: Scene, tab_of: Callable[..., Page]
) -> None:
    made, leader, _cards, professional = scene
    page = tab_of(leader, f"/teams/{made.id}/deck", viewport={"width": 1280, "height": 900})
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-aside]")).to_contain_text("1 persoon heeft uw ja")
    page.click("[data-undo]")
    expect(page.locator("[data-aside]")).to_have_text("")
    page = tab_of(professional, "/opportunities", viewport={"width": 1280, "height": 900})
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-aside]")).to_contain_text("Team Tussenhuis")
    expect(page.locator("[data-empty] h2")).to_have_text("U hebt alle teams gezien")


@pytest.mark.browser
def test_the_buttons_of_a_long_card_stay_in_view(world: World, tab_of: Callable[..., Page]) -> None:
    made, leader = build.project(world)
    profile(world, description="Ik werk graag aan iets wat af komt. " * 27)
    build.dealt(world, made)
    page = tab_of(leader, f"/teams/{made.id}/deck", viewport={"width": 1280, "height": 700})
    expect(page.locator("[data-top] button[value=yes]")).to_be_in_viewport(ratio=1)


@pytest.mark.browser
def test_a_refused_answer_says_why_and_keeps_the_card(
    world: World, scene: Scene, tab_of: Callable[..., Page]
) -> None:
    made, leader, _cards, _professional = scene
    page = tab_of(leader, f"/teams/{made.id}/deck", viewport={"width": 1280, "height": 900})
    world.browser(leader).send("teams.move", project_id=made.id, move="fill")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-said]")).to_have_text("Dit team zoekt nu niemand.")
    expect(page.locator("[data-top] h2")).to_have_text("Onderzoeker")


@pytest.mark.browser
def test_after_the_last_card_at_hand_the_next_ones_come(
    world: World, tab_of: Callable[..., Page]
) -> None:
    made, leader = build.project(world)
    for _ in range(decks.CARDS + 2):
        profile(world)
    build.dealt(world, made)
    page = tab_of(leader, f"/teams/{made.id}/deck", viewport={"width": 1280, "height": 900})
    for left in range(decks.CARDS + 1, 0, -1):
        page.keyboard.press("ArrowLeft")
        words = f"Nog {left} kaarten" if left > 1 else "Nog 1 kaart"
        expect(page.locator("[data-waiting]")).to_have_text(words)


@pytest.mark.browser
def test_the_bars_follow_the_card_on_top(
    world: World, scene: Scene, tab_of: Callable[..., Page]
) -> None:
    made, leader, _cards, _professional = scene
    page = tab_of(leader, f"/teams/{made.id}/deck", viewport={"width": 1280, "height": 900})
    law = page.locator("[data-need=contract-law] [data-words]")
    expect(law).to_have_text("komt erbij")
    page.click("[data-top] button[value=no]")
    expect(law).to_have_text("mist nog")


@pytest.mark.browser
def test_a_second_yes_by_touch_leads_to_the_match(
    world: World, scene: Scene, tab_of: Callable[..., Page]
) -> None:
    made, leader, cards, _professional = scene
    build.pair(world, made, cards[0], candidate=True)
    page = tab_of(
        leader,
        f"/teams/{made.id}/deck",
        viewport={"width": 375, "height": 812},
        has_touch=True,
        is_mobile=True,
    )
    swipe(page, 260)
    page.wait_for_url("**/matches/*")
    expect(page.locator("h1")).to_have_text("U zei allebei ja")
    assert answers(world) == {"Onderzoeker": (True, True)}
    assert len(world.letters()) == 2


def swipe(page: Page, across: int) -> None:
    """A finger over the card on top."""
    box = page.locator("[data-top] .portal-deck__why").bounding_box()
    assert box is not None
    x, y = box["x"] + 40, box["y"] + box["height"] / 2
    line = page.context.new_cdp_session(page)

    def touch(kind: str, at: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": at, "y": y}]
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", x)
    for step in range(1, 9):
        touch("touchMove", x + across * step / 8)
    touch("touchEnd", x + across)
