"""Invitations: by letter, with a link that works once, for whoever takes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from portal.accounts import commands, queries
from portal.accounts.model import Invitation, Person, Role, RoleGrant
from portal.accounts.queries import invitations
from portal.kernel.errors import Gone, NotAllowed
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from tests.accounts import build
from tests.accounts.build import PASSWORD, letter_to, link_in
from tests.world import User, World

GUEST = "gast@example.org"


def test_a_manager_invites_and_a_newcomer_accepts(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.manager).visit(
        "accounts.organisation", organisation_id=scene.ministry.id
    )
    page = page.submit("invite-form", email="nieuw@example.org", role="owner")
    assert "nieuw@example.org" in page.text("h3")

    letter = letter_to(world, "nieuw@example.org")
    assert scene.ministry.name in letter.subject
    page = world.browser().look(link_in(letter))
    assert "nodigt u uit als challenge-eigenaar" in page.words
    page = page.submit("accept", name="Julie Adelaar", password=PASSWORD)

    assert page.address == "/home"
    person = queries.person_at("nieuw@example.org")
    assert person is not None
    grants = [(g.role, g.at_id) for g in world.all(RoleGrant) if g.person_id == person.id]
    assert grants == [(Role.OWNER, scene.ministry.id)]
    told = letter_to(world, scene.manager.email)
    assert told.subject.startswith("Julie Adelaar")
    assert world.audited().count("invitation.accepted") == 1


def test_looking_uses_nothing_up_and_taking_does(world: World) -> None:
    user = build.person(world)
    _made, secret = build.invitation(world, user.email, at=world.organisation())
    link = f"/account/invitation/{secret}"
    for _scanner in range(3):
        assert world.browser().get(link).status_code == 200
    page = world.browser(user).look(link).submit("accept")
    assert "U hebt nu deze rol: Begeleider." in page.words
    assert world.browser(user).get(link).status_code == 410
    assert "answer_invitation" not in page.response.text


def test_who_is_known_but_not_signed_in_signs_in_first(world: World) -> None:
    user = build.person(world)
    made, secret = build.invitation(world, user.email, at=world.organisation())
    browser = world.browser()
    page = browser.look(f"/account/invitation/{secret}")
    assert not page.has_form("accept")
    link = page.html.select_one("main a.nl-button")
    assert link is not None
    page = browser.look(str(link["href"]))
    page = page.submit("sign-in", email=user.email, password=PASSWORD)
    page.submit("accept")
    assert world.one(Invitation, made.id).used_by_id == user.id


def test_who_is_signed_in_with_another_address_chooses(world: World) -> None:
    user = build.person(world)
    made, secret = build.invitation(world, GUEST, at=world.organisation())
    browser = world.browser(user)
    page = browser.look(f"/account/invitation/{secret}")
    assert "U bent ingelogd met een ander adres." in page.words
    page = page.submit("switch")
    assert page.address == f"/account/invitation/{secret}", "signed out, and back at the invitation"
    assert "Uw naam" in page.words

    page = world.browser(build.person(world)).look(f"/account/invitation/{secret}")
    page.submit("accept")
    taken = world.one(Invitation, made.id)
    assert taken.used_by_id not in {None, user.id}


def test_an_invitation_waits_on_the_home_page_too(world: World) -> None:
    user = build.person(world)
    made, _secret = build.invitation(world, user.email.upper(), at=world.organisation())
    page = world.browser(user).visit("home.home")
    assert "Beantwoord een uitnodiging: Begeleider" in page.text("h2")
    page = world.browser(user).visit("accounts.my_invitation", invitation_id=made.id)
    page.submit("accept")
    assert user.actor().is_anywhere(Role.MENTOR)


def test_the_home_page_of_another_does_not_show_it(world: World) -> None:
    made, _secret = build.invitation(world, GUEST, at=world.organisation())
    answer = world.browser(build.person(world)).send(
        "accounts.answer_my_invitation", {"answer": "accept"}, invitation_id=made.id
    )
    assert answer.status_code == 404


def test_no_is_an_answer_too(world: World) -> None:
    scene = build.scene(world)
    page = world.browser().look(f"/account/invitation/{scene.secret}").submit("decline")
    assert "U hebt de uitnodiging afgeslagen." in page.words
    assert world.one(Invitation, scene.invitation.id).declined_at is not None
    assert letter_to(world, scene.manager.email).subject.endswith("heeft uw uitnodiging afgeslagen")
    assert world.browser().get(f"/account/invitation/{scene.secret}").status_code == 410


def test_withdrawn_it_is_over_and_sent_again_the_older_link_is(world: World) -> None:
    scene = build.scene(world)
    browser = world.browser(scene.manager)
    place = {"organisation_id": scene.ministry.id}
    page = browser.visit("accounts.organisation", **place)
    page = page.submit(f"resend-{scene.invitation.id}")
    assert world.browser().get(f"/account/invitation/{scene.secret}").status_code == 410
    fresh = link_in(letter_to(world, GUEST))
    assert world.browser().get(fresh).status_code == 200
    page = page.submit(f"withdraw-{scene.invitation.id}")
    assert GUEST not in page.text("h3")
    assert world.browser().get(fresh).status_code == 410


def test_after_two_weeks_it_has_ended_but_can_be_sent_again(world: World) -> None:
    scene = build.scene(world)
    actor = scene.manager.actor()
    world.pass_time(days=13)
    assert world.browser().get(f"/account/invitation/{scene.secret}").status_code == 200
    world.pass_time(days=2)
    assert world.browser().get(f"/account/invitation/{scene.secret}").status_code == 410
    with unit_of_work(actor) as work:
        commands.resend_invitation(work, invitations.invitation(scene.invitation.id))
    assert world.browser().get(link_in(letter_to(world, GUEST))).status_code == 200


def test_of_two_who_take_one_link_at_once_one_is_too_late(app: Flask, world: World) -> None:
    users = [build.person(world), build.person(world)]
    _made, secret = build.invitation(world, GUEST, at=world.organisation())
    start = Barrier(2)

    def take(user: User) -> str:
        with app.app_context():
            actor, found = user.actor(), invitations.invitation_with(secret)
            person = queries.person(user.id)
            start.wait(timeout=5)
            try:
                with unit_of_work(actor) as work:
                    commands.accept_invitation(work, found, person=person)
            except Gone:
                return "too late"
            return "in"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, users)) == ["in", "too late"]
    assert len(world.all(RoleGrant)) == 1


def test_a_newcomer_with_a_weak_password_keeps_the_invitation(world: World) -> None:
    made, secret = build.invitation(world, GUEST, at=world.organisation())
    page = world.browser().look(f"/account/invitation/{secret}")
    page = page.submit("accept", name="Gast", password="kort")
    assert page.status == 422
    assert world.one(Invitation, made.id).used_at is None
    assert world.all(Person) == []


def test_what_was_typed_is_no_link_in_the_letter(world: World) -> None:
    manager = build.person(
        world, Role.PROGRAMME_MANAGER, name="Kijk op https://kwaad.nl <b>nu</b> www.kwaad.nl"
    )
    place = world.organisation(name="http://kwaad.nl/[klik](http://kwaad.nl)")
    with unit_of_work(system("test")) as work:
        commands.invite(work, place, email=GUEST, role=Role.MENTOR)
    world.give(manager, Role.PROGRAMME_MANAGER, place)
    with unit_of_work(manager.actor()) as work:
        commands.invite(work, place, email="twee@example.org", role=Role.MENTOR)
    for letter in world.letters():
        assert "kwaad.nl" not in letter.subject + letter.body
        assert "://" not in letter.body.replace("http://localhost", "")


# --- who may offer what -----------------------------------------------------------------------

OFFERS = """
                  | member | owner | editor | mentor | programme_manager | administrator
