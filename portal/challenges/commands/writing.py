"""A challenge that is being written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from portal.accounts.model import Organisation
from portal.challenges import queries, rules
from portal.challenges.completeness import gaps
from portal.challenges.content import Seen, index, write
from portal.challenges.events import ChallengeDrafted, ReviewAsked
from portal.challenges.model import Challenge, ChallengeText, Criterion
from portal.kernel.errors import RuleBroken
from portal.kernel.text import _
from portal.kernel.work import Work, command, nothing

RESERVED = frozenset({"new", "preview"})
"""Words that are pages themselves under /challenges."""
LONGEST_SLUG = 60


@command(may=rules.may_write_for, locks=nothing)
def start_draft(work: Work, organisation: Organisation, *, title: str) -> Challenge:
    """A new challenge of this organisation, owned by whoever begins it."""
    challenge = Challenge(
        slug=_free_slug(title),
        organisation_id=organisation.id,
        owner_id=work.person_id,
        made_at=work.now,
        changed_at=work.now,
        texts=[ChallengeText(language="nl", title=title)],
    )
    work.add(challenge)
    work.session.flush()
    index(challenge, organisation)
    work.emit(ChallengeDrafted(subject_id=challenge.id, organisation_id=organisation.id))
    return challenge


@command(may=rules.may_edit)
def save_draft(  # noqa: PLR0913 - the parts of a challenge
    work: Work,
    challenge: Challenge,
    *,
    facts: Mapping[str, Any] | None = None,
    texts: Mapping[str, Mapping[str, str]] | None = None,
    criteria: Sequence[Mapping[str, Any]] | None = None,
    seen: Seen | None = None,
) -> None:
    """Keep what was typed, complete or not. What is not given stays as it is.

    ``facts``: columns of the challenge. ``texts``: language → part → text. ``criteria``: each
    with ``weight`` and ``texts``, in their order. Raises Overtaken where ``seen`` tells that
    somebody else saved the same parts in the meantime.
    """
    if seen is not None:
        seen.still_holds(challenge)
    write(challenge, facts or {}, texts or {})
    if criteria is not None:
        _write_criteria(challenge, criteria)
    challenge.changed_at = work.now
    index(challenge, challenge.organisation)


@command(may=rules.may_ask_review)
def ask_review(work: Work, challenge: Challenge) -> None:
    """Hand it to an editor of the organisation. Raises RuleBroken while something is missing."""
    missing = gaps(challenge)
    if missing:
        raise RuleBroken(str(missing[0].sentence), field=missing[0].field)
    if challenge.questions_until is None or challenge.questions_until <= work.now:
        raise RuleBroken(
            _("The day until which questions can be asked has passed. Choose later dates."),
            field="questions_until",
        )
    work.move(challenge, "ask_review")
    challenge.submitted_by_id = work.person_id
    challenge.changed_at = work.now
    work.emit(ReviewAsked(subject_id=challenge.id, organisation_id=challenge.organisation_id))


def _write_criteria(challenge: Challenge, criteria: Sequence[Mapping[str, Any]]) -> None:
    """Rows are kept where they are, so that a score would never change what it is about."""
    for place, given in enumerate(criteria):
        if place < len(challenge.criteria):
            challenge.criteria[place].weight = given["weight"]
            challenge.criteria[place].texts = given["texts"]
        else:
            challenge.criteria.append(
                Criterion(position=place + 1, weight=given["weight"], texts=given["texts"])
            )
    del challenge.criteria[len(criteria) :]


def _free_slug(title: str) -> str:
    """A readable address that is not taken yet, however many have the same title."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    whole = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    cut = whole[: LONGEST_SLUG + 1].rpartition("-")[0] if len(whole) > LONGEST_SLUG else whole
    wish = cut or whole[:LONGEST_SLUG] or "challenge"
    taken = queries.slugs_like(wish) | RESERVED
    if wish not in taken:
        return wish
    number = 2
    while f"{wish}-{number}" in taken:
        number += 1
    return f"{wish}-{number}"
