"""Sealed: who sees a submission, or that there is one; the rule and its twin for lists agree."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.accounts.model import Role
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.kernel.db import db
from portal.kernel.work import unit_of_work
from portal.submissions import commands, queries, rules
from portal.submissions.model import Ground, Submission
from tests.submissions.build import access, draft, sent, startup_with
from tests.world import NOW, User, World

HOUR = timedelta(hours=1)

BOXES = {
    "draft": (ChallengeState.PUBLISHED, False),
    "sent": (ChallengeState.PUBLISHED, False),
    "opened": (ChallengeState.JUDGING, True),
    "awarded": (ChallengeState.AWARDED, True),
    "cancelled": (ChallengeState.CANCELLED, True),
}
READERS = {
    "member": None,
    "rival": None,
    "owner of the challenge": None,
    "administrator": None,
    "juror without access": None,
    "juror with access": (Ground.JUROR, NOW - HOUR, None),
    "chair with access": (Ground.CHAIR, NOW - HOUR, None),
    "access from later": (Ground.JUROR, NOW + HOUR, None),
    "access that ended": (Ground.JUROR, NOW - HOUR, NOW),
    "access that ends later": (Ground.PROGRAMME, NOW - HOUR, NOW + HOUR),
}
SEEN = {
    *(("member", box) for box in BOXES),
    *(
        (reader, box)
        for reader in ("juror with access", "chair with access", "access that ends later")
        for box in ("opened", "awarded")
    ),
}


@pytest.mark.parametrize(("reader", "box"), list(product(READERS, BOXES)))
def test_the_rule_and_the_list_show_the_same(world: World, reader: str, box: str) -> None:
    state, numbered = BOXES[box]
    challenge = world.challenge(state, deadline=NOW + HOUR, publish_at=NOW - timedelta(days=9))
    startup, (julie,) = startup_with(world)
    make = draft if box == "draft" else sent
    submission = make(world, challenge, startup)
    if numbered:
        with world.writing():
            submission.number = 1
    user = _reader(world, reader, submission, julie)
    given = READERS[reader]
    if given is not None:
        ground, from_at, until_at = given
        access(world, submission, user, ground, from_at=from_at, until_at=until_at)

    actor = user.actor()
    loaded = queries.submission_for(actor, submission.id)
    by_rule = bool(rules.may_see(actor, loaded))
    by_list = db.session.scalars(select(Submission).where(queries.visible_to(actor))).all()
    assert by_rule == ((reader, box) in SEEN)
    assert [each.id for each in by_list] == ([submission.id] if by_rule else [])
    page = world.browser(user).get(f"/submissions/{submission.id}")
    assert page.status_code == (200 if by_rule else 404)


def _reader(world: World, reader: str, submission: Submission, julie: User) -> User:
    challenge = queries.submission(submission.id).challenge
    roles = {
        "rival": (Role.MEMBER, world.startup()),
        "owner of the challenge": (Role.OWNER, challenge.organisation),
        "administrator": (Role.ADMINISTRATOR, None),
        "juror without access": (Role.JUROR, challenge),
        "juror with access": (Role.JUROR, challenge),
        "chair with access": (Role.CHAIR, challenge),
    }
    if reader == "member":
        return julie
    role, place = roles.get(reader, (None, None))
    return world.user(role, at=place)


def test_a_sealed_submission_and_none_look_the_same(world: World) -> None:
    challenge = world.challenge()
    submission = sent(world, challenge)
    rival = world.browser(world.user(Role.MEMBER, at=world.startup()))
    there = rival.get(f"/submissions/{submission.id}")
    nowhere = rival.get(f"/submissions/{challenge.id}")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert plain(there.text, submission.id) == plain(nowhere.text, challenge.id)


def plain(page: str, asked: UUID) -> str:
    """The page without what differs each time: the address asked for, and the token."""
    return re.sub(r'value="[^"]+\.[^"]+"', "", page.replace(str(asked), ""))


def test_a_box_tells_no_number_before_it_is_opened(world: World) -> None:
    challenge = world.challenge()
    sent(world, challenge)
    assert queries.sent_to(challenge.id) == []
    assert queries.names_sent_to(challenge.id) == []


def test_a_decision_under_embargo_looks_like_judging(world: World) -> None:
    challenge = world.challenge(ChallengeState.DECIDED, deadline=NOW - HOUR)
    startup, (julie,) = startup_with(world)
    submission = sent(world, challenge, startup, number=1)
    with world.writing():
        submission.decided_at, submission.decided_by_id = NOW, challenge.owner_id
        submission.decision_reason = "Nog geheim."
        submission.move("shortlist")
    page = world.browser(julie).visit("submissions.show", submission_id=submission.id)
    assert page.text("main .portal-state") == ["Bij de jury", "Deze geldt"]
    assert "Nog geheim" not in page.words
    with world.writing():
        world.one(Submission, submission.id).released_at = NOW
    page = world.browser(julie).visit("submissions.show", submission_id=submission.id)
    assert "Nog geheim" in page.words


def test_the_log_tells_administrators_nothing_of_a_sealed_box(world: World) -> None:
    challenge = world.challenge(deadline=NOW + HOUR)
    startup, (julie,) = startup_with(world)
    submission = draft(world, challenge, startup)
    with unit_of_work(julie.actor()) as work:
        commands.send(work, queries.submission(submission.id))
    browser = world.browser(world.user(Role.ADMINISTRATOR))
    assert "submission.sent" not in browser.visit("accounts.admin_audit").words
    with world.writing():
        world.one(Challenge, challenge.id).move("start_judging")
        world.one(Submission, submission.id).number = 1
    assert "submission.sent" in browser.visit("accounts.admin_audit").words


def test_the_home_page_shows_how_ones_submissions_stand(world: World) -> None:
    challenge = world.challenge(deadline=NOW + timedelta(days=3), title="Spoedzoekers")
    startup, (julie,) = startup_with(world)
    sent(world, challenge, startup, title="Tussenhuis")
    page = world.browser(julie).visit("home.home")
    assert "Tussenhuis" in page.text("main h3")
    assert "Ingezonden en verzegeld" in page.text("main .portal-state")
    stranger = world.browser(world.user(Role.MEMBER, at=world.startup())).visit("home.home")
    assert "Tussenhuis" not in stranger.words
