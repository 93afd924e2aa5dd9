"""Signing in and out, sessions that end, and forms that outlive them."""

from __future__ import annotations

from portal.accounts import passwords
from portal.accounts.model import LoginSession, Role
from tests.world import World

PASSWORD = "vier losse woorden achter elkaar"


def test_signing_in_and_out(world: World) -> None:
    user = world.user(Role.OWNER, password_hash=passwords.hash_password(PASSWORD, world.settings))
    browser = world.browser()
    page = browser.visit("accounts.sign_in")
    page = page.submit("sign-in", email=f" {user.email.upper()}", password=PASSWORD)
    assert page.address == "/home"
    browser.send("accounts.sign_out")
    assert browser.get("/home").status_code == 401
    assert all(session.ended_at for session in world.all(LoginSession) if session.agent)
