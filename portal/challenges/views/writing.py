"""Writing a challenge, a step at a time, and handing it in for review."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import queries as accounts
from portal.accounts.model import Role
from portal.challenges import commands, queries, rules
from portal.challenges.completeness import gaps, is_translated
from portal.challenges.content import Seen, content_of, fingerprint
from portal.challenges.forms.acts import StartForm
from portal.challenges.forms.steps import (
    CriteriaForm,
    DatesForm,
    EnglishForm,
    QuestionForm,
    ResultForm,
    StepForm,
)
from portal.challenges.model import Challenge, ReviewRemark
from portal.challenges.states import ChallengeState
from portal.challenges.views import bp, changes, shown
from portal.kernel import clock
from portal.kernel.errors import Missing, NotAllowed, Overtaken, RuleBroken
from portal.kernel.text import Sentence, _, clock_words, language, lazy, markdown, tidy
from portal.kernel.web import (
    as_uuid,
    current_actor,
    say,
    see_other,
    show_only_if,
    signed_in,
)
from portal.kernel.work import unit_of_work

STEPS: dict[str, tuple[Sentence, type[StepForm]]] = {
    "question": (lazy("The question"), QuestionForm),
    "result": (lazy("The result"), ResultForm),
    "criteria": (lazy("Criteria"), CriteriaForm),
    "dates": (lazy("Dates and place"), DatesForm),
    "english": (lazy("In English"), EnglishForm),
}
ORDER = tuple(STEPS)
LONGEST_PREVIEW = 20_000


@bp.get("/our-challenges")
@signed_in
def ours() -> ResponseReturnValue:
    """Every challenge of the organisations where somebody is staff."""
    actor = current_actor()
    if not any(actor.is_anywhere(role) for role in rules.STAFF):
        raise Missing
    return render_template(
        "challenges/ours.html",
        rows=shown.behind(queries.ours(actor), actor.now),
        may_write=actor.is_anywhere(Role.OWNER),
    )


@bp.get("/challenges/new")
@signed_in
def new() -> ResponseReturnValue:
    return _new_page(_start_form())


@bp.post("/challenges/new")
@signed_in
def start() -> ResponseReturnValue:
    form = _start_form()
    if not form.validate_on_submit():
        return _new_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    organisation_id = as_uuid(form.organisation.data)
    if organisation_id is None:
        raise Missing
    try:
        with unit_of_work(current_actor()) as work:
            made = commands.start_draft(
                work, accounts.organisation(organisation_id), title=form.title.data or ""
            )
            slug = made.slug
    except RuleBroken as broken:
        form.refuse(broken)
        return _new_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    return see_other(".edit", slug=slug, step=ORDER[0])


@bp.get("/challenges/<slug>/edit/<step>")
@signed_in
def edit(slug: str, step: str) -> ResponseReturnValue:
    challenge = _to_edit(slug)
    return _step_page(challenge, step, _form_of(challenge, step))


@bp.post("/challenges/<slug>/edit/<step>")
@signed_in
def save(slug: str, step: str) -> ResponseReturnValue:
    """Save and go on; or show how it will look, or add or remove a criterion, without leaving."""
    challenge = _to_edit(slug)
    form = _form_of(challenge, step)
    well = form.validate_on_submit()
    preview = "preview" in request.form
    if preview or (isinstance(form, CriteriaForm) and _rearranged(form)):
        return _step_page(challenge, step, form, preview=preview)
    if not well:
        return _step_page(challenge, step, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        _keep(challenge, form)
    except RuleBroken as broken:
        form.refuse(broken)
        return _step_page(_to_edit(slug), step, form), HTTPStatus.UNPROCESSABLE_ENTITY
    except Overtaken:
        return _step_page(_to_edit(slug), step, form, overtaken=True), HTTPStatus.CONFLICT
    if "stay" in request.form:
        say(_("Saved."))
        return see_other(".edit", slug=slug, step=step)
    return _onward(slug, step)


@bp.post("/challenges/<slug>/edit/<step>/autosave")
@signed_in
def autosave(slug: str, step: str) -> ResponseReturnValue:
    """Keep what is well filled in, while somebody types."""
    challenge = _to_edit(slug)
    form = _form_of(challenge, step)
    form.validate_on_submit()
    try:
        _keep(challenge, form)
    except RuleBroken as broken:
        return jsonify(error=broken.message), HTTPStatus.UNPROCESSABLE_ENTITY
    return jsonify(
        saved_at=clock_words(clock.now()),
        fields={"seen": fingerprint(_to_edit(slug), form.parts)},
    )


@bp.get("/challenges/<slug>/check")
@signed_in
def check(slug: str) -> ResponseReturnValue:
    """Everything on one page, and what is still missing."""
    return _check_page(_to_edit(slug))


@bp.post("/challenges/<slug>/ask-review")
@signed_in
def ask_review(slug: str) -> ResponseReturnValue:
    challenge = queries.challenge(slug)
    show_only_if(rules.may_see_behind(current_actor(), challenge))
    try:
        with unit_of_work(current_actor()) as work:
            commands.ask_review(work, challenge)
    except RuleBroken as broken:
        return _check_page(_to_edit(slug), broken), HTTPStatus.UNPROCESSABLE_ENTITY
    say(_("An editor of your organisation will look at it. You get a letter."))
    return see_other(".show", slug=slug)


@bp.post("/challenges/preview")
@signed_in
def preview() -> ResponseReturnValue:
    """How typed Markdown will look, for the script of the editor."""
    return str(markdown(tidy(request.form.get("text", ""), lines=True)[:LONGEST_PREVIEW]))


def _start_form() -> StartForm:
    form = StartForm()
    actor = current_actor()
    places = actor.places(Role.OWNER)
    if not places:
        raise NotAllowed(
            _("Only somebody who writes challenges for this organisation can do this.")
        )
    found = accounts.organisations(places).values()
    named = sorted((one.name_in(language()), str(one.id)) for one in found)
    form.organisation.choices = [(value, name) for name, value in named]
    return form


def _new_page(form: StartForm) -> str:
    return render_template("challenges/new.html", form=form)


def _to_edit(slug: str) -> Challenge:
    """The draft, for who may write it. Raises Missing, or NotAllowed with the reason."""
    challenge = queries.challenge(slug)
    verdict = rules.may_edit(current_actor(), challenge)
    if verdict.hidden:
        raise Missing
    if not verdict:
        raise NotAllowed(verdict.reason)
    return challenge


def _form_of(challenge: Challenge, step: str) -> StepForm:
    if step not in STEPS:
        raise Missing
    kind = STEPS[step][1]
    return kind(data={**kind.filled(challenge), "seen": fingerprint(challenge, kind.parts)})


def _keep(challenge: Challenge, form: StepForm) -> None:
    given = form.given()
    if not given:
        return
    with unit_of_work(current_actor()) as work:
        seen = Seen(form.parts, request.form.get("seen", ""))
        commands.save_draft(work, challenge, seen=seen, **given)


def _rearranged(form: CriteriaForm) -> bool:
    """Whether a row was asked for or taken away; nothing is saved by that."""
    if "add" in request.form:
        form.add()
        return True
    place = request.form.get("remove", "")
    if place.isdecimal():
        form.remove(int(place))
        return True
    return False


def _step_page(
    challenge: Challenge,
    step: str,
    form: StepForm,
    *,
    preview: bool = False,
    overtaken: bool = False,
) -> str:
    if overtaken:
        form.seen.data = fingerprint(challenge, form.parts)
    open_steps = {gap.step for gap in gaps(challenge)}
    if not is_translated(challenge):
        open_steps.add("english")
    return render_template(
        "challenges/edit.html",
        challenge=challenge,
        title=challenge.text_in("nl").title,
        form=form,
        step=step,
        number=ORDER.index(step) + 1,
        steps=[
            (name, url_for(".edit", slug=challenge.slug, step=key), key not in open_steps)
            for key, (name, _form) in STEPS.items()
        ],
        remark=_asked_of(challenge),
        preview=preview,
        overtaken=overtaken,
    )


def _asked_of(challenge: Challenge) -> ReviewRemark | None:
    """What the reviewer wants to see changed, while that is being done."""
    if challenge.state != ChallengeState.CHANGES_REQUESTED:
        return None
    return next(iter(queries.remarks(challenge)), None)


def _check_page(challenge: Challenge, broken: RuleBroken | None = None) -> str:
    return render_template(
        "challenges/check.html",
        challenge=challenge,
        title=challenge.text_in("nl").title,
        gaps=[
            (gap.sentence, url_for(".edit", slug=challenge.slug, step=gap.step, _anchor=gap.field))
            for gap in gaps(challenge)
        ],
        parts=_summary(challenge),
        remark=_asked_of(challenge),
        first_step=url_for(".edit", slug=challenge.slug, step=ORDER[0]),
        broken=broken,
    )


def _summary(challenge: Challenge) -> list[tuple[Sentence, str, list[tuple[str, Any]]]]:
    """Each step with its address and what was filled in there."""
    content = content_of(challenge)
    found = []
    for key, (name, form) in STEPS.items():
        left_out = key == "english" and not is_translated(challenge)
        rows = [] if left_out else [changes.written(part, content) for part in form.parts]
        found.append((name, url_for(".edit", slug=challenge.slug, step=key), rows))
    return found


def _onward(slug: str, step: str) -> ResponseReturnValue:
    place = ORDER.index(step) + 1
    if place == len(ORDER):
        return see_other(".check", slug=slug)
    return see_other(".edit", slug=slug, step=ORDER[place])
