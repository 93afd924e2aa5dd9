"""Yes and no. Both answers of a pair are one row, and one statement writes each.

Whoever says the second yes finds the match in that very statement, so that two who answer at
the same moment cannot miss each other, and a match happens exactly once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, literal_column, update
from sqlalchemy.dialects.postgresql import insert

from portal.kernel.errors import NotAllowed, Overtaken
from portal.kernel.ids import new_id
from portal.kernel.jobs import defer
from portal.kernel.text import _
from portal.kernel.work import Work, command, nothing
from portal.matching import rules
from portal.matching.commands.projects import fill_when_complete
from portal.matching.events import (
    AnswerTakenBack,
    PairAnswered,
    PairMatched,
    PairMet,
    TeamChanged,
)
from portal.matching.model import TURNS, Pair, TeamMember
from portal.matching.queries import decks, pairs
from portal.matching.rules import Pairing
from portal.matching.states import Side


@command(may=rules.may_answer, locks=nothing)
def answer(work: Work, pairing: Pairing, *, says: bool) -> UUID | None:
    """One side answers. Gives the pair's id if it is a match now, by this answer or before.

    No row is held while the rule is asked: somebody who answers must not wait for everybody
    else who answers on the same project. A match then takes the project and asks again.
    """
    row = work.session.execute(_written(pairing, work.now, says=says)).one_or_none()
    if row is None:  # a match is for good: a double click finds it here
        return _match_id(pairing)
    if row.said is not says:
        work.emit(
            PairAnswered(
                subject_id=row.id,
                project_id=pairing.project.id,
                profile_id=pairing.profile.id,
                side=pairing.side,
            )
        )
    if not row.is_match:
        return None
    _join_team(work, pairing)
    work.emit(
        PairMatched(subject_id=row.id, project_id=pairing.project.id, profile_id=pairing.profile.id)
    )
    found: UUID = row.id
    return found


@command(may=rules.may_take_back, locks=nothing)
def take_back(work: Work, pairing: Pairing) -> None:
    """Undo one's last answer. Raises Overtaken where it is a match by now."""
    last = (
        decks.last_answered(pairing.project)
        if pairing.side is Side.LEADER
        else decks.last_answered_by(pairing.profile)
    )
    ours = (pairing.project.id, pairing.profile.id)
    if last is None or (last.project_id, last.profile_id) != ours:
        raise NotAllowed(_("Only your last answer can be taken back."))
    taken = work.session.execute(
        update(Pair)
        .where(Pair.id == last.id, Pair.matched_at.is_(None))
        .values(dict.fromkeys(_mine(pairing.side)))
        .returning(Pair.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if taken is None:
        raise Overtaken(_("The other said yes too: it is a match, and cannot be taken back."))
    work.emit(
        AnswerTakenBack(
            subject_id=last.id, project_id=ours[0], profile_id=ours[1], side=pairing.side
        )
    )


@command(may=rules.may_see_match)
def meet(work: Work, pair: Pair) -> None:
    """Somebody says that they have been in touch; the duty goes away."""
    side = rules.side_of(work.actor, pair) or Side.CANDIDATE
    if side is Side.LEADER:
        pair.leader_met_at = pair.leader_met_at or work.now
    else:
        pair.candidate_met_at = pair.candidate_met_at or work.now
    work.emit(PairMet(subject_id=pair.id, side=side))


def _written(pairing: Pairing, now: datetime, *, says: bool) -> Any:
    """The upsert. Gives what this side had said, and whether the two are a match by it.

    ``old`` is all NULL where the row is new (PostgreSQL 18). A match is never changed: then
    no row comes back.
    """
    mine, at, turn = _mine(pairing.side)
    theirs = decks.says_of(Side.CANDIDATE if pairing.side is Side.LEADER else Side.LEADER)
    row = insert(Pair).values(
        {
            Pair.id: new_id(),
            Pair.project_id: pairing.project.id,
            Pair.profile_id: pairing.profile.id,
            mine: says,
            at: now,
            turn: TURNS.next_value(),
        }
    )
    both = and_(row.excluded[mine.key], func.coalesce(theirs, literal_column("false")))
    return row.on_conflict_do_update(
        constraint="one_row_per_pair",
        set_={
            **{column.key: row.excluded[column.key] for column in (mine, at, turn)},
            "matched_at": case((both, now)),
        },
        where=Pair.matched_at.is_(None),
    ).returning(
        Pair.id,
        literal_column(f"old.{mine.key}").label("said"),
        literal_column("new.matched_at IS NOT NULL").label("is_match"),
    )


def _mine(side: Side) -> tuple[Any, Any, Any]:
    """The columns that one side writes: what it says, when, and its turn."""
    return decks.says_of(side), decks.at_of(side), decks.turn_of(side)


def _match_id(pairing: Pairing) -> UUID | None:
    found = pairs.match_of(pairing.project.id, pairing.profile.id)
    return found.id if found else None


def _join_team(work: Work, pairing: Pairing) -> None:
    """A match comes into the draft team; the last one makes it full."""
    project = pairing.project
    work.lock(project)
    work.require(rules.may_answer(work.actor, pairing))
    work.add(TeamMember(project_id=project.id, profile_id=pairing.profile.id, joined_at=work.now))
    work.emit(TeamChanged(subject_id=project.id, profile_id=pairing.profile.id, change="in"))
    work.session.flush()
    fill_when_complete(work, project)
    defer(work.session, "matching.deal", project=str(project.id))
