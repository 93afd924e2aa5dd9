"""The work inside a residency: how it goes, the journal, milestones, doors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.kernel.db import Model
from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.kernel.work import Lock, Work, command, share
from portal.residencies import queries, rules
from portal.residencies.events import (
    DoorAsked,
    DoorClosed,
    DoorOpened,
    DoorPlanned,
    JournalWritten,
    LightSet,
    MilestoneAdded,
    MilestoneChanged,
    MilestoneReached,
)
from portal.residencies.locks import held
from portal.residencies.model import Door, JournalEntry, Milestone, Residency
from portal.residencies.states import Light, Part
from portal.residencies.weeks import today


def _inside(thing: Door | Milestone) -> tuple[Model | Lock, ...]:
    return (share(thing.residency), thing)


@command(may=rules.may_set_light, locks=held)
def set_light(work: Work, residency: Residency, *, light: Light, note: str) -> None:
    """Say how it goes. Amber and red ask for a sentence on what is the matter."""
    if light is not Light.GREEN and not note:
        raise RuleBroken(_("Say in a sentence what the matter is."), field="note")
    residency.light, residency.light_note = light, note
    residency.light_at, residency.light_by_id = work.now, work.actor.id
    work.emit(LightSet(subject_id=residency.id, light=light.value))


AUTHOR_ORDER = (Part.MENTOR, Part.STARTUP, Part.OWNER, Part.LEADER)


@command(may=rules.may_write_journal, locks=held)
def write_journal(
    work: Work, residency: Residency, *, title: str, text: str, tags: Sequence[str] = ()
) -> JournalEntry:
    """Add an entry, signed with the part that its writer has. Sent twice, it stands there once."""
    same = queries.same_entry(residency, work.person_id, title=title, text=text)
    if same is not None:
        return same
    mine = rules.parts(work.actor, residency)
    entry = JournalEntry(
        residency_id=residency.id,
        author_id=work.person_id,
        author_part=next(part for part in AUTHOR_ORDER if part in mine),
        title=title,
        text=text,
        tags=list(tags),
        written_at=work.now,
    )
    work.add(entry)
    work.emit(JournalWritten(subject_id=entry.id, residency_id=residency.id))
    return entry


# --- milestones -------------------------------------------------------------------------------


@command(may=rules.may_add_milestone, locks=held)
def add_milestone(
    work: Work, residency: Residency, *, title: str, due_on: date, about: str = ""
) -> Milestone:
    """One more on the timeline. Sent twice, it stands there once."""
    _refuse_outside(residency, due_on)
    same = queries.same_milestone(residency, title=title, due_on=due_on)
    if same is not None:
        return same
    milestone = Milestone(residency_id=residency.id, title=title, due_on=due_on, about=about)
    work.add(milestone)
    work.emit(MilestoneAdded(subject_id=milestone.id, residency_id=residency.id, due_on=due_on))
    return milestone


@command(may=rules.may_change_milestone, locks=_inside)
def change_milestone(
    work: Work, milestone: Milestone, *, title: str, due_on: date, about: str
) -> None:
    """Other words or another day. Given words replace the usual ones in both languages.

    ``title``: nothing keeps the usual words of a milestone that has them.
    """
    if milestone.done_on is not None:
        raise RuleBroken(_("This milestone was reached: it does not change any more."))
    _refuse_outside(milestone.residency, due_on)
    if title:
        milestone.title, milestone.kind = title, None
    milestone.due_on, milestone.about = due_on, about
    work.emit(
        MilestoneChanged(
            subject_id=milestone.id, residency_id=milestone.residency_id, due_on=due_on
        )
    )


@command(may=rules.may_reach_milestone, locks=_inside)
def reach_milestone(work: Work, milestone: Milestone, *, done_on: date) -> None:
    if milestone.done_on is not None:
        raise RuleBroken(_("This milestone was reached already."))
    _refuse_future(work, done_on, "done_on")
    milestone.done_on = done_on
    work.emit(
        MilestoneReached(
            subject_id=milestone.id, residency_id=milestone.residency_id, done_on=done_on
        )
    )


def _refuse_outside(residency: Residency, day: date) -> None:
    if not residency.starts_on <= day <= residency.ends_on:
        raise RuleBroken(
            _("Choose a day between the start and the end of the residency."), field="due_on"
        )


def _refuse_future(work: Work, day: date, field: str) -> None:
    if day > today(work.now):
        raise RuleBroken(_("This day is still to come."), field=field)


# --- doors ------------------------------------------------------------------------------------


@command(may=rules.may_ask_door, locks=held)
def ask_door(work: Work, residency: Residency, *, to_whom: str, purpose: str) -> Door:
    """Ask for an introduction. While it waits, asking once more asks nothing new."""
    same = queries.same_door(residency, to_whom=to_whom, purpose=purpose)
    if same is not None:
        return same
    door = Door(
        residency_id=residency.id,
        to_whom=to_whom,
        purpose=purpose,
        asked_by_id=work.person_id,
        asked_on=today(work.now),
    )
    work.add(door)
    work.emit(DoorAsked(subject_id=door.id, residency_id=residency.id))
    return door


@command(may=rules.may_plan_door, locks=_inside)
def plan_door(work: Work, door: Door, *, meeting_on: date) -> None:
    """They will meet; who plans it opens the door."""
    if meeting_on < today(work.now):
        raise RuleBroken(_("This day is past."), field="meeting_on")
    work.move(door, "plan_door")
    door.meeting_on, door.opened_by_id = meeting_on, work.actor.id
    work.emit(
        DoorPlanned(subject_id=door.id, residency_id=door.residency_id, meeting_on=meeting_on)
    )


@command(may=rules.may_open_door, locks=_inside)
def open_door(work: Work, door: Door, *, came_of_it: str) -> None:
    """It opened, and this came of it."""
    work.move(door, "open_door")
    _answer(work, door, came_of_it)
    work.emit(DoorOpened(subject_id=door.id, residency_id=door.residency_id))


@command(may=rules.may_close_door, locks=_inside)
def close_door(work: Work, door: Door, *, came_of_it: str) -> None:
    """It stays closed, and this is why."""
    work.move(door, "close_door")
    _answer(work, door, came_of_it)
    work.emit(DoorClosed(subject_id=door.id, residency_id=door.residency_id))


def _answer(work: Work, door: Door, came_of_it: str) -> None:
    if not came_of_it:
        raise RuleBroken(_("Say in a few words what came of it."), field="came_of_it")
    door.came_of_it, door.answered_on = came_of_it, today(work.now)
    door.opened_by_id = door.opened_by_id or work.actor.id
