"""One challenge and its versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.accounts.model import Organisation, Role
from portal.challenges.model import Challenge, ChallengeText, ChallengeVersion
from portal.challenges.rules import STAFF
from portal.kernel.db import db
from portal.kernel.errors import Missing
from portal.kernel.policy import Actor

ORGANISATION: tuple[ORMOption, ...] = (joinedload(Challenge.organisation, innerjoin=True),)
"""What the rules need; always loaded."""
OWNER: tuple[ORMOption, ...] = (joinedload(Challenge.owner, innerjoin=True),)
PAGE: tuple[ORMOption, ...] = (
    *OWNER,
    selectinload(Challenge.texts),
    selectinload(Challenge.criteria),
)
"""Everything there is to read of a challenge."""


def challenge(slug: str, *loading: ORMOption) -> Challenge:
    """The challenge at this address with its organisation, and what ``loading`` adds.

    Without ``loading``: with its owner, texts and criteria. Raises Missing.
    """
    return _one(Challenge.slug == slug, loading or PAGE)


def by_id(challenge_id: UUID, *loading: ORMOption) -> Challenge:
    """Like ``challenge``, by its id."""
    return _one(Challenge.id == challenge_id, loading or PAGE)


def by_ids(challenge_ids: Iterable[UUID], *loading: ORMOption) -> dict[UUID, Challenge]:
    """Those of these challenges that exist, with their organisation and texts at least."""
    found = db.session.scalars(
        select(Challenge)
        .where(Challenge.id.in_(list(challenge_ids)))
        .options(*ORGANISATION, *(loading or (selectinload(Challenge.texts),)))
    )
    return {one.id: one for one in found}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The twin of ``rules.may_see`` for lists. Asks for the organisation to be joined."""
    public = and_(Challenge.publish_at.is_not(None), Challenge.publish_at <= actor.now)
    if any(actor.is_everywhere(role) for role in STAFF):
        return true()
    ways = [public]
    places = frozenset().union(*(actor.places(role) for role in STAFF))
    if places:
        ways += [Challenge.organisation_id.in_(places), Organisation.ministry_id.in_(places)]
    seats = actor.places(Role.CHAIR) | actor.places(Role.JUROR)
    if seats:
        ways.append(and_(Challenge.id.in_(seats), Challenge.publish_at.is_not(None)))
    return or_(*ways)


def title_of(challenge_id: InstrumentedAttribute[UUID], language: str) -> ColumnElement[str]:
    """The title in the reader's language, or in Dutch where it was not translated: one column."""
    title = (
        select(ChallengeText.title)
        .where(
            ChallengeText.challenge_id == challenge_id,
            ChallengeText.language.in_(("nl", language)),
            ChallengeText.title != "",
        )
        .order_by(ChallengeText.language == "nl")
        .limit(1)
        .correlate(challenge_id.class_)
        .scalar_subquery()
    )
    return func.coalesce(title, "")


def versions(challenge_id: UUID) -> Sequence[ChallengeVersion]:
    """Every public version, newest first."""
    return db.session.scalars(
        select(ChallengeVersion)
        .where(ChallengeVersion.challenge_id == challenge_id)
        .order_by(ChallengeVersion.number.desc())
    ).all()


def version(challenge_id: UUID, number: int) -> ChallengeVersion:
    """One public version. Raises Missing."""
    found = db.session.scalar(
        select(ChallengeVersion).where(
            ChallengeVersion.challenge_id == challenge_id, ChallengeVersion.number == number
        )
    )
    if found is None:
        raise Missing
    return found


def _one(condition: ColumnElement[bool], loading: Sequence[ORMOption]) -> Challenge:
    found = db.session.scalar(select(Challenge).where(condition).options(*ORGANISATION, *loading))
    if found is None:
        raise Missing
    return found