member            | yes    | -     | -      | -      | -                 | -
owner             | yes    | yes   | -      | yes    | -                 | -
editor            | -      | -     | -      | -      | -                 | -
mentor            | -      | -     | -      | -      | -                 | -
programme_manager | yes    | yes   | yes    | yes    | -                 | -
administrator     | yes    | yes   | yes    | yes    | yes               | yes
"""
HEAD, *ROWS = [[cell.strip() for cell in row.split("|")] for row in OFFERS.strip("\n").splitlines()]
CASES = [
    (giver, role, cell == "yes")
    for giver, *cells in ROWS
    for role, cell in zip(HEAD[1:], cells, strict=True)
]


@pytest.mark.parametrize(("giver", "role", "may"), CASES)
def test_who_may_offer_which_role(world: World, giver: str, role: str, may: bool) -> None:
    ministry = world.organisation()
    actor = world.user(Role(giver), at=ministry).actor()
    place = None if role == "administrator" else ministry

    def offer() -> None:
        with unit_of_work(actor) as work:
            commands.invite(work, place, email=GUEST, role=Role(role))

    if may:
        offer()
    else:
        with pytest.raises(NotAllowed):
            offer()
    assert world.written_to() == ([GUEST] if may else [])


def test_nobody_offers_a_role_elsewhere_but_a_ministry_in_its_directorates(world: World) -> None:
    ministry = world.organisation()
    directorate = world.organisation(ministry_id=ministry.id)
    actor = world.user(Role.PROGRAMME_MANAGER, at=ministry).actor()
    with unit_of_work(actor) as work:
        commands.invite(work, directorate, email=GUEST, role=Role.EDITOR)
    elsewhere = world.organisation()
    with pytest.raises(NotAllowed), unit_of_work(actor) as work:
        commands.invite(work, elsewhere, email=GUEST, role=Role.EDITOR)


def test_staff_roles_are_not_on_offer_at_a_startup(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.member).visit(
        "accounts.organisation", organisation_id=scene.startup.id
    )
    assert [field["value"] for field in page.form("invite-form").select("[name=role]")] == [
        "member"
    ]
    answer = world.browser(scene.member).send(
        "accounts.invite",
        {"email": GUEST, "role": "owner"},
        organisation_id=scene.startup.id,
    )
    assert answer.status_code == 422


def test_a_role_at_a_thing_is_offered_by_the_domain_of_that_thing(world: World) -> None:
    challenge = world.challenge()
    owner = world.user(Role.OWNER)
    with unit_of_work(owner.actor()) as work:
        commands.invite(
            work, None, email=GUEST, role=Role.JUROR, at_id=challenge.id, about="Spoedzoekers"
        )
    page = world.browser().look(link_in(letter_to(world, GUEST)))
    assert page.heading == "Uitnodiging: Spoedzoekers"
    page.submit("accept", name="Gast", password=PASSWORD)
    assert [(g.role, g.at_id) for g in world.all(RoleGrant) if g.role is Role.JUROR] == [
        (Role.JUROR, challenge.id)
    ]
