"""Startups that register, colleagues who ask to join, and the public register."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import commands, register
from portal.accounts.model import (
    MembershipRequest,
    Organisation,
    OrganisationKind,
    Role,
    RoleGrant,
)
from portal.accounts.states import RequestState
from portal.kernel.db import db
from portal.kernel.errors import IllegalMove, RuleBroken
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from portal.settings import ROOT
from tests.accounts import build
from tests.browser import Browser, Page
from tests.world import User, World


def register_startup(browser: Browser, name: str, kvk_number: str = "12345678") -> Page:
    page = browser.visit("accounts.startup")
    return page.submit("startup", name=name, kvk_number=kvk_number)


def test_who_registers_a_startup_is_its_first_member(world: World) -> None:
    user = build.person(world)
    page = register_startup(world.browser(user), "Tussenhuis B.V.", "1234 56.78")
    assert page.heading == "Tussenhuis B.V."
    assert "Nog niet bevestigd" in page.words
    startup = world.all(Organisation)[0]
    assert (startup.kvk_number, startup.kvk_confirmed_at) == ("12345678", None)
    assert user.actor().is_a(Role.MEMBER, at=startup.id)
    assert world.written_to() == [user.email]


def test_who_belongs_to_a_startup_is_shown_the_open_challenges(world: World) -> None:
    challenge = world.challenge(title="Sneller een huis")
    page = register_startup(world.browser(build.person(world)), "Tussenhuis")
    assert page.text("main a[href^='/challenges']") == ["Bekijk de open challenges"]
    (link,) = page.html.select("main a[href^='/challenges']")
    found = world.browser().get(str(link["href"]))
    assert f"/challenges/{challenge.slug}" in found.text


def test_a_ministry_is_not_sent_to_the_open_challenges(world: World) -> None:
    ministry = world.organisation()
    user = build.person(world, Role.MEMBER, at=ministry)
    page = world.browser(user).visit("accounts.organisation", organisation_id=ministry.id)
    assert page.text("main a[href^='/challenges']") == []


@pytest.mark.parametrize("kvk_number", ["", "1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨"])
def test_a_kvk_number_has_eight_digits(world: World, kvk_number: str) -> None:
    page = register_startup(world.browser(build.person(world)), "Tussenhuis", kvk_number)
    assert page.status == 422
    assert page.text("#kvk_number-error")
    assert page.filled("startup")["name"] == "Tussenhuis"


@pytest.mark.parametrize(
    "name",
    ["tussen huis", "TUSSENHUIS BV", "Tu\u0455\u0455enhuis", "Tussenhu1s", "Tussen\u200bhuis"],
)
def test_nobody_registers_as_another(world: World, name: str) -> None:
    world.startup(name="Tussenhuis")
    page = register_startup(world.browser(build.person(world)), name)
    assert page.status == 422
    assert "Er is al een startup met deze naam" in page.words
    assert len(world.all(Organisation)) == 1


def test_nobody_registers_as_a_ministry(world: World) -> None:
    world.organisation(name="Ministerie van Algemene Zaken")
    page = register_startup(world.browser(build.person(world)), "ministerie van Algemene Zaken")
    assert page.text("#name-error") == ["Fout: Een overheidsorganisatie heet al zo."]


def test_a_kvk_number_is_registered_once(world: World) -> None:
    world.startup(kvk_number="12345678")
    page = register_startup(world.browser(build.person(world)), "Anders")
    assert "Er is al een startup met dit KVK-nummer." in page.words


def test_of_two_who_register_the_same_name_at_once_one_is_told(app: Flask, world: World) -> None:
    users = [build.person(world), build.person(world)]
    start = Barrier(2)

    def run(number: int) -> str:
        with app.app_context():
            actor, person = users[number].actor(), users[number].person
            db.session.rollback()
            start.wait(timeout=5)
            try:
                with unit_of_work(actor) as work:
                    commands.register_startup(
                        work, person, name="Tussenhuis", kvk_number=f"1234567{number}"
                    )
            except RuleBroken:
                return "told"
            return "registered"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, range(2))) == ["registered", "told"]


def test_a_colleague_joins_by_a_member_s_approval(world: World) -> None:
    scene = build.scene(world)
    world.browser(scene.member).look("/account/organisations?q=tussen")
    newcomer = build.person(world, name="Nieuw <b>hier</b>")
    page = world.browser(newcomer).look("/account/organisations?q=tussen")
    page = page.submit(f"join-{scene.startup.slug}")
    assert "U krijgt bericht met het antwoord." in page.words
    assert scene.member.email in world.written_to()

    home = world.browser(scene.member).visit("home.home")
    assert "Nieuw <b>hier</b> wil erbij" in home.text("h2")
    request = next(r for r in world.all(MembershipRequest) if r.person_id == newcomer.id)
    page = world.browser(scene.member).visit(
        "accounts.organisation", organisation_id=scene.startup.id
    )
    page = page.submit(f"approve-{request.id}")
    assert "Nieuw <b>hier</b> hoort vanaf nu bij Tussenhuis." in page.words
    assert newcomer.actor().is_a(Role.MEMBER, at=scene.startup.id)
    assert build.letter_to(world, newcomer.email).subject == "U hoort bij Tussenhuis"


def test_who_is_declined_hears_it_and_may_ask_again(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.member).visit(
        "accounts.organisation", organisation_id=scene.startup.id
    )
    page.submit(f"decline-{scene.request.id}")
    assert build.letter_to(world, scene.asker.email).template.endswith("membership_declined.txt")
    assert not scene.asker.actor().grants
    answer = world.browser(scene.asker).send(
        "accounts.ask_to_join", organisation_id=scene.startup.id
    )
    assert answer.status_code == 303


def test_where_nobody_belongs_yet_an_administrator_is_asked(world: World) -> None:
    ministry, administrator = world.organisation(), build.person(world, Role.ADMINISTRATOR)
    newcomer = build.person(world)
    world.browser(newcomer).send("accounts.ask_to_join", organisation_id=ministry.id)
    assert world.written_to() == [administrator.email]
    assert "wil erbij" in world.browser(administrator).visit("home.home").words


def test_asking_twice_is_said_in_a_sentence(world: World) -> None:
    scene = build.scene(world)
    browser = world.browser(scene.asker)
    browser.send("accounts.ask_to_join", organisation_id=scene.startup.id)
    page = browser.visit("accounts.organisations")
    assert "U hebt dit al gevraagd; wacht op het antwoord." in page.words


def test_of_two_members_who_answer_at_once_one_is_too_late(app: Flask, world: World) -> None:
    scene = build.scene(world)
    other = build.person(world, Role.MEMBER, at=scene.startup)
    answers = [(scene.member, commands.approve_member), (other, commands.decline_member)]
    start = Barrier(2)

    def run(number: int) -> str:
        from portal.accounts.queries import memberships  # noqa: PLC0415

        member, verb = answers[number]
        with app.app_context():
            actor = member.actor()
            request = memberships.request(scene.request.id)
            start.wait(timeout=5)
            try:
                with unit_of_work(actor) as work:
                    verb(work, request)
            except IllegalMove:
                return "too late"
            return "answered"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, range(2))) == ["answered", "too late"]


def test_a_person_belongs_to_several_and_leaves_one(world: World) -> None:
    scene = build.scene(world)
    world.give(scene.member, Role.MEMBER, scene.ministry)
    page = world.browser(scene.member).visit(
        "accounts.organisation", organisation_id=scene.ministry.id
    )
    page = page.submit("leave")
    assert f"U hoort niet meer bij {scene.ministry.name}." in page.words
    held = {grant.at_id for grant in world.all(RoleGrant) if grant.person_id == scene.member.id}
    assert held == {scene.startup.id}


def test_the_last_of_a_startup_stays(app: Flask, world: World) -> None:
    scene = build.scene(world)
    other = build.person(world, Role.MEMBER, at=scene.startup)
    start = Barrier(2)

    def run(member: User) -> str:
        from portal.accounts import queries  # noqa: PLC0415

        with app.app_context():
            actor, startup = member.actor(), queries.organisation(scene.startup.id)
            start.wait(timeout=5)
            try:
                with unit_of_work(actor) as work:
                    commands.leave(work, startup, person=queries.person(member.id))
            except RuleBroken:
                return "stays"
            return "left"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, [scene.member, other])) == ["left", "stays"]


def test_a_request_may_be_withdrawn(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.asker).visit("accounts.organisations")
    page.submit(f"withdraw-{scene.request.id}")
    assert world.one(MembershipRequest, scene.request.id).state is RequestState.WITHDRAWN


# --- the register -----------------------------------------------------------------------------


def test_the_register_is_loaded_once_and_then_only_changes(world: World) -> None:
    entries = register.read(ROOT / "data")
    with unit_of_work(system("organisations")) as work:
        assert commands.load_register(work, entries) == (867, 0)
    with unit_of_work(system("organisations")) as work:
        assert commands.load_register(work, entries) == (0, 0)
    found = db.session.scalars(
        select(Organisation).where(Organisation.register_id == "onderdeel-directie-open-overheid")
    ).one()
    ministry = db.session.get_one(Organisation, found.ministry_id)
    assert (found.kind, ministry.abbreviation) == (OrganisationKind.DIRECTORATE, "VWS")
    assert ministry.name_in("en") == "Ministry of Health, Welfare and Sport"
    assert ministry.places == (ministry.id, None)
    active = [o for o in world.all(Organisation) if o.active]
    kinds = [organisation.kind for organisation in active]
    assert kinds.count(OrganisationKind.MUNICIPALITY) == 342
    assert kinds.count(OrganisationKind.PROVINCE) == 12
    assert kinds.count(OrganisationKind.MINISTRY) == 12
    assert world.audited() == ["register.loaded"]


def test_the_command_line_loads_it(app: Flask, world: World) -> None:
    result = app.test_cli_runner().invoke(args=["organisations", "load"])
    assert result.output == "867 organisations added, 0 changed.\n"


@pytest.mark.parametrize(
    "wish", ["bzk", "Binnenlandse", "ministry of the interior", "'; DROP", "%"]
)
def test_an_organisation_is_found_by_name_or_abbreviation(world: World, wish: str) -> None:
    world.organisation(
        name="Ministerie van Binnenlandse Zaken",
        abbreviation="BZK",
        name_en="Ministry of the Interior",
    )
    page = world.browser(build.person(world)).look(
        "/account/organisations", query_string={"q": wish}
    )
    found = "Ministerie van Binnenlandse Zaken" in page.text("h3")
    assert found is wish[0].isalpha()
