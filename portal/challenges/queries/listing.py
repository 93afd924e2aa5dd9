"""The public list: challenges of now and of the past in one order, a page at a time by key.

Open ones come first, the nearest deadline at the top; then what was cancelled before its deadline,
then what has closed, the latest first; then the archive. Each part has an index in its order, so
that a page costs the same among a thousand and among a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Date,
    Integer,
    Row,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from portal.accounts.model import Organisation, OrganisationKind
from portal.challenges.model import (
    HAS_A_WINNER,
    IS_CANCELLED,
    IS_PUBLISHED,
    IS_RUNNING,
    WAS_PUBLISHED,
    ArchivedChallenge,
    Challenge,
    ChallengeText,
)
from portal.challenges.states import ChallengeState
from portal.kernel import search
from portal.kernel.db import UtcDateTime, db, plain
from portal.kernel.pages import PAGE, Page, read_key, write_key

S = ChallengeState
STATES = ("open", "jury", "done")
"""What one can filter by: each public challenge is in just one of them. ``chosen`` besides: those
of the last whose startup is known."""
FINISHED = (S.AWARDED, S.CONCLUDED, S.NO_AWARD, S.CANCELLED)


class Part(IntEnum):
    OPEN = 1
    CANCELLED_EARLY = 2
    PAST = 3
    ARCHIVED = 4


NOW = bindparam("now", type_=UtcDateTime())
SIZE = bindparam("size", type_=Integer)
AFTER_MOMENT = bindparam("after_moment", type_=UtcDateTime())
AFTER_DAY = bindparam("after_day", type_=Date)
AFTER_ID = bindparam("after_id", type_=Uuid)
DATED = (
    Challenge.state,
    Challenge.publish_at,
    Challenge.questions_until,
    Challenge.deadline,
    Challenge.decision_by,
    Challenge.awarded_at,
    Challenge.standstill_days,
)
"""What ``rules.phase`` asks of a row, and the day of the decision."""
WORDS: Any = func.to_tsquery("simple", bindparam("words", type_=Text))
FOUND = (
    select(ChallengeText.challenge_id)
    .where(ChallengeText.stems.op("@@")(WORDS))
    .cte("found")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
"""By the index of words, and first: how rare a word is, the planner cannot know."""
PARTS = {
    "": tuple(Part),
    "open": (Part.OPEN,),
    "jury": (Part.PAST,),
    "done": (Part.CANCELLED_EARLY, Part.PAST, Part.ARCHIVED),
    "chosen": (Part.PAST, Part.ARCHIVED),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; ``organisation`` is a slug, ``state`` one of ``STATES``."""

    words: str = ""
    organisation: str = ""
    theme: str = ""
    state: str = ""


class Shape(NamedTuple):
    """Which conditions a wish needs: all there is to the form of its statement."""

    state: str = ""
    after: Part | None = None
    by_words: bool = False
    by_organisation: bool = False
    by_theme: bool = False


class Key(NamedTuple):
    """The last row of a page: what comes after it is the next."""

    part: Part
    place: datetime | date
    id: UUID

    def written(self) -> str:
        return write_key(int(self.part), self.place.isoformat(), str(self.id))


def key_of(written: str | None) -> Key | None:
    """The key of an address; none where it is missing or no key of ours."""
    parts = read_key(written, 3)
    if parts is None or parts[0] not in {"1", "2", "3", "4"}:
        return None
    part = Part(int(parts[0]))
    try:
        place = date.fromisoformat(parts[1]) if part is Part.ARCHIVED else _moment(parts[1])
        return Key(part, place, UUID(parts[2]))
    except ValueError:
        return None


