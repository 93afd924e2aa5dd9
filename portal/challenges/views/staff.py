"""What the staff of an organisation sees beside the public page of a challenge."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from portal.challenges import queries, rules
from portal.challenges.model import Challenge
from portal.challenges.states import Phase
from portal.challenges.views import shown
from portal.kernel.home import added_to
from portal.kernel.policy import Actor, Rule
from portal.kernel.text import _, moment_words


@dataclass(frozen=True, slots=True)
class StaffView:
    """``actions``: words, address and kind of each button this person has."""

    badge: Markup
    note: str
    actions: list[tuple[str, str, str]]


def staff_view(slug: str, actor: Actor) -> StaffView | None:
    """What this person can do with it, where they are of its staff at all."""
    if not any(actor.is_anywhere(role) for role in rules.STAFF):
        return None
    challenge = queries.challenge(slug, *queries.ORGANISATION)
    if not rules.may_see_behind(actor, challenge):
        return None
    return StaffView(
        badge=shown.badge(challenge, actor.now, behind=True),
        note=_note(challenge, actor),
        actions=_actions(challenge, actor),
    )


def _note(challenge: Challenge, actor: Actor) -> str:
    notes = {
        Phase.DRAFT: _("Only your organisation sees this draft."),
        Phase.IN_REVIEW: _("It waits for a colleague who checks it."),
        Phase.CHANGES_REQUESTED: _("A colleague asked for changes."),
        Phase.DECIDED: _("The jury has decided. Nobody outside hears of it before the release."),
    }
    phase = rules.phase(challenge, actor.now)
    if phase is Phase.SCHEDULED and challenge.publish_at is not None:
        moment = moment_words(challenge.publish_at)
        return str(_("Approved. Anybody can read it from %(moment)s.", moment=moment))
    return str(notes.get(phase) or _("Anybody can read this page."))


def _actions(challenge: Challenge, actor: Actor) -> list[tuple[str, str, str]]:
    slug = challenge.slug
    offered: list[tuple[Rule, str, str, str]] = [
        (rules.may_edit, _("Continue writing"), url_for(".check", slug=slug), "primary"),
        (rules.may_review, _("Review"), url_for(".review", slug=slug), "primary"),
        (rules.may_change, _("Change the text"), url_for(".change", slug=slug), "secondary"),
        (
            rules.may_move_deadline,
            _("Move the deadline"),
            url_for(".deadline", slug=slug),
            "secondary",
        ),
        (
            rules.may_cancel,
            _("Cancel the challenge"),
            url_for(".confirm_cancel", slug=slug),
            "stop",
        ),
    ]
    onward = [shelf.more for shelf in added_to("challenge", challenge.id, actor) if shelf.more]
    return [
        *((words, url, kind) for rule, words, url, kind in offered if rule(actor, challenge)),
        *((words, url, "secondary") for words, url in onward),
    ]
