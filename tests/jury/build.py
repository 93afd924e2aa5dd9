"""Juries for a test to start from, brought as far as it needs by the portal's own commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.accounts.model import Organisation, Role
from portal.challenges.model import Challenge
from portal.jury import commands, queries
from portal.jury.model import ConflictKind, Outcome, Panel, Review, Seat
from portal.jury.sitting import Sitting
from portal.jury.verdict import Choice
from portal.kernel import clock
from portal.kernel.work import unit_of_work
from portal.submissions.model import Submission
from tests.submissions import build
from tests.world import NOW, User, World

DEADLINE = NOW + timedelta(days=3)
GOOD = (5, 4)
FAIR = (3, 3)
POOR = (2, 1)


@dataclass
class Jury:
    """Everybody and everything around one challenge. ``jurors[0]`` is the chair."""

    world: World
    challenge: Challenge
    panel: Panel
    owner: User
    manager: User
    jurors: list[User]
    submissions: list[Submission] = field(default_factory=list)

    @property
    def chair(self) -> User:
        return self.jurors[0]

    @property
    def slug(self) -> str:
        return self.challenge.slug

    def sitting(self, *, scores: bool = False) -> Sitting:
        return queries.sitting(self.challenge.id, scores=scores)

    def seat(self, user: User) -> Seat:
        found = self.sitting().seat_of(user.id)
        assert found is not None
        return found

    def review(self, user: User, submission: Submission) -> Review:
        return queries.review_of(user.actor(), self.slug, submission.id)

    def startup(self, number: int) -> Organisation:
        return self.world.one(Organisation, self.submissions[number - 1].organisation_id)


def panel(
    world: World,
    *,
    jurors: int = 3,
    quorum: int = 2,
    submissions: int = 0,
    accepted: bool = True,
    **more: Any,
) -> Jury:
    """A jury before the deadline, with answers in the sealed box."""
    ministry = world.organisation()
    owner = world.user(Role.OWNER, at=ministry, name="Olga Owner")
    manager = world.user(Role.PROGRAMME_MANAGER, at=ministry, name="Pim Manager")
    challenge = world.challenge(organisation=ministry, owner=owner, deadline=DEADLINE, **more)
    made = world.keep(
        Panel(
            challenge_id=challenge.id,
            composed_by_id=owner.id,
            composed_at=NOW,
            quorum=quorum,
            hand_in_by=DEADLINE + timedelta(days=7),
        )
    )
    jury = Jury(world, challenge, made, owner, manager, [])
    for number in range(jurors):
        juror(jury, is_chair=number == 0, accepted=accepted)
    for _ in range(submissions):
        build.sent(world, challenge)
    return jury


def juror(jury: Jury, *, is_chair: bool = False, accepted: bool = True, **more: Any) -> User:
    """One more, at the end of the list."""
    names = ("Ada Kos", "Ben Tol", "Cem Ünal", "Dirk Vos", "Eva Bos", "Fay Mol", "Gijs Pot")
    user = jury.world.user(name=names[len(jury.jurors) % len(names)], **more)
    seat = Seat(
        panel_id=jury.panel.id,
        person_id=user.id,
        invited_at=NOW + timedelta(minutes=len(jury.jurors)),
        is_chair=is_chair,
    )
    jury.world.keep(seat)
    if accepted:
        with jury.world.writing():
            seat.move("accept_seat")
            seat.answered_at = NOW
        jury.world.give(user, Role.JUROR, jury.challenge)
        if is_chair:
            jury.world.give(user, Role.CHAIR, jury.challenge)
    jury.jurors.append(user)
    return user


def closed(world: World, **more: Any) -> Jury:
    """A minute after the deadline, the box still sealed."""
    jury = panel(world, **{"submissions": 3, **more})
    world.stand_at(DEADLINE + timedelta(minutes=1))
    return jury


def opened(world: World, **more: Any) -> Jury:
    """The box open, nobody has declared anything."""
    jury = closed(world, **more)
    for user in (jury.chair, jury.owner):
        with unit_of_work(user.actor()) as work:
            commands.turn_key(work, jury.sitting())
    jury.submissions = [entry.submission for entry in jury.sitting().entries]
    return jury


def declared(world: World, **more: Any) -> Jury:
    """Everybody may read everything."""
    jury = opened(world, **more)
    for user in jury.jurors:
        declare(jury, user)
    return jury


def declare(jury: Jury, user: User, *but: int) -> None:
    """No conflict with anything, ``but`` with the submissions of these numbers."""
    reviews = queries.own_reviews(user.actor(), jury.slug)
    torn = {jury.submissions[number - 1].id for number in but}
    free = [review for review in reviews if review.submission_id not in torn]
    with unit_of_work(user.actor()) as work:
        commands.declare_no_conflict(work, free[0].seat, reviews=free)
        for review in reviews:
            if review.submission_id in torn:
                commands.declare_conflict(work, review, kind=ConflictKind.FAMILY)


def score(
    jury: Jury, user: User, number: int, marks: Sequence[int] = FAIR, *, hand_in: bool = True
) -> None:
    """Score the submission of this number, a mark a criterion."""
    review = jury.review(user, jury.submissions[number - 1])
    criteria = review.submission.challenge.criteria
    given = {
        criterion.id: (mark, f"Reden van {user.person.name}")
        for criterion, mark in zip(criteria, marks, strict=True)
    }
    with unit_of_work(user.actor()) as work:
        commands.save_scores(work, review, marks=given)
        if hand_in:
            commands.hand_in(work, review)


def scored(world: World, marks: Mapping[int, Sequence[int]] | None = None, **more: Any) -> Jury:
    """Everybody handed in everything; ``marks`` by the number of the submission."""
    jury = declared(world, **more)
    usual = {1: GOOD, 2: FAIR, 3: POOR}
    for number in range(1, len(jury.submissions) + 1):
        for user in jury.jurors:
            score(jury, user, number, (marks or usual).get(number, POOR))
    return jury


def choice(jury: Jury, chosen: int | None = 1, *reserves: int, **more: Any) -> Choice:
    """Invite the submission of this number, these in reserve, with a reason for each."""
    ids: list[UUID] = [submission.id for submission in jury.submissions]
    return Choice(
        outcome=Outcome.AWARD if chosen else Outcome.NO_AWARD,
        shortlisted_id=ids[chosen - 1] if chosen else None,
        reserve_ids=[ids[number - 1] for number in reserves],
        reasons={each: f"Reden {number}" for number, each in enumerate(ids, start=1)},
        **more,
    )


def decided(world: World, chosen: int | None = 1, *reserves: int, **more: Any) -> Jury:
    """Recorded by the chair, and nobody has heard it."""
    jury = scored(world, **more)
    what = choice(jury, chosen, *reserves, reason="" if chosen else "Niets overtuigde.")
    with unit_of_work(jury.chair.actor()) as work:
        commands.record_decision(work, jury.sitting(scores=True), choice=what)
    return jury


def released(world: World, chosen: int | None = 1, *reserves: int, **more: Any) -> Jury:
    """Everybody has heard it."""
    jury = decided(world, chosen, *reserves, **more)
    ends = clock.now() + timedelta(days=14) if chosen else None
    with unit_of_work(jury.manager.actor()) as work:
        commands.release(work, jury.sitting(), offer_expires_at=ends)
    return jury
