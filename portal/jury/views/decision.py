"""The chair's pages: the ranking, the decision as it is written, checked and recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from portal.jury import commands, queries, rules, words
from portal.jury.forms import DecisionForm, KeyForm, decision_form
from portal.jury.model import Outcome, Review
from portal.jury.ranking import Firmness
from portal.jury.sitting import Entry, Sitting
from portal.jury.verdict import NOBODY, gaps, read
from portal.jury.views.blueprint import bp
from portal.jury.views.scoring import Given, given_by
from portal.jury.views.shared import insist, seen
from portal.kernel.errors import Overtaken, RuleBroken
from portal.kernel.policy import Verdict
from portal.kernel.text import _, clock_words, listed, ngettext
from portal.kernel.web import current_actor, say, see_other, signed_in
from portal.kernel.work import unit_of_work
from portal.submissions.content import token

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@bp.get("/<slug>/ranking")
@signed_in
def ranking(slug: str) -> ResponseReturnValue:
    """Every score, and how firm each place is; before that, what is still to come."""
    sitting = _chaired(slug)
    verdict = rules.may_rank(current_actor(), sitting)
    if not verdict:
        return _not_yet(sitting, verdict)
    return render_template(
        "jury/ranking.html",
        heading=words.FINDINGS[sitting.ranking.finding],
        may_draft=rules.may_draft(current_actor(), sitting),
        marks=_marks(sitting),
        scale=words.SCALE,
        **_ranked(sitting),
    )


def _chaired(slug: str) -> Sitting:
    sitting = seen(slug, scores=True)
    insist(rules.may_chair(current_actor(), sitting))
    return sitting


def _not_yet(sitting: Sitting, verdict: Verdict) -> str:
    """Who has handed in how much: no score, and no order."""
    actor = current_actor()
    return render_template(
        "jury/not_yet.html",
        challenge=sitting.challenge,
        sitting=sitting,
        reason=verdict.reason,
        progress=[(each, sitting.progress_of(each)) for each in sitting.accepted],
        torn=bool(sitting.conflicts_of(actor.id)),
    )


def _ranked(sitting: Sitting) -> dict[str, Any]:
    """The rows of the ranking as the page draws them, and what stands around them."""
    letters = {
        seat.person_id: LETTERS[place % len(LETTERS)]
        for place, seat in enumerate(_scorers(sitting))
    }
    names = {seat.person_id: seat.person.name for seat in sitting.seats}
    numbers = {entry.id: entry.number for entry in sitting.entries}
    rows = []
    for standing in sitting.ranking.standings:
        entry = sitting.entry(standing.entry)
        late = [sitting.person_of(review) for review in sitting.awaited(entry.id)]
        given = [(names[who], float(total), letters[who]) for who, total in standing.totals.items()]
        rows.append(
            {
                "entry": entry,
                "standing": standing,
                "mean": float(standing.mean) if standing.mean is not None else None,
                "scores": [*given, *((names[who], None, letters[who]) for who in late)],
                "badge": words.firmness(standing, numbers, names),
                "late": [names[who] for who in late],
                "exempt": [
                    _exempt(each, sitting.name_of(each)) for each in sitting.exempt_from(entry.id)
                ],
            }
        )
    return {
        "sitting": sitting,
        "challenge": sitting.challenge,
        "panel": sitting.panel,
        "rows": rows,
        "jurors": [(letters[s.person_id], s.person.name) for s in _scorers(sitting)],
        "handed_in": sum(len(sitting.handed_in(entry.id)) for entry in sitting.entries),
        "expected": sum(
            len(sitting.handed_in(entry.id)) + len(sitting.awaited(entry.id))
            for entry in sitting.entries
        ),
        "checks": _checks(sitting),
    }


def _exempt(review: Review, name: str) -> str:
    """Who stepped back, with the kind of conflict and what they said of it."""
    kind = words.CONFLICTS[review.conflict_kind][0] if review.conflict_kind else ""
    note = f": {review.conflict_note}" if review.conflict_note else ""
    return f"{name} ({kind}{note})"


def _scorers(sitting: Sitting) -> list[Any]:
    """One seat a person: whoever scores, or scored before being replaced."""
    scored = {
        sitting.person_of(r) for entry in sitting.entries for r in sitting.handed_in(entry.id)
    }
    found = {}
    for seat in [*sitting.seats, *sitting.accepted]:
        if seat.person_id in scored or seat in sitting.accepted:
            found[seat.person_id] = seat
    return sorted(found.values(), key=lambda seat: (not seat.is_chair, seat.invited_at, seat.id))


def _marks(sitting: Sitting) -> dict[UUID, list[Given]]:
    """Of each submission, what each juror gave for each criterion and why."""
    return {
        entry.id: [
            given_by(review, sitting.name_of(review), key=entry.number)
            for review in sitting.handed_in(entry.id)
        ]
        for entry in sitting.entries
    }


def _checks(sitting: Sitting) -> list[tuple[str, str]]:
    """What must be right before the decision is recorded, and what is good to know."""
    found = [_check_quorum(sitting), _check_conflicts(sitting)]
    late = sum(len(sitting.awaited(entry.id)) for entry in sitting.entries)
    if late:
        open_places = any(s.firmness is Firmness.OPEN for s in sitting.ranking.standings)
        found.append(("open", _missing(late, changes=open_places)))
    torn = [sitting.entry(each.entry) for each in sitting.ranking.standings if each.divided]
    if torn:
        told = ngettext(
            "The jury is divided over submission %(numbers)s. Discuss it first.",
            "The jury is divided over submissions %(numbers)s. Discuss them first.",
            len(torn),
            numbers=_numbers(torn),
        )
        found.append(("open", told))
    return found


def _numbers(entries: Sequence[Entry]) -> str:
    """‘3, 5 and 11’."""
    return listed(str(number) for number in sorted(entry.number for entry in entries))


def _missing(late: int, *, changes: bool) -> str:
    if changes:
        return ngettext(
            "One score is still missing, and can change a place.",
            "%(num)d scores are still missing, and can change a place.",
            late,
        )
    return ngettext(
        "One score is still missing, and changes no place.",
        "%(num)d scores are still missing, and change no place.",
        late,
    )


def _check_quorum(sitting: Sitting) -> tuple[str, str]:
    quorum = sitting.panel.quorum
    if not sitting.entries:
        return "ok", _("Nothing was sent in, so there is nothing to score.")
    beyond, below = sitting.beyond_reach, sitting.below_quorum
    if beyond:
        return "stop", ngettext(
            "Too few jurors may judge submission %(numbers)s: %(quorum)s are needed. The owner of "
            "the challenge adds or replaces a juror.",
            "Too few jurors may judge submissions %(numbers)s: %(quorum)s are needed. The owner of "
            "the challenge adds or replaces a juror.",
            len(beyond),
            numbers=_numbers(beyond),
            quorum=quorum,
        )
    if below:
        return "stop", ngettext(
            "Submission %(numbers)s does not have %(quorum)s scores yet.",
            "Submissions %(numbers)s do not have %(quorum)s scores yet.",
            len(below),
            numbers=_numbers(below),
            quorum=quorum,
        )
    return "ok", _("Each submission has its %(quorum)s scores or more.", quorum=quorum)


def _check_conflicts(sitting: Sitting) -> tuple[str, str]:
    undeclared = sum(sitting.progress_of(seat).undeclared > 0 for seat in sitting.accepted)
    if undeclared:
        return "open", ngettext(
            "One juror has not declared all conflicts of interest.",
            "%(num)d jurors have not declared all conflicts of interest.",
            undeclared,
        )
    exempt = sum(sitting.progress_of(seat).out for seat in sitting.accepted)
    if not exempt:
        return "ok", _("All conflicts of interest are declared; there are none.")
    return "ok", ngettext(
        "All conflicts of interest are declared; there is one.",
        "All conflicts of interest are declared; there are %(num)d.",
        exempt,
    )


# --- The decision -----------------------------------------------------------------------------


@bp.get("/<slug>/decision")
@signed_in
def decision(slug: str) -> ResponseReturnValue:
    sitting = _deciding(slug)
    draft = queries.draft_of(sitting.challenge.id)
    form = _form(sitting, formdata=None, data=draft.content if draft else None)
    if "problems" in request.args:
        _show_gaps(sitting, form)
    return _page(sitting, form, saved_at=draft.saved_at if draft else None)


def _deciding(slug: str) -> Sitting:
    """The jury, for a chair who may write at the decision."""
    sitting = _chaired(slug)
    insist(rules.may_draft(current_actor(), sitting))
    return sitting


def _in_order(sitting: Sitting) -> list[Entry]:
    return [sitting.entry(standing.entry) for standing in sitting.ranking.standings]


def _form(sitting: Sitting, **stored: Any) -> DecisionForm:
    return decision_form(_in_order(sitting))(**stored)


@bp.post("/<slug>/decision")
@signed_in
def save_decision(slug: str) -> ResponseReturnValue:
    """Keep it as a proposal, or go on to the check if nothing is missing."""
    sitting = _deciding(slug)
    form = _form(sitting)
    if not form.validate_on_submit():
        return _page(sitting, form), HTTPStatus.UNPROCESSABLE_ENTITY
    _keep(sitting, form)
    if "later" in request.form:
        say(_("The proposal is saved. Only you see it."))
        return see_other(".ranking", slug=slug)
    if _show_gaps(sitting, form):
        return _page(sitting, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return see_other(".check_decision", slug=slug)


@bp.post("/<slug>/decision/autosave")
@signed_in
def autosave_decision(slug: str) -> ResponseReturnValue:
    sitting = _deciding(slug)
    form = _form(sitting)
    if not form.validate_on_submit():
        raise RuleBroken(_("Not saved: something on this page is not right yet."))
    _keep(sitting, form)
    return jsonify(saved_at=clock_words(current_actor().now))


def _keep(sitting: Sitting, form: DecisionForm) -> None:
    with unit_of_work(current_actor()) as work:
        commands.save_draft(work, sitting, content=form.answers)


def _show_gaps(sitting: Sitting, form: DecisionForm) -> bool:
    """Put what is missing beside its field; whether anything is."""
    missing = gaps(read(form.answers, sitting.entries), sitting.ranking, sitting.entries)
    for gap in missing:
        form.refuse(RuleBroken(str(gap.sentence), field=gap.field))
    return bool(missing)


def _page(sitting: Sitting, form: DecisionForm, saved_at: Any = None) -> str:
    first = sitting.ranking.standings[0] if sitting.entries else None
    return render_template(
        "jury/decision.html",
        form=form,
        saved_at=saved_at,
        nobody=NOBODY,
        reserves=[form[name] for name in form._fields if name.startswith("reserve_")],
        tied=bool(first and sitting.ranking.tied_with(first.entry)),
        **_ranked(sitting),
    )


@bp.get("/<slug>/decision/check")
@signed_in
def check_decision(slug: str) -> ResponseReturnValue:
    sitting = _deciding(slug)
    draft = queries.draft_of(sitting.challenge.id)
    if draft is None:
        return see_other(".decision", slug=slug)
    choice = read(draft.content, sitting.entries)
    if gaps(choice, sitting.ranking, sitting.entries):
        return see_other(".decision", slug=slug, problems=1)
    return _check_page(sitting, draft.content)


def _check_page(sitting: Sitting, content: Mapping[str, Any]) -> str:
    choice = read(content, sitting.entries)
    around = _ranked(sitting)
    named = [choice.shortlisted_id, *choice.reserve_ids]
    around["rows"].sort(
        key=lambda row: named.index(row["entry"].id) if row["entry"].id in named else len(named)
    )
    return render_template(
        "jury/check_decision.html",
        choice=choice,
        award=choice.outcome is Outcome.AWARD,
        seen=token(content),
        may_record=rules.may_record(current_actor(), sitting),
        form=KeyForm(),
        **around,
    )


@bp.post("/<slug>/decision/check")
@signed_in
def record(slug: str) -> ResponseReturnValue:
    """Record what was checked. Raises Overtaken where it was changed in another window since."""
    sitting = _deciding(slug)
    draft = queries.draft_of(sitting.challenge.id)
    if draft is None or token(draft.content) != request.form.get("seen"):
        raise Overtaken(_("The proposal was changed in another window. Check it again."))
    try:
        with unit_of_work(current_actor()) as work:
            choice = read(draft.content, sitting.entries)
            commands.record_decision(work, sitting, choice=choice)
    except RuleBroken as broken:
        say(broken.message, "warning")
        return see_other(".decision", slug=slug, problems=1)
    say(_("The decision is recorded. Nobody hears it until the letters are released."))
    return see_other(".release", slug=slug)
