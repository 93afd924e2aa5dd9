"""Which juries an actor sees, and what each of them asks of the actor now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from portal.accounts.model import Organisation, Role
from portal.accounts.queries import name_of
from portal.challenges.model import Challenge
from portal.challenges.queries import title_of
from portal.challenges.states import ChallengeState
from portal.jury.model import BoxOpening, JuryDecision, Panel, Review, Score, Seat
from portal.jury.sitting import LIVING
from portal.jury.states import ReviewState, SeatState
from portal.kernel.asking import ME, is_mine
from portal.kernel.db import db
from portal.kernel.policy import Actor
from portal.submissions.model import Submission
from portal.submissions.states import SubmissionState

MOST = 100
Row = tuple[Panel, Seat | None, BoxOpening | None, JuryDecision | None, int, UUID | None]
OVER = (ChallengeState.CANCELLED, ChallengeState.CONCLUDED)


@dataclass(frozen=True, slots=True)
class Mine:
    """One of the actor's own reviews. ``begun``: something was scored or written."""

    submission_id: UUID
    number: int
    state: ReviewState
    begun: bool
    reopened: bool


@dataclass(frozen=True, slots=True)
class Glance:
    """A jury as its line on the actor's own page knows it.

    ``seat``: the actor's own, if there is one. ``accepted``: how many jurors are seated;
    ``chair_id``: who has the chair and took it. ``below`` and ``beyond``: submissions without
    their quorum of scores, and those of them that this panel cannot bring there.
    """

    panel: Panel
    seat: Seat | None
    box: BoxOpening | None
    decision: JuryDecision | None
    accepted: int
    chair_id: UUID | None
    mine: Sequence[Mine] = field(default=())
    below: int = 0
    beyond: int = 0
    applied: bool = False

    @property
    def challenge(self) -> Challenge:
        return self.panel.challenge

    def count(self, *states: ReviewState) -> int:
        return sum(review.state in states for review in self.mine)

    @property
    def begun(self) -> int:
        return sum(r.begun for r in self.mine if r.state is ReviewState.STARTED)

    @property
    def next(self) -> Mine | None:
        """What to go on with: what was begun first, then the lowest number."""
        todo = [review for review in self.mine if review.state is ReviewState.STARTED]
        return min(todo, key=lambda r: (not r.begun, r.number), default=None)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The panels that ``rules.may_see`` shows this actor, as a condition on Panel."""
    if actor.id is None:
        return false()
    seated = select(Seat.panel_id).where(Seat.person_id == actor.id, Seat.state.in_(LIVING))
    kept = select(Challenge.id).where(in_care_of(actor))
    return or_(Panel.id.in_(seated), Panel.challenge_id.in_(kept))


def in_care_of(actor: Actor) -> ColumnElement[bool]:
    """The challenges whose owner or programme manager the actor is, as a condition."""
    places = actor.places(Role.OWNER) | actor.places(Role.PROGRAMME_MANAGER)
    at = select(Organisation.id).where(
        or_(Organisation.id.in_(places), Organisation.ministry_id.in_(places))
    )
    return Challenge.organisation_id.in_(at) if places else false()


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The reviews whose submission ``rules.may_read`` shows this actor, as a condition."""
    if actor.id is None:
        return false()
    seats = select(Seat.id).where(Seat.person_id == actor.id, Seat.state == SeatState.ACCEPTED)
    own = select(Submission.id).where(Submission.organisation_id.in_(actor.places(Role.MEMBER)))
    return and_(
        Review.seat_id.in_(seats),
        Review.state.in_((ReviewState.STARTED, ReviewState.HANDED_IN)),
        Review.submission_id.not_in(own),
    )


def without_panel(actor: Actor) -> Sequence[Challenge]:
    """Published challenges in the actor's care as owner that have no jury yet."""
    places = actor.places(Role.OWNER)
    if not places:
        return []
    query = (
        select(Challenge)
        .join(Challenge.organisation)
        .where(
            Challenge.state == ChallengeState.PUBLISHED,
            or_(Organisation.id.in_(places), Organisation.ministry_id.in_(places)),
            ~exists().where(Panel.challenge_id == Challenge.id),
        )
        .options(contains_eager(Challenge.organisation), selectinload(Challenge.texts))
        .order_by(Challenge.deadline, Challenge.id)
        .limit(50)
    )
    return db.session.scalars(query).all()


def concerned() -> ColumnElement[bool]:
    """Whether the person of ``kernel.asking`` has a seat, or a challenge in their care."""
    seated = exists().where(Seat.person_id == ME, Seat.state.in_(LIVING))
    kept = exists().where(
        Challenge.organisation_id == Organisation.id,
        or_(is_mine(Organisation.id), is_mine(Organisation.ministry_id)),
        Challenge.state.not_in(OVER),
    )
    return or_(seated, kept)


def glances(actor: Actor) -> Sequence[Glance]:
    """The actor's juries that are not over, by deadline. At most six queries."""
    if actor.id is None:
        return []
    found: list[Row] = [tuple(row) for row in db.session.execute(_panels(actor))]  # type: ignore[misc]
    panels = [row[0] for row in found]
    mine = _mine([row[1].id for row in found if row[1]])
    short = _short_of_quorum(
        [panel.id for panel in panels if panel.challenge.state is ChallengeState.JUDGING]
    )
    applied = _applied_to(actor, [panel.challenge_id for panel in panels])
    return [
        Glance(
            panel=panel,
            seat=seat,
            box=box,
            decision=decision,
            accepted=accepted,
            chair_id=chair_id,
            mine=mine.get(seat.id, ()) if seat else (),
            below=short.get(panel.id, (0, 0))[0],
            beyond=short.get(panel.id, (0, 0))[1],
            applied=panel.challenge_id in applied,
        )
        for panel, seat, box, decision, accepted, chair_id in found
    ]


