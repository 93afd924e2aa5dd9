"""An offer is accepted: the residency that follows, who steers it, and who leads its team."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts import commands as accounts
from portal.accounts.model import Invitation, Organisation, Role
from portal.challenges.states import ChallengeState
from portal.kernel.db import db
from portal.kernel.errors import NotAllowed, RuleBroken
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from portal.residencies import commands, queries
from portal.residencies.model import Mentor, Milestone, Residency
from portal.residencies.states import MilestoneKind, ResidencyState
from portal.submissions import commands as submissions_commands
from portal.submissions import queries as submissions_queries
from portal.submissions.states import Decision
from tests.residencies import build
from tests.submissions import build as submissions
from tests.world import User, World


def accept(world: World, **more: Any) -> tuple[Residency, User, User]:
    """A startup accepts its offer. Gives the residency, who accepted, and the owner."""
    host = world.organisation(name="Ministerie van BZK")
    owner = world.user(Role.OWNER, at=host)
    build.manager_of(world, host)
    challenge = world.challenge(ChallengeState.AWARDED, organisation=host, owner=owner, **more)
    (chosen,) = submissions.decided(world, challenge, [Decision.SHORTLISTED])
    offer = submissions.offered(world, chosen)
    startup = world.one(Organisation, chosen.organisation_id)
    member = world.user(Role.MEMBER, at=startup)
    with unit_of_work(member.actor()) as work:
        submissions_commands.accept_offer(work, submissions_queries.offer(offer.id))
    found = queries.residency_of_submission(chosen.id)
    assert found is not None
    return found, member, owner


def test_an_accepted_offer_plans_five_months_from_the_promised_day(world: World) -> None:
    residency, _member, owner = accept(world)
    assert residency.state is ResidencyState.PLANNED
    assert (residency.starts_on, residency.ends_on) == (date(2027, 3, 1), date(2027, 8, 1))
    assert residency.host_id == residency.challenge.organisation_id
    assert residency.owner_id == owner.id
    assert residency.title.startswith("Tussenhuis")
    assert "residency.planned" in world.audited()


def test_where_the_promised_day_has_passed_it_starts_next_monday(world: World) -> None:
    residency, _member, _owner = accept(world, residency_start=date(2026, 11, 20))
    assert residency.starts_on == date(2026, 11, 30)


def test_six_milestones_stand_on_its_timeline(world: World) -> None:
    residency, _member, _owner = accept(world)
    found = queries.milestones(residency)
    assert [one.kind for one in found] == list(MilestoneKind)
    assert [residency.calendar.week(one.due_on) for one in found] == [1, 4, 8, 11, 20, 22]
    assert all(one.due_on.weekday() == 4 for one in found)


def test_startup_owner_and_programme_manager_get_a_letter(world: World) -> None:
    residency, member, owner = accept(world)
    company = queries.company(residency)
    expected = {person.email for person in [*company.startup, *company.programme, owner.person]}
    planned = [x for x in world.letters() if x.template == "residencies/mail/planned.txt"]
    assert {letter.recipient for letter in planned} == expected
    assert member.email in expected
    mine = next(letter for letter in planned if letter.recipient == member.email)
    assert f"http://localhost/residencies/{residency.id}" in mine.body
    assert "1 maart 2027" in mine.body
    assert "bij het ministerie van BZK" in mine.body


def test_a_programme_manager_takes_it_on(world: World) -> None:
    scene = build.scene(world, with_manager=False)
    page = world.browser(scene.manager).visit("residencies.show", residency_id=scene.id)
    page = page.submit("take-on")
    assert scene.residency.programme_manager_id == scene.manager.id
    assert not page.has_form("take-on")


def test_a_colleague_of_the_host_is_appointed_to_lead(world: World) -> None:
    scene = build.scene(world)
    colleague = world.user(Role.MEMBER, at=scene.host, name="Pleun Galenzone")
    page = world.browser(scene.manager).visit("residencies.leader", residency_id=scene.id)
    page.submit("leader", person=str(colleague.id))
    assert scene.residency.leader_id == colleague.id
    assert colleague.actor().is_a(Role.LEADER, at=scene.id)
    assert not scene.leader.actor().is_a(Role.LEADER, at=scene.id)
    assert colleague.email in world.written_to()


def test_who_does_not_work_at_the_host_cannot_be_appointed(world: World) -> None:
    scene = build.scene(world)
    stranger = world.user(Role.MEMBER)
    with (
        pytest.raises(RuleBroken, match="gastorganisatie"),
        unit_of_work(scene.manager.actor()) as work,
    ):
        commands.appoint_leader(work, scene.residency, person=stranger.person)


def test_somebody_without_an_account_is_invited_to_lead_and_leads_by_taking_the_link(
    world: World,
) -> None:
    scene = build.scene(world)
    page = world.browser(scene.manager).visit("residencies.leader", residency_id=scene.id)
    page.submit("leader", email="nieuw@example.org")
    assert scene.residency.leader_id == scene.leader.id
    invitation = db.session.scalars(select(Invitation)).one()
    newcomer = world.user()
    with unit_of_work(newcomer.actor()) as work:
        accounts.accept_invitation(work, invitation, person=newcomer.person)
    assert scene.residency.leader_id == newcomer.id
    assert newcomer.actor().is_a(Role.LEADER, at=scene.id)
    assert not scene.leader.actor().is_a(Role.LEADER, at=scene.id)


@pytest.mark.parametrize("answers", [{}, {"person": "both", "email": "nieuw@example.org"}])
def test_one_of_a_colleague_and_an_address_is_asked(world: World, answers: dict[str, str]) -> None:
    scene = build.scene(world)
    if answers:
        answers = {**answers, "person": str(scene.owner.id)}
    page = world.browser(scene.manager).visit("residencies.leader", residency_id=scene.id)
    page = page.submit("leader", **answers)
    assert page.status == 422
    assert "één van de twee" in page.words


def test_whoever_becomes_a_mentor_has_a_card(world: World) -> None:
    host, person = world.organisation(), world.user()
    with unit_of_work(world.user(Role.ADMINISTRATOR).actor()) as work:
        accounts.grant_role(work, person.person, role=Role.MENTOR, at_id=host.id)
    assert [card.person_id for card in world.all(Mentor)] == [person.id]


def test_nobody_starts_it_by_hand(world: World) -> None:
    scene = build.scene(world, ResidencyState.PLANNED)
    with pytest.raises(NotAllowed), unit_of_work(scene.manager.actor()) as work:
        commands.start(work, scene.residency)
    with unit_of_work(system("test")) as work:
        commands.start(work, scene.residency)
    assert scene.phase() is ResidencyState.ACTIVE
    assert world.all(Milestone) == []
