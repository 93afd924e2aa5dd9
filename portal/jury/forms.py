"""The forms of a jury; those whose fields depend on criteria or submissions are made to measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import NumberRange, Optional, Regexp

from portal.challenges.model import Criterion
from portal.jury.model import ConflictKind
from portal.jury.sitting import Entry
from portal.jury.verdict import NOBODY
from portal.jury.words import CONFLICTS
from portal.kernel import text
from portal.kernel.forms import Form, Line, Lines, Required
from portal.kernel.text import _

lazy: Any = text.lazy  # WTForms' types know of no text that is chosen when it is shown
RESERVES = 3
"""How many reserves a decision can name: more would wait for what hardly ever comes."""


class PanelForm(Form):
    quorum = IntegerField(
        lazy("How many scores does each submission need?"),
        [Required(), NumberRange(2, 9, lazy("Choose a number from 2 to 9."))],
        default=3,
        description=lazy("The quorum. A decision can be recorded once every submission has it."),
    )
    hand_in_by = DateField(
        lazy("Until when can jurors hand in?"),
        [Optional()],
        description=lazy("Until 17:00 on this day: after the deadline, before the decision."),
    )


class InviteForm(Form):
    email = Line(
        lazy("E-mail address"),
        [
            Required(),
            Regexp(
                r"^[^@\s]+@[^@\s]+\.[^@\s.]+$",
                message=lazy("Write an e-mail address, such as name@example.nl."),
            ),
        ],
        longest=254,
    )
    is_chair = BooleanField(lazy("This person chairs the jury"))


class AnswerForm(Form):
    word = Lines(
        lazy("A word with your answer"),
        longest=1000,
        description=lazy("Whoever put the jury together reads it."),
    )


class ReplaceForm(Form):
    reason = Lines(
        lazy("Why is this juror replaced?"),
        [Required(lazy("Give the reason."))],
        longest=2000,
        description=lazy("The juror reads this reason. It is kept with the decision."),
    )


class HandOverForm(Form):
    to = RadioField(lazy("Who becomes the chair?"), [Required(lazy("Choose somebody."))])
    reason = Lines(
        lazy("Why?"),
        [Required(lazy("Give the reason."))],
        longest=2000,
        description=lazy("The new chair reads this reason."),
    )


class KeyForm(Form):
    """One button; that it is pressed by somebody is all it says."""


class ReopenForm(Form):
    reason = Lines(
        lazy("Why do you reopen these scores?"),
        [Required(lazy("Give the reason."))],
        longest=2000,
        description=lazy("The juror reads this reason."),
    )


class ReleaseForm(Form):
    """Without a winner there is no offer, and nothing to fill in."""


class OfferForm(Form):
    offer_expires_at = DateField(
        lazy("Until when can the winner answer the offer?"),
        [Required(lazy("Choose a day."))],
        description=lazy("Until 17:00 on this day. After it the first reserve moves up."),
    )


# --- Conflicts of interest --------------------------------------------------------------------


def _kinds() -> list[SelectChoice]:
    return [SelectChoice(kind.value, words[0]) for kind, words in CONFLICTS.items()]


class ConflictForm(Form):
    kind = RadioField(
        lazy("How are you tied to this applicant?"),
        [Required(lazy("Choose what fits best."))],
        choices=_kinds(),
    )
    note = Lines(
        lazy("What should the chair know of it?"),
        longest=1000,
        description=lazy("Only the chair reads it."),
    )


class DeclarationForm(Form):
    """Fields ``answer_n``, ``kind_n`` and ``note_n`` for each submission n."""

    def validate(self, extra_validators: Any = None) -> bool:
        fine: bool = super().validate(extra_validators)
        for name, field in self._fields.items():
            number = name.removeprefix("answer_")
            if (
                name.startswith("answer_")
                and field.data == "conflict"
                and not self[f"kind_{number}"].data
            ):
                missing = _("Submission %(number)s: choose what kind of conflict.", number=number)
                self[f"kind_{number}"].errors = [missing]
                fine = False
        return fine

    def declared(
        self, entries: Sequence[Entry]
    ) -> Iterator[tuple[Entry, ConflictKind | None, str]]:
        """What was answered: no kind means no conflict. What was skipped is left out."""
        for entry in entries:
            answer = self[f"answer_{entry.number}"].data
            if answer == "none":
                yield entry, None, ""
            elif answer == "conflict":
                kind = ConflictKind(self[f"kind_{entry.number}"].data)
                yield entry, kind, self[f"note_{entry.number}"].data or ""


def declaration_form(entries: Sequence[Entry]) -> type[DeclarationForm]:
    fields: dict[str, Any] = {}
    for entry in entries:
        fields[f"answer_{entry.number}"] = RadioField(
            lazy("Do you have a conflict of interest?"),
            [Optional()],
            choices=[
                SelectChoice("none", lazy("No conflict")),
                SelectChoice("conflict", lazy("A conflict of interest")),
            ],
        )
        fields[f"kind_{entry.number}"] = SelectField(
            lazy("What kind?"), [Optional()], choices=[SelectChoice("", lazy("Choose")), *_kinds()]
        )
        fields[f"note_{entry.number}"] = Line(
            lazy("What should the chair know of it?"), longest=500
        )
    return type("MeasuredDeclarationForm", (DeclarationForm,), fields)


# --- Scores -----------------------------------------------------------------------------------


class ScoreForm(Form):
    """Fields ``score_n`` and ``reason_n`` for the criterion at position n, and ``overall``.

    ``seen``: what the page was made from.
    """

    overall: Lines
    seen = HiddenField()

    def marks(self, criteria: Sequence[Criterion]) -> dict[UUID, tuple[int | None, str]]:
        return {
            criterion.id: (
                int(self[f"score_{criterion.position}"].data or 0) or None,
                self[f"reason_{criterion.position}"].data or "",
            )
            for criterion in criteria
        }


def score_form(criteria: Sequence[Criterion]) -> type[ScoreForm]:
    fields: dict[str, Any] = {}
    for criterion in criteria:
        fields[f"score_{criterion.position}"] = RadioField(
            lazy("Score"), [Optional()], choices=[SelectChoice(str(mark)) for mark in range(1, 6)]
        )
        fields[f"reason_{criterion.position}"] = Lines(lazy("Why this score?"), longest=5000)
    fields["overall"] = Lines(
        lazy("What else should the jury know?"),
        longest=5000,
        description=lazy("Read by the other jurors once they handed in theirs."),
    )
    return type("MeasuredScoreForm", (ScoreForm,), fields)


# --- The decision -----------------------------------------------------------------------------


class DecisionForm(Form):
    """Fields ``shortlisted``, ``reserve_1`` …, and ``reason_n`` for each submission n."""

    tie_reason = Lines(
        lazy("Why this one, of those with the same mean?"),
        longest=5000,
    )
    deviation_reason = Lines(
        lazy("Why not in the order of the means?"),
        longest=5000,
        description=lazy("Only if you choose otherwise than the ranking."),
    )
    reason = Lines(
        lazy("Why is nobody invited?"),
        longest=5000,
        description=lazy("Only if you choose nobody. It stands on the public page."),
    )


def decision_form(entries: Sequence[Entry]) -> type[DecisionForm]:
    """``entries`` in the order of the ranking: so they are offered."""
    choices = [SelectChoice(str(entry.number), entry.title) for entry in entries]
    fields: dict[str, Any] = {
        "shortlisted": RadioField(
            lazy("Who is invited? Choose one."),
            [Optional()],
            choices=[*choices, SelectChoice(NOBODY, lazy("Nobody"))],
        )
    }
    for place in range(1, min(RESERVES, len(entries) - 1) + 1):
        fields[f"reserve_{place}"] = SelectField(
            lazy("Reserve %(place)s", place=place),
            [Optional()],
            choices=[SelectChoice("", lazy("No reserve")), *choices],
        )
    for entry in entries:
        fields[f"reason_{entry.number}"] = Lines(entry.title, longest=10_000)
    return type("MeasuredDecisionForm", (DecisionForm,), fields)