def seats_of(actor: Actor, language: str, size: int) -> Sequence[Any]:
    """The juries on which the actor took a seat and that have work to do, as rows. One query.

    Rows have ``slug``, ``title``, ``by``, ``is_chair``, ``state`` and ``deadline``.
    """
    return db.session.execute(
        select(
            Challenge.slug,
            title_of(Challenge.id, language).label("title"),
            name_of(Organisation, language).label("by"),
            Seat.is_chair,
            Challenge.state,
            Challenge.deadline,
        )
        .join(Panel, Panel.id == Seat.panel_id)
        .join(Panel.challenge)
        .join(Challenge.organisation)
        .where(
            Seat.person_id == actor.id,
            Seat.state == SeatState.ACCEPTED,
            Challenge.state.not_in((*OVER, ChallengeState.AWARDED, ChallengeState.NO_AWARD)),
        )
        .order_by(Challenge.deadline, Challenge.id)
        .limit(size)
    ).all()


def _panels(actor: Actor) -> Select[Panel, Seat, BoxOpening, JuryDecision, int, UUID]:
    counted = (
        select(Seat.panel_id, func.count().label("accepted"))
        .where(Seat.state == SeatState.ACCEPTED)
        .group_by(Seat.panel_id)
        .subquery()
    )
    chair = aliased(Seat)
    own = aliased(Seat)
    return (
        select(
            Panel,
            own,
            BoxOpening,
            JuryDecision,
            func.coalesce(counted.c.accepted, 0),
            chair.person_id,
        )
        .join(Panel.challenge)
        .join(Challenge.organisation)
        .outerjoin(counted, counted.c.panel_id == Panel.id)
        .outerjoin(
            chair,
            and_(chair.panel_id == Panel.id, chair.is_chair, chair.state == SeatState.ACCEPTED),
        )
        .outerjoin(
            own, and_(own.panel_id == Panel.id, own.person_id == actor.id, own.state.in_(LIVING))
        )
        .outerjoin(BoxOpening, BoxOpening.challenge_id == Challenge.id)
        .outerjoin(JuryDecision, JuryDecision.challenge_id == Challenge.id)
        .where(visible_to(actor), Challenge.state.not_in(OVER))
        .options(
            contains_eager(Panel.challenge).options(
                contains_eager(Challenge.organisation), selectinload(Challenge.texts)
            )
        )
        .order_by(Challenge.deadline, Panel.id)
        .limit(MOST)
    )


def _mine(seat_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Mine]]:
    """The reviews of these seats, by number."""
    if not seat_ids:
        return {}
    query = (
        select(
            Review.seat_id,
            Review.submission_id,
            Submission.number,
            Review.state,
            exists()
            .where(Score.review_id == Review.id, or_(Score.value.is_not(None), Score.reason != ""))
            .label("begun"),
            (Review.reopened_reason != "").label("reopened"),
        )
        .join(Review.submission)
        .where(Review.seat_id.in_(seat_ids))
        .order_by(Submission.number)
    )
    found: dict[UUID, list[Mine]] = defaultdict(list)
    for seat_id, submission_id, number, state, begun, reopened in db.session.execute(query):
        found[seat_id].append(Mine(submission_id, number or 0, state, begun, reopened))
    return found


def _short_of_quorum(panel_ids: Sequence[UUID]) -> Mapping[UUID, tuple[int, int]]:
    """Of each panel, the submissions below their quorum, and those that stay below it."""
    if not panel_ids:
        return {}
    handed_in = func.count().filter(Review.state == ReviewState.HANDED_IN)
    awaited = func.count().filter(
        Review.state.in_((ReviewState.ASSIGNED, ReviewState.STARTED)),
        Seat.state == SeatState.ACCEPTED,
    )
    each = (
        select(
            Panel.id,
            Panel.quorum,
            handed_in.label("handed_in"),
            (handed_in + awaited).label("at_best"),
        )
        .join(Submission, Submission.challenge_id == Panel.challenge_id)
        .outerjoin(Review, Review.submission_id == Submission.id)
        .outerjoin(Seat, Seat.id == Review.seat_id)
        .where(Panel.id.in_(panel_ids), Submission.state == SubmissionState.SUBMITTED)
        .group_by(Panel.id, Panel.quorum, Submission.id)
        .subquery()
    )
    query = select(
        each.c.id,
        func.count().filter(each.c.handed_in < each.c.quorum),
        func.count().filter(each.c.at_best < each.c.quorum),
    ).group_by(each.c.id)
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)}


def _applied_to(actor: Actor, challenge_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these challenges that an organisation of the actor's own sent an answer to."""
    homes = actor.places(Role.MEMBER)
    if not homes or not challenge_ids:
        return frozenset()
    query = select(Submission.challenge_id).where(
        Submission.challenge_id.in_(challenge_ids),
        Submission.organisation_id.in_(homes),
        Submission.state == SubmissionState.SUBMITTED,
    )
    return frozenset(db.session.scalars(query))
