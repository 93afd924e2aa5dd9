"""One jury, one seat, one review."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.accounts.model import Invitation, Role, RoleGrant
from portal.challenges.model import Challenge
from portal.jury import rules
from portal.jury.model import (
    BoxOpening,
    DecisionDraft,
    JuryDecision,
    Panel,
    Review,
    Score,
    Seat,
)
from portal.jury.sitting import LIVING, Entry, Sitting
from portal.jury.states import ReviewState, SeatState
from portal.kernel.db import db
from portal.kernel.errors import Missing
from portal.kernel.policy import Actor
from portal.submissions.model import Submission, SubmissionVersion
from portal.submissions.states import SubmissionState

JURY_ROLES = (Role.JUROR, Role.CHAIR)
FRESH = {"populate_existing": True}


def challenge(slug: str) -> Challenge:
    """The challenge with what every page of its jury shows. Raises Missing."""
    query = (
        select(Challenge)
        .where(Challenge.slug == slug)
        .options(joinedload(Challenge.organisation), selectinload(Challenge.texts))
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Missing
    return found


def sitting(of: str | UUID, *, scores: bool = False) -> Sitting:
    """One jury, by the slug or the id of its challenge, read anew from the database.

    ``scores``: with all marks. At most seven queries, however large the jury. Raises Missing
    where there is no panel.
    """
    panel, box, decision = _panel(of, scores=scores)
    opened = panel.challenge.state in rules.OPENED
    found = entries(panel.challenge_id) if opened else ()
    return Sitting(
        challenge=panel.challenge,
        panel=panel,
        seats=seats_of(panel),
        box=box,
        decision=decision,
        entries=found,
        reviews=reviews_of(panel, scores=scores) if opened else (),
        applicants=(
            frozenset(entry.organisation.id for entry in found)
            if opened
            else applicants(panel.challenge_id)
        ),
    )


def _panel(of: str | UUID, *, scores: bool) -> tuple[Panel, BoxOpening | None, JuryDecision | None]:
    wanted = Challenge.slug == of if isinstance(of, str) else Challenge.id == of
    row = db.session.execute(
        select(Panel, BoxOpening, JuryDecision)
        .join(Panel.challenge)
        .join(Challenge.organisation)
        .outerjoin(BoxOpening, BoxOpening.challenge_id == Challenge.id)
        .outerjoin(JuryDecision, JuryDecision.challenge_id == Challenge.id)
        .where(wanted)
        .options(
            contains_eager(Panel.challenge).options(
                contains_eager(Challenge.organisation),
                selectinload(Challenge.texts),
                *([selectinload(Challenge.criteria)] if scores else ()),
            )
        ),
        execution_options=FRESH,
    ).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1], row[2]


def seats_of(panel: Panel) -> Sequence[Seat]:
    """Every seat there ever was, with its person: the chair, the others, those that ended."""
    living = Seat.state.in_(LIVING)
    rank = case((and_(living, Seat.is_chair), 0), (living, 1), else_=2)
    query = (
        select(Seat)
        .where(Seat.panel_id == panel.id)
        .options(joinedload(Seat.person))
        .order_by(rank, Seat.invited_at, Seat.id)
    )
    return db.session.scalars(query, execution_options=FRESH).all()


def entries(challenge_id: UUID) -> Sequence[Entry]:
    """What was sent, by number: only for an opened box."""
    query = (
        select(Submission, SubmissionVersion.content)
        .join(
            SubmissionVersion,
            and_(
                SubmissionVersion.submission_id == Submission.id,
                SubmissionVersion.number == Submission.standing_version,
            ),
        )
        .where(
            Submission.challenge_id == challenge_id,
            Submission.state == SubmissionState.SUBMITTED,
            Submission.number.is_not(None),
        )
        .options(joinedload(Submission.organisation))
        .order_by(Submission.number)
    )
    rows = db.session.execute(query, execution_options=FRESH)
    return [Entry(row[0], row[1]) for row in rows]


def reviews_of(panel: Panel, *, scores: bool = False) -> Sequence[Review]:
    query = select(Review).join(Review.seat).where(Seat.panel_id == panel.id)
    if scores:
        query = query.options(selectinload(Review.scores))
    return db.session.scalars(query.order_by(Review.id), execution_options=FRESH).all()


def applicants(challenge_id: UUID) -> frozenset[UUID]:
    """The organisations that sent an answer. For rules only: not to be shown before the box."""
    query = select(Submission.organisation_id).where(
        Submission.challenge_id == challenge_id, Submission.state == SubmissionState.SUBMITTED
    )
    return frozenset(db.session.scalars(query))


def members_among(person_ids: Collection[UUID], organisations: Collection[UUID]) -> set[UUID]:
    """Who of these people belongs to one of these organisations."""
    query = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.MEMBER,
        RoleGrant.person_id.in_(person_ids),
        RoleGrant.at_id.in_(organisations),
    )
    return set(db.session.scalars(query))


def open_invitations(challenge_id: UUID, actor: Actor) -> Sequence[Invitation]:
    """Seats offered by mail to addresses that have no account yet."""
    query = (
        select(Invitation)
        .where(
            Invitation.at_id == challenge_id,
            Invitation.role.in_(JURY_ROLES),
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.declined_at.is_(None),
            Invitation.expires_at > actor.now,
        )
        .order_by(Invitation.invited_at, Invitation.id)
    )
    return db.session.scalars(query).all()


def panel_of(challenge_id: UUID) -> Panel | None:
    query = select(Panel).where(Panel.challenge_id == challenge_id)
    return db.session.scalars(query, execution_options=FRESH).one_or_none()


def draft_of(challenge_id: UUID) -> DecisionDraft | None:
    query = select(DecisionDraft).where(DecisionDraft.challenge_id == challenge_id)
    return db.session.scalars(query, execution_options=FRESH).one_or_none()


def seat(seat_id: UUID) -> Seat:
    """With its panel, challenge and organisation. Raises Missing."""
    query = (
        select(Seat)
        .where(Seat.id == seat_id)
        .options(
            joinedload(Seat.person),
            joinedload(Seat.panel)
            .joinedload(Panel.challenge)
            .options(joinedload(Challenge.organisation), selectinload(Challenge.texts)),
        )
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Missing
    return found


def review_of(actor: Actor, slug: str, submission_id: UUID) -> Review:
    """The actor's own review of a submission, with its scores, criteria and challenge.

    Raises Missing where the actor has no seat here. Four queries.
    """
    query = _own(actor, slug).where(Review.submission_id == submission_id)
    found = db.session.scalars(query.options(selectinload(Review.scores))).one_or_none()
    if found is None:
        raise Missing
    return found


def own_reviews(actor: Actor, slug: str) -> Sequence[Review]:
    """All of the actor's reviews of one challenge."""
    return db.session.scalars(_own(actor, slug)).all()


