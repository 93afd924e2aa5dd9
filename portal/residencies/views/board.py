"""All residencies that one may see: which need somebody now, and the one page of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.kernel.home import added_to
from portal.kernel.pages import PAGE
from portal.kernel.text import _, ngettext
from portal.kernel.web import as_uuid, current_actor, signed_in
from portal.residencies import queries, rules
from portal.residencies.attention import DOOR_WAITS_AFTER, Need
from portal.residencies.model import Door, Milestone, Residency
from portal.residencies.queries import Company, Row
from portal.residencies.states import DoorState, ResidencyState
from portal.residencies.views.base import bp, note_list, seen
from portal.residencies.views.steps import Step, steps

RECENT = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one need on a page, with what the reader can do for each."""

    need: Need
    title: str
    note: str
    rows: Sequence[tuple[Row, Step | None]]


@bp.get("/residencies")
@signed_in
def board() -> ResponseReturnValue:
    actor = current_actor()
    note_list(actor)
    everything = queries.board(actor)
    host, mentor = as_uuid(request.args.get("host")), as_uuid(request.args.get("mentor"))
    rows = [
        row
        for row in everything
        if (host is None or row.residency.host_id == host)
        and (mentor is None or row.mentor_person_id == mentor)
    ]
    rows.sort(key=_place)
    shown, after = _page(rows, as_uuid(request.args.get("after")))
    return render_template(
        "residencies/board.html",
        heading=_heading(rows),
        groups=_groups(shown, {row.id: next(iter(steps(actor, row)), None) for row in shown}),
        counts={need: sum(row.first.need is need for row in rows) for need in Need},
        total=len(rows),
        hosts=sorted({(row.host, row.residency.host_id) for row in everything}),
        mentors=sorted(
            {(row.mentor, row.mentor_person_id) for row in everything if row.mentor_person_id}
        ),
        host=host,
        mentor=mentor,
        after=after,
        is_later=bool(request.args.get("after")),
        has_ended=bool(queries.ended(actor, size=1).rows),
    )


def _place(row: Row) -> tuple[int, date, UUID]:
    """Now: what waits longest first. Else: whose next milestone comes first."""
    if row.first.need is Need.NOW:
        return (row.first.need, row.first.since, row.id)
    return (row.first.need, row.milestone_due or row.calendar.ends_on, row.id)


def _page(rows: Sequence[Row], after: UUID | None) -> tuple[Sequence[Row], UUID | None]:
    ids = [row.id for row in rows]
    start = ids.index(after) + 1 if after in ids else 0
    shown = rows[start : start + PAGE]
    return shown, shown[-1].id if start + PAGE < len(rows) else None


def _heading(rows: Sequence[Row]) -> str:
    now = sum(row.first.need is Need.NOW for row in rows)
    care = sum(row.first.need is Need.CARE for row in rows)
    if not rows:
        return _("No residency is running")
    if now:
        return ngettext("%(num)d residency needs you now", "%(num)d residencies need you now", now)
    if care:
        return ngettext(
            "%(num)d residency asks for attention", "%(num)d residencies ask for attention", care
        )
    return _("Everything is on course")


def _groups(rows: Sequence[Row], mine: dict[UUID, Step | None]) -> list[Group]:
    titles = {
        Need.NOW: (_("Act now"), _("what waits longest comes first")),
        Need.CARE: (_("Asks for attention"), _("the first milestone comes first")),
        Need.GOOD: (_("On course"), _("nothing is asked of you")),
    }
    groups = [
        Group(need, *words, [(row, mine[row.id]) for row in rows if row.first.need is need])
        for need, words in titles.items()
    ]
    return [group for group in groups if group.rows]


@bp.get("/residencies/ended")
@signed_in
def ended() -> ResponseReturnValue:
    actor = current_actor()
    note_list(actor)
    page = queries.ended(actor, after=request.args.get("after"))
    return render_template(
        "residencies/ended.html", page=page, is_later=bool(request.args.get("after"))
    )


