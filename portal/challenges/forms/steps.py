"""The steps of the editor. Each knows what is stored of it, and what was filled in well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar

from wtforms import FieldList, FormField, HiddenField
from wtforms import Form as PlainForm
from wtforms.validators import Email, NumberRange, Optional, ValidationError

from portal.challenges.content import TEXTS
from portal.challenges.forms.fields import Clock, Day, Euros, Ticks, Whole
from portal.challenges.model import Challenge
from portal.kernel.forms import Form, Line, Lines, Required
from portal.kernel.text import _, from_local, language, lazy, local
from portal.people import vocabulary

NOON = time(12, 0)
MOST_CRITERIA = 8
FIRST_CRITERIA = 3
MOST_THEMES = 5
LAST_MINUTE = (23, 59)
ANCHORS = (1, 2, 3, 4, 5)
Given = dict[str, Any]


class StepForm(Form):
    """One step of the editor. ``seen``: a fingerprint of what was stored when it was opened."""

    parts: ClassVar[tuple[str, ...]]
    seen = HiddenField()

    @classmethod
    def filled(cls, challenge: Challenge) -> Given:
        """What is stored, as the form's first values."""
        raise NotImplementedError

    def given(self) -> Given:
        """What was filled in well, as ``commands.save_draft`` takes it."""
        raise NotImplementedError

    def good(self, *names: str) -> Given:
        """The values of those fields that hold no mistake."""
        return {name: self[name].data for name in names if not self[name].errors}


class TextsForm(StepForm):
    """Texts in one language."""

    tongue: ClassVar[str] = "nl"
    asked: ClassVar[tuple[str, ...]]

    @classmethod
    def filled(cls, challenge: Challenge) -> Given:
        words = next((one for one in challenge.texts if one.language == cls.tongue), None)
        return {name: getattr(words, name, "") for name in cls.asked}

    def given(self) -> Given:
        return {"texts": {self.tongue: self.good(*self.asked)}}


class QuestionForm(TextsForm):
    parts = tuple(f"texts.nl.{name}" for name in ("title", "lead", "problem", "why", "affected"))
    asked = ("title", "lead", "problem", "why", "affected")

    title = Line(lazy("Title"), [Required(lazy("Give the challenge a title."))], longest=120)
    lead = Lines(
        lazy("The question in short"),
        longest=300,
        description=lazy("One or two sentences. They stand in the list."),
    )
    problem = Lines(lazy("The problem"), markdown=True, description=lazy("What goes wrong now?"))
    why = Lines(
        lazy("Why it matters"), markdown=True, description=lazy("What happens if nothing changes?")
    )
    affected = Lines(
        lazy("Who is affected"), markdown=True, description=lazy("Which people, and how many?")
    )