def public_list(
    wish: Wish, *, now: datetime, language: str, after: Key | None = None, size: int = PAGE
) -> Page[Row[Any]]:
    """One page of what anybody may read. One query.

    Rows have ``part``, ``slug``, ``title``, ``lead``, ``by``, ``winner``, and for challenges of now
    what ``rules.phase`` asks.
    """
    words = search.asked(wish.words)
    shape = Shape(
        state=wish.state,
        after=after.part if after else None,
        by_words=bool(words),
        by_organisation=bool(wish.organisation),
        by_theme=bool(wish.theme),
    )
    values = {
        "now": now,
        "size": size + 1,
        "words": words,
        "organisation": wish.organisation,
        "theme": [wish.theme],
        "after_moment": after.place if after and after.part is not Part.ARCHIVED else None,
        "after_day": after.place if after and after.part is Part.ARCHIVED else None,
        "after_id": after.id if after else None,
    }
    rows = plain(_statement(shape, language), values).all()
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _key_of_row(rows[-1]).written() if more else None)


def next_change(now: datetime) -> tuple[datetime | None, ...]:
    """The next moments at which the list is another, without anybody doing anything."""
    publications = (
        select(func.min(Challenge.publish_at))
        .where(WAS_PUBLISHED, Challenge.publish_at > now)
        .scalar_subquery()
    )
    deadlines = (
        select(func.min(Challenge.deadline))
        .where(IS_PUBLISHED, Challenge.deadline > now)
        .scalar_subquery()
    )
    return tuple(db.session.execute(select(publications, deadlines)).one())


def newest(now: datetime, language: str, *, size: int = PAGE) -> Sequence[Row[Any]]:
    """The latest publications for the feed, with ``summary`` and ``changed_at``."""
    dutch, other = aliased(ChallengeText), aliased(ChallengeText)
    return db.session.execute(
        select(
            Challenge.id,
            Challenge.slug,
            Challenge.state,
            Challenge.publish_at,
            Challenge.changed_at,
            Challenge.deadline,
            func.coalesce(func.nullif(other.title, ""), dutch.title).label("title"),
            func.coalesce(func.nullif(other.lead, ""), dutch.lead).label("lead"),
            Organisation.name.label("by"),
        )
        .join(Challenge.organisation)
        .join(dutch, and_(dutch.challenge_id == Challenge.id, dutch.language == "nl"))
        .outerjoin(other, and_(other.challenge_id == Challenge.id, other.language == language))
        .where(WAS_PUBLISHED, Challenge.publish_at <= now)
        .order_by(Challenge.publish_at.desc(), Challenge.id)
        .limit(size)
    ).all()


def number_open(now: datetime, *, at_most: int) -> int:
    """How many challenges are open, counted up to ``at_most``."""
    some = _branch(Part.OPEN, Shape()).subquery()
    values = {"now": now, "size": at_most}
    return db.session.scalar(select(func.count()).select_from(some), values) or 0


def organisations(now: datetime) -> Sequence[Organisation]:
    """Those with at least one challenge that anybody may read, in the order of their names."""
    has_some = exists().where(
        Challenge.organisation_id == Organisation.id, WAS_PUBLISHED, Challenge.publish_at <= now
    )
    has_past = exists().where(ArchivedChallenge.organisation_id == Organisation.id)
    return db.session.scalars(
        select(Organisation)
        .where(Organisation.kind != OrganisationKind.STARTUP, or_(has_some, has_past))
        .order_by(Organisation.name_key, Organisation.id)
    ).all()


@lru_cache(maxsize=256)
def _statement(shape: Shape, language: str) -> Select[Any]:
    """Put together once: building it takes longer than reading the rows."""
    parts = [part for part in PARTS[shape.state] if shape.after is None or part >= shape.after]
    branches = [_branch(part, shape) for part in parts]
    heads = (branches[0] if len(branches) == 1 else union_all(*branches)).subquery("heads")
    return _details(heads, language).limit(SIZE)


def _branch(part: Part, shape: Shape) -> Select[Any]:
    """The first keys of one part, in its own order."""
    is_past = part is Part.ARCHIVED
    query = _archived(shape) if is_past else _present(part, shape)
    thing: Any = ArchivedChallenge if is_past else Challenge
    place = ArchivedChallenge.sort_day if is_past else Challenge.deadline
    key, rising = tuple_(place, thing.id), part is Part.OPEN
    if shape.after is part:
        mark = tuple_(AFTER_DAY if is_past else AFTER_MOMENT, AFTER_ID)
        query = query.where(key > mark if rising else key < mark)
    order = (place, thing.id) if rising else (place.desc(), thing.id.desc())
    numbered = query.add_columns(func.row_number().over(order_by=order).label("nr"))
    return select(numbered.order_by(*order).limit(SIZE).subquery())


