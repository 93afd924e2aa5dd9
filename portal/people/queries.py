from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, false, func, insert, select, true
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.model import Organisation, Person, Role
from portal.kernel.asking import ME
from portal.kernel.clock import portal_now
from portal.kernel.db import db
from portal.kernel.errors import Missing
from portal.kernel.guard import witness
from portal.kernel.policy import Actor
from portal.people.model import Endorsement, Profile, ProfileOpening

WHOLE = (
    joinedload(Profile.person),
    joinedload(Profile.organisation),
    joinedload(Profile.photo),
    selectinload(Profile.endorsements),
)
"""All that a card shows."""


def profile_of(person_id: UUID | None) -> Profile | None:
    """Somebody's own profile with all that its card shows, if they made one."""
    query = select(Profile).where(Profile.person_id == person_id).options(*WHOLE)
    return db.session.scalars(query).one_or_none()


def has_profile() -> ColumnElement[bool]:
    """Whether the person of ``kernel.asking`` made one."""
    return exists().where(Profile.person_id == ME)


def own_profile(actor: Actor) -> Profile:
    found = profile_of(actor.id)
    if found is None:
        raise Missing
    return found


def profile(profile_id: UUID) -> Profile:
    query = select(Profile).where(Profile.id == profile_id).options(*WHOLE)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Missing
    return found


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The twin of ``rules.may_see``."""
    if actor.is_everywhere(Role.ADMINISTRATOR):
        return true()
    return Profile.person_id == actor.id if actor.id else false()


def workplaces(actor: Actor) -> Sequence[Organisation]:
    """Organisations at which somebody holds a role: those their profile may name."""
    places = {place for _role, place in actor.grants if place}
    query = select(Organisation).where(Organisation.id.in_(places), Organisation.active)
    return db.session.scalars(query.order_by(Organisation.name_key)).all()


def endorsements_by(profile: Profile, person_id: UUID | None) -> Sequence[Endorsement]:
    """What this person confirmed on this profile."""
    query = select(Endorsement).where(
        Endorsement.profile_id == profile.id, Endorsement.by_id == person_id
    )
    return db.session.scalars(query).all()


def openings(profile: Profile) -> Sequence[Row[str, datetime]]:
    """Administrators who looked at this profile, the last first."""
    query = (
        select(Person.name, func.max(ProfileOpening.opened_at).label("opened_at"))
        .join(Person, Person.id == ProfileOpening.by_id)
        .where(ProfileOpening.profile_id == profile.id)
        .group_by(Person.id, Person.name)
        .order_by(func.max(ProfileOpening.opened_at).desc())
        .limit(10)
    )
    return db.session.execute(query).all()


def note_opening(profile: Profile, actor: Actor) -> None:
    """Write down that an administrator looked."""
    with witness(ProfileOpening.__tablename__) as line:
        line.execute(
            insert(ProfileOpening).values(
                id=func.gen_random_uuid(),
                profile_id=profile.id,
                by_id=actor.id,
                opened_at=portal_now(),
            )
        )
