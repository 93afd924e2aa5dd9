"""What administrators look after: roles, people, startups, letters, the log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import commands, queries
from portal.accounts.model import LoginSession, Organisation, Person, Role, RoleGrant
from portal.kernel import audit
from portal.kernel.audit import AuditEntry
from portal.kernel.db import db
from portal.kernel.errors import NotAllowed, RuleBroken
from portal.kernel.outbox import Letter, LetterState
from portal.kernel.work import unit_of_work
from tests.accounts import build
from tests.accounts.build import PASSWORD, letter_to, link_in
from tests.world import User, World


def administrator(world: World) -> User:
    return build.person(world, Role.ADMINISTRATOR, name="Ada Beheer")


def test_the_first_administrator_is_invited_from_the_command_line(app: Flask, world: World) -> None:
    result = app.test_cli_runner().invoke(args=["admin", "invite", "Ada@Example.ORG"])
    assert result.exit_code == 0
    link = link_in(letter_to(world, "Ada@example.org"))
    assert link in result.output
    page = world.browser().look(link).submit("accept", name="Ada", password=PASSWORD)
    assert "Beheer" in page.text("nav a")


def test_the_command_line_says_what_is_no_address(app: Flask, world: World) -> None:
    result = app.test_cli_runner().invoke(args=["admin", "invite", "ada"])
    assert result.exit_code == 1
    assert "no e-mail address" in result.output


def test_a_kvk_number_is_confirmed_and_the_startup_told(world: World) -> None:
    startup = world.startup(name="Tussenhuis", registered_at=world.pass_time(minutes=1))
    member = build.person(world, Role.MEMBER, at=startup)
    browser = world.browser(administrator(world))
    assert "Bevestig het KVK-nummer van 1 startup" in browser.visit("home.home").text("h2")

    page = browser.visit("accounts.admin_organisations").submit(f"confirm-{startup.slug}")

    assert "Het KVK-nummer van Tussenhuis is bevestigd." in page.words
    assert world.one(Organisation, startup.id).kvk_confirmed_at is not None
    assert world.written_to() == [member.email]


def test_another_number_has_to_be_confirmed_anew(world: World) -> None:
    startup = world.startup(name="Tusenhuis", kvk_confirmed_at=world.pass_time(minutes=1))
    page = world.browser(administrator(world)).visit(
        "accounts.admin_startup", organisation_id=startup.id
    )
    page = page.submit("startup", name="Tussenhuis", kvk_number="87654321")
    assert "Nog niet bevestigd" in page.words
    changed = world.one(Organisation, startup.id)
    assert (changed.name, changed.name_key) == ("Tussenhuis", "tussenhuls")


def test_a_startup_cannot_be_renamed_to_another(world: World) -> None:
    world.startup(name="Tussenhuis")
    startup = world.startup(name="Anders", kvk_number="12345678")
    page = world.browser(administrator(world)).visit(
        "accounts.admin_startup", organisation_id=startup.id
    )
    page = page.submit("startup", name="tussen huis")
    assert page.status == 422
    assert page.heading == "Anders"


def test_a_person_is_found_and_a_role_taken_away(world: World) -> None:
    user = build.person(world, Role.EDITOR, name="Julie Adelaar")
    (grant,) = world.all(RoleGrant)
    browser = world.browser(administrator(world))
    page = browser.look("/admin/people", query_string={"q": "adelaar"})
    assert page.text("main h3 a") == ["Julie Adelaar"]
    page = browser.visit("accounts.admin_person", person_id=user.id)
    page = page.submit(f"take-{grant.id}")
    assert "Julie Adelaar heeft die rol niet meer." in page.words
    assert not user.actor().grants


def test_a_closed_account_is_out_everywhere_at_once_and_can_be_opened_again(world: World) -> None:
    user = build.person(world, name="Julie Adelaar")
    theirs, browser = world.browser(user), world.browser(administrator(world))
    page = browser.visit("accounts.admin_person", person_id=user.id).submit("disable")
    assert "Account gesloten" in page.words
    assert theirs.get("/account").status_code == 401
    assert all(s.ended_at for s in world.all(LoginSession) if s.person_id == user.id)
    assert letter_to(world, user.email).subject == "Uw account is gesloten"
    page = world.browser().visit("accounts.sign_in")
    assert page.submit("sign-in", email=user.email, password=PASSWORD).status == 422

    browser.visit("accounts.admin_person", person_id=user.id).submit("enable")
    page = world.browser().visit("accounts.sign_in")
    assert page.submit("sign-in", email=user.email, password=PASSWORD).address == "/home"


def test_nobody_closes_their_own_account_or_the_last_administrator_s(world: World) -> None:
    user = administrator(world)
    answer = world.browser(user).send("accounts.disable_person", person_id=user.id)
    assert answer.status_code == 303
    assert world.one(Person, user.id).disabled_at is None
    with pytest.raises(RuleBroken, match="beheerder"), unit_of_work(user.actor()) as work:
        commands.revoke_role(work, user.person, role=Role.ADMINISTRATOR)


def test_of_two_administrators_who_remove_each_other_one_stays(app: Flask, world: World) -> None:
    pair = [administrator(world), administrator(world)]
    start = Barrier(2)

    def remove(number: int) -> str:
        with app.app_context():
            actor, other = pair[number].actor(), queries.person(pair[1 - number].id)
            db.session.rollback()
            start.wait(timeout=5)
            try:
                with unit_of_work(actor) as work:
                    commands.revoke_role(work, other, role=Role.ADMINISTRATOR)
            except RuleBroken:
                return "refused"
            return "removed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, range(2))) == ["refused", "removed"]


def test_who_is_no_administrator_takes_no_role_away(world: World) -> None:
    victim, villain = build.person(world, Role.EDITOR), build.person(world, Role.OWNER)
    place = next(iter(victim.actor().places(Role.EDITOR)))
    with pytest.raises(NotAllowed), unit_of_work(villain.actor()) as work:
        commands.revoke_role(work, victim.person, role=Role.EDITOR, at_id=place)
    with pytest.raises(NotAllowed), unit_of_work(villain.actor()) as work:
        commands.grant_role(work, villain.person, role=Role.ADMINISTRATOR)


def test_a_role_is_held_once_however_often_it_is_given(world: World) -> None:
    user, challenge = world.user(), world.challenge()
    for _time in range(2):
        with unit_of_work(user.actor()) as work:
            commands.grant_role(work, user.person, role=Role.JUROR, at_id=challenge.id)
    assert world.audited().count("person.role_granted") == 1
    assert [g.person_id for g in world.all(RoleGrant) if g.role is Role.JUROR] == [user.id]


def test_a_parked_letter_is_seen_but_not_read_and_tried_again(world: World) -> None:
    letter = build.parked_letter(world)
    browser = world.browser(administrator(world))
    assert "1 brief kon niet worden bezorgd" in browser.visit("home.home").text("h2")
    page = browser.visit("accounts.admin_letters")
    assert "550 no such user" in page.words
    assert letter.body.strip() not in page.words
    page = page.submit(f"retry-{letter.id}")
    assert page.text("main h2") == ["Elke brief is verstuurd"]
    tried = world.one(Letter, letter.id)
    assert (tried.state, tried.attempts) == (LetterState.WAITING, 0)


def test_reading_the_log_stands_in_it(world: World) -> None:
    user, reader = build.person(world, name="Julie <b>Adelaar</b>"), administrator(world)
    with unit_of_work(user.actor()) as work:
        commands.change_details(work, user.person, name="Julie", locale="en")

    page = world.browser(reader).look("/admin/audit", query_string={"person": user.email})

    assert page.text("tbody td:nth-of-type(1)") == ["person.changed"]
    page = world.browser(reader).look("/admin/audit")
    assert "audit_log.read" in page.words
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "audit_log.read"))
    entry = next(entry for entry in entries if entry.facts["asked"])
    assert (entry.actor_id, entry.facts) == (reader.id, {"asked": {"person": str(user.id)}})
    assert user.email not in entry.entry, "ids only, so that erasing a person breaks nothing"
    assert audit.verify(db.session()) == []


def test_the_log_is_read_page_by_page_and_by_subject(world: World) -> None:
    user, reader = build.person(world), administrator(world)
    for number in range(30):
        with unit_of_work(user.actor()) as work:
            commands.change_details(work, user.person, name=f"Julie {number}", locale="nl")
    query = {"subject": str(user.id)}
    browser = world.browser(reader)
    page = browser.look("/admin/audit", query_string=query)
    assert len(page.text("tbody tr")) == 25
    older = page.html.select_one("a[rel=next]")
    assert older is not None
    page = browser.look(str(older["href"]))
    assert len(page.text("tbody tr")) == 5


@pytest.mark.parametrize(
    "query", ["person=niemand", "subject=geen", "after=onzin", "after=WyJ4Il0"]
)
def test_a_question_that_makes_no_sense_gets_a_page(world: World, query: str) -> None:
    answer = world.browser(administrator(world)).get(f"/admin/audit?{query}")
    assert answer.status_code == 200
