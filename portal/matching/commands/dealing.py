"""Dealing: the order of a deck is worked out when something of it changes, and then only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func
from sqlalchemy.dialects.postgresql import insert

from portal.kernel.work import Work, command, nothing, share
from portal.matching import ranking, rules
from portal.matching.features import offer, wish_of
from portal.matching.model import DeckCard, Project
from portal.matching.queries import decks
from portal.matching.ranking import Offer, Wish

AT_ONCE = 1000  # rows a statement


@command(may=rules.may_deal, locks=lambda project: [share(project)])
def deal(work: Work, project: Project) -> None:
    """Put everybody who can work in a project into its deck, the best fit first."""
    wish = wish_of(project, decks.covered([project])[project.id])
    offers = [
        offer(row, row.confirmed or ()) for row in decks.pool(without=project.residency.leader_id)
    ]
    able = sorted(ranking.order(offers, wish), key=lambda one: one.key)
    work.session.execute(
        delete(DeckCard).where(
            DeckCard.project_id == project.id,
            DeckCard.profile_id.not_in([UUID(one.key) for one in able]),
        )
    )
    for start in range(0, len(able), AT_ONCE):
        _put(work, [_card(project, one, wish) for one in able[start : start + AT_ONCE]])


@command(may=rules.follows, locks=nothing)
def deal_profile(work: Work, profile_id: UUID) -> None:
    """Give a profile that changed its place in the deck of every open project."""
    row = next(iter(decks.pool(profile_id=profile_id)), None)
    cards = _cards_of(row) if row is not None else []
    work.session.execute(
        delete(DeckCard).where(
            DeckCard.profile_id == profile_id,
            DeckCard.project_id.not_in([card["project_id"] for card in cards]),
        )
    )
    _put(work, cards)


def _cards_of(row: Row[Any]) -> list[dict[str, Any]]:
    """The cards of one profile: in the deck of each open project where somebody can work."""
    one, open_now = offer(row, row.confirmed or ()), decks.all_open()
    covered = decks.covered(open_now)
    wishes = [(project, wish_of(project, covered[project.id])) for project in open_now]
    return [
        _card(project, one, wish)
        for project, wish in wishes
        if row.person_id != project.residency.leader_id and ranking.can_work(one, wish)
    ]


def _card(project: Project, one: Offer, wish: Wish) -> dict[str, Any]:
    return {
        "project_id": project.id,
        "profile_id": UUID(one.key),
        "score": ranking.score(one, wish),
        "tie": ranking.tie(one, wish),
    }


def _put(work: Work, cards: Sequence[Mapping[str, Any]]) -> None:
    if not cards:
        return
    rows = insert(DeckCard).values([{"id": func.gen_random_uuid(), **card} for card in cards])
    work.session.execute(
        rows.on_conflict_do_update(constraint="one_card_each", set_={"score": rows.excluded.score})
    )
