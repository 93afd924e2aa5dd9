"""Who sits on a jury: composed by the owner, asked by mail, seated, replaced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import commands as accounts
from portal.accounts.model import Invitation, Role, RoleGrant
from portal.challenges.events import ChallengeCancelled, DeadlineMoved
from portal.jury import commands, queries
from portal.jury.model import Panel, Review, Seat
from portal.jury.states import ReviewState, SeatState
from portal.kernel.db import db
from portal.kernel.errors import NotAllowed, RuleBroken
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from tests.jury import build
from tests.submissions.build import sent, startup_with
from tests.world import NOW, User, World


def roles_of(user: User, jury: build.Jury) -> set[Role]:
    query = select(RoleGrant.role).where(
        RoleGrant.person_id == user.id, RoleGrant.at_id == jury.challenge.id
    )
    return set(db.session.scalars(query))


def test_an_owner_composes_a_jury_from_scratch(world: World) -> None:
    ministry = world.organisation()
    owner = world.user(Role.OWNER, at=ministry)
    challenge = world.challenge(organisation=ministry, owner=owner)
    chair = world.user(name="Ada Kos")
    browser = world.browser(owner)

    page = browser.visit("jury.panel", slug=challenge.slug)
    assert page.heading == "Stel de jury samen"
    page = page.submit("panel", quorum="2", hand_in_by="2026-12-20")
    page = page.submit("invite", email=f" {chair.email.upper()} ", is_chair="y")
    page = page.submit("invite", email="nieuw@example.nl")

    sitting = queries.sitting(challenge.id)
    assert (sitting.panel.quorum, str(sitting.panel.hand_in_by)) == (
        2,
        "2026-12-20 16:00:00+00:00",
    )
    assert [(s.person_id, s.is_chair) for s in sitting.seats] == [(chair.id, True)]
    assert page.text("tbody th") == [chair.email, "nieuw@example.nl"]
    assert world.written_to() == sorted([chair.email, "nieuw@example.nl"])


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"quorum": "1"}, "2 tot en met 9"),
        ({"quorum": ""}, "Vul dit in"),
        ({"quorum": "3", "hand_in_by": "2026-11-01"}, "na de sluiting"),
        ({"quorum": "3", "hand_in_by": "2027-11-01"}, "vóór het besluit"),
    ],
)
def test_a_wrong_quorum_or_date_is_said_beside_its_field(
    world: World, answers: dict[str, str], words: str
) -> None:
    jury = build.panel(world)
    page = world.browser(jury.owner).visit("jury.compose", slug=jury.slug)
    page = page.submit("panel", **answers)
    assert page.status == 422
    assert words in " ".join(page.text(".utrecht-form-field-error-message"))


def test_whoever_has_an_account_answers_with_a_word(world: World) -> None:
    jury = build.panel(world, jurors=1)
    juror = build.juror(jury, accepted=False)
    page = world.browser(juror).visit("jury.panel", slug=jury.slug)
    assert page.heading == "Neemt u plaats in deze jury?"
    page.submit("answer", word="Graag.", accept="1")
    seat = jury.seat(juror)
    assert (seat.state, seat.word, seat.answered_at) == (SeatState.ACCEPTED, "Graag.", NOW)
    assert roles_of(juror, jury) == {Role.JUROR}
    assert world.written_to() == [jury.owner.email]


def test_a_declined_seat_leaves_room_for_somebody_else(world: World) -> None:
    jury = build.panel(world, jurors=0)
    chair = build.juror(jury, is_chair=True, accepted=False)
    with unit_of_work(chair.actor()) as work:
        commands.decline_seat(work, jury.sitting(), word="Ik ken een indiener.")
    assert jury.sitting().chair is None
    assert roles_of(chair, jury) == set()
    other = world.user()
    with unit_of_work(jury.owner.actor()) as work:
        commands.invite_juror(work, jury.sitting(), email=other.email, is_chair=True)
    assert jury.sitting().chair is not None


def test_an_unknown_address_gets_a_seat_when_the_invitation_is_taken(world: World) -> None:
    jury = build.panel(world, jurors=1)
    with unit_of_work(jury.owner.actor()) as work:
        commands.invite_juror(work, jury.sitting(), email="nieuw@example.nl")
    (invitation,) = world.all(Invitation)
    assert (invitation.role, invitation.at_id) == (Role.JUROR, jury.challenge.id)

    new = world.user(name="Nieuw Lid")
    with unit_of_work(new.actor()) as work:
        accounts.accept_invitation(work, invitation, person=new.person)
    assert jury.seat(new).state is SeatState.ACCEPTED
    assert roles_of(new, jury) == {Role.JUROR}
    assert not queries.open_invitations(jury.challenge.id, jury.owner.actor())


def test_an_invitation_as_chair_that_comes_too_late_is_a_juror_s(world: World) -> None:
    jury = build.panel(world, jurors=0)
    with unit_of_work(jury.owner.actor()) as work:
        commands.invite_juror(work, jury.sitting(), email="nieuw@example.nl", is_chair=True)
    build.juror(jury, is_chair=True)
    (invitation,) = world.all(Invitation)
    new = world.user()
    with unit_of_work(new.actor()) as work:
        accounts.accept_invitation(work, invitation, person=new.person)
    assert not jury.seat(new).is_chair
    assert roles_of(new, jury) == {Role.JUROR}


@pytest.mark.parametrize("again", ["known", "unknown"])
def test_nobody_is_asked_twice(world: World, again: str) -> None:
    jury = build.panel(world, jurors=1)
    email = jury.chair.email if again == "known" else "nieuw@example.nl"
    with unit_of_work(jury.owner.actor()) as work:
        commands.invite_juror(work, jury.sitting(), email="nieuw@example.nl")
    page = world.browser(jury.owner).visit("jury.compose", slug=jury.slug)
    page = page.submit("invite", email=email)
    assert page.status == 422
    assert page.form("invite").select_one("#email")["value"] == email  # type: ignore[index]


def test_there_is_one_chair_at_a_time(world: World) -> None:
    jury = build.panel(world, jurors=1)
    with (
        pytest.raises(RuleBroken, match="voorzitter") as broken,
        unit_of_work(jury.owner.actor()) as work,
    ):
        commands.invite_juror(work, jury.sitting(), email="b@example.nl", is_chair=True)
    assert broken.value.field == "is_chair"
    with pytest.raises(RuleBroken, match="voorzitter"):
        build.juror(jury, is_chair=True)


def test_an_invitation_can_be_withdrawn(world: World) -> None:
    jury = build.panel(world, jurors=1)
    with unit_of_work(jury.owner.actor()) as work:
        commands.invite_juror(work, jury.sitting(), email="nieuw@example.nl")
    (invitation,) = world.all(Invitation)
    browser = world.browser(jury.owner)
    answer = browser.send("jury.withdraw_offer", slug=jury.slug, invitation_id=invitation.id)
    assert answer.status_code == 303
    assert "nieuw@example.nl" not in browser.visit("jury.compose", slug=jury.slug).text("th")


def test_before_the_box_is_open_nobody_learns_who_applied(world: World) -> None:
    """The owner asks somebody of an applicant, and notices nothing."""
    jury = build.panel(world, jurors=1)
    startup, (member,) = startup_with(world)
    sent(world, jury.challenge, startup)
    with unit_of_work(jury.owner.actor()) as work:
        commands.invite_juror(work, jury.sitting(), email=member.email)
    with unit_of_work(member.actor()) as work:
        commands.accept_seat(work, jury.sitting())
    assert jury.seat(member).state is SeatState.ACCEPTED


def test_once_the_box_is_open_nobody_of_an_applicant_is_asked_or_seated(world: World) -> None:
    jury = build.opened(world)
    member = world.user(Role.MEMBER, at=jury.startup(1))
    with (
        pytest.raises(RuleBroken, match="meedoet"),
        unit_of_work(jury.owner.actor()) as work,
    ):
        commands.invite_juror(work, jury.sitting(), email=member.email)
    build.juror(jury, accepted=False)
    world.give(jury.jurors[-1], Role.MEMBER, jury.startup(2))
    with pytest.raises(RuleBroken), unit_of_work(jury.jurors[-1].actor()) as work:
        commands.accept_seat(work, jury.sitting())


def test_a_juror_who_comes_later_gets_every_submission(world: World) -> None:
    jury = build.opened(world, submissions=4)
    late = build.juror(jury, accepted=False)
    with unit_of_work(late.actor()) as work:
        commands.accept_seat(work, jury.sitting())
    reviews = jury.sitting().reviews_of(jury.seat(late))
    assert [review.state for review in reviews] == [ReviewState.ASSIGNED] * 4


def test_a_replaced_juror_reads_nothing_and_what_was_handed_in_counts(world: World) -> None:
    jury = build.declared(world)
    gone, first = jury.jurors[1], jury.submissions[0]
    build.score(jury, gone, 1)
    build.score(jury, gone, 2, hand_in=False)
    page = world.browser(jury.owner).visit(
        "jury.ask_replace", slug=jury.slug, seat_id=jury.seat(gone).id
    )
    assert page.submit("replace", reason="").status == 422
    page.submit("replace", reason="Ziek geworden.")

    sitting = jury.sitting()
    assert sitting.seat_of(gone.id) is None
    assert roles_of(gone, jury) == set()
    assert [sitting.name_of(review) for review in sitting.handed_in(first.id)] == ["Ben Tol"]
    assert len(sitting.awaited(jury.submissions[1].id)) == 2
    assert world.browser(gone).get(f"/jury/{jury.slug}/submissions/{first.id}").status_code == 404
    assert world.browser(gone).get(f"/submissions/{first.id}").status_code == 404
    assert gone.email in world.written_to()


def test_who_comes_back_does_not_judge_the_same_twice(world: World) -> None:
    jury = build.opened(world)
    gone = jury.jurors[1]
    build.declare(jury, gone, 3)
    build.score(jury, gone, 1)
    with unit_of_work(jury.owner.actor()) as work:
        commands.replace_juror(work, jury.sitting(), seat=jury.seat(gone), reason="Ziek.")
    with unit_of_work(jury.owner.actor()) as work:
        commands.invite_juror(work, jury.sitting(), email=gone.email)
    with unit_of_work(gone.actor()) as work:
        commands.accept_seat(work, jury.sitting())
    sitting = jury.sitting()
    again = sitting.reviews_of(jury.seat(gone))
    assert [review.submission_id for review in again] == [jury.submissions[1].id]
    assert sitting.conflicts_of(gone.id), "a conflict of interest does not go with the seat"


def test_the_chair_hands_over_before_being_replaced(world: World) -> None:
    jury = build.panel(world)
    with (
        pytest.raises(RuleBroken, match="voorzitter"),
        unit_of_work(jury.owner.actor()) as work,
    ):
        commands.replace_juror(work, jury.sitting(), seat=jury.seat(jury.chair), reason="Weg.")


def test_the_chair_is_handed_over_with_a_reason_and_stays_a_juror(world: World) -> None:
    jury = build.panel(world)
    old, new = jury.jurors[0], jury.jurors[1]
    page = world.browser(old).visit("jury.hand_over", slug=jury.slug)
    page.submit("hand-over", to=str(jury.seat(new).id), reason="Ik ken een indiener.")
    assert jury.seat(new).is_chair
    assert not jury.seat(old).is_chair
    assert roles_of(old, jury) == {Role.JUROR}
    assert roles_of(new, jury) == {Role.JUROR, Role.CHAIR}
    assert world.written_to() == [new.email]


def test_the_chair_goes_only_to_who_has_no_conflict(world: World) -> None:
    jury = build.opened(world)
    torn = jury.jurors[1]
    build.declare(jury, torn, 1)
    page = world.browser(jury.chair).visit("jury.hand_over", slug=jury.slug)
    assert page.text(".portal-choice__name") == ["Cem Ünal"]
    with pytest.raises(RuleBroken), unit_of_work(jury.chair.actor()) as work:
        commands.hand_over_chair(work, jury.sitting(), to=jury.seat(torn), reason="x")


def test_a_juror_who_is_not_the_chair_hands_nothing_over(world: World) -> None:
    jury = build.panel(world)
    ben = jury.jurors[1]
    with pytest.raises(NotAllowed), unit_of_work(ben.actor()) as work:
        commands.hand_over_chair(work, jury.sitting(), to=jury.seat(ben), reason="x")


def test_quorum_and_date_stay_once_the_box_is_open(world: World) -> None:
    jury = build.opened(world)
    with pytest.raises(NotAllowed), unit_of_work(jury.owner.actor()) as work:
        commands.compose_panel(work, jury.challenge, quorum=5, hand_in_by=None)


def test_jurors_keep_their_days_when_the_deadline_moves(world: World) -> None:
    from portal.challenges import commands as challenges  # noqa: PLC0415

    jury = build.panel(world)
    before = jury.panel.hand_in_by
    later = build.DEADLINE + timedelta(days=2)
    with unit_of_work(jury.owner.actor()) as work:
        challenges.move_deadline(
            work, queries.challenge(jury.slug), deadline=later, reason="Vakantie."
        )
    assert before is not None
    assert world.one(Panel, jury.panel.id).hand_in_by == before + timedelta(days=2)


def test_the_database_keeps_one_living_seat_each(world: World) -> None:
    jury = build.panel(world, jurors=1)
    with pytest.raises(RuleBroken, match="al in de jury"):
        world.keep(Seat(panel_id=jury.panel.id, person_id=jury.chair.id, invited_at=NOW))


def test_the_database_keeps_one_review_per_juror_and_submission(world: World) -> None:
    jury = build.opened(world)
    seat = jury.seat(jury.chair)
    with pytest.raises(RuleBroken, match="beoordeelt deze inzending al"):
        world.keep(Review(submission_id=jury.submissions[0].id, seat_id=seat.id, assigned_at=NOW))


def test_the_jury_hears_of_more_time_and_until_when_it_may_score(world: World) -> None:
    jury = build.panel(world)
    asked = build.juror(jury, accepted=False)
    old = jury.challenge.deadline
    assert old is not None
    with unit_of_work(system("test")) as work:
        work.emit(
            DeadlineMoved(
                subject_id=jury.challenge.id,
                old_deadline=old,
                new_deadline=old + timedelta(days=7),
                reason="Het vakantiereces.",
            )
        )
    found = {
        letter.recipient: letter.body
        for letter in world.letters()
        if letter.template == "jury/mail/deadline_moved.txt"
    }
    assert found.keys() == {user.email for user in (*jury.jurors, asked)}
    assert "Het vakantiereces." in found[asked.email]


def test_the_jury_hears_that_a_challenge_is_cancelled(world: World) -> None:
    jury = build.panel(world)
    with unit_of_work(system("test")) as work:
        work.emit(
            ChallengeCancelled(
                subject_id=jury.challenge.id, reason="Het budget is weg.", was_public=True
            )
        )
    found = [letter for letter in world.letters() if letter.template == "jury/mail/cancelled.txt"]
    assert {letter.recipient for letter in found} == {user.email for user in jury.jurors}
    assert all("Het budget is weg." in letter.body for letter in found)
