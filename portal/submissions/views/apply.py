"""Starting a submission, from the page of a challenge."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.accounts.model import Organisation
from portal.challenges import queries as challenges
from portal.challenges import rules as challenge_rules
from portal.challenges.model import Challenge
from portal.kernel.web import current_actor, see_other, show_only_if, signed_in
from portal.kernel.work import unit_of_work
from portal.submissions import commands, content, queries, rules
from portal.submissions.content import Step
from portal.submissions.forms import StartForm
from portal.submissions.model import Submission
from portal.submissions.views.blueprint import bp


@bp.get("/challenges/<slug>/apply")
@signed_in
def apply(slug: str) -> ResponseReturnValue:
    """Goes on with the one answer there is, or offers to start one."""
    challenge = _public(slug)
    begun = queries.own(current_actor(), challenge.id)
    startups = queries.startups_of(current_actor())
    if len(begun) == 1 and len(startups) == 1:
        return see_other(".show", submission_id=begun[0].id)
    return _page(challenge, StartForm(_without(startups, begun)))


@bp.post("/challenges/<slug>/apply")
@signed_in
def start(slug: str) -> ResponseReturnValue:
    challenge = _public(slug)
    startups = queries.startups_of(current_actor())
    form = StartForm(startups)
    if not form.validate_on_submit():
        return _page(challenge, form), 422
    chosen = next(each for each in startups if str(each.id) == form.organisation.data)
    with unit_of_work(current_actor()) as work:
        submission_id: UUID = commands.start(work, challenge, organisation=chosen)
    return see_other(".step", submission_id=submission_id, step=Step.SUMMARY.value)


def _public(slug: str) -> Challenge:
    challenge = challenges.challenge(slug)
    show_only_if(challenge_rules.may_see(current_actor(), challenge))
    return challenge


def _without(startups: Sequence[Organisation], begun: Sequence[Submission]) -> list[Organisation]:
    done = {each.organisation_id for each in begun}
    return [each for each in startups if each.id not in done]


def _page(challenge: Challenge, form: StartForm) -> str:
    actor = current_actor()
    return render_template(
        "submissions/apply.html",
        challenge=challenge,
        form=form,
        begun=queries.own(actor, challenge.id),
        has_startup=bool(form.organisation.choices),
        verdict=rules.may_apply(actor, challenge),
        steps=list(Step),
        most_files=content.MOST_FILES,
        now=actor.now,
    )