def _own(actor: Actor, slug: str) -> Select[Review]:
    return (
        select(Review)
        .join(Review.seat)
        .join(Review.submission)
        .join(Submission.challenge)
        .where(
            Challenge.slug == slug,
            Seat.person_id == actor.id,
            Seat.state == SeatState.ACCEPTED,
        )
        .options(
            contains_eager(Review.seat).joinedload(Seat.panel).joinedload(Panel.challenge),
            contains_eager(Review.submission).options(
                joinedload(Submission.organisation),
                contains_eager(Submission.challenge).options(
                    joinedload(Challenge.organisation),
                    selectinload(Challenge.texts),
                    selectinload(Challenge.criteria),
                ),
            ),
        )
    )


def scores_of(review: Review) -> Sequence[Score]:
    query = select(Score).where(Score.review_id == review.id)
    return db.session.scalars(query, execution_options=FRESH).all()


def begun(seat: Seat) -> frozenset[UUID]:
    """The reviews of this seat that are open and have something filled in."""
    filled = or_(Score.value.is_not(None), Score.reason != "")
    query = (
        select(Score.review_id)
        .join(Review, Review.id == Score.review_id)
        .where(Review.seat_id == seat.id, Review.state == ReviewState.STARTED, filled)
    )
    return frozenset(db.session.scalars(query))


def organisations_of(submission_ids: Collection[UUID]) -> set[UUID]:
    """Who sent these."""
    query = select(Submission.organisation_id).where(Submission.id.in_(submission_ids))
    return set(db.session.scalars(query))


def handed_in_by_others(review: Review) -> Sequence[Review]:
    """What others said of the same submission, with scores and names."""
    query = (
        select(Review)
        .where(
            Review.submission_id == review.submission_id,
            Review.id != review.id,
            Review.state == ReviewState.HANDED_IN,
        )
        .options(joinedload(Review.seat).joinedload(Seat.person), selectinload(Review.scores))
        .order_by(Review.handed_in_at, Review.id)
    )
    return db.session.scalars(query).all()


def open_numbers(review: Review) -> Sequence[tuple[UUID, int, ReviewState]]:
    """The juror's submissions here, by number: where am I, and what comes next."""
    query = (
        select(Submission.id, Submission.number, Review.state)
        .join(Review, Review.submission_id == Submission.id)
        .where(Review.seat_id == review.seat_id)
        .order_by(Submission.number)
    )
    return [(row.id, row.number or 0, row.state) for row in db.session.execute(query)]
