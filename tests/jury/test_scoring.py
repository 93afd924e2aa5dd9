"""Conflicts of interest, scores kept alone, handed in, seen by the others, reopened."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.model import Role
from portal.jury import commands
from portal.jury.model import ConflictKind, Reading, Review, Score
from portal.jury.states import ReviewState
from portal.kernel.db import db
from portal.kernel.errors import IllegalMove, Missing, NotAllowed, RuleBroken
from portal.kernel.work import unit_of_work
from portal.submissions.model import SubmissionAccess
from tests.jury import build
from tests.world import User, World


def page_of(jury: build.Jury, user: User, number: int, **more: Any) -> Any:
    submission = jury.submissions[number - 1]
    return jury.world.browser(user).visit(
        "jury.score", slug=jury.slug, submission_id=submission.id, **more
    )


def status_of(jury: build.Jury, user: User, number: int) -> int:
    address = f"/jury/{jury.slug}/submissions/{jury.submissions[number - 1].id}"
    return jury.world.browser(user).get(address).status_code


# --- Conflicts of interest --------------------------------------------------------------------


def test_before_declaring_a_juror_sees_names_and_nothing_else(world: World) -> None:
    jury = build.opened(world)
    browser = world.browser(jury.chair)
    page = browser.visit("jury.declare", slug=jury.slug)
    names = [entry.organisation.name for entry in jury.sitting().entries]
    assert all(name in page.words for name in names)
    assert "Julie Adelaar" in page.words
    assert "Tussenhuis" not in page.words
    assert "julie@example.org" not in page.words
    assert status_of(jury, jury.chair, 1) == 303, "led back to the declaration"
    listed = browser.visit("jury.panel", slug=jury.slug)
    assert "Tussenhuis" not in listed.words


def test_declaring_opens_what_is_free_and_keeps_the_rest_shut(world: World) -> None:
    jury = build.opened(world)
    page = world.browser(jury.chair).visit("jury.declare", slug=jury.slug)
    page = page.submit(
        "declare", answer_1="none", answer_2="conflict", kind_2="family", note_2="Nicht."
    )
    assert "Van één indiener weten wij uw antwoord nog niet." in page.words
    page = page.submit("declare", answer_3="none")
    assert page.heading == "Er wachten nog 2 inzendingen op u"

    assert [status_of(jury, jury.chair, number) for number in (1, 2, 3)] == [200, 403, 200]
    torn = jury.review(jury.chair, jury.submissions[1])
    assert (torn.state, torn.conflict_kind, torn.conflict_note) == (
        ReviewState.CONFLICT,
        ConflictKind.FAMILY,
        "Nicht.",
    )
    readable = db.session.scalars(
        select(SubmissionAccess.submission_id).where(SubmissionAccess.person_id == jury.chair.id)
    )
    assert set(readable) == {jury.submissions[0].id, jury.submissions[2].id}
    other = world.browser(jury.chair).get(f"/submissions/{jury.submissions[1].id}")
    assert other.status_code == 404, "nor by another door"


def test_a_conflict_without_its_kind_is_asked_again_and_nothing_is_lost(world: World) -> None:
    jury = build.opened(world)
    page = world.browser(jury.chair).visit("jury.declare", slug=jury.slug)
    page = page.submit("declare", answer_1="none", answer_2="conflict", note_2="Nicht.")
    assert page.status == 422
    assert page.text(".portal-errors a") == ["Inzending 2: kies wat voor belang u hebt."]
    assert page.filled("declare")["note_2"] == "Nicht."
    assert page.filled("declare")["answer_1"] == ["none"]
    assert jury.sitting().progress_of(jury.seat(jury.chair)).undeclared == 3


def test_a_member_of_an_applicant_cannot_say_that_there_is_no_conflict(world: World) -> None:
    """Who joined a startup after the box was opened."""
    jury = build.opened(world)
    world.give(jury.chair, Role.MEMBER, jury.startup(1))
    page = world.browser(jury.chair).visit("jury.declare", slug=jury.slug)
    assert "U hoort bij deze startup" in page.words
    page = page.submit("declare", answer_1="none", answer_2="none")
    assert page.status == 422
    assert jury.sitting().progress_of(jury.seat(jury.chair)).undeclared == 3


@pytest.mark.parametrize("handed_in", [True, False])
def test_a_conflict_found_later_ends_reading_and_counting(world: World, *, handed_in: bool) -> None:
    jury = build.declared(world)
    build.score(jury, jury.chair, 1, hand_in=handed_in)
    browser = world.browser(jury.chair)
    page = browser.visit("jury.ask_conflict", slug=jury.slug, submission_id=jury.submissions[0].id)
    assert page.submit("conflict", note="x").status == 422
    page.submit("conflict", kind="financial", note="Aandelen.")
    assert status_of(jury, jury.chair, 1) == 403
    sitting = jury.sitting(scores=True)
    assert sitting.handed_in(jury.submissions[0].id) == []
    assert sitting.ranking.of(jury.submissions[0].id).mean is None


def test_a_conflict_is_not_taken_back(world: World) -> None:
    jury = build.opened(world)
    build.declare(jury, jury.chair, 1)
    review = jury.review(jury.chair, jury.submissions[0])
    with pytest.raises(IllegalMove), unit_of_work(jury.chair.actor()) as work:
        commands.declare_no_conflict(work, review.seat, reviews=[review])


# --- Scores -----------------------------------------------------------------------------------


def test_scores_are_filled_in_kept_checked_and_handed_in(world: World) -> None:
    jury = build.declared(world)
    page = page_of(jury, jury.chair, 1)
    assert page.text("ol.portal-anchors")[0].count("heel veel") == 1
    page = page.submit("scores", score_1="4", reason_1="Sterk **plan**.", overall="Mooi.")
    assert page.heading == "Eén criterium is nog niet compleet"
    assert not page.has_form("hand-in")

    page = page_of(jury, jury.chair, 1)
    assert page.filled("scores") | {"csrf_token": "", "seen": ""} == {
        "csrf_token": "",
        "seen": "",
        "score_1": ["4"],
        "reason_1": "Sterk **plan**.",
        "reason_2": "",
        "overall": "Mooi.",
    }
    page = page.submit("scores", score_2="2", reason_2="Duur.")
    assert page.heading == "Controleer uw oordeel over inzending 1"
    page = page.submit("hand-in")
    assert "Inzending 1 is ingeleverd." in page.words
    review = jury.review(jury.chair, jury.submissions[0])
    assert review.state is ReviewState.HANDED_IN
    assert {score.value for score in review.scores} == {4, 2}


def test_what_is_typed_saves_itself(world: World) -> None:
    jury = build.declared(world)
    browser = world.browser(jury.chair)
    answer = browser.send(
        "jury.autosave",
        {"score_1": "5", "reason_1": "Half"},
        slug=jury.slug,
        submission_id=jury.submissions[0].id,
    )
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["saved_at"]
    assert page_of(jury, jury.chair, 1).filled("scores")["score_1"] == ["5"]
    assert not [event for event in world.audited() if "saved" in event]


@pytest.mark.parametrize("score", ["0", "6", "x", "4.5"])
def test_only_whole_marks_from_1_to_5_are_taken(world: World, score: str) -> None:
    jury = build.declared(world)
    answer = world.browser(jury.chair).send(
        "jury.save", {"score_1": score}, slug=jury.slug, submission_id=jury.submissions[0].id
    )
    assert answer.status_code == 422


def test_a_missing_reason_keeps_scores_from_being_handed_in(world: World) -> None:
    jury = build.declared(world)
    review = jury.review(jury.chair, jury.submissions[0])
    criteria = review.submission.challenge.criteria
    with pytest.raises(RuleBroken, match="reden"), unit_of_work(jury.chair.actor()) as work:
        commands.save_scores(work, review, marks={c.id: (4, " ") for c in criteria})
        commands.hand_in(work, review)


def test_marks_for_another_challenge_s_criteria_are_left_out(world: World) -> None:
    jury, other = build.declared(world), world.challenge()
    review = jury.review(jury.chair, jury.submissions[0])
    with unit_of_work(jury.chair.actor()) as work:
        commands.save_scores(work, review, marks={c.id: (4, "x") for c in other.criteria})
    assert jury.review(jury.chair, jury.submissions[0]).scores == []


def test_what_is_handed_in_stays(world: World) -> None:
    jury = build.declared(world)
    build.score(jury, jury.chair, 1)
    review = jury.review(jury.chair, jury.submissions[0])
    with pytest.raises(NotAllowed, match="ingeleverd"), unit_of_work(jury.chair.actor()) as work:
        commands.save_scores(work, review, marks={})
    assert not page_of(jury, jury.chair, 1).has_form("scores")


def test_a_juror_works_only_at_reviews_of_their_own(world: World) -> None:
    jury = build.declared(world)
    chair, ben = jury.jurors[0], jury.jurors[1]
    review = jury.review(chair, jury.submissions[0])
    with pytest.raises(Missing), unit_of_work(ben.actor()) as work:
        commands.save_scores(work, review, marks={})
    review = jury.review(chair, jury.submissions[0])
    with pytest.raises(Missing), unit_of_work(ben.actor()) as work:
        commands.declare_conflict(work, review, kind=ConflictKind.FAMILY)
    review = jury.review(chair, jury.submissions[0])
    with pytest.raises(Missing), unit_of_work(ben.actor()) as work:
        commands.declare_no_conflict(work, review.seat, reviews=[review])


# --- Alone, then together ---------------------------------------------------------------------


def test_others_scores_appear_when_one_s_own_are_in(world: World) -> None:
    jury = build.declared(world)
    ada, ben, _cem = jury.jurors
    build.score(jury, ben, 1)
    assert "Reden van Ben Tol" not in page_of(jury, ada, 1).words
    build.score(jury, ada, 1, hand_in=False)
    assert "Reden van Ben Tol" not in page_of(jury, ada, 1).words
    build.score(jury, ada, 1)
    page = page_of(jury, ada, 1)
    assert "Reden van Ben Tol" in page.words
    assert "Uw oordeel en dat van één ander" in page.words
    assert "Reden van Ben Tol" not in page_of(jury, ada, 2).words


def test_a_draft_of_another_is_never_seen(world: World) -> None:
    jury = build.declared(world)
    ada, ben, _cem = jury.jurors
    build.score(jury, ben, 1, hand_in=False)
    build.score(jury, ada, 1)
    assert "Reden van Ben Tol" not in page_of(jury, ada, 1).words


def test_who_reopens_hides_the_others_again(world: World) -> None:
    jury = build.declared(world)
    ada, ben, _cem = jury.jurors
    build.score(jury, ada, 1)
    build.score(jury, ben, 1)
    page = page_of(jury, ada, 1)
    link = page.html.select_one("a[href*=reopen]")
    assert link is not None
    target = next(a["href"] for a in page.html.select("a[href*=reopen]") if a.text == "Ben Tol")
    page = world.browser(ada).look(str(target))
    assert page.submit("reopen", reason="").status == 422
    page.submit("reopen", reason="Kijk nog eens naar het plan.")

    review = jury.review(ben, jury.submissions[0])
    assert (review.state, review.handed_in_at) == (ReviewState.STARTED, None)
    page = page_of(jury, ben, 1)
    assert "Kijk nog eens naar het plan." in page.words
    assert "Reden van Ada Kos" not in page.words
    assert world.written_to().count(ben.email) == 2, "the box, and the reopening"


def test_only_the_chair_reopens_and_only_what_the_chair_sees(world: World) -> None:
    jury = build.declared(world)
    ada, ben, cem = jury.jurors
    build.score(jury, ben, 1)
    build.score(jury, cem, 1)
    review = jury.review(ben, jury.submissions[0])
    with pytest.raises(NotAllowed, match="zelf ziet"), unit_of_work(ada.actor()) as work:
        commands.reopen(work, jury.sitting(), review=review, reason="x")
    with pytest.raises(NotAllowed, match="voorzitter"), unit_of_work(cem.actor()) as work:
        commands.reopen(work, jury.sitting(), review=review, reason="x")


def test_reading_is_noted(world: World) -> None:
    jury = build.declared(world)
    page_of(jury, jury.chair, 1)
    page_of(jury, jury.chair, 1)
    page_of(jury, jury.jurors[1], 2)
    noted = [(each.person_id, each.submission_id) for each in world.all(Reading)]
    assert sorted(noted, key=str) == sorted(
        [
            (jury.chair.id, jury.submissions[0].id),
            (jury.chair.id, jury.submissions[0].id),
            (jury.jurors[1].id, jury.submissions[1].id),
        ],
        key=str,
    )


def test_no_score_outlives_the_decision(world: World) -> None:
    jury = build.declared(world, jurors=4, quorum=2)
    for user in jury.jurors[:3]:
        for number in (1, 2, 3):
            build.score(jury, user, number)
    reasons = build.choice(jury, 1, tie_reason="x", deviation_reason="x")
    with unit_of_work(jury.chair.actor()) as work:
        commands.record_decision(work, jury.sitting(scores=True), choice=reasons)
    late = jury.review(jury.jurors[3], jury.submissions[0])
    with pytest.raises(NotAllowed, match="besloten"), unit_of_work(jury.jurors[3].actor()) as work:
        commands.save_scores(work, late, marks={})
    late = jury.review(jury.jurors[3], jury.submissions[0])
    with pytest.raises(NotAllowed, match="besloten"), unit_of_work(jury.jurors[3].actor()) as work:
        commands.declare_conflict(work, late, kind=ConflictKind.OTHER)
    assert world.one(Review, late.id).state is ReviewState.STARTED


def test_an_older_window_does_not_overwrite_a_newer_one_unasked(world: World) -> None:
    jury = build.declared(world)
    first = jury.submissions[0]
    browser = world.browser(jury.chair)
    where = {"slug": jury.slug, "submission_id": first.id}
    old, new = browser.visit("jury.score", **where), browser.visit("jury.score", **where)
    new.submit("scores", score_1="4", reason_1="Nieuw.", later="1")

    again = new.submit("scores", score_1="4", reason_1="Nieuw.", later="1")
    assert again.status == 200, "a double click is no quarrel"
    page = old.submit("scores", score_1="2", reason_1="Oud.", later="1")
    assert page.status == 409
    assert "in een ander venster" in page.words
    assert page.filled("scores")["reason_1"] == "Oud."
    (kept,) = [score for score in world.all(Score) if score.value]
    assert (kept.value, kept.reason) == (4, "Nieuw.")

    page.submit("scores", later="1")
    db.session.expire_all()
    (kept,) = [score for score in world.all(Score) if score.value]
    assert (kept.value, kept.reason) == (2, "Oud.")


def test_typing_on_after_it_was_saved_by_itself_is_no_quarrel(world: World) -> None:
    jury = build.declared(world)
    browser = world.browser(jury.chair)
    where = {"slug": jury.slug, "submission_id": jury.submissions[0].id}
    page = browser.visit("jury.score", **where)
    typed = page.filled("scores") | {"score_1": "4", "reason_1": "Half"}
    answer = browser.post(browser.address("jury.autosave", **where), data=typed)
    assert answer.status_code == 200
    seen = answer.get_json()["fields"]["seen"]
    page = page.submit("scores", score_1="4", reason_1="Half af", seen=seen, later="1")
    assert page.status == 200
