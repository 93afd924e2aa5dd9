"""Mentors: who may be asked, what they answer, and how many residencies one can carry."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask

from portal.accounts.model import Role
from portal.jury.model import ConflictKind, Panel, Review, Seat
from portal.kernel import clock
from portal.kernel.errors import IllegalMove, Missing, NotAllowed, RuleBroken
from portal.kernel.policy import Actor
from portal.kernel.work import unit_of_work
from portal.residencies import commands, queries, rules
from portal.residencies.jobs import turn_the_page
from portal.residencies.model import MentorAssignment, MentorTie
from portal.residencies.rules import Tie
from portal.residencies.states import AssignmentState, ResidencyState
from tests.residencies import build
from tests.residencies.build import Scene
from tests.world import User, World


def propose(actor: Actor, residency_id: UUID, person_id: UUID) -> None:
    with unit_of_work(actor) as work:
        commands.propose_mentor(
            work, queries.residency(residency_id), person_id=person_id, question="Wilt u dit?"
        )


def seat(world: World, scene: Scene, user: User) -> Seat:
    """A place on the jury of the scene's challenge."""
    panel = world.keep(
        Panel(
            challenge_id=scene.challenge.id, composed_by_id=scene.owner.id, composed_at=clock.now()
        )
    )
    place = Seat(panel_id=panel.id, person_id=user.id, invited_at=clock.now())
    place.move("accept_seat")
    place.answered_at = clock.now()
    return world.keep(place)


# --- asking -----------------------------------------------------------------------------------


def test_a_programme_manager_asks_a_mentor_who_gets_a_letter(world: World) -> None:
    scene = build.scene(world, ResidencyState.PLANNED, mentoring=None)
    page = world.browser(scene.manager).visit("residencies.choose_mentor", residency_id=scene.id)
    page = page.submit(
        "choose-mentor", mentor=str(scene.mentor.id), question="U kent het Kadaster."
    )
    assert scene.assignment().state is AssignmentState.PROPOSED
    (letter,) = world.letters()
    assert letter.recipient == scene.mentor.email
    assert "U kent het Kadaster." in letter.body
    assert f"/residencies/{scene.id}/mentorship" in letter.body
    assert "gevraagd als begeleider" in page.words


def test_who_asks_first_takes_the_residency_on(world: World) -> None:
    scene = build.scene(world, mentoring=None, with_manager=False)
    propose(scene.manager.actor(), scene.id, scene.mentor.id)
    assert scene.residency.programme_manager_id == scene.manager.id


def test_the_list_says_who_has_room_and_who_is_tied(world: World) -> None:
    scene = build.scene(world, mentoring=None)
    build.mentor(world, capacity=0, name="Zonder Plaats")
    member = build.mentor(world, name="Van de Startup")
    world.give(member, Role.MEMBER, scene.startup)
    choices = {one.name: one for one in queries.choices(scene.residency)}
    assert choices["Faas Jacobi"].can
    assert not choices["Zonder Plaats"].has_room
    assert choices["Van de Startup"].tie is Tie.MEMBER
    page = world.browser(scene.manager).visit("residencies.choose_mentor", residency_id=scene.id)
    assert page.text("label.portal-choice .portal-choice__name") == ["Faas Jacobi"]
    assert "Hoort bij deze startup" in page.words


def test_a_juror_of_the_challenge_cannot_mentor_whom_they_chose(world: World) -> None:
    scene = build.scene(world, mentoring=None)
    seat(world, scene, scene.mentor)
    assert queries.choices(scene.residency)[0].tie is Tie.JUROR
    with pytest.raises(RuleBroken, match="jury") as broken:
        propose(scene.manager.actor(), scene.id, scene.mentor.id)
    assert broken.value.field == "mentor"


