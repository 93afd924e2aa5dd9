"""One answer to one card, from a form or from the deck's script: the same for both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import get_template_attribute, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.errors import NotAllowed, Overtaken, RuleBroken
from portal.kernel.text import _
from portal.kernel.web import current_actor, say, see_other, wants_json
from portal.kernel.work import unit_of_work
from portal.matching.commands import answers
from portal.matching.rules import Pairing

ANSWERS = {"yes": True, "no": False}
Place = tuple[str, dict[str, UUID]]
Counts = Callable[[], Mapping[str, str]]
"""What stands around a deck now: ``count`` and ``note`` in words, ``aside`` as HTML."""


def answered(pairing: Pairing, *, back: Place, counts: Counts) -> ResponseReturnValue:
    """Yes or no, from the field ``answer``. A script hears of a match, and the new counts."""
    says = ANSWERS.get(request.form.get("answer", ""))
    if says is None:
        raise RuleBroken(_("Choose yes or no."))
    try:
        with unit_of_work(current_actor()) as work:
            match = answers.answer(work, pairing, says=says)
    except NotAllowed as refused:
        return _refused(refused, back)
    if wants_json():
        url = url_for("matches.match", pair_id=match) if match else None
        return jsonify(match_url=url, **counts())
    if match:
        return see_other("matches.match", pair_id=match)
    return see_other(back[0], **back[1])


def taken_back(pairing: Pairing, *, back: Place, counts: Counts) -> ResponseReturnValue:
    try:
        with unit_of_work(current_actor()) as work:
            answers.take_back(work, pairing)
    except (NotAllowed, Overtaken) as refused:
        return _refused(refused, back)
    if wants_json():
        return jsonify(undone=True, **counts())
    return see_other(back[0], **back[1])


def aside(macro: str, *values: object) -> str:
    """What stands beside a deck, as its page writes it."""
    return str(get_template_attribute("matching/_parts.html", macro)(*values))


def _refused(refused: NotAllowed | Overtaken, back: Place) -> ResponseReturnValue:
    """A card that went stale while somebody looked at it: a sentence, and the deck as it is now."""
    if wants_json():
        raise refused
    say(refused.message, "warning")
    return see_other(back[0], **back[1])
