"""A person's own juries, and what each asks of them now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.model import Role
from portal.challenges import queries as challenges
from portal.challenges.states import ChallengeState
from portal.jury import queries, rules, words
from portal.jury.queries.lists import Glance
from portal.jury.sitting import Stage
from portal.jury.states import ReviewState
from portal.jury.tasks import Kind, Task, tasks_of
from portal.jury.views.blueprint import bp
from portal.kernel.domain import Duty, Shelf, ShelfRow
from portal.kernel.policy import Actor
from portal.kernel.text import _, language, near_day, ngettext, within
from portal.kernel.web import current_actor, signed_in

MOST = 5
"""The most rows on the shelf."""
BADGES = {
    Stage.COMPOSING: "open",
    Stage.BOX_CLOSED: "closed",
    Stage.SCORING: "judging",
    Stage.DECIDED: "decided",
    Stage.RELEASED: "concluded",
    Stage.CANCELLED: "cancelled",
}
WITHOUT_A_JURY = frozenset(
    {
        ChallengeState.DRAFT,
        ChallengeState.IN_REVIEW,
        ChallengeState.CHANGES_REQUESTED,
        ChallengeState.CANCELLED,
    }
)


@bp.get("")
@signed_in
def home() -> ResponseReturnValue:
    actor = current_actor()
    glances = queries.glances(actor)
    tasks = tasks_of(actor, glances, queries.without_panel(actor))
    return render_template(
        "jury/home.html",
        title=_heading(tasks),
        lead=_lead(actor, tasks),
        tasks=[(task, words.of_task(task), url_of(task)) for task in tasks],
        glances=_in_order([(each, rules.stage(actor, each.challenge)) for each in glances]),
        states=ReviewState,
        scores=any(task.kind is Kind.SCORE for task in tasks),
        stages=words.STAGES,
        now=actor.now,
    )


def _in_order(glances: list[tuple[Glance, Stage]]) -> list[tuple[Glance, Stage]]:
    """What goes on first, then what is over; each as it came, by deadline."""
    return sorted(glances, key=lambda pair: pair[1] in {Stage.RELEASED, Stage.CANCELLED})


def _heading(tasks: Sequence[Task]) -> str:
    if not tasks:
        return _("Your juries ask nothing of you now")
    return ngettext(
        "One thing on a jury waits for you", "%(num)d things on juries wait for you", len(tasks)
    )


def _lead(actor: Actor, tasks: Sequence[Task]) -> str:
    ends = [task.due for task in tasks if task.due and task.due > actor.now]
    if not ends:
        return ""
    return _("The first is due within %(time)s.", time=within(min(ends), actor.now))


def url_of(task: Task) -> str:
    return url_for(task.endpoint, **task.values)


def duties(actor: Actor) -> list[Duty]:
    """For the person's own page: at most eight queries, two for who has nothing to do here."""
    found = tasks_of(actor, queries.glances(actor), queries.without_panel(actor))
    return [_duty(task) for task in found]


def shelves(actor: Actor) -> Sequence[Shelf]:
    """The juries on which somebody sits."""
    if not (actor.places(Role.JUROR) or actor.places(Role.CHAIR)):
        return []
    rows = [_row(each, actor) for each in queries.seats_of(actor, language(), MOST)]
    more = (_("All my juries"), url_for("jury.home"))
    return [Shelf(title=_("My juries"), rows=rows, more=more)] if rows else []


def _row(row: Any, actor: Actor) -> ShelfRow:
    stage = rules.stage(actor, row)
    closes = stage is Stage.COMPOSING and row.deadline
    return ShelfRow(
        title=row.title,
        url=url_for("jury.panel", slug=row.slug),
        about=_("%(role)s, %(organisation)s", role=_role(row), organisation=row.by),
        state=BADGES[stage],
        state_text=str(words.STAGES[stage]),
        note=_("closes %(day)s", day=near_day(row.deadline)) if closes else "",
    )


def _role(row: Any) -> str:
    return str(_("Chair") if row.is_chair else _("Juror"))


def _duty(task: Task) -> Duty:
    told = words.of_task(task)
    return Duty(
        title=told.title,
        about=told.about,
        url=url_of(task),
        since=task.since,
        due=task.due,
        kind="jury",
        action=told.action,
    )


def of_challenge(actor: Actor, challenge_id: UUID) -> list[Shelf]:
    """From a challenge to its jury, for whoever puts it together, from the approval on."""
    challenge = challenges.by_id(challenge_id, *challenges.ORGANISATION)
    if not rules.may_see_composition(actor, challenge) or challenge.state in WITHOUT_A_JURY:
        return []
    return [Shelf(_("Jury"), more=(_("The jury"), url_for("jury.panel", slug=challenge.slug)))]
