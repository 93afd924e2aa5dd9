"""What somebody can do now for a residency: on the board, on its page, and on their own home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import url_for

from portal.accounts.model import Role
from portal.accounts.rules import is_of_startup
from portal.kernel.domain import Duty, Shelf, ShelfRow
from portal.kernel.policy import Actor
from portal.kernel.text import _, from_local, short_day
from portal.residencies import queries, rules
from portal.residencies.attention import ANSWER_WITHIN, DECIDE_WITHIN, LIGHT_OLD_AFTER, Why
from portal.residencies.queries import Row
from portal.residencies.states import Part, ResidencyState
from portal.residencies.weeks import Calendar, today
from portal.residencies.words import milestone_title

MILESTONE_NEAR = timedelta(days=7)
PARTS = (Role.OWNER, Role.PROGRAMME_MANAGER, Role.MENTOR, Role.LEADER)
"""Who has residencies, besides those of a startup."""
MOST = 5
"""The most rows on the shelf."""


@dataclass(frozen=True, slots=True)
class Step:
    """``title`` with the startup's name in it is for a list of duties; ``action`` for a button."""

    kind: str
    title: str
    action: str
    url: str
    since: datetime
    due: date | None = None


def steps(actor: Actor, row: Row) -> list[Step]:
    """What waits for this person, the most pressing first."""
    mine = rules.parts(actor, row)
    if row.residency.programme_manager_id not in {None, actor.id}:
        mine -= {Part.PROGRAMME}  # a colleague took it on
    found: list[Step] = []
    if Part.ASKED in mine:
        found += _of_the_asked(row)
    if Part.PROGRAMME in mine:
        found += _of_programme(row)
    if mine & {Part.PROGRAMME, Part.OWNER}:
        found += _of_steering(row)
    if row.state is ResidencyState.ACTIVE:
        found += _of_work(row, mine)
    return found


def _of_the_asked(row: Row) -> Iterator[Step]:
    asked_on = row.facts.asked_on or row.day
    yield Step(
        "answer",
        _("Say whether you will mentor %(startup)s", startup=row.startup),
        _("Answer"),
        url_for("residencies.mentorship", residency_id=row.id),
        from_local(asked_on),
        asked_on + ANSWER_WITHIN,
    )


def _of_programme(row: Row) -> Iterator[Step]:
    if row.state is ResidencyState.EVALUATING:
        return
    choose = url_for("residencies.choose_mentor", residency_id=row.id)
    if row.facts.mentoring is None:
        yield Step(
            "mentor",
            _("Assign a mentor to %(startup)s", startup=row.startup),
            _("Choose a mentor"),
            choose,
            row.residency.made_at,
            max(row.calendar.starts_on, row.day),
        )
    for sign in row.signs:
        if sign.why is Why.NO_ANSWER:
            yield Step(
                "mentor",
                _("Ask another mentor for %(startup)s", startup=row.startup),
                _("Ask somebody else"),
                choose,
                from_local(sign.since),
            )
    if row.residency.leader_id is None:
        yield Step(
            "leader",
            _("Appoint who leads the team of %(startup)s", startup=row.startup),
            _("Appoint a leader"),
            url_for("residencies.leader", residency_id=row.id),
            row.residency.made_at,
            max(row.calendar.starts_on, row.day),
        )


def _of_steering(row: Row) -> Iterator[Step]:
    if row.state is ResidencyState.EVALUATING:
        yield Step(
            "outcome",
            _("Record what came of %(startup)s", startup=row.startup),
            _("Record the outcome"),
            url_for("residencies.record_outcome", residency_id=row.id),
            from_local(row.calendar.ends_on),
            row.calendar.ends_on + DECIDE_WITHIN,
        )


