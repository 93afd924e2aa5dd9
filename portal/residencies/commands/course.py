"""The course of a residency: it starts, may pause, is looked back upon and ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.challenges import commands as challenges
from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.kernel.work import Work, command
from portal.residencies import queries, rules
from portal.residencies.commands.mentoring import begin_mentoring, end_mentoring
from portal.residencies.events import (
    ResidencyEnded,
    ResidencyEvaluating,
    ResidencyPaused,
    ResidencyResumed,
    ResidencyStarted,
)
from portal.residencies.locks import held, with_challenge
from portal.residencies.model import Residency
from portal.residencies.states import AssignmentState, ResidencyOutcome, ResidencyState
from portal.residencies.weeks import today


@command(may=rules.may_start, locks=held)
def start(work: Work, residency: Residency) -> None:
    """The first day has come; a mentor who said yes begins."""
    work.move(residency, "start")
    mentoring = residency.mentoring
    if mentoring is not None and mentoring.state is AssignmentState.ACCEPTED:
        begin_mentoring(work, mentoring)
    work.emit(ResidencyStarted(subject_id=residency.id))


@command(may=rules.may_pause, locks=held)
def pause(work: Work, residency: Residency, *, reason: str) -> None:
    """Stand still from today on. The days that it lasts are added to the end, when it goes on."""
    work.move(residency, "pause")
    residency.paused_on, residency.reason = today(work.now), reason
    work.emit(ResidencyPaused(subject_id=residency.id, paused_on=residency.paused_on))


@command(may=rules.may_resume, locks=held)
def resume(work: Work, residency: Residency) -> int:
    """Go on from today: the end, and every milestone still to reach, moves by the pause.

    Gives the number of days that the pause lasted.
    """
    work.move(residency, "resume")
    days = _close_pause(work, residency)
    residency.ends_on += timedelta(days=days)
    for milestone in queries.milestones(residency):
        if milestone.done_on is None and milestone.due_on >= today(work.now) - timedelta(days=days):
            milestone.due_on += timedelta(days=days)
    work.emit(ResidencyResumed(subject_id=residency.id, days=days, ends_on=residency.ends_on))
    return days


def _close_pause(work: Work, residency: Residency) -> int:
    """Write down the pause that lasted until today. Gives its days."""
    began, day = residency.paused_on or today(work.now), today(work.now)
    span = {"from": began.isoformat(), "until": day.isoformat(), "reason": residency.reason}
    residency.pauses = [*residency.pauses, span]
    residency.paused_on, residency.reason = None, ""
    return (day - began).days


@command(may=rules.may_evaluate, locks=held)
def evaluate(work: Work, residency: Residency) -> None:
    """The last day has passed: time to look back and say what came of it."""
    work.move(residency, "evaluate")
    work.emit(ResidencyEvaluating(subject_id=residency.id))


@command(may=rules.may_end, locks=with_challenge)
def end(work: Work, residency: Residency, *, outcome: ResidencyOutcome, note: str) -> None:
    """Record what came of it: that is public, and concludes the challenge."""
    if outcome is ResidencyOutcome.STOPPED_EARLY:
        raise RuleBroken(_("This residency ran to its end."), field="outcome")
    work.move(residency, "end")
    _finish(work, residency, outcome, note)


@command(may=rules.may_stop_early, locks=with_challenge)
def stop_early(work: Work, residency: Residency, *, reason: str) -> None:
    """End it before its last day, with a reason that everybody may read."""
    if residency.state is ResidencyState.PAUSED:
        work.move(residency, "stop_early")
        _close_pause(work, residency)
    else:
        work.move(residency, "stop_early")
    _finish(work, residency, ResidencyOutcome.STOPPED_EARLY, reason)


def _finish(work: Work, residency: Residency, outcome: ResidencyOutcome, note: str) -> None:
    residency.outcome, residency.outcome_note, residency.ended_at = outcome, note, work.now
    if residency.mentoring is not None:
        end_mentoring(work, residency.mentoring, reason=note)
    _conclude(work, residency)
    work.emit(
        ResidencyEnded(
            subject_id=residency.id, challenge_id=residency.challenge_id, outcome=outcome.value
        )
    )


def _conclude(work: Work, residency: Residency) -> None:
    """Tell the challenge what came of its winner, where it still waits to hear."""
    challenge = residency.challenge
    if not challenge.can("conclude"):
        return
    winner: dict[str, Any] = {
        **(challenge.winner or {"name": residency.organisation.name, "title": residency.title}),
        "residency_id": str(residency.id),
        "outcome": residency.outcome.value if residency.outcome else None,
        "outcome_note": residency.outcome_note,
        "ended_on": today(work.now).isoformat(),
    }
    challenges.change_winner(work, challenge, winner=winner)
    challenges.conclude(work, challenge)