def test_a_conflict_declared_as_a_juror_of_another_challenge_counts(world: World) -> None:
    scene = build.scene(world, mentoring=None)
    elsewhere = build.scene(world, mentoring=None)
    place = seat(world, elsewhere, scene.mentor)
    review = Review(
        submission_id=scene.residency.submission_id,
        seat_id=place.id,
        assigned_at=clock.now(),
        conflict_kind=ConflictKind.FAMILY,
    )
    review.move("declare_conflict")
    world.keep(review)
    found = queries.choice(scene.residency, scene.mentor.id)
    assert found is not None
    assert found.tie is Tie.CONFLICT


def test_somebody_who_is_no_mentor_cannot_be_asked(world: World) -> None:
    scene = build.scene(world, mentoring=None)
    with pytest.raises(RuleBroken, match="begeleider"):
        propose(scene.manager.actor(), scene.id, scene.owner.id)


def test_the_owner_cannot_ask_a_mentor(world: World) -> None:
    scene = build.scene(world, mentoring=None)
    with pytest.raises(NotAllowed):
        propose(scene.owner.actor(), scene.id, scene.mentor.id)


# --- answering --------------------------------------------------------------------------------


def test_a_mentor_says_yes_with_a_word_and_everybody_hears_it(world: World) -> None:
    scene = build.scene(world, ResidencyState.PLANNED, mentoring=AssignmentState.PROPOSED)
    page = world.browser(scene.mentor).visit("residencies.mentorship", residency_id=scene.id)
    page.submit("mentorship", answer="accept", word="Graag.")
    assert scene.assignment().state is AssignmentState.ACCEPTED
    people = (scene.member, scene.owner, scene.manager, scene.leader)
    assert {user.email for user in people} <= set(world.written_to())
    assert scene.mentor.email not in world.written_to()
    assert "Graag." in world.letters()[0].body


def test_a_yes_while_the_residency_runs_begins_at_once(world: World) -> None:
    scene = build.scene(world, mentoring=AssignmentState.PROPOSED)
    with unit_of_work(scene.mentor.actor()) as work:
        commands.accept_mentoring(work, scene.assignment(), word="Graag.")
    assert scene.assignment().state is AssignmentState.ACTIVE


def test_a_no_asks_for_a_word_and_keeps_what_was_chosen(world: World) -> None:
    scene = build.scene(world, mentoring=AssignmentState.PROPOSED)
    page = world.browser(scene.mentor).visit("residencies.mentorship", residency_id=scene.id)
    page = page.submit("mentorship", answer="decline")
    assert page.status == 422
    assert page.filled("mentorship")["answer"] == ["decline"]
    assert scene.assignment().state is AssignmentState.PROPOSED


def test_a_no_because_of_a_tie_is_remembered(world: World) -> None:
    scene = build.scene(world, mentoring=AssignmentState.PROPOSED)
    page = world.browser(scene.mentor).visit("residencies.mentorship", residency_id=scene.id)
    page = page.submit("mentorship", answer="decline", word="Mijn zus werkt er.", tied="y")
    assert page.address == "/residencies"
    assert [tie.organisation_id for tie in world.all(MentorTie)] == [scene.startup.id]
    assert queries.choices(scene.residency)[0].tie is Tie.DECLARED
    assert world.written_to() == [scene.manager.email]
    assert "Mijn zus werkt er." in world.letters()[0].body


def test_a_mentor_who_said_no_sees_the_residency_no_more(world: World) -> None:
    scene = build.scene(world, mentoring=AssignmentState.PROPOSED)
    with unit_of_work(scene.mentor.actor()) as work:
        commands.decline_mentoring(work, scene.assignment(), word="Geen tijd.")
    assert (
        world.browser(scene.mentor).visit("residencies.show", residency_id=scene.id).status == 404
    )


def test_nobody_answers_for_the_mentor(world: World) -> None:
    scene = build.scene(world, mentoring=AssignmentState.PROPOSED)
    with pytest.raises(NotAllowed), unit_of_work(scene.manager.actor()) as work:
        commands.accept_mentoring(work, scene.assignment())
    with pytest.raises(Missing), unit_of_work(world.user().actor()) as work:
        commands.accept_mentoring(work, scene.assignment())


