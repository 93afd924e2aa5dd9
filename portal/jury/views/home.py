"""A person's own juries, and what each asks of them now."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal.jury import queries, rules, words
from portal.jury.states import ReviewState
from portal.jury.tasks import Task, tasks_of
from portal.jury.views.blueprint import bp
from portal.kernel.domain import Duty
from portal.kernel.policy import Actor
from portal.kernel.text import _, ngettext, within
from portal.kernel.web import current_actor, signed_in


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
        glances=[(each, rules.stage(actor, each.challenge)) for each in glances],
        states=ReviewState,
        stages=words.STAGES,
        now=actor.now,
    )


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


def _duty(task: Task) -> Duty:
    told = words.of_task(task)
    return Duty(
        title=told.title,
        about=told.about,
        url=url_of(task),
        since=task.since,
        due=task.due,
        kind="jury",
    )
