from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.accounts.model import Person
from portal.kernel.forms import Form, Line, Lines, Required
from portal.kernel.text import _, lazy
from portal.residencies.model import Milestone
from portal.residencies.rules import Choice
from portal.residencies.states import Light, ResidencyOutcome
from portal.residencies.words import LIGHTS, OUTCOMES, TAGS


def listed(choices: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in choices]


class OneOf(RadioField):
    """One of a few; ``message`` asks for the choice that was not made."""

    def __init__(
        self, label: Any, *, message: Any, choices: Iterable[tuple[str, Any]] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, [Required(message)], choices=listed(choices), **kwargs)


class Tags(SelectMultipleField):
    """Any of a few, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(label, choices=listed(choices), **kwargs)


class Day(DateField):
    """A day that must be given; ``day`` is that day where the form was found right."""

    def __init__(self, label: Any, *, message: Any, **kwargs: Any) -> None:
        super().__init__(label, [Required(message)], **kwargs)

    @property
    def day(self) -> date:
        return cast("date", self.data)


class LightForm(Form):
    light = OneOf(
        lazy("How does it go?"),
        message=lazy("Choose how it goes."),
        choices=[(light.value, words) for light, words in LIGHTS.items()],
    )
    note = Lines(
        lazy("What is the matter?"),
        longest=600,
        description=lazy("One or two sentences. Needed for amber and red."),
    )

    def validate_note(self, field: Any) -> None:
        if self.light.data in {Light.AMBER, Light.RED} and not field.data:
            raise ValidationError(_("Say in a sentence what the matter is."))


class JournalForm(Form):
    title = Line(
        lazy("What happened, or what did you learn?"),
        [Required(lazy("Give it a title."))],
        longest=120,
        description=lazy("In a few words: “People want to see their neighbours first”."),
    )
    text = Lines(
        lazy("The story"), [Required(lazy("Write something."))], longest=8000, markdown=True
    )
    tags = Tags(lazy("What is it about?"), choices=list(TAGS.items()))


class DoorForm(Form):
    to_whom = Line(
        lazy("Whom do you want to meet?"),
        [Required(lazy("Say whom you want to meet."))],
        longest=120,
        description=lazy("An organisation, a team, or a person in their job."),
    )
    purpose = Line(
        lazy("What for?"),
        [Required(lazy("Say what for."))],
        description=lazy("What you hope to get or to learn."),
    )


class AnswerDoorForm(Form):
    step = OneOf(
        lazy("What is the news?"),
        message=lazy("Choose what the news is."),
        choices=[
            ("plan", lazy("A meeting is planned")),
            ("open", lazy("The door is open")),
            ("close", lazy("The door stays closed")),
        ],
    )
    meeting_on = DateField(lazy("Day of the meeting"), [Optional()])  # type: ignore[arg-type]
    came_of_it = Line(
        lazy("What came of it?"),
        description=lazy("In a few words: “Shares the data every week”. If closed: why."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        fine: bool = super().validate(extra_validators)
        if self.step.data == "plan" and not self.meeting_on.data and not self.meeting_on.errors:
            self.meeting_on.errors = [_("On which day do you meet?")]
            return False
        if self.step.data in {"open", "close"} and not self.came_of_it.data:
            self.came_of_it.errors = [_("Say in a few words what came of it.")]
            return False
        return fine


class MilestoneForm(Form):
    title = Line(
        lazy("What will be reached?"), [Required(lazy("Say what will be reached."))], longest=120
    )
    due_on = Day(lazy("On which day at the latest?"), message=lazy("Choose a day."))
    about = Lines(
        lazy("When is it done?"),
        longest=300,
        description=lazy("So that nobody has to argue: “when 50 owners have had advice”."),
    )


class ChangeMilestoneForm(MilestoneForm):
    """One that has the usual words keeps them, in both languages, while they stay untouched."""

    def unchanged_title(self, milestone: Milestone, shown: str) -> bool:
        return milestone.kind is not None and self.title.data == shown


class ReachForm(Form):
    done_on = Day(lazy("Reached on"), message=lazy("Choose a day."))


class ChooseMentorForm(Form):
    """``replacing``: a mentor is there already, and gets to read why they are replaced."""

    mentor = OneOf(lazy("Whom do you ask?"), message=lazy("Choose somebody."), coerce=str)
    question = Lines(
        lazy("Your question to them"),
        longest=1000,
        description=lazy("Why them, and which doors the startup will need."),
    )
    reason = Lines(
        lazy("Why is the present mentor replaced?"),
        longest=600,
        description=lazy("The mentor reads this too."),
    )

    def __init__(self, offered: Sequence[Choice], *, replacing: bool) -> None:
        super().__init__()
        self.mentor.choices = listed((str(one.person_id), one.name) for one in offered if one.can)
        self.replacing = replacing
        if not replacing:
            del self.reason

    def validate_reason(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Say why."))

    @property
    def person_id(self) -> UUID:
        return UUID(self.mentor.data)


class MentorshipForm(Form):
    answer = OneOf(
        lazy("Do you take this residency?"),
        message=lazy("Choose yes or no."),
        choices=[("accept", lazy("Yes, I will mentor")), ("decline", lazy("No, not this one"))],
    )
    word = Lines(
        lazy("A word with it"),
        longest=600,
        description=lazy("Needed if you say no: it helps to ask the right person next."),
    )
    tied = BooleanField(
        lazy("I say no because of a tie with this startup: work, money, family or friendship")  # type: ignore[arg-type]
    )

    def validate_word(self, field: Any) -> None:
        if self.answer.data == "decline" and not field.data:
            raise ValidationError(_("Say in a sentence why not."))


class CardForm(Form):
    capacity = IntegerField(
        lazy("How many residencies can you mentor at once?"),  # type: ignore[arg-type]
        [
            Required(lazy("Give a number.")),
            NumberRange(0, 9, lazy("Give a number from 0 to 9.")),  # type: ignore[arg-type]
        ],
        description=lazy("0 if you cannot take any now. What you mentor stays."),  # type: ignore[arg-type]
    )
    about = Lines(
        lazy("Which doors can you open?"),
        longest=1000,
        description=lazy("Your work, the people you know, subjects you are at home in."),
    )
    office_hours = Line(
        lazy("When can startups find you?"),
        longest=120,
        description=lazy("For example: Tuesday at 13:00"),
    )


class LeaderForm(Form):
    person = SelectField(lazy("A colleague who uses Veldwerk"), coerce=str)  # type: ignore[arg-type]
    email = EmailField(
        lazy("Or the e-mail address of a colleague"),  # type: ignore[arg-type]
        [Optional(), Email(lazy("This is not an e-mail address."))],  # type: ignore[arg-type]
    )

    def __init__(self, colleagues: Sequence[Person]) -> None:
        super().__init__()
        everybody = ((str(one.id), one.name) for one in colleagues)
        self.person.choices = listed([("", _("Choose a colleague")), *everybody])

    def validate(self, extra_validators: Any = None) -> bool:
        fine: bool = super().validate(extra_validators)
        if fine and bool(self.email.data) == bool(self.person.data):
            self.email.errors = [_("Choose a colleague, or give an address: one of the two.")]
            return False
        return fine


class PauseForm(Form):
    reason = Lines(
        lazy("Why does it pause?"),
        [Required(lazy("Say why."))],
        longest=600,
        description=lazy("Everybody of the residency reads this."),
    )


class StopForm(Form):
    reason = Lines(
        lazy("Why does it stop?"),
        [Required(lazy("Say why."))],
        longest=2000,
        description=lazy("This is shown on the public page of the challenge."),
    )


class OutcomeForm(Form):
    outcome = OneOf(
        lazy("What came of it?"),
        message=lazy("Choose what came of it."),
        choices=[
            (outcome.value, words)
            for outcome, words in OUTCOMES.items()
            if outcome is not ResidencyOutcome.STOPPED_EARLY
        ],
    )
    note = Lines(
        lazy("Tell it in a few sentences"),
        [Required(lazy("Tell what came of it."))],
        longest=2000,
        description=lazy("This is shown on the public page of the challenge."),
    )


class EmptyForm(Form):
    """A button alone."""
