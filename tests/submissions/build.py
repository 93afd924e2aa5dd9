"""Submissions for a test to start from: as short as the test's own sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from portal.accounts.model import Organisation, Role
from portal.challenges.model import Challenge
from portal.submissions import content
from portal.submissions.model import (
    Ground,
    Offer,
    Submission,
    SubmissionAccess,
    SubmissionVersion,
)
from portal.submissions.states import Decision
from tests.world import NOW, User, World

TEAM = [{"name": "Julie Adelaar", "role": "Oprichter", "email": "julie@example.org"}]


def startup_with(world: World, *, members: int = 1, **more: Any) -> tuple[Organisation, list[User]]:
    startup = world.startup(**more)
    return startup, [world.user(Role.MEMBER, at=startup) for _ in range(members)]


def draft(
    world: World, challenge: Challenge, startup: Organisation, *, complete: bool = True, **more: Any
) -> Submission:
    """A working copy that was never sent; ``complete``: nothing is missing in it."""
    texts: dict[str, Any] = {}
    if complete:
        texts = {
            "title": f"Tussenhuis {startup.name}",
            "summary": "Woningen die tijdelijk leegstaan, voor wie nu een plek zoekt.",
            "approach": "We koppelen mensen aan woningen en beginnen in twee gemeenten.",
            "why_us": "We deden dit eerder, met twee corporaties.",
            "team": TEAM,
        }
    maker = world.user(Role.MEMBER, at=startup)
    return world.keep(
        Submission(
            challenge_id=challenge.id,
            organisation_id=startup.id,
            made_by_id=maker.id,
            made_at=NOW,
            saved_at=NOW,
            **{**texts, **more},
        )
    )


def sent(
    world: World,
    challenge: Challenge,
    startup: Organisation | None = None,
    *,
    number: int | None = None,
    withdrawn: bool = False,
    **more: Any,
) -> Submission:
    """An answer that was sent; with a ``number`` its box was opened."""
    startup = startup or world.startup()
    copy = draft(world, challenge, startup, **more)
    with world.writing() as work:
        sent_content = {
            **content.texts(copy),
            "files": [],
            "organisation": startup.name,
            "challenge": "Spoedzoekers",
            "version": 1,
        }
        work.add(
            SubmissionVersion(
                submission_id=copy.id,
                number=1,
                content=sent_content,
                sha256=content.sha256(sent_content),
                receipt_code=content.receipt_code(),
                sent_at=NOW,
                sent_by_id=copy.made_by_id,
            )
        )
        copy.standing_version, copy.sent_digest = 1, content.digest(copy, [])
        copy.number = number
        copy.move("send")
        if withdrawn:
            copy.move("withdraw")
    return copy


def box(world: World, challenge: Challenge, count: int) -> list[Submission]:
    """An opened box with this many submissions."""
    return [sent(world, challenge, number=number) for number in range(1, count + 1)]


def decided(
    world: World,
    challenge: Challenge,
    decisions: Sequence[Decision],
    *,
    released: bool = True,
    cohort: str | None = None,
) -> list[Submission]:
    """A box with one decision each; reserves are ranked in the order they stand in."""
    moves = {
        Decision.SHORTLISTED: "shortlist",
        Decision.RESERVE: "keep_in_reserve",
        Decision.NOT_SELECTED: "decline",
    }
    found = box(world, challenge, len(decisions))
    rank = 0
    with world.writing():
        for submission, decision in zip(found, decisions, strict=True):
            submission.decided_at, submission.decided_by_id = NOW, challenge.owner_id
            submission.decision_reason = f"Reden {submission.number}"
            submission.cohort = cohort
            submission.move(moves[decision])
            if decision is Decision.RESERVE:
                rank += 1
                submission.reserve_rank = rank
            submission.released_at = NOW if released else None
    return found


def offered(
    world: World, submission: Submission, *, expires_at: datetime = NOW + timedelta(days=14)
) -> Offer:
    return world.keep(
        Offer(
            submission_id=submission.id,
            challenge_id=submission.challenge_id,
            made_at=NOW,
            expires_at=expires_at,
        )
    )


def access(
    world: World,
    submission: Submission,
    user: User,
    ground: Ground = Ground.JUROR,
    *,
    from_at: datetime = NOW,
    until_at: datetime | None = None,
) -> SubmissionAccess:
    return world.keep(
        SubmissionAccess(
            submission_id=submission.id,
            person_id=user.id,
            ground=ground,
            from_at=from_at,
            until_at=until_at,
        )
    )