def _present(part: Part, shape: Shape) -> Any:
    query: Any = select(literal_column(str(int(part))).label("part"), Challenge.id.label("id"))
    query = query.where(Challenge.publish_at <= NOW)
    if part is Part.OPEN:
        query = query.where(IS_PUBLISHED, Challenge.deadline > NOW)
    elif part is Part.CANCELLED_EARLY:
        query = query.where(IS_CANCELLED, Challenge.deadline > NOW)
    else:
        query = query.where(WAS_PUBLISHED, Challenge.deadline <= NOW)
        if shape.state == "jury":
            query = query.where(IS_RUNNING)
        elif shape.state == "done":
            query = query.where(Challenge.state.in_(FINISHED))
        elif shape.state == "chosen":
            query = query.where(HAS_A_WINNER)
    if shape.by_words:
        query = query.where(Challenge.id.in_(select(FOUND.c.challenge_id)))
    return _filtered(query, Challenge, shape)


def _archived(shape: Shape) -> Any:
    past = ArchivedChallenge
    query: Any = select(literal_column(str(int(Part.ARCHIVED))).label("part"), past.id.label("id"))
    if shape.state == "chosen":
        query = query.where(past.facts["winner"].astext != "")
    if shape.by_words:
        query = query.where(past.stems.op("@@")(WORDS))
    return _filtered(query, past, shape)


def _filtered(query: Any, thing: Any, shape: Shape) -> Any:
    if shape.by_organisation:
        called = select(Organisation.id).where(Organisation.slug == bindparam("organisation"))
        query = query.where(thing.organisation_id == called.scalar_subquery())
    if shape.by_theme:
        query = query.where(thing.themes.contains(bindparam("theme", type_=JSONB)))
    return query


def _details(heads: Any, language: str) -> Select[Any]:
    """What a row shows, for these keys only."""
    dutch, other = aliased(ChallengeText), aliased(ChallengeText)
    past, is_dutch = ArchivedChallenge, language == "nl"
    title = _in_either(dutch.title, other.title, is_dutch=is_dutch)
    lead = _in_either(dutch.lead, other.lead, is_dutch=is_dutch)
    name = _in_either(Organisation.name, Organisation.name_en, is_dutch=is_dutch)
    winner = func.coalesce(Challenge.winner["name"].astext, past.facts["winner"].astext)
    query = (
        select(
            heads.c.part,
            heads.c.id,
            func.coalesce(Challenge.slug, past.slug).label("slug"),
            func.coalesce(title, past.texts[language]["title"].astext).label("title"),
            func.coalesce(lead, past.texts[language]["lead"].astext).label("lead"),
            func.coalesce(name, past.sponsor).label("by"),
            winner.label("winner"),
            *DATED,
            past.sort_day,
        )
        .select_from(heads)
        .outerjoin(Challenge, Challenge.id == heads.c.id)
        .outerjoin(dutch, and_(dutch.challenge_id == heads.c.id, dutch.language == "nl"))
        .outerjoin(past, past.id == heads.c.id)
        .outerjoin(
            Organisation,
            Organisation.id == func.coalesce(Challenge.organisation_id, past.organisation_id),
        )
        .order_by(heads.c.part, heads.c.nr)
    )
    if is_dutch:
        return query
    return query.outerjoin(
        other, and_(other.challenge_id == heads.c.id, other.language == language)
    )


def _in_either(dutch: Any, other: Any, *, is_dutch: bool) -> Any:
    return dutch if is_dutch else func.coalesce(func.nullif(other, ""), dutch)


def _key_of_row(row: Row[Any]) -> Key:
    part = Part(row.part)
    return Key(part, row.sort_day if part is Part.ARCHIVED else row.deadline, row.id)


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError("a datetime without a time zone")
    return moment
