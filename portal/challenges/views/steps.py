"""From question to result, as the home page and ‘how it works’ tell it."""

from __future__ import annotations

from portal.kernel.text import Sentence, lazy

IN_SHORT: tuple[tuple[Sentence, Sentence], ...] = (
    (
        lazy("The question"),
        lazy("A ministry publishes a problem, with criteria and weights told beforehand."),
    ),
    (
        lazy("Your approach"),
        lazy("You ask questions and send in. Until the deadline nobody can see what you sent."),
    ),
    (
        lazy("The jury"),
        lazy("Jurors score alone first, then together. You always get an opinion with reasons."),
    ),
    (
        lazy("The residency"),
        lazy("One startup works inside the ministry for five months, with a mentor and a team."),
    ),
    (
        lazy("What follows"),
        lazy("Does it work? Then the ministry can become your first customer. Others learn too."),
    ),
)
