"""What states, findings and tasks of a jury are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from portal.jury.model import ConflictKind
from portal.jury.ranking import Finding, Firmness, Ground, Standing
from portal.jury.sitting import Stage
from portal.jury.tasks import Kind, Task
from portal.kernel.text import Sentence, _, decimal, language, lazy, ngettext

SCALE: Mapping[int, Sentence] = {
    1: lazy("Not convincing"),
    2: lazy("Weak"),
    3: lazy("Sufficient"),
    4: lazy("Good"),
    5: lazy("Excellent"),
}
"""What the scores 1 to 5 are called; what each means for a criterion stands with the criterion."""

CONFLICTS: Mapping[ConflictKind, tuple[Sentence, Sentence]] = {
    ConflictKind.EMPLOYMENT: (
        lazy("Work"),
        lazy("You work there, or did in the last three years, paid or not."),
    ),
    ConflictKind.FINANCIAL: (
        lazy("Money"),
        lazy("You or your partner has shares, a loan or a contract."),
    ),
    ConflictKind.FAMILY: (lazy("Family"), lazy("A partner, child, parent, brother or sister.")),
    ConflictKind.FRIENDSHIP: (lazy("Friendship"), lazy("Somebody you also see outside work.")),
    ConflictKind.COMPETITOR: (
        lazy("Competition"),
        lazy("You work for a competitor, or for a partner of one."),
    ),
    ConflictKind.ADVISER: (
        lazy("Advice"),
        lazy("You helped with this submission, or read it before it was sent."),
    ),
    ConflictKind.OTHER: (lazy("Something else"), lazy("Say below what it is.")),
}

STAGES: Mapping[Stage, Sentence] = {
    Stage.COMPOSING: lazy("Jury being put together"),
    Stage.BOX_CLOSED: lazy("Waiting for the box to open"),
    Stage.SCORING: lazy("Scoring"),
    Stage.DECIDED: lazy("Decided, not yet told"),
    Stage.RELEASED: lazy("Decided and told"),
    Stage.CANCELLED: lazy("Cancelled"),
}

FINDINGS: Mapping[Finding, Sentence] = {
    Finding.EMPTY: lazy("Nothing was sent in"),
    Finding.NOTHING_IN: lazy("No scores have been handed in yet"),
    Finding.ALONE: lazy("There is one submission"),
    Finding.FIRST_TIED: lazy("The first place is shared"),
    Finding.FIRST_OPEN: lazy("The first place is still open"),
    Finding.FIRST_SHAKY: lazy("The first place is not firm"),
    Finding.FIRST_FIRM_ONLY: lazy("The first place is firm, the second is not"),
    Finding.BOTH_FIRM: lazy("The first and the second place are firm"),
}


# --- How firm a place is ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Badge:
    """A state as ``macros/state.html`` draws it, with a sentence that explains it."""

    text: str
    tone: str
    icon: str
    note: str


def firmness(standing: Standing, numbers: Mapping[UUID, int], names: Mapping[UUID, str]) -> Badge:
    """``numbers``: of the submissions; ``names``: of the jurors."""
    rival = numbers.get(standing.rival) if standing.rival else None
    match standing.firmness:
        case Firmness.UNSCORED:
            return Badge(_("No score yet"), "calm", "circle", "")
        case Firmness.TIED:
            note = _(
                "The same mean as submission %(number)s: you choose, with a reason.", number=rival
            )
            return Badge(_("Shared"), "care", "swap", note)
        case Firmness.OPEN:
            note = _("Scores that are still missing can change this place.")
            return Badge(_("Cannot be said yet"), "calm", "circle", note)
        case Firmness.SHAKY:
            return Badge(_("Shaky"), "care", "warning", _shaky(standing, rival, names))
    return Badge(_("Firm"), "good", "lock", _firm(standing))


def _shaky(standing: Standing, rival: int | None, names: Mapping[UUID, str]) -> str:
    name = names.get(standing.pivot, "") if standing.pivot else ""
    match standing.ground:
        case Ground.ONE_MARK:
            return _(
                "%(gap)s from submission %(number)s: one mark can turn the order.",
                gap=decimal(float(standing.gap or 0)),
                number=rival,
            )
        case Ground.ONE_JUROR if standing.pivot_place is None:
            return _("Only %(name)s has scored this.", name=name)
        case Ground.ONE_JUROR:
            return _(
                "Without the scores of %(name)s this would be number %(place)s.",
                name=name,
                place=standing.pivot_place,
            )
    return _("With weights a little different this would be another place.")


def _firm(standing: Standing) -> str:
    if standing.ground is Ground.ANY_WEIGHTS:
        return _(
            "Stays number %(place)s, whatever the weights and without any one juror.",
            place=standing.place,
        )
    return _(
        "Stays number %(place)s with weights ten points different, and without any one juror.",
        place=standing.place,
    )


# --- Tasks ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TaskWords:
    title: str
    about: str
    action: str


def of_task(task: Task) -> TaskWords:
    """Title, one sentence, and the words of the button."""
    title, about, action = _TASKS[task.kind](task)
    challenge = task.challenge
    where = f"{challenge.text_in(language()).title}, {challenge.organisation.name_in(language())}."
    return TaskWords(title, f"{where} {about}".strip(), action)


def _complete(task: Task) -> tuple[str, str, str]:
    about = _("The jury needs a chair who accepts.")
    if task.count:
        about = ngettext(
            "One more juror must accept before the box can be opened.",
            "%(num)d more jurors must accept before the box can be opened.",
            task.count,
        )
    return (_("The jury is not complete"), about, _("Look at the jury"))


def _declare(task: Task) -> tuple[str, str, str]:
    about = ngettext(
        "We show you one applicant. Then you read the submission.",
        "We show you %(num)d applicants. Then you read the submissions.",
        task.count,
    )
    return (_("First declare conflicts of interest"), about, _("Declare"))


def _score(task: Task) -> tuple[str, str, str]:
    title = ngettext("Judge one submission", "Judge %(num)d submissions", task.count)
    coming = task.glance.next if task.glance else None
    action = _("Continue with submission %(number)s", number=coming.number if coming else "")
    if coming and coming.reopened:
        return (title, _("The chair reopened your scores."), action)
    return (title, "", action)


def _add_juror(task: Task) -> tuple[str, str, str]:
    about = ngettext(
        "One submission cannot reach its quorum: too many conflicts of interest.",
        "%(num)d submissions cannot reach their quorum: too many conflicts of interest.",
        task.count,
    )
    return (_("Add or replace a juror"), about, _("Look at the jury"))


def _decide(task: Task) -> tuple[str, str, str]:
    scored = task.glance is not None and task.glance.mine
    about = _("Every submission has enough scores.") if scored else _("Nothing was sent in.")
    return (_("Record the decision of the jury"), about, _("To the decision"))


_TASKS: Mapping[Kind, Callable[[Task], tuple[str, str, str]]] = {
    Kind.ANSWER: lambda _task: (
        _("Say whether you take a seat on this jury"),
        _("You were asked to judge."),
        _("Answer"),
    ),
    Kind.COMPOSE: lambda _task: (
        _("Put together a jury"),
        _("Each jury has a chair and a quorum."),
        _("Choose the jury"),
    ),
    Kind.COMPLETE: _complete,
    Kind.TURN_KEY: lambda _task: (
        _("Turn your key to open the box"),
        _("The deadline has passed. Two people open the box together."),
        _("To the box"),
    ),
    Kind.DECLARE: _declare,
    Kind.SCORE: _score,
    Kind.HAND_OVER: lambda _task: (
        _("Hand over the chair"),
        _("You declared a conflict of interest, so somebody else decides."),
        _("Hand over"),
    ),
    Kind.ADD_JUROR: _add_juror,
    Kind.DECIDE: _decide,
    Kind.RELEASE: lambda _task: (
        _("Release the letters"),
        _("The decision is recorded. Nobody has heard it yet."),
        _("Look at the letters"),
    ),
}
