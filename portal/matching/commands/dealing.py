"""Dealing: the order of a deck is worked out when something of it changes, and then only read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Float, Row, Text, Uuid, delete, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from portal.kernel.work import Work, command, nothing, share
from portal.matching import ranking, rules
from portal.matching.features import offer, wish_of
from portal.matching.model import DeckCard, Project
from portal.matching.queries import decks
from portal.matching.ranking import Offer, Wish

Card = tuple[UUID, UUID, float, str]
"""Project, profile, score and tie."""


@command(may=rules.may_deal, locks=lambda project: [share(project)])
def deal(work: Work, project: Project) -> None:
    """Put everybody who can work in a project into its deck, the best fit first."""
    wish = wish_of(project, decks.covered([project])[project.id])
    offers = [
        offer(row, row.confirmed or ()) for row in decks.pool(without=project.residency.leader_id)
    ]
    cards = sorted(_card(project, one, wish) for one in offers if ranking.can_work(one, wish))
    work.session.execute(
        delete(DeckCard).where(
            DeckCard.project_id == project.id,
            DeckCard.profile_id != func.all(_ids(card[1] for card in cards)),
        )
    )
    _put(work, cards)


@command(may=rules.follows, locks=nothing)
def deal_profile(work: Work, profile_id: UUID) -> None:
    """Give a profile that changed its place in the deck of every open project."""
    row = next(iter(decks.pool(profile_id=profile_id)), None)
    cards = _cards_of(row) if row is not None else []
    work.session.execute(
        delete(DeckCard).where(
            DeckCard.profile_id == profile_id,
            DeckCard.project_id != func.all(_ids(card[0] for card in cards)),
        )
    )
    _put(work, cards)


def _cards_of(row: Row[Any]) -> list[Card]:
    """The cards of one profile: in the deck of each open project where somebody can work."""
    one, open_now = offer(row, row.confirmed or ()), decks.all_open()
    covered = decks.covered(open_now)
    wishes = [(project, wish_of(project, covered[project.id])) for project in open_now]
    return [
        _card(project, one, wish)
        for project, wish in wishes
        if row.person_id != project.residency.leader_id and ranking.can_work(one, wish)
    ]


def _card(project: Project, one: Offer, wish: Wish) -> Card:
    return project.id, UUID(one.key), ranking.score(one, wish), ranking.tie(one, wish)


def _ids(ids: Iterable[UUID]) -> BindParameter[Any]:
    return literal(list(ids), ARRAY(Uuid()))


def _put(work: Work, cards: Sequence[Card]) -> None:
    """All of them in one statement, as four arrays: thousands in a blink."""
    if not cards:
        return
    projects, profiles, scores, ties = zip(*cards, strict=True)
    dealt = (
        func.unnest(
            _ids(projects),
            _ids(profiles),
            literal(list(scores), ARRAY(Float())),
            literal(list(ties), ARRAY(Text())),
        )
        .table_valued("project_id", "profile_id", "score", "tie")
        .render_derived()
    )
    rows = insert(DeckCard).from_select(
        ["id", "project_id", "profile_id", "score", "tie"],
        select(func.gen_random_uuid(), *dealt.c),
    )
    work.session.execute(
        rows.on_conflict_do_update(constraint="one_card_each", set_={"score": rows.excluded.score})
    )
