"""Sending: in time by the database's clock, whole, once, and with a receipt that proves it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.accounts.model import Organisation, Role
from portal.challenges import commands as challenge_commands
from portal.challenges import queries as challenge_queries
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.kernel.db import db
from portal.kernel.errors import IllegalMove, NotAllowed, Overtaken, RuleBroken
from portal.kernel.guard import witness
from portal.kernel.policy import Actor
from portal.kernel.work import unit_of_work
from portal.submissions import commands, content, queries
from portal.submissions.model import Submission, SubmissionVersion
from portal.submissions.states import SubmissionState
from tests.counting import counted
from tests.submissions.build import draft, sent, startup_with
from tests.world import NOW, World


@pytest.fixture
def challenge(world: World) -> Challenge:
    return world.challenge(deadline=NOW + timedelta(days=7))


def send(actor: Actor, submission_id: UUID, *, seen: str = "") -> int:
    submission = queries.submission(submission_id)
    with unit_of_work(actor) as work:
        return commands.send(work, submission, seen=seen)


def test_what_is_sent_is_received_with_time_code_and_hash(
    world: World, challenge: Challenge
) -> None:
    startup, (julie, casper) = startup_with(world, members=2, name="Tussenhuis B.V.")
    copy = draft(world, challenge, startup)
    page = world.browser(julie).visit("submissions.check", submission_id=copy.id).submit("send")

    assert page.heading == "Uw inzending is ontvangen"
    (version,) = world.all(SubmissionVersion)
    assert version.sent_at == NOW
    assert version.receipt_code in page.words
    assert "Maandag 23 november 2026 om 10.00.00 uur (Nederlandse tijd)" in page.words
    assert version.sha256 in page.words.replace(" ", "")
    assert {julie.email, casper.email} <= set(world.written_to())
    letter = next(each for each in world.letters() if each.recipient == julie.email)
    assert version.receipt_code in letter.body
    assert version.sha256 in letter.body
    assert f"http://localhost/submissions/{copy.id}/versions/1" in letter.body
    assert world.audited() == ["submission.sent"]


def test_the_hash_is_of_the_bytes_that_can_be_downloaded(
    world: World, challenge: Challenge
) -> None:
    startup, (julie,) = startup_with(world)
    copy = draft(world, challenge, startup)
    send(julie.actor(), copy.id)
    browser = world.browser(julie)
    answer = browser.get(browser.address("submissions.content_of", submission_id=copy.id, number=1))
    (version,) = world.all(SubmissionVersion)
    assert hashlib.sha256(answer.data).hexdigest() == version.sha256
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_each_sending_is_a_version_and_the_last_one_stands(
    world: World, challenge: Challenge
) -> None:
    startup, (julie,) = startup_with(world)
    copy = draft(world, challenge, startup)
    send(julie.actor(), copy.id)
    browser = world.browser(julie)
    browser.visit("submissions.step", submission_id=copy.id, step="summary").submit(
        "step", title="Tussenhuis 2"
    )
    page = browser.visit("submissions.show", submission_id=copy.id)
    assert "U hebt iets veranderd sinds het insturen" in page.words
    standing = queries.standing_version(queries.submission(copy.id))
    assert standing is not None
    assert standing.content["title"] != "Tussenhuis 2", "what was sent stands"

    browser.visit("submissions.check", submission_id=copy.id).submit("send")
    standing = queries.standing_version(queries.submission(copy.id))
    assert standing is not None
    assert (standing.number, standing.content["title"]) == (2, "Tussenhuis 2")
    assert len(world.all(SubmissionVersion)) == 2


def test_the_same_is_not_sent_twice(world: World, challenge: Challenge) -> None:
    startup, (julie,) = startup_with(world)
    copy = draft(world, challenge, startup)
    assert send(julie.actor(), copy.id) == 1
    assert send(julie.actor(), copy.id) == 1
    assert len(world.all(SubmissionVersion)) == 1


def test_what_is_withdrawn_does_not_stand_and_can_be_sent_again(
    world: World, challenge: Challenge
) -> None:
    startup, (julie,) = startup_with(world)
    copy = sent(world, challenge, startup)
    browser = world.browser(julie)
    page = browser.visit("submissions.ask_withdraw", submission_id=copy.id).submit("withdraw")
    assert "Uw inzending is ingetrokken" in page.words
    assert queries.standing_version(queries.submission(copy.id)) is None
    assert julie.email in world.written_to()

    assert send(julie.actor(), copy.id) == 2
    assert world.one(Submission, copy.id).state == SubmissionState.SUBMITTED


def test_what_is_missing_is_listed_and_cannot_be_sent(world: World, challenge: Challenge) -> None:
    startup, (julie,) = startup_with(world)
    copy = draft(world, challenge, startup, complete=False)
    page = world.browser(julie).visit("submissions.check", submission_id=copy.id)
    assert not page.has_form("send")
    assert len(page.text("main .portal-notice li")) == 5
    with pytest.raises(RuleBroken):
        send(julie.actor(), copy.id)


def test_a_text_that_is_too_long_is_kept_but_not_sent(world: World, challenge: Challenge) -> None:
    startup, (julie,) = startup_with(world)
    copy = draft(world, challenge, startup)
    page = world.browser(julie).visit("submissions.step", submission_id=copy.id, step="summary")
    long = "woord " * 160
    page = page.submit("step", summary=long)
    assert page.status == 422
    assert "10 woorden" in page.text(".utrecht-form-field-error-message")[0]
    assert world.one(Submission, copy.id).summary == long.strip(), "saved all the same"
    assert content.gaps(world.one(Submission, copy.id))[0].step == "summary"


def test_after_the_deadline_nothing_is_taken_and_the_draft_says_so_kindly(
    world: World, challenge: Challenge
) -> None:
    startup, (julie,) = startup_with(world)
    copy = draft(world, challenge, startup)
    browser = world.browser(julie)
    check = browser.visit("submissions.check", submission_id=copy.id)
    world.pass_time(days=7)

    page = check.submit("send")
    assert "De sluiting is voorbij" in page.text(".portal-flashes")[0]
    assert "Deze inzending is niet ingestuurd" in page.words
    assert page.text("main .portal-state") == ["Niet ingestuurd voor de sluiting"]
    assert world.all(SubmissionVersion) == []


def test_to_the_last_moment_it_is_taken(world: World, challenge: Challenge) -> None:
    startup, (julie,) = startup_with(world)
    copy = draft(world, challenge, startup)
    assert challenge.deadline is not None
    world.stand_at(challenge.deadline - timedelta(microseconds=1))
    assert send(julie.actor(), copy.id) == 1
    world.stand_at(challenge.deadline)
    with pytest.raises(NotAllowed):
        send(julie.actor(), copy.id)


def test_somebody_who_checked_an_older_text_checks_again(
    world: World, challenge: Challenge
) -> None:
    startup, (julie, casper) = startup_with(world, members=2)
    copy = draft(world, challenge, startup)
    check = world.browser(julie).visit("submissions.check", submission_id=copy.id)
    world.browser(casper).visit("submissions.step", submission_id=copy.id, step="summary").submit(
        "step", title="Anders"
    )
    page = check.submit("send")
    assert page.status == 409
    assert "Anders" in page.words
    assert page.submit("send").heading == "Uw inzending is ontvangen"


def test_a_sent_version_cannot_be_changed_by_anybody(world: World, challenge: Challenge) -> None:
    sent(world, challenge)
    for change in ("UPDATE submission_versions SET number = 7", "DELETE FROM submission_versions"):
        with (
            pytest.raises(Exception, match="what was sent does not change"),
            world.writing() as work,
        ):
            work.session.execute(text(change))


# --- Few queries ----------------------------------------------------------------------------


def test_sending_takes_at_most_twelve_queries(world: World, challenge: Challenge) -> None:
    startup, (julie, *_) = startup_with(world, members=3)
    copy = draft(world, challenge, startup)
    browser = world.browser(julie)
    data = {
        "csrf_token": browser.token(),
        "seen": content.digest(copy, []),
    }
    address = browser.address("submissions.send", submission_id=copy.id)

    with counted() as first:
        assert browser.post(address, data=data).status_code == 303
    with world.writing():
        world.one(Submission, copy.id).title = "Anders"
    again = {**data, "seen": content.digest(world.one(Submission, copy.id), [])}
    with counted() as second:
        assert browser.post(address, data=again).status_code == 303
    job = 1  # for the letters, put into the queue past the engine
    assert len(first) + job <= 12, "\n".join(first)
    assert len(second) + job <= 12, "\n".join(second)
    assert len(world.all(SubmissionVersion)) == 2


# --- Races ------------------------------------------------------------------------------------


class Race:
    """People who act at the same moment, each on a connection of their own."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def run(self, *acts: Callable[[], object]) -> list[str]:
        start = Barrier(len(acts))

        def one(act: Callable[[], object]) -> str:
            with self.app.app_context():
                start.wait(timeout=5)
                try:
                    return str(act())
                except (NotAllowed, IllegalMove, RuleBroken, Overtaken) as refused:
                    return type(refused).__name__
                finally:
                    db.session.remove()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(one, acts))


