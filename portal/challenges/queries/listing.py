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
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Row,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.accounts.model import Organisation, OrganisationKind
from portal.challenges.model import (
    IS_CANCELLED,
    IS_RUNNING,
    WAS_PUBLISHED,
    ArchivedChallenge,
    Challenge,
    ChallengeText,
)
from portal.challenges.states import ChallengeState
from portal.kernel import search
from portal.kernel.db import db
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
    parts = [part for part in PARTS[wish.state] if after is None or part >= after.part]
    branches = [_branch(part, wish, now, after, size + 1) for part in parts]
    heads = (branches[0] if len(branches) == 1 else union_all(*branches)).subquery("heads")
    rows = db.session.execute(_details(heads, language).limit(size + 1)).all()
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
        .where(IS_RUNNING, Challenge.deadline > now)
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
    some = _branch(Part.OPEN, Wish(), now, None, at_most).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


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


def _branch(part: Part, wish: Wish, now: datetime, after: Key | None, size: int) -> Select[Any]:
    """The first keys of one part, in its own order."""
    if part is Part.ARCHIVED:
        query = _archived(wish)
        place: Any = ArchivedChallenge.sort_day
        thing_id: Any = ArchivedChallenge.id
    else:
        query = _present(part, wish, now)
        place, thing_id = Challenge.deadline, Challenge.id
    key = tuple_(place, thing_id)
    rising = part is Part.OPEN
    if after is not None and after.part is part:
        mark = tuple_(literal(after.place, place.type), literal(after.id))
        query = query.where(key > mark if rising else key < mark)
    order = (place, thing_id) if rising else (place.desc(), thing_id.desc())
    numbered = query.add_columns(func.row_number().over(order_by=order).label("nr"))
    return select(numbered.order_by(*order).limit(size).subquery())


def _present(part: Part, wish: Wish, now: datetime) -> Any:
    query: Any = select(literal(int(part)).label("part"), Challenge.id.label("id"))
    if part is Part.OPEN:
        query = query.where(IS_RUNNING, Challenge.state == S.PUBLISHED)
        query = query.where(Challenge.deadline > now, Challenge.publish_at <= now)
    elif part is Part.CANCELLED_EARLY:
        query = query.where(IS_CANCELLED, Challenge.deadline > now, Challenge.publish_at <= now)
    else:
        query = query.where(WAS_PUBLISHED, Challenge.deadline <= now, Challenge.publish_at <= now)
        if wish.state == "jury":
            query = query.where(IS_RUNNING)
        elif wish.state == "done":
            query = query.where(Challenge.state.in_(FINISHED))
        elif wish.state == "chosen":
            query = query.where(Challenge.winner.is_not(None))
    if wish.organisation:
        query = query.where(Challenge.organisation_id == _called(wish.organisation))
    if wish.theme:
        query = query.where(Challenge.themes.contains([wish.theme]))
    if search.asked(wish.words):
        found = select(ChallengeText.challenge_id).where(
            search.matches(ChallengeText.stems, wish.words)
        )
        query = query.where(Challenge.id.in_(found))
    return query


def _archived(wish: Wish) -> Any:
    query: Any = select(literal(int(Part.ARCHIVED)).label("part"), ArchivedChallenge.id.label("id"))
    if wish.state == "chosen":
        query = query.where(ArchivedChallenge.facts["winner"].astext != "")
    if wish.organisation:
        query = query.where(ArchivedChallenge.organisation_id == _called(wish.organisation))
    if wish.theme:
        query = query.where(ArchivedChallenge.themes.contains([wish.theme]))
    if search.asked(wish.words):
        query = query.where(search.matches(ArchivedChallenge.stems, wish.words))
    return query


def _called(slug: str) -> Any:
    return select(Organisation.id).where(Organisation.slug == slug).scalar_subquery()


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
