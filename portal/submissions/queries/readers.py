"""Who letters go to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, or_, select

from portal.accounts.model import Person, Role, RoleGrant
from portal.challenges.model import Challenge
from portal.kernel.db import db, plain
from portal.submissions.model import (
    Submission,
)


class Reader(NamedTuple):
    """As much of somebody as a letter to them needs."""

    name: str
    email: str
    locale: str


_MEMBERS = (
    select(RoleGrant.at_id, Person.name, Person.email, Person.locale)
    .join(Person, Person.id == RoleGrant.person_id)
    .where(
        RoleGrant.role == Role.MEMBER,
        RoleGrant.at_id == any_(bindparam("organisations", type_=ARRAY(Uuid()))),
        Person.disabled_at.is_(None),
    )
    .order_by(Person.id)
)


def members(organisation_id: UUID) -> Sequence[Reader]:
    """Everybody of one startup who can be written to."""
    return members_by_organisation([organisation_id]).get(organisation_id, [])


def members_by_organisation(organisation_ids: Collection[UUID]) -> Mapping[UUID, list[Reader]]:
    """Everybody of these startups who can be written to. One query."""
    found: dict[UUID, list[Reader]] = defaultdict(list)
    for row in plain(_MEMBERS, {"organisations": list(organisation_ids)}):
        found[row.at_id].append(Reader(row.name, row.email, row.locale))
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
