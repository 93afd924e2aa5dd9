"""What somebody changes in their own account, and who is told."""

from __future__ import annotations

import pytest

from portal.accounts import passwords
from portal.accounts.model import Person
from tests.accounts import build
from tests.accounts.build import OTHER_PASSWORD, PASSWORD, letter_to, link_in
from tests.world import World

NEW = "nieuw@example.org"


def test_name_and_language(world: World) -> None:
    user = build.person(world)
    page = world.browser(user).visit("accounts.details")
    page = page.submit("details", name="Julie  Adelaar ", locale="en")
    assert page.heading == "Your account", "the page is in the chosen language at once"
    person = world.one(Person, user.id)
    assert (person.name, person.locale) == ("Julie Adelaar", "en")
    assert world.audited() == ["person.changed"]


def test_a_changed_password_signs_out_every_other_browser(world: World) -> None:
    user = build.person(world)
    here, elsewhere = world.browser(), world.browser(user)
    here.visit("accounts.sign_in").submit("sign-in", email=user.email, password=PASSWORD)

    page = here.visit("accounts.password")
    page = page.submit("change-password", present=PASSWORD, password=OTHER_PASSWORD)

    assert page.address == "/account"
    assert elsewhere.get("/account").status_code == 401
    assert here.get("/account").status_code == 200
    assert letter_to(world, user.email).subject == "Uw wachtwoord is gewijzigd"


@pytest.mark.parametrize(
    ("present", "new", "wrong"),
    [("verkeerd", OTHER_PASSWORD, "present"), (PASSWORD, "kort", "password")],
)
def test_what_is_wrong_is_said_beside_its_field(
    world: World, present: str, new: str, wrong: str
) -> None:
    user = build.person(world)
    page = world.browser(user).visit("accounts.password")
    page = page.submit("change-password", present=present, password=new)
    assert page.status == 422
    assert page.text(f"#{wrong}-error")
    assert passwords.is_right(PASSWORD, world.one(Person, user.id).password_hash, world.settings)


def test_a_stolen_session_guesses_little(world: World) -> None:
    browser = world.browser(build.person(world))
    data = {"present": "geraden", "password": OTHER_PASSWORD}
    statuses = [browser.send("accounts.change_password", data).status_code for _try in range(11)]
    assert statuses == [422] * 10 + [429]


def test_another_address_is_confirmed_and_both_are_told(world: World) -> None:
    user = build.person(world)
    old = user.email
    page = world.browser(user).visit("accounts.address")
    page = page.submit("address", email=NEW, present=PASSWORD)
    assert page.address == "/account"
    assert world.one(Person, user.id).email == old, "nothing changes before it is confirmed"
    assert "nieuw@example[.]org" in letter_to(world, old).body

    link = link_in(letter_to(world, NEW))
    assert world.browser().get(link).status_code == 200
    assert world.one(Person, user.id).email == old, "a mail scanner uses nothing up"
    page = world.browser().look(link).submit("confirm")

    person = world.one(Person, user.id)
    assert (person.email, person.email_key) == (NEW, NEW)
    told = [letter.recipient for letter in world.letters() if "address_changed" in letter.template]
    assert sorted(told) == sorted([old, NEW])
    assert world.browser().get(link).status_code == 410


def test_nobody_learns_on_a_page_that_an_address_is_taken(world: World) -> None:
    user, other = build.person(world), build.person(world)
    pages = []
    for email in (other.email, NEW):
        page = world.browser(user).visit("accounts.address")
        page = page.submit("address", email=email, present=PASSWORD)
        pages.append(page.words.replace(email, "…"))
    assert pages[0] == pages[1]
    assert letter_to(world, other.email).template.endswith("already_here.txt")


def test_an_address_taken_in_the_meantime_is_said_in_a_sentence(world: World) -> None:
    user = build.person(world)
    world.browser(user).visit("accounts.address").submit("address", email=NEW, present=PASSWORD)
    link = link_in(letter_to(world, NEW))
    world.keep(Person(email=NEW, email_key=NEW, name="Vlugger", created_at=user.person.created_at))
    page = world.browser().look(link).submit("confirm")
    assert page.status == 422
    assert "Er is al iemand met dit adres." in page.words


def test_one_s_own_address_is_no_change(world: World) -> None:
    user = build.person(world)
    page = world.browser(user).visit("accounts.address")
    page = page.submit("address", email=user.email, present=PASSWORD)
    assert page.text("#email-error") == ["Fout: Dit is al uw adres."]
