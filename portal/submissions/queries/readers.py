"""Who letters go to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import or_, select

from portal.accounts.model import Person, Role, RoleGrant
from portal.challenges.model import Challenge
from portal.kernel.db import db
from portal.submissions.model import (
    Submission,
)


def members(organisation_id: UUID) -> Sequence[Person]:
    """Everybody of one startup who can be written to."""
    return members_by_organisation([organisation_id]).get(organisation_id, [])


def members_by_organisation(organisation_ids: Collection[UUID]) -> Mapping[UUID, list[Person]]:
    """Everybody of these startups who can be written to. One query."""
    query = (
        select(RoleGrant.at_id, Person)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role == Role.MEMBER,
            RoleGrant.at_id.in_(organisation_ids),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.id)
    )
    found: dict[UUID, list[Person]] = defaultdict(list)
    for organisation_id, person in db.session.execute(query):
        found[UUID(str(organisation_id))].append(person)
    return found


def applicants(challenge_id: UUID) -> Sequence[Person]:
    """Everybody whose startup has a submission, a draft too: for letters, never to be shown."""
    query = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(Submission, Submission.organisation_id == RoleGrant.at_id)
        .where(
            Submission.challenge_id == challenge_id,
            RoleGrant.role == Role.MEMBER,
            Person.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Person.id)
    )
    return db.session.scalars(query).all()


def stewards(challenge: Challenge) -> Sequence[Person]:
    """The owner of a challenge and the programme managers of its organisation."""
    at = (challenge.organisation.id, challenge.organisation.ministry_id)
    managers = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.PROGRAMME_MANAGER,
        RoleGrant.at_id.in_([place for place in at if place]),
    )
    query = (
        select(Person)
        .where(
            or_(Person.id == challenge.owner_id, Person.id.in_(managers)),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.id)
    )
    return db.session.scalars(query).all()