@bp.get("/residencies/<uuid:residency_id>")
@signed_in
def show(residency_id: UUID) -> ResponseReturnValue:
    residency = seen(residency_id)
    actor = current_actor()
    row = queries.row_of(residency, actor.now)
    milestones = queries.milestones(residency)
    doors = queries.doors(residency)
    return render_template(
        "residencies/show.html",
        residency=residency,
        row=row,
        step=next(iter(steps(actor, row)), None),
        mine=rules.parts(actor, residency),
        may=_may(residency),
        milestones=milestones,
        current=_current(residency, milestones),
        doors=doors,
        doors_note=_doors_note(doors),
        waits_from=row.day - DOOR_WAITS_AFTER,
        journal=queries.journal(residency, size=RECENT).rows,
        journal_count=queries.journal_count(residency),
        people=_people(residency, queries.company(residency)),
        shelves=added_to("residency", residency.id, actor),
    )


def _may(residency: Residency) -> dict[str, bool]:
    """Which acts the page offers: allowed to this person, and fitting the state."""
    actor = current_actor()
    asked = {
        "light": rules.may_set_light,
        "journal": rules.may_write_journal,
        "ask_door": rules.may_ask_door,
        "answer_door": rules.may_answer_doors,
        "milestone": rules.may_add_milestone,
        "mentor": rules.may_propose_mentor,
        "leader": rules.may_appoint_leader,
        "steer": rules.may_pause,
    }
    may = {name: bool(rule(actor, residency)) for name, rule in asked.items()}
    for move in ("pause", "resume", "stop_early", "end"):
        may[move] = may["steer"] and residency.can(move)
    may["take_on"] = may["mentor"] and residency.programme_manager_id != actor.id
    may["mentor"] = may["mentor"] and residency.state is not ResidencyState.EVALUATING
    return may


def _current(residency: Residency, milestones: Sequence[Milestone]) -> Milestone | None:
    """The one to be reached next; none once the residency has ended."""
    if residency.state is ResidencyState.ENDED:
        return None
    return next((one for one in milestones if one.done_on is None), None)


def _doors_note(doors: Sequence[Door]) -> str:
    """‘3 open, 1 meeting planned, 1 waits’."""
    counts = {state: sum(door.state is state for door in doors) for state in DoorState}
    phrases = {
        DoorState.OPENED: ngettext("%(num)d open", "%(num)d open", counts[DoorState.OPENED]),
        DoorState.PLANNED: ngettext(
            "%(num)d meeting planned", "%(num)d meetings planned", counts[DoorState.PLANNED]
        ),
        DoorState.ASKED: ngettext("%(num)d waits", "%(num)d wait", counts[DoorState.ASKED]),
        DoorState.CLOSED: ngettext(
            "%(num)d stays closed", "%(num)d stay closed", counts[DoorState.CLOSED]
        ),
    }
    return ", ".join(phrase for state, phrase in phrases.items() if counts[state])


def _people(residency: Residency, company: Company) -> list[dict[str, object]]:
    """Everybody of it, each once, with what they are to it."""
    found: list[dict[str, object]] = []
    mentoring = residency.mentoring
    if mentoring is not None:
        hours = mentoring.mentor.office_hours
        about = (
            _("asked as mentor, has not answered yet")
            if mentoring.state == "proposed"
            else (_("mentor, to be found: %(hours)s", hours=hours) if hours else _("mentor"))
        )
        found.append({"name": mentoring.mentor.person.name, "about": about, "out": False})
    found += [
        {"name": person.name, "about": residency.organisation.name, "out": True}
        for person in company.startup
    ]
    others = [
        (company.owner, _("owner of the challenge")),
        (residency.programme_manager, _("programme manager")),
        (company.leader, _("leader of the team")),
    ]
    found += [
        {"name": person.name, "about": about, "out": False} for person, about in others if person
    ]
    return found