def test_of_two_at_the_deadline_the_one_that_waited_too_long_is_refused(
    app: Flask, world: World, challenge: Challenge
) -> None:
    """Both ask in time; the second has to wait for a lock, and the deadline passes meanwhile."""
    startup, (julie,) = startup_with(world)
    rival, (casper,) = startup_with(world)
    mine, theirs = draft(world, challenge, startup), draft(world, challenge, rival)
    assert challenge.deadline is not None
    world.stand_at(challenge.deadline - timedelta(seconds=1))
    early, late = julie.actor(), casper.actor()
    mine_id, theirs_id, deadline = mine.id, theirs.id, challenge.deadline
    assert send(early, mine_id) == 1
    waiting = Event()

    def send_late() -> str:
        with app.app_context():
            waiting.set()
            try:
                return str(send(late, theirs_id))
            except NotAllowed:
                return "too late"
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as pool, db.engine.connect() as holder:
        holder.execute(select(Challenge.id).where(Challenge.id == challenge.id).with_for_update())
        outcome = pool.submit(send_late)
        waiting.wait(5)
        _wait_until_somebody_waits()
        world.stand_at(deadline)
        holder.rollback()
        assert outcome.result(timeout=10) == "too late"
    assert len(world.all(SubmissionVersion)) == 1