class ResultForm(TextsForm):
    parts = (*(f"texts.nl.{name}" for name in ("outcome", "constraints", "offer")), "themes")
    asked = ("outcome", "constraints", "offer")

    outcome = Lines(
        lazy("What is a good outcome?"),
        markdown=True,
        description=lazy("What do you want to have at the end of the residency?"),
    )
    constraints = Lines(
        lazy("What cannot change"),
        markdown=True,
        description=lazy("Laws, systems, agreements that the startup has to live with."),
    )
    offer = Lines(
        lazy("What the startup gets"),
        markdown=True,
        description=lazy("Money, people, data, a place. And who owns what comes of it?"),
    )
    themes = Ticks(
        lazy("Themes"), description=lazy("At most five. Startups search and follow by them.")
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.themes.choices = list(vocabulary.choices("themes", language()))

    def validate_themes(self, field: Any) -> None:
        if len(field.data or ()) > MOST_THEMES:
            raise ValidationError(_("Choose at most five themes."))

    @classmethod
    def filled(cls, challenge: Challenge) -> Given:
        return {**super().filled(challenge), "themes": challenge.themes}

    def given(self) -> Given:
        return {**super().given(), "facts": self.good("themes")}


class EnglishForm(TextsForm):
    tongue = "en"
    parts = tuple(f"texts.en.{name}" for name in TEXTS)
    asked = TEXTS

    title = Line(lazy("Title"), longest=120)
    lead = Lines(lazy("The question in short"), longest=300)
    problem = Lines(lazy("The problem"), markdown=True)
    why = Lines(lazy("Why it matters"), markdown=True)
    affected = Lines(lazy("Who is affected"), markdown=True)
    outcome = Lines(lazy("What is a good outcome?"), markdown=True)
    constraints = Lines(lazy("What cannot change"), markdown=True)
    offer = Lines(lazy("What the startup gets"), markdown=True)


class CriterionForm(PlainForm):
    name = Line(lazy("Criterion"), longest=80)
    about = Line(lazy("The question to the jury"), longest=200)
    weight = Whole(
        lazy("Weight in percent"),
        [Optional(), NumberRange(0, 100, lazy("A weight is between 0 and 100."))],  # type: ignore[arg-type]
    )
    anchor_1 = Line(lazy("1, not at all"), longest=200)
    anchor_2 = Line(lazy("2, a little"), longest=200)
    anchor_3 = Line(lazy("3, enough"), longest=200)
    anchor_4 = Line(lazy("4, well"), longest=200)
    anchor_5 = Line(lazy("5, very well"), longest=200)
    name_en = Line(lazy("Criterion (English)"), longest=80)
    about_en = Line(lazy("The question to the jury (English)"), longest=200)
    anchor_1_en = Line(lazy("1 (English)"), longest=200)
    anchor_2_en = Line(lazy("2 (English)"), longest=200)
    anchor_3_en = Line(lazy("3 (English)"), longest=200)
    anchor_4_en = Line(lazy("4 (English)"), longest=200)
    anchor_5_en = Line(lazy("5 (English)"), longest=200)

    @property
    def is_empty(self) -> bool:
        return not any(field.data for field in self)

    def words(self, ending: str = "") -> Given:
        return {
            "name": self["name" + ending].data,
            "about": self["about" + ending].data,
            "anchors": [self[f"anchor_{score}{ending}"].data or "" for score in ANCHORS],
        }

    def stored(self) -> Given:
        texts = {"nl": self.words()}
        if self.name_en.data:
            texts["en"] = self.words("_en")
        return {"weight": self.weight.data or 0, "texts": texts}

    @staticmethod
    def first_values(criterion: Any) -> Given:
        values: Given = {"weight": criterion.weight or None}
        for tongue, ending in (("nl", ""), ("en", "_en")):
            words = criterion.texts.get(tongue, {})
            values |= {f"name{ending}": words.get("name"), f"about{ending}": words.get("about")}
            anchors = [*words.get("anchors", []), *[""] * len(ANCHORS)]
            values |= {f"anchor_{score}{ending}": anchors[score - 1] for score in ANCHORS}
        return values


class CriteriaForm(StepForm):
    parts = ("criteria",)

    criteria = FieldList(FormField(CriterionForm), max_entries=MOST_CRITERIA)

    @classmethod
    def filled(cls, challenge: Challenge) -> Given:
        stored = [CriterionForm.first_values(one) for one in challenge.criteria]
        return {"criteria": stored + [{}] * (FIRST_CRITERIA - len(stored))}

    def given(self) -> Given:
        kept = [entry.form for entry in self.criteria if not entry.form.is_empty]
        if any(form.errors for form in kept):
            return {}
        return {"criteria": [form.stored() for form in kept]}

    @property
    def total(self) -> int:
        return sum(entry.form.weight.data or 0 for entry in self.criteria)

    def add(self) -> None:
        if len(self.criteria.entries) < MOST_CRITERIA:
            self.criteria.append_entry()

    def remove(self, place: int) -> None:
        """Take one away, and what follows moves up: names of fields follow their place."""
        kept = [entry.data for at, entry in enumerate(self.criteria.entries) if at != place]
        while self.criteria.entries:
            self.criteria.pop_entry()
        for values in kept:
            self.criteria.append_entry(values)


class DatesForm(StepForm):
    parts = (
        "questions_until",
        "answers_by",
        "deadline",
        "pitch_day",
        "decision_by",
        "residency_start",
        "residency_months",
        "standstill_days",
        "budget_cents",
        "place",
        "contact_email",
    )
    order = ("questions_until", "answers_by", "deadline", "pitch_day", "decision_by")

    questions_until = Day(
        lazy("Questions can be asked until"), description=lazy("Up to and including this day.")
    )
    answers_by = Day(
        lazy("All questions are answered by"), description=lazy("Before the deadline.")
    )
    deadline = Day(lazy("Deadline for sending in"))
    deadline_time = Clock(
        lazy("At what time?"), [Optional()], description=lazy("Dutch time, for example 12:00.")
    )
    pitch_day = Day(lazy("Day of the pitches"))
    decision_by = Day(lazy("The jury has decided by"))
    residency_start = Day(lazy("The residency starts on"))
    residency_months = Whole(
        lazy("And lasts, in months"),
        [Required(), NumberRange(1, 12, lazy("A residency lasts 1 to 12 months."))],  # type: ignore[arg-type]
    )
    standstill_days = Whole(
        lazy("Standstill period, in days"),
        [Required(), NumberRange(0, 60, lazy("A standstill period lasts 0 to 60 days."))],  # type: ignore[arg-type]
        description=lazy("Time to object after the decision. Twenty days is usual."),
    )
    budget = Euros(lazy("Budget for the startup, in euros"), longest=20)
    place = Line(
        lazy("Where"), longest=120, description=lazy("For example: The Hague, two days a week.")
    )
    contact_email = Line(
        lazy("Address for questions"),
        [Optional(), Email(lazy("This is not an e-mail address."))],  # type: ignore[arg-type]
        longest=200,
        description=lazy("Anybody can read it: take the address of a team, not of a person."),
    )

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        well = super().validate(extra_validators)
        return not self._mark_disorder() and well

    def _mark_disorder(self) -> bool:
        """An error beside each date that comes before the one that should precede it."""
        found, latest = False, None
        for name in self.order:
            day = self[name].data
            if day is None:
                continue
            soon = latest is not None and (day < latest or (day == latest and name == "deadline"))
            if soon and not self[name].errors:
                self[name].errors = [_("This is too early: the dates before it come first.")]
                found = True
            latest = max(latest, day) if latest else day
        start = self.residency_start
        if start.data and latest and start.data <= latest and not start.errors:
            start.errors = [_("The residency starts after the decision.")]
            found = True
        return found

    @classmethod
    def filled(cls, challenge: Challenge) -> Given:
        deadline = challenge.deadline and local(challenge.deadline)
        cents = challenge.budget_cents
        return {
            **{name: _day_of(getattr(challenge, name)) for name in cls.order},
            "deadline_time": deadline.time() if deadline else NOON,
            "residency_start": challenge.residency_start,
            "residency_months": challenge.residency_months,
            "standstill_days": challenge.standstill_days,
            "budget": "" if cents is None else f"{cents / 100:.2f}".removesuffix(".00"),
            "place": challenge.place,
            "contact_email": challenge.contact_email,
        }

    def given(self) -> Given:
        facts = self.good("residency_months", "standstill_days", "place", "contact_email")
        if not self.budget.errors:
            facts["budget_cents"] = self.budget.cents
        if not any(self[name].errors for name in (*self.order, "deadline_time", "residency_start")):
            facts |= self._dates()
        return {"facts": facts}

    def _dates(self) -> Given:
        return {
            "questions_until": _end_of(self.questions_until.data),
            "answers_by": _end_of(self.answers_by.data),
            "deadline": _at(self.deadline.data, self.deadline_time.data or NOON),
            "pitch_day": self.pitch_day.data,
            "decision_by": _end_of(self.decision_by.data),
            "residency_start": self.residency_start.data,
        }


def _day_of(value: date | datetime | None) -> date | None:
    return local(value).date() if isinstance(value, datetime) else value


def _end_of(day: date | None) -> datetime | None:
    return from_local(day, *LAST_MINUTE) if day else None


def _at(day: date | None, clock: time) -> datetime | None:
    return from_local(day, clock.hour, clock.minute) if day else None