def test_an_answer_is_given_once(world: World) -> None:
    scene = build.scene(world, mentoring=AssignmentState.ACTIVE)
    with pytest.raises(IllegalMove), unit_of_work(scene.mentor.actor()) as work:
        commands.accept_mentoring(work, scene.assignment())


# --- replacing --------------------------------------------------------------------------------


def test_a_mentor_is_replaced_with_a_reason_that_they_read(world: World) -> None:
    scene = build.scene(world)
    other = build.mentor(world, name="Sanne Kooistra")
    page = world.browser(scene.manager).visit("residencies.choose_mentor", residency_id=scene.id)
    page.submit("choose-mentor", mentor=str(other.id), reason="Faas is langdurig ziek.")
    states = {one.mentor_id: (one.state, one.reason) for one in world.all(MentorAssignment)}
    assert states == {
        scene.mentor_card_id: (AssignmentState.ENDED, "Faas is langdurig ziek."),
        build.card(other).id: (AssignmentState.PROPOSED, ""),
    }
    to = {letter.recipient: letter for letter in world.letters()}
    assert "Faas is langdurig ziek." in to[scene.mentor.email].body
    assert to.keys() == {scene.mentor.email, other.email}


def test_who_mentors_now_is_not_offered_in_their_own_place(world: World) -> None:
    scene = build.scene(world)
    other = build.mentor(world, name="Sanne Kooistra")
    page = world.browser(scene.manager).visit("residencies.choose_mentor", residency_id=scene.id)
    offered = [radio["value"] for radio in page.html.select("[name=mentor]")]
    assert offered == [str(other.id)]
    answer = world.browser(scene.manager).send(
        "residencies.choose_mentor",
        {"mentor": str(scene.mentor.id), "reason": "Toch."},
        residency_id=scene.id,
    )
    assert answer.status_code == 422
    assert scene.assignment().mentor_id == scene.mentor_card_id


def test_replacing_asks_for_a_reason(world: World) -> None:
    scene = build.scene(world)
    other = build.mentor(world)
    page = world.browser(scene.manager).visit("residencies.choose_mentor", residency_id=scene.id)
    page = page.submit("choose-mentor", mentor=str(other.id), question="Graag u.")
    assert page.status == 422
    assert page.filled("choose-mentor")["question"] == "Graag u."
    assert scene.assignment().mentor_id == scene.mentor_card_id


def test_if_the_new_mentor_has_no_room_the_old_one_stays(world: World) -> None:
    scene = build.scene(world)
    busy = build.mentor(world, capacity=1)
    page = world.browser(scene.manager).visit("residencies.choose_mentor", residency_id=scene.id)
    build.scene(world, by=busy)
    page = page.submit("choose-mentor", mentor=str(busy.id), reason="Ziek.")
    assert page.status == 422
    assert scene.assignment().mentor_id == scene.mentor_card_id


# --- capacity ---------------------------------------------------------------------------------


def test_a_question_that_waits_takes_a_place_and_a_no_gives_it_back(world: World) -> None:
    mentor = build.mentor(world, capacity=1)
    first = build.scene(world, mentoring=AssignmentState.PROPOSED, by=mentor)
    second = build.scene(world, mentoring=None)
    with pytest.raises(RuleBroken, match="plaats"):
        propose(second.manager.actor(), second.id, mentor.id)
    with unit_of_work(mentor.actor()) as work:
        commands.decline_mentoring(work, first.assignment(), word="Nee.")
    propose(second.manager.actor(), second.id, mentor.id)
    assert queries.load_of(build.card(mentor)) == 1


def test_of_two_who_give_away_a_mentor_s_last_place_one_is_refused(
    app: Flask, world: World
) -> None:
    mentor = build.mentor(world, capacity=1)
    scenes = [build.scene(world, mentoring=None) for _ in range(2)]
    world.let_run()
    asked = [(scene.manager.actor(), scene.id) for scene in scenes]
    start = Barrier(2)

    def ask(who: tuple[Actor, UUID]) -> str:
        actor, residency_id = who
        with app.app_context():
            start.wait(timeout=5)
            try:
                propose(actor, residency_id, mentor.id)
            except RuleBroken as broken:
                return broken.message
        return "asked"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(ask, asked))
    assert results[1] == "asked"
    assert "plaats" in results[0] or "room" in results[0]
    assert len(world.all(MentorAssignment)) == 1


