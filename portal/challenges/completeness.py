"""What a draft still lacks before somebody else can review it."""

from __future__ import annotations

from dataclasses import dataclass

from portal.challenges.model import Challenge, Criterion
from portal.kernel.text import Sentence, lazy

WHOLE = 100
ANCHORS = 5


@dataclass(frozen=True, slots=True)
class Gap:
    """``step`` and ``field``: where in the editor it can be filled."""

    step: str
    field: str
    sentence: Sentence


ASKED_TEXTS = (
    ("question", "title", lazy("Give the challenge a title.")),
    ("question", "lead", lazy("Say in one or two sentences what you ask.")),
    ("question", "problem", lazy("Describe the problem.")),
    ("question", "why", lazy("Say why it matters.")),
    ("question", "affected", lazy("Say who is affected.")),
    ("result", "outcome", lazy("Describe what a good outcome is.")),
    ("result", "offer", lazy("Say what the startup gets.")),
)
TRANSLATED = (
    "title",
    "lead",
    "problem",
    "why",
    "affected",
    "outcome",
    "constraints",
    "offer",
)
ASKED_FACTS = (
    ("dates", "questions_until", lazy("Choose until when questions may be asked.")),
    ("dates", "answers_by", lazy("Choose when all questions are answered.")),
    ("dates", "deadline", lazy("Choose the deadline.")),
    ("dates", "pitch_day", lazy("Choose the day of the pitches.")),
    ("dates", "decision_by", lazy("Choose when the jury has decided.")),
    ("dates", "residency_start", lazy("Choose when the residency starts.")),
)


def gaps(challenge: Challenge) -> tuple[Gap, ...]:
    """Everything that is missing, in the order of the editor; nothing when it is complete."""
    dutch = challenge.text_in("nl")
    texts = (Gap(*asked) for asked in ASKED_TEXTS if not getattr(dutch, asked[1]))
    facts = (Gap(*asked) for asked in ASKED_FACTS if getattr(challenge, asked[1]) is None)
    themes = [Gap("result", "themes", lazy("Choose at least one theme."))]
    return (
        *texts,
        *([] if challenge.themes else themes),
        *_gaps_of_translation(challenge),
        *_gaps_of_criteria(challenge.criteria),
        *facts,
    )


def is_translated(challenge: Challenge) -> bool:
    """Whether anything of it was written in English, which nobody has to."""
    english = next((words for words in challenge.texts if words.language == "en"), None)
    return english is not None and any(getattr(english, name) for name in TRANSLATED)


def _gaps_of_translation(challenge: Challenge) -> list[Gap]:
    """English is optional, but a title belongs together with the rest."""
    if not is_translated(challenge) or challenge.text_in("en").title:
        return []
    return [Gap("english", "title", lazy("Give the English text a title too."))]


def _gaps_of_criteria(criteria: list[Criterion]) -> list[Gap]:
    if not criteria:
        return [Gap("criteria", "criteria-0-name", lazy("Name at least one criterion."))]
    found = []
    for place, criterion in enumerate(criteria):
        words = criterion.texts.get("nl", {})
        if not words.get("name"):
            sentence = lazy("Name criterion %(number)s.", number=place + 1)
            found.append(Gap("criteria", f"criteria-{place}-name", sentence))
        if criterion.weight < 1:
            sentence = lazy("Give criterion %(number)s a weight.", number=place + 1)
            found.append(Gap("criteria", f"criteria-{place}-weight", sentence))
        if len([anchor for anchor in words.get("anchors", []) if anchor]) < ANCHORS:
            sentence = lazy("Describe all five scores of criterion %(number)s.", number=place + 1)
            found.append(Gap("criteria", f"criteria-{place}-anchor_1", sentence))
    total = sum(criterion.weight for criterion in criteria)
    if total != WHOLE:
        sentence = lazy("The weights are %(total)s together. Make that 100.", total=total)
        found.append(Gap("criteria", "criteria-0-weight", sentence))
    return found
