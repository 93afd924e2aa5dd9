from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import FieldList, FormField, HiddenField, RadioField
from wtforms import Form as Part
from wtforms.validators import Optional, Regexp, ValidationError

from portal.accounts.model import Organisation
from portal.kernel.forms import Form, Line, Lines, Required
from portal.kernel.text import _, lazy, ngettext
from portal.submissions import content
from portal.submissions.content import Step
from portal.submissions.model import Submission

TEXT_LENGTH = 20_000
ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
"""As far as a form can tell an address of e-mail."""


class StartForm(Form):
    organisation = RadioField(
        lazy("For which startup do you apply?"),  # type: ignore[arg-type]
        validators=[Required(lazy("Choose a startup."))],
    )

    def __init__(self, startups: Sequence[Organisation]) -> None:
        only = str(startups[0].id) if len(startups) == 1 else None
        super().__init__(data={"organisation": only})
        self.organisation.choices = [(str(each.id), each.name) for each in startups]


class SendForm(Form):
    seen = HiddenField()


class StepForm(Form):
    """One page of the application. ``seen``: what the page was made from.

    ``saved``: what was typed is kept, even where something about it is not right yet.
    """

    seen = HiddenField()
    saved = False

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by the names of the columns."""
        return {name: value for name, value in self.answers.items() if name != "seen"}

    def count_words(self) -> bool:
        """Say beside each text that is too long how much too long it is."""
        fine = True
        for name in content.WORDS.keys() & self._fields.keys():
            field, most = self._fields[name], content.WORDS[name]
            over = content.words_in(field.data or "") - most
            if over > 0:
                fine = False
                field.errors = [
                    *field.errors,
                    ngettext(
                        "Shorten your text by %(num)d word: there is room for %(most)s.",
                        "Shorten your text by %(num)d words: there is room for %(most)s.",
                        over,
                        most=most,
                    ),
                ]
        return fine


class SummaryForm(StepForm):
    title = Line(
        lazy("Name of your solution"),
        description=lazy("Short, and easy to remember."),
        longest=content.TITLE_LENGTH,
    )
    summary = Lines(
        lazy("Summary"),
        description=lazy("What do you offer, for whom, and what will they notice of it?"),
        longest=TEXT_LENGTH,
    )


class ApproachForm(StepForm):
    approach = Lines(
        lazy("What will you do, and in which order?"),
        description=lazy(
            "Tell what you do in the five months, what you need from the organisation, and"
            " when it has worked."
        ),
        longest=TEXT_LENGTH,
    )


class WhyUsForm(StepForm):
    why_us = Lines(
        lazy("Why are you the right startup for this?"),
        description=lazy("What did you make before, who uses it, and what did you learn?"),
        longest=TEXT_LENGTH,
    )


class MemberForm(Part):
    name = Line(lazy("Name"), longest=120)
    role = Line(lazy("Role in your team"), longest=120)
    email = Line(
        lazy("E-mail address"),
        [Optional(), Regexp(ADDRESS, message=lazy("This is no address."))],  # type: ignore[arg-type]
        longest=254,
    )

    def validate_name(self, field: Line) -> None:
        if not field.data and (self.role.data or self.email.data):
            raise ValidationError(_("Fill in a name, or empty the whole line."))


class TeamForm(StepForm):
    team = FieldList(FormField(MemberForm), max_entries=content.MOST_MEMBERS)

    @property
    def values(self) -> dict[str, Any]:
        members = [dict(entry.data) for entry in self.team.entries]
        kept = [each for each in members if any(each.values())]
        return {"team": kept}

    def without(self, place: str) -> None:
        """Take out one line, by its place on the page."""
        entries = self.team.entries
        self.team.entries = [each for at, each in enumerate(entries) if str(at) != place]


class FilesForm(StepForm):
    files = MultipleFileField(lazy("Add files"), [Optional()])

    @property
    def values(self) -> dict[str, Any]:
        return {}

    @property
    def chosen(self) -> list[FileStorage]:
        return [each for each in self.files.data or () if each.filename]


FORMS: dict[Step, type[StepForm]] = {
    Step.SUMMARY: SummaryForm,
    Step.APPROACH: ApproachForm,
    Step.TEAM: TeamForm,
    Step.WHY_US: WhyUsForm,
    Step.FILES: FilesForm,
}


def stored(submission: Submission, step: Step) -> dict[str, Any]:
    """What the working copy holds of this step."""
    return {name: getattr(submission, name) for name in content.FIELDS.get(step, ())}


def form_for(submission: Submission, step: Step) -> StepForm:
    """The form of a step, filled with the working copy where nothing was sent."""
    values = stored(submission, step)
    return FORMS[step](data={**values, "seen": content.token(values)})


class DeclineForm(Form):
    reason = Lines(
        lazy("Would you tell why?"),
        description=lazy("The owner of the challenge reads this. You may leave it empty."),
        longest=2000,
    )