def _wait_until_somebody_waits() -> None:
    with db.engine.connect() as line:
        for _attempt in range(200):
            blocked = line.scalar(
                text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            )
            if blocked:
                return
            line.rollback()
            line.execute(text("SELECT pg_sleep(0.02)"))
    pytest.fail("nobody waits for the lock")


def test_no_late_send_slips_into_an_opened_box(
    app: Flask, world: World, challenge: Challenge
) -> None:
    """Sending and opening at once: what was sent in time is numbered, the rest refused."""
    startups = [startup_with(world) for _ in range(4)]
    copies = [(draft(world, challenge, startup).id, people[0]) for startup, people in startups]
    chair = world.user(Role.CHAIR, at=challenge)
    assert challenge.deadline is not None
    deadline = challenge.deadline
    challenge_id = challenge.id
    world.stand_at(deadline - timedelta(seconds=1))
    actors = [person.actor() for _id, person in copies]
    opener = chair.actor()
    passed = Event()

    def try_to_send(place: int) -> Callable[[], object]:
        def act() -> int:
            if place % 2:
                passed.wait(5)
            return send(actors[place], copies[place][0])

        return act

    def open_box() -> int:
        with witness("test_clock") as line:
            line.execute(text("UPDATE test_clock SET stands_at = :at"), {"at": deadline})
        passed.set()
        with unit_of_work(opener) as work:
            box = challenge_queries.by_id(challenge_id)
            challenge_commands.start_judging(work, box)
            return commands.number_submissions(work, box)

    *sendings, numbered = Race(app).run(*[try_to_send(n) for n in range(4)], open_box)
    sent_in_time = [outcome for outcome in sendings if outcome == "1"]
    assert set(sendings) <= {"1", "NotAllowed"}
    assert numbered == str(len(sent_in_time))
    db.session.expire_all()
    assert len(queries.sent_to(challenge.id)) == len(sent_in_time)
    assert world.one(Challenge, challenge.id).state == ChallengeState.JUDGING


def test_two_members_who_send_at_once_make_one_version(
    app: Flask, world: World, challenge: Challenge
) -> None:
    startup, members = startup_with(world, members=2)
    copy_id = draft(world, challenge, startup).id
    actors = [user.actor() for user in members]
    outcomes = Race(app).run(*[lambda actor=actor: send(actor, copy_id) for actor in actors])
    assert outcomes == ["1", "1"]
    db.session.expire_all()
    assert len(world.all(SubmissionVersion)) == 1


def test_two_members_who_start_at_once_share_one_draft(
    app: Flask, world: World, challenge: Challenge
) -> None:
    startup, members = startup_with(world, members=2)
    actors = [user.actor() for user in members]
    startup_id, slug = startup.id, challenge.slug

    def start(actor: Actor) -> UUID:
        box = challenge_queries.challenge(slug)
        home = db.session.get_one(Organisation, startup_id)
        with unit_of_work(actor) as work:
            return commands.start(work, box, organisation=home)

    first, second = Race(app).run(*[lambda actor=actor: start(actor) for actor in actors])
    assert first == second
    db.session.expire_all()
    assert len(world.all(Submission)) == 1
