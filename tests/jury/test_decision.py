"""The one decision: when it may be taken, what it must say, and that it is taken once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask

from portal.challenges.states import ChallengeState
from portal.jury import commands, queries, rules
from portal.jury.model import ConflictKind, JuryDecision, Outcome
from portal.jury.verdict import Choice, gaps
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import NotAllowed, RuleBroken
from portal.kernel.work import unit_of_work
from portal.submissions.model import Submission
from portal.submissions.states import Decision
from tests.jury import build
from tests.world import User, World


def record(jury: build.Jury, choice: Choice, by: User | None = None) -> None:
    with unit_of_work((by or jury.chair).actor()) as work:
        commands.record_decision(work, jury.sitting(scores=True), choice=choice)


def fields(jury: build.Jury, choice: Choice) -> list[str]:
    sitting = jury.sitting(scores=True)
    return [gap.field for gap in gaps(choice, sitting.ranking, sitting.entries)]


# --- When -------------------------------------------------------------------------------------


def test_a_decision_waits_for_the_quorum_of_every_submission(world: World) -> None:
    jury = build.declared(world, quorum=3)
    for user in jury.jurors:
        for number in (1, 2):
            build.score(jury, user, number)
    for user in (jury.jurors[0], jury.jurors[1]):
        build.score(jury, user, 3)
    with pytest.raises(NotAllowed, match="genoeg oordelen"):
        record(jury, build.choice(jury, 1))
    assert [entry.number for entry in jury.sitting().below_quorum] == [3]
    assert jury.sitting().beyond_reach == []


def test_conflicts_can_put_the_quorum_out_of_reach_and_the_page_says_what_to_do(
    world: World,
) -> None:
    jury = build.opened(world, quorum=3)
    ada, ben, cem = jury.jurors
    build.declare(jury, ada)
    build.declare(jury, ben, 2)
    build.declare(jury, cem)
    for user, numbers in ((ada, (1, 2, 3)), (ben, (1, 3)), (cem, (1, 2, 3))):
        for number in numbers:
            build.score(jury, user, number)
    assert [entry.number for entry in jury.sitting().beyond_reach] == [2]
    page = world.browser(ada).visit("jury.ranking", slug=jury.slug)
    assert "Te weinig juryleden mogen inzending 2 beoordelen" in page.words
    assert "Ben Tol (Familie)" in page.words
    page = world.browser(jury.owner).visit("jury.compose", slug=jury.slug)
    assert page.heading == "De jury heeft nog een jurylid nodig"

    new = build.juror(jury, accepted=False)
    with unit_of_work(new.actor()) as work:
        commands.accept_seat(work, jury.sitting())
    build.declare(jury, new)
    assert jury.sitting().beyond_reach == []
    build.score(jury, new, 2)
    build.score(jury, new, 1)
    build.score(jury, new, 3)
    record(jury, build.choice(jury, 1, tie_reason="x", deviation_reason="x"))


def test_the_chair_ranks_only_when_all_own_scores_are_in(world: World) -> None:
    jury = build.declared(world)
    for user in jury.jurors[1:]:
        for number in (1, 2, 3):
            build.score(jury, user, number)
    page = world.browser(jury.chair).visit("jury.ranking", slug=jury.slug)
    assert page.heading == "De rangorde is er voor u nog niet"
    assert "Reden van Ben Tol" not in page.words
    assert world.browser(jury.chair).get(f"/jury/{jury.slug}/decision").status_code == 403


def test_a_chair_with_a_conflict_hands_over_before_ranking_or_deciding(world: World) -> None:
    jury = build.scored(world, jurors=4, quorum=2)
    torn = jury.review(jury.chair, jury.submissions[2])
    with unit_of_work(jury.chair.actor()) as work:
        commands.declare_conflict(work, torn, kind=ConflictKind.FRIENDSHIP)
    page = world.browser(jury.chair).visit("jury.ranking", slug=jury.slug)
    assert page.heading == "Draag eerst het voorzitterschap over"
    with pytest.raises(NotAllowed, match="belang"):
        record(jury, build.choice(jury, 1))
    with unit_of_work(jury.chair.actor()) as work:
        commands.hand_over_chair(
            work, jury.sitting(), to=jury.seat(jury.jurors[1]), reason="Een belang."
        )
    with pytest.raises(NotAllowed):
        record(jury, build.choice(jury, 1))
    record(jury, build.choice(jury, 1), by=jury.jurors[1])


def test_a_proposal_does_not_go_with_the_chair(world: World) -> None:
    jury = build.scored(world)
    with unit_of_work(jury.chair.actor()) as work:
        commands.save_draft(work, jury.sitting(), content={"shortlisted": "1"})
    with unit_of_work(jury.owner.actor()) as work:
        commands.hand_over_chair(work, jury.sitting(), to=jury.seat(jury.jurors[1]), reason="Ziek.")
    assert queries.draft_of(jury.challenge.id) is None


@pytest.mark.parametrize("who", ["juror", "owner", "manager"])
def test_nobody_but_the_chair_decides(world: World, who: str) -> None:
    jury = build.scored(world)
    user = {"juror": jury.jurors[1], "owner": jury.owner, "manager": jury.manager}[who]
    with pytest.raises(NotAllowed, match="voorzitter"):
        record(jury, build.choice(jury, 1), by=user)


# --- What -------------------------------------------------------------------------------------


def test_a_decision_says_something_of_every_submission(world: World) -> None:
    jury = build.scored(world)
    whole = build.choice(jury, 1, 2)
    assert fields(jury, whole) == []
    silent = replace(whole, reasons={**whole.reasons, jury.submissions[1].id: "  "})
    assert fields(jury, silent) == ["reason_2"]
    assert fields(jury, replace(whole, shortlisted_id=None, reserve_ids=())) == ["shortlisted"]
    twice = replace(whole, reserve_ids=[jury.submissions[0].id])
    assert fields(jury, twice) == ["reserve_1", "deviation_reason"]


def test_a_tie_is_broken_with_a_reason(world: World) -> None:
    jury = build.scored(world, {1: (4, 4), 2: (4, 4), 3: (1, 1)})
    assert fields(jury, build.choice(jury, 2, 1)) == ["tie_reason"]
    with pytest.raises(RuleBroken, match="gemiddelde") as broken:
        record(jury, build.choice(jury, 2, 1))
    assert broken.value.field == "tie_reason"
    record(jury, build.choice(jury, 2, 1, tie_reason="Het team is breder."))
    assert world.all(JuryDecision)[0].tie_reason == "Het team is breder."


def test_a_tie_further_down_asks_for_nothing(world: World) -> None:
    jury = build.scored(world, {1: (5, 5), 2: (2, 2), 3: (2, 2)})
    assert fields(jury, build.choice(jury, 1, 3, 2)) == []


@pytest.mark.parametrize(
    ("chosen", "reserves", "asked"),
    [(1, (2, 3), False), (1, (3,), True), (2, (1,), True), (3, (), True), (1, (), False)],
)
def test_another_order_than_the_means_asks_for_a_reason(
    world: World, chosen: int, reserves: tuple[int, ...], *, asked: bool
) -> None:
    jury = build.scored(world)
    plain = build.choice(jury, chosen, *reserves)
    assert fields(jury, plain) == (["deviation_reason"] if asked else [])
    assert fields(jury, replace(plain, deviation_reason="Daarom.")) == []


def test_nobody_is_invited_with_a_reason(world: World) -> None:
    jury = build.scored(world)
    none = build.choice(jury, None)
    assert fields(jury, none) == ["reason"]
    record(jury, replace(none, reason="Niets overtuigde."))
    assert {s.decision for s in world.all(Submission)} == {Decision.NOT_SELECTED}
    assert world.all(JuryDecision)[0].outcome is Outcome.NO_AWARD
    assert jury.sitting().challenge.state is ChallengeState.DECIDED


def test_a_recorded_decision_is_under_embargo(world: World) -> None:
    jury = build.decided(world, 1, 2)
    first, second, third = jury.submissions
    states = [world.one(Submission, s.id).decision for s in (first, second, third)]
    assert states == [Decision.SHORTLISTED, Decision.RESERVE, Decision.NOT_SELECTED]
    assert all(s.released_at is None for s in world.all(Submission))
    decided = world.all(JuryDecision)[0]
    assert (decided.reason, decided.decided_by_id) == ("Reden 1", jury.chair.id)
    assert world.written_to().count(jury.manager.email) == 1
    sitting = jury.sitting()
    for user, seen in ((jury.chair, True), (jury.manager, True), (jury.owner, False)):
        assert bool(rules.may_see_decision(user.actor(), sitting)) == seen
    assert not rules.may_see_decision(jury.jurors[1].actor(), sitting)


# --- On the page ------------------------------------------------------------------------------


def answers(jury: build.Jury, chosen: str = "1", **more: str) -> dict[str, str]:
    return {
        "shortlisted": chosen,
        **{f"reason_{n}": f"Reden {n}" for n in range(1, len(jury.submissions) + 1)},
        **more,
    }


def test_the_chair_writes_checks_and_records(world: World) -> None:
    jury = build.scored(world)
    browser = world.browser(jury.chair)
    page = browser.visit("jury.decision", slug=jury.slug)
    page = page.submit("decision", **answers(jury, "1", reserve_1="2"))
    assert "wordt uitgenodigd: klopt alles?" in page.heading
    assert [text.split()[0] for text in page.text("dt .portal-state")] == [
        "Uitgenodigd",
        "Reserve",
        "Niet",
    ]
    page = page.submit("record")
    assert page.heading == "De brieven liggen klaar, en niemand heeft het nog gehoord"
    assert queries.draft_of(jury.challenge.id) is None


def test_what_is_missing_stands_at_its_field_and_what_was_typed_stays(world: World) -> None:
    jury = build.scored(world)
    page = world.browser(jury.chair).visit("jury.decision", slug=jury.slug)
    page = page.submit("decision", **answers(jury, "2", reason_3="", reserve_1="1"))
    assert page.status == 422
    assert page.text(".portal-errors a") == [
        "Dit is niet de volgorde van de gemiddelden. Zeg waarom.",
        "Geef een reden voor inzending 3.",
    ]
    assert page.filled("decision")["reason_1"] == "Reden 1"
    again = world.browser(jury.chair).visit("jury.decision", slug=jury.slug)
    assert again.filled("decision")["shortlisted"] == ["2"]


def test_a_proposal_saves_itself_and_can_wait(world: World) -> None:
    jury = build.scored(world)
    browser = world.browser(jury.chair)
    answer = browser.send("jury.autosave_decision", {"reason_1": "Half"}, slug=jury.slug)
    assert answer.status_code == 200
    page = browser.visit("jury.decision", slug=jury.slug)
    assert page.filled("decision")["reason_1"] == "Half"
    page = page.submit("decision", shortlisted="1", later="1")
    assert page.heading == "De eerste en de tweede plaats staan vast"
    page = browser.visit("jury.check_decision", slug=jury.slug)
    assert page.heading.startswith("Het besluit over"), "led back to what is missing"
    assert page.text(".portal-errors a")


def test_a_check_that_another_window_overtook_is_not_recorded(world: World) -> None:
    jury = build.scored(world)
    browser = world.browser(jury.chair)
    page = browser.visit("jury.decision", slug=jury.slug)
    check = page.submit("decision", **answers(jury))
    browser.visit("jury.decision", slug=jury.slug).submit(
        "decision", **answers(jury, reason_2="Toch anders")
    )
    assert check.submit("record").status == 409
    assert world.all(JuryDecision) == []


def test_the_second_window_hears_that_it_came_too_late(world: World) -> None:
    jury = build.scored(world)
    browser = world.browser(jury.chair)
    check = browser.visit("jury.decision", slug=jury.slug).submit("decision", **answers(jury))
    check.submit("record")
    late = check.submit("record")
    assert late.status == 403
    assert "Het besluit was al vastgelegd. Iemand was eerder." in late.words


# --- In the database --------------------------------------------------------------------------


def decide_anyhow(jury: build.Jury, by: User, outcome: Outcome = Outcome.AWARD) -> None:
    jury.world.keep(
        JuryDecision(
            challenge_id=jury.challenge.id,
            outcome=outcome,
            reason="Zomaar.",
            decided_by_id=by.id,
            decided_at=clock.now(),
        )
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_the_database_refuses_a_decision_that_leaves_something_out(
    world: World, outcome: Outcome
) -> None:
    jury = build.scored(world)
    with pytest.raises(RuleBroken, match="Precies één inzending"):
        decide_anyhow(jury, jury.chair, outcome)


def test_the_database_refuses_a_decision_below_the_quorum(world: World) -> None:
    jury, now = build.declared(world), clock.now()
    with pytest.raises(RuleBroken, match="genoeg oordelen"), world.writing() as work:
        for number, submission in enumerate(work.session.query(Submission).all()):
            submission.move("decline" if number else "shortlist")
            submission.decision_reason = "x"
            submission.decided_at, submission.decided_by_id = now, jury.chair.person.id
        work.add(
            JuryDecision(
                challenge_id=jury.challenge.id,
                outcome=Outcome.AWARD,
                reason="x",
                decided_by_id=jury.chair.person.id,
                decided_at=now,
            )
        )


def test_the_database_keeps_one_decision_per_challenge(world: World) -> None:
    jury = build.decided(world)
    with pytest.raises(RuleBroken, match="al vastgelegd"):
        decide_anyhow(jury, jury.chair)


# --- At the same moment -----------------------------------------------------------------------


def test_of_two_windows_that_decide_at_once_one_wins(app: Flask, world: World) -> None:
    jury = build.scored(world)
    actor, slug, start = jury.chair.actor(), jury.slug, Barrier(2)
    choices = [build.choice(jury, 1, 2), build.choice(jury, 2, 1, deviation_reason="Toch.")]

    def decide(number: int) -> str:
        with app.app_context():
            sitting = queries.sitting(slug, scores=True)
            start.wait(timeout=10)
            try:
                with unit_of_work(actor) as work:
                    commands.record_decision(work, sitting, choice=choices[number])
            except NotAllowed as refused:
                return refused.message
        return "recorded"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(decide, range(2)))
    assert told == ["Het besluit was al vastgelegd. Iemand was eerder.", "recorded"]
    db.session.expire_all()
    assert [s.decision for s in world.all(Submission)].count(Decision.SHORTLISTED) == 1
    assert len(world.all(JuryDecision)) == 1


def test_of_an_old_and_a_new_chair_at_once_only_the_one_in_the_chair_decides(
    app: Flask, world: World
) -> None:
    """The chair is handed over while the old one presses the button."""
    jury = build.scored(world)
    old, new, owner = jury.chair.actor(), jury.jurors[1], jury.owner.actor()
    slug, choice, start = jury.slug, build.choice(jury, 1, 2), Barrier(2)
    new_id = jury.seat(new).id

    def decide() -> str:
        with app.app_context():
            sitting = queries.sitting(slug, scores=True)
            start.wait(timeout=10)
            try:
                with unit_of_work(old) as work:
                    commands.record_decision(work, sitting, choice=choice)
            except NotAllowed as refused:
                return refused.message
        return "recorded"

    def hand_over() -> str:
        with app.app_context():
            sitting = queries.sitting(slug)
            start.wait(timeout=10)
            to = next(seat for seat in sitting.seats if seat.id == new_id)
            try:
                with unit_of_work(owner) as work:
                    commands.hand_over_chair(work, sitting, to=to, reason="Ziek.")
            except NotAllowed as refused:
                return refused.message
        return "handed over"

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.submit(decide), pool.submit(hand_over)
        told = (one.result(), two.result())
    assert told in {
        ("recorded", "De jury heeft besloten. De voorzitter blijft wie het was."),
        ("Alleen de voorzitter van de jury ziet dit.", "handed over"),
    }


def test_a_score_handed_in_while_the_chair_decides_is_in_or_refused(
    app: Flask, world: World
) -> None:
    jury = build.declared(world, jurors=3, quorum=2)
    for user in jury.jurors[:2]:
        for number in (1, 2, 3):
            build.score(jury, user, number, build.GOOD if number == 1 else build.POOR)
    late = jury.jurors[2]
    build.score(jury, late, 1, (1, 1), hand_in=False)
    actor, chair, slug = late.actor(), jury.chair.actor(), jury.slug
    submission_id, start = jury.submissions[0].id, Barrier(2)
    choice = build.choice(jury, 1, tie_reason="x", deviation_reason="x")

    def hand_in() -> str:
        with app.app_context():
            review = queries.review_of(actor, slug, submission_id)
            start.wait(timeout=10)
            try:
                with unit_of_work(actor) as work:
                    commands.hand_in(work, review)
            except NotAllowed as refused:
                return refused.message
        return "in"

    def decide() -> str:
        with app.app_context():
            sitting = queries.sitting(slug, scores=True)
            start.wait(timeout=10)
            with unit_of_work(chair) as work:
                commands.record_decision(work, sitting, choice=choice)
        return "recorded"

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.submit(hand_in), pool.submit(decide)
        assert two.result() == "recorded"
        assert one.result() in {"in", "De jury heeft besloten. Oordelen blijven zoals ze zijn."}


def test_an_empty_box_ends_without_an_award(world: World) -> None:
    jury = build.opened(world, submissions=0)
    browser = world.browser(jury.chair)
    assert browser.visit("jury.ranking", slug=jury.slug).heading == "Er is niets ingestuurd"
    page = browser.visit("jury.decision", slug=jury.slug)
    assert page.submit("decision", shortlisted="nobody").status == 422
    page = page.submit("decision", shortlisted="nobody", reason="Niemand deed mee.")
    page = page.submit("record")
    page = page.submit("release")
    assert page.heading == "Iedereen heeft het besluit gehoord"
    assert jury.sitting().challenge.state is ChallengeState.NO_AWARD