def _of_work(row: Row, mine: frozenset[Part]) -> Iterator[Step]:
    why = {sign.why: sign for sign in row.signs}
    answers_light = Part.MENTOR if row.standing.mentor_id else Part.PROGRAMME
    if Part.MENTOR in mine and Why.DOOR_WAITS in why:
        yield _door(row)
    if mine & {Part.MENTOR, Part.STARTUP}:
        yield from _milestone(row)
        if row.journal_at is None or Why.STALLED in why:
            yield _journal(row)
    if answers_light in mine and Why.LIGHT_OLD in why:
        yield Step(
            "light",
            _("Say how %(startup)s is doing", startup=row.startup),
            _("Say how it goes"),
            url_for("residencies.light", residency_id=row.id),
            from_local(why[Why.LIGHT_OLD].since + LIGHT_OLD_AFTER),
        )


def _door(row: Row) -> Step:
    return Step(
        "door",
        _("Open a door for %(startup)s: %(whom)s", startup=row.startup, whom=row.door_to),
        _("Open this door"),
        url_for("residencies.door", residency_id=row.id, door_id=row.door_id),
        from_local(row.facts.door_asked or row.day),
    )


def _milestone(row: Row) -> Iterator[Step]:
    if row.milestone_due is None or row.milestone_due > row.day + MILESTONE_NEAR:
        return
    title = milestone_title(row.milestone_title, row.milestone_kind)
    yield Step(
        "milestone",
        _("Milestone of %(startup)s: %(title)s", startup=row.startup, title=title),
        _("See the milestone"),
        url_for("residencies.milestone", residency_id=row.id, milestone_id=row.milestone_id),
        from_local(row.milestone_due - MILESTONE_NEAR),
        row.milestone_due,
    )


def _journal(row: Row) -> Step:
    first = row.journal_at is None
    if first:
        title = _("Write the first journal entry of %(startup)s", startup=row.startup)
    else:
        title = _("Write in the journal of %(startup)s", startup=row.startup)
    since = from_local(row.calendar.starts_on) if first else row.journal_at
    return Step(
        "journal",
        title,
        _("Write in the journal"),
        url_for("residencies.write_journal", residency_id=row.id),
        since or from_local(row.day),
    )


def duties(actor: Actor) -> list[Duty]:
    """One query, whatever there is to do."""
    if not actor.is_somebody:
        return []
    return [
        Duty(
            title=step.title,
            about=_("%(title)s, %(host)s", title=row.residency.title, host=row.host),
            url=step.url,
            since=step.since,
            due=from_local(step.due, 23, 59) if step.due else None,
            kind=step.kind,
            action=step.action,
        )
        for row in queries.board(actor)
        for step in steps(actor, row)
    ]


def shelves(actor: Actor) -> list[Shelf]:
    """The residencies that somebody has a part in, or their startup."""
    if not (is_of_startup(actor) or any(actor.is_anywhere(role) for role in PARTS)):
        return []
    rows = [_shelved(row, today(actor.now)) for row in queries.at_hand(actor, MOST)]
    more = (_("All residencies"), url_for("residencies.board"))
    return [Shelf(title=_("Residencies"), rows=rows, more=more)] if rows else []


def _shelved(row: Any, day: date) -> ShelfRow:
    calendar = Calendar.of(row.starts_on, row.ends_on, row.pauses, row.paused_on)
    week = calendar.week(day)
    note = _("starts %(day)s", day=short_day(row.starts_on))
    if 0 < week <= calendar.weeks:
        note = _("week %(week)s of %(of)s", week=week, of=calendar.weeks)
    elif week:
        note = _("%(of)s weeks are over", of=calendar.weeks)
    return ShelfRow(
        title=row.startup,
        url=url_for("residencies.show", residency_id=row.id),
        about=f"{row.challenge}, {row.host}",
        state=row.state.value,
        note=note,
    )


def from_submission(actor: Actor, submission_id: UUID) -> list[Shelf]:
    """On the page of a submission: the residency that came of it."""
    found = queries.seen_from(actor, submission_id)
    if found is None:
        return []
    row = ShelfRow(title=_("To the residency"), url=url_for("residencies.show", residency_id=found))
    return [Shelf(title=_("Residency"), rows=[row])]
