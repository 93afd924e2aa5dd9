"""What the pages of a jury have in common."""

from __future__ import annotations

from portal.jury import queries, rules
from portal.jury.sitting import Sitting
from portal.kernel.errors import Missing, NotAllowed
from portal.kernel.policy import Verdict
from portal.kernel.web import current_actor, show_only_if

END_OF_DAY = 17  # o'clock, Dutch time: when days that somebody chooses end


def seen(slug: str, *, scores: bool = False) -> Sitting:
    """The jury as this visitor may see it; else there is no such page."""
    sitting = queries.sitting(slug, scores=scores)
    show_only_if(rules.may_see(current_actor(), sitting))
    return sitting


def insist(verdict: Verdict) -> None:
    """For a form: whoever may not send it is told why, or that there is no such page."""
    if verdict.hidden:
        raise Missing
    if not verdict:
        raise NotAllowed(verdict.reason)
