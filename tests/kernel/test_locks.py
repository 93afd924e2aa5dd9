"""Locks are taken from the lower domains up, and never twice in another way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from portal.accounts.model import Organisation
from portal.challenges.model import Challenge
from portal.kernel.db import db
from portal.kernel.errors import IllegalMove, UnguardedWrite
from portal.kernel.guard import witness
from portal.kernel.policy import ALLOW, system
from portal.kernel.work import Work, command, share, unit_of_work
from tests.world import NOW, World


def test_a_lock_below_one_that_is_held_is_refused(world: World) -> None:
    challenge = world.challenge()
    organisation = world.one(Organisation, challenge.organisation_id)
    with pytest.raises(UnguardedWrite, match="below"), unit_of_work(system("test")) as work:
        work.lock(challenge)
        work.lock(organisation)


def test_locks_asked_for_together_are_taken_in_order(world: World) -> None:
    challenge = world.challenge()
    organisation = world.one(Organisation, challenge.organisation_id)
    with unit_of_work(system("test")) as work:
        work.lock(challenge, organisation)


def test_what_is_held_in_share_cannot_be_taken_to_change(world: World) -> None:
    challenge = world.challenge()
    with pytest.raises(UnguardedWrite, match="share"), unit_of_work(system("test")) as work:
        work.lock(share(challenge))
        work.lock(challenge)


def test_the_time_is_read_after_the_lock(app: Flask, world: World) -> None:
    """A second that waits for a lock until past a moment knows that it is past."""
    challenge_id = world.challenge().id
    holding, begun = Event(), Event()

    def hold() -> None:
        with app.app_context(), unit_of_work(system("first")) as work:
            work.lock(db.session.get_one(Challenge, challenge_id))
            holding.set()
            begun.wait(5)
            _an_hour_passes()

    def wait() -> Any:
        with app.app_context(), unit_of_work(system("second")) as work:
            before = work.now
            begun.set()
            thing = db.session.get_one(Challenge, challenge_id)
            holding.wait(5)
            work.lock(thing)
            return before, work.now

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(hold), pool.submit(wait)
        first.result(10)
        before, after = second.result(10)
    assert before == NOW
    assert after == NOW + timedelta(hours=1)


def _an_hour_passes() -> None:
    with witness("test_clock") as line:
        line.execute(text("UPDATE test_clock SET stands_at = stands_at + interval '1 hour'"))


def _verb(work: Work, challenge: Challenge) -> None:
    work.move(challenge, "start_judging")


_verb.__module__ = "portal.challenges.commands"
judge = command(may=lambda _actor, _challenge: ALLOW)(_verb)


def test_of_two_who_move_the_same_thing_at_once_one_is_told(app: Flask, world: World) -> None:
    challenge_id = world.challenge().id
    start = Barrier(2)

    def once(_number: int) -> str:
        with app.app_context():
            challenge = db.session.get_one(Challenge, challenge_id)
            start.wait(5)
            try:
                with unit_of_work(system("test")) as work:
                    judge(work, challenge)
            except IllegalMove as refused:
                return refused.message
            return "moved"

    with ThreadPoolExecutor(2) as pool:
        told = set(pool.map(once, range(2)))
    assert "moved" in told
    assert len(told) == 2
