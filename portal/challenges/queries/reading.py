"""One challenge as its public page reads it: everything in one query."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.accounts.model import Organisation, Person
from portal.challenges.content import TEXTS
from portal.challenges.model import (
    ArchivedChallenge,
    Challenge,
    ChallengeText,
    ChallengeVersion,
    Criterion,
)
from portal.challenges.queries.things import visible_to
from portal.kernel.db import UtcDateTime, db, plain
from portal.kernel.policy import Actor


def reading(slug: str, actor: Actor) -> Row[Any] | None:
    """The challenge at this address, if this person may see it. One query.

    Its own columns, and: ``texts`` (language → part → text), ``criteria`` (weight and texts, in
    order), ``by`` and ``by_en`` (the organisation), ``owner_name``, ``changed`` (made_at and
    reason of the newest version, where it was changed at all), ``past_texts`` and ``past_sources``
    (of what it revives).
    """
    if actor.grants:
        asked = _reading().where(visible_to(actor))
        return plain(asked, {"slug": slug}).one_or_none()
    return plain(_public(), {"slug": slug, "now": actor.now}).one_or_none()


@lru_cache(maxsize=1)
def _public() -> Select[Any]:
    """What anybody may read, put together once."""
    return _reading().where(Challenge.publish_at <= bindparam("now", type_=UtcDateTime()))


def _reading() -> Select[Any]:
    past = ArchivedChallenge
    return (
        select(
            *(column for column in Challenge.__table__.c),
            Organisation.name.label("by"),
            Organisation.name_en.label("by_en"),
            Person.name.label("owner_name"),
            _texts(),
            _criteria(),
            _changed(),
            past.texts.label("past_texts"),
            past.sources.label("past_sources"),
        )
        .select_from(Challenge)
        .join(Challenge.organisation)
        .join(Challenge.owner)
        .outerjoin(past, past.slug == Challenge.revived_from)
        .where(Challenge.slug == bindparam("slug", type_=Text))
    )


def archived(slug: str, actor: Actor) -> Row[Any] | None:
    """A challenge of the past, with who asked it, and the slug of what revives it."""
    found = ArchivedChallenge.__table__.c
    return db.session.execute(
        select(
            *(column for column in found if column.name != "stems"),
            Organisation.name.label("by"),
            Organisation.name_en.label("by_en"),
            select(Challenge.slug)
            .where(
                Challenge.revived_from == ArchivedChallenge.slug,
                Challenge.publish_at <= actor.now,
            )
            .order_by(Challenge.publish_at.desc())
            .limit(1)
            .scalar_subquery()
            .label("revived_as"),
        )
        .outerjoin(Organisation, Organisation.id == ArchivedChallenge.organisation_id)
        .where(ArchivedChallenge.slug == slug)
    ).one_or_none()


def _texts() -> Any:
    said = func.jsonb_build_object(
        *(part for name in TEXTS for part in (name, getattr(ChallengeText, name)))
    )
    return (
        select(func.jsonb_object_agg(ChallengeText.language, said))
        .where(ChallengeText.challenge_id == Challenge.id)
        .correlate(Challenge)
        .scalar_subquery()
        .label("texts")
    )


def _criteria() -> Any:
    one = func.jsonb_build_object("weight", Criterion.weight, "texts", Criterion.texts)
    return (
        select(func.jsonb_agg(aggregate_order_by(one, Criterion.position)))
        .where(Criterion.challenge_id == Challenge.id)
        .correlate(Challenge)
        .scalar_subquery()
        .label("criteria")
    )


def _changed() -> Any:
    return (
        select(
            func.jsonb_build_object(
                "made_at", ChallengeVersion.made_at, "reason", ChallengeVersion.reason
            )
        )
        .where(
            ChallengeVersion.challenge_id == Challenge.id,
            ChallengeVersion.number == Challenge.version,
            ChallengeVersion.number > 1,
        )
        .correlate(Challenge)
        .scalar_subquery()
        .label("changed")
    )