def test_of_two_who_ask_for_one_residency_at_once_one_is_refused(app: Flask, world: World) -> None:
    scene = build.scene(world, mentoring=None)
    mentors = [build.mentor(world).id for _ in range(2)]
    world.let_run()
    actor, start = scene.manager.actor(), Barrier(2)

    def ask(person_id: UUID) -> str:
        with app.app_context():
            residency = queries.residency(scene.id)
            start.wait(timeout=5)
            try:
                with unit_of_work(actor) as work:
                    commands.propose_mentor(work, residency, person_id=person_id)
            except RuleBroken:
                return "refused"
        return "asked"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, mentors)) == ["asked", "refused"]
    assert len(world.all(MentorAssignment)) == 1


def test_the_database_itself_keeps_one_mentor_a_residency(world: World) -> None:
    scene = build.scene(world)
    with pytest.raises(RuleBroken, match="net een begeleider"):
        build.assign(world, scene.residency, build.mentor(world), scene.manager)


# --- the card ---------------------------------------------------------------------------------


def test_a_mentor_changes_their_card(world: World) -> None:
    mentor = build.mentor(world)
    page = world.browser(mentor).visit("residencies.card")
    page = page.submit("card", capacity="4", about="Het Kadaster", office_hours="dinsdag 13.00 uur")
    assert page.address == "/mentors"
    assert "4, waarvan 0 bezet" in page.words
    card = build.card(mentor)
    assert (card.capacity, card.office_hours) == (4, "dinsdag 13.00 uur")


@pytest.mark.parametrize("capacity", ["", "-1", "10", "veel", "2.5"])
def test_a_capacity_that_is_none_is_refused_beside_its_field(world: World, capacity: str) -> None:
    mentor = build.mentor(world)
    page = world.browser(mentor).visit("residencies.card")
    page = page.submit("card", capacity=capacity, about="Het Kadaster")
    assert page.status == 422
    assert page.filled("card")["about"] == "Het Kadaster"
    assert build.card(mentor).capacity == 2


def test_a_capacity_of_none_is_kept(world: World) -> None:
    mentor = build.mentor(world)
    world.browser(mentor).visit("residencies.card").submit("card", capacity="0")
    assert build.card(mentor).capacity == 0


def test_programme_managers_see_who_is_busy_with_what(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.manager).visit("residencies.mentors")
    assert scene.startup.name in page.words
    assert "1 plaats vrij" in page.words
    assert (
        world.browser(scene.manager)
        .visit("residencies.mentors", q="niemand")
        .words.count("Geen begeleider gevonden")
    )


def test_the_list_of_mentors_goes_on_by_name(world: World) -> None:
    for number in range(27):
        build.mentor(world, name=f"Begeleider {number:02}")
    first = queries.mentors()
    second = queries.mentors(after=first.after)
    names = [one.name for one in [*first.rows, *second.rows]]
    assert names == [f"Begeleider {number:02}" for number in range(27)]
    assert second.is_last


def test_why_not_says_what_stands_in_the_way(world: World) -> None:
    scene = build.scene(world, mentoring=None)
    (free,) = queries.choices(scene.residency)
    assert rules.why_not(free) == ""


def test_a_mentor_is_reminded_once_after_a_week(world: World) -> None:
    scene = build.scene(world, mentoring=AssignmentState.PROPOSED)
    world.pass_time(days=6, hours=23)
    turn_the_page()
    assert world.letters() == []
    world.pass_time(hours=2)
    turn_the_page()
    turn_the_page()
    (letter,) = world.letters()
    assert letter.recipient == scene.mentor.email
    assert letter.template == "residencies/mail/mentor_reminder.txt"
    assert scene.assignment().reminded_at == clock.now()
    assert scene.assignment().proposed_at == clock.now() - timedelta(days=7, hours=1)
