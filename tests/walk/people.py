"""People with a browser of their own, who find their way by the words that they read.

The walks are written in English, as the code is: a word is looked up in the reader's language
as the portal does it, so the Dutch walk presses the Dutch buttons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from portal.accounts import passwords
from portal.accounts.model import Person, Role
from portal.kernel.db import Model
from portal.kernel.outbox import Letter
from portal.kernel.text import _, force_locale
from tests.world import User, World

PASSWORD = "vier lange woorden samen"
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
PATIENCE = 10_000  # milliseconds: the machine may be busy
WRONG = 400
REFUSED = 422


class Somebody:
    """One person at a browser. ``page`` is there for what has no words."""

    def __init__(self, context: BrowserContext, language: str, *, name: str, email: str) -> None:
        context.set_default_timeout(PATIENCE)
        self.context = context
        self.page: Page = context.new_page()
        self.language = language
        self.name = name
        self.email = email
        self.faults: list[str] = []
        self._part: Locator = self.page.locator("main")
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.status >= WRONG:
            self.faults.append(f"{response.request.method} {response.url}: {response.status}")

    def words(self, english: str, **values: Any) -> str:
        """What this person reads where the code says this."""
        with force_locale(self.language):
            return _(english, **values)

    # --- going about ---

    def go(self, path: str) -> None:
        self.page.goto(path)
        self._arrive()

    open = go  # an address from a letter

    def follow(self, english: str, **values: Any) -> None:
        self._there("link", self.words(english, **values)).click()
        self._arrive()

    def press(self, english: str, **values: Any) -> None:
        self.button(english, **values).click()
        self._arrive()

    def button(self, english: str, **values: Any) -> Locator:
        return self._there("button", self.words(english, **values))

    def _there(self, role: Any, name: str) -> Locator:
        """By its words, also where what it is about follows them for who does not see the page."""
        whole = re.compile(rf"^\s*{re.escape(name)}\s*(:.*)?$")
        return self._part.get_by_role(role, name=whole).first

    def _arrive(self) -> None:
        self.page.wait_for_load_state("load")
        assert not self.faults, f"{self.name}: {self.faults}"

    @contextmanager
    def within(self, english: str, role: Any = "group", **values: Any) -> Iterator[Locator]:
        """Only that group of fields, or region of the page."""
        before = self._part
        name = self.words(english, **values)
        self._part = before.get_by_role(role, name=name, exact=True)
        yield self._part
        self._part = before

    # --- filling in ---

    def field(self, english: str, **values: Any) -> Locator:
        """The field with this label, whatever else its label adds."""
        label = re.compile(rf"^\s*{re.escape(self.words(english, **values))}(?!\w)")
        return self._part.get_by_label(label).first

    def write(self, text: str, into: str, **values: Any) -> None:
        self.field(into, **values).fill(text)

    def tick(self, english: str, **values: Any) -> None:
        self.field(english, **values).check()

    # --- reading ---

    @property
    def heading(self) -> str:
        return " ".join(self.page.locator("h1").inner_text().split())

    def reads(self, english: str, **values: Any) -> None:
        """Somewhere on the page these words stand."""
        self.sees(self.words(english, **values))

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text, timeout=PATIENCE)


class Town:
    """Everybody of a walk, and the post between them."""

    def __init__(self, world: World, chromium: Chromium, address: str, language: str) -> None:
        self.world = world
        self.address = address
        self.language = language
        self._chromium = chromium
        self._contexts: list[BrowserContext] = []

    def visitor(self, *, name: str = "", email: str = "", script: bool = True) -> Somebody:
        """Somebody who is not known yet."""
        context = self._chromium.new_context(
            base_url=self.address,
            locale=LOCALES[self.language],
            java_script_enabled=script,
            viewport={"width": 1280, "height": 900},
        )
        self._contexts.append(context)
        return Somebody(context, self.language, name=name, email=email)

    def person(self, role: Role | None, at: Model | None, name: str, **more: Any) -> Somebody:
        """Somebody with a role, at a browser and signed in."""
        user = self.world.user(role, at=at, name=name, locale=self.language)
        return self.at_browser(user, **more)

    def at_browser(self, user: User, **more: Any) -> Somebody:
        """Give somebody who exists a password, and let them sign in by the form."""
        somebody = self.visitor(name=user.person.name, email=user.email, **more)
        with self.world.writing():
            person = self.world.one(Person, user.id)
            person.password_hash = passwords.hash_password(PASSWORD, self.world.settings)
        sign_in(somebody)
        return somebody

    @contextmanager
    def told(self) -> Iterator[list[Letter]]:
        """The letters that are written meanwhile, when it is over."""
        before = {letter.id for letter in self.world.letters()}
        told: list[Letter] = []
        yield told
        told += [letter for letter in self.world.letters() if letter.id not in before]

    def letter(self, to: Somebody, about: str = "", **values: Any) -> str:
        """The last letter to somebody, whose subject is this if it is told."""
        subject = to.words(about, **values) if about else ""
        mine = [one for one in self.world.letters() if one.recipient == to.email]
        found = [one for one in mine if subject in one.subject]
        assert found, f"no letter ‘{subject}’ to {to.name}: {[one.subject for one in mine]}"
        return found[-1].body

    def link_in(self, to: Somebody, about: str = "", **values: Any) -> str:
        """The address in that letter."""
        found = re.search(rf"{re.escape(self.address)}\S+", self.letter(to, about, **values))
        assert found, "a letter with a link"
        return found[0]

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def sign_in(somebody: Somebody) -> None:
    somebody.go("/account/sign-in")
    somebody.write(somebody.email, "E-mail address")
    somebody.write(PASSWORD, "Password")
    somebody.press("Sign in")
    assert "/sign-in" not in somebody.page.url
