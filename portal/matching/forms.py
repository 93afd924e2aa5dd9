from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectField
from wtforms import Form as Part
from wtforms.fields import Field, FormField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import NumberRange, Optional

from portal.kernel.forms import Form, Line, Lines, Required
from portal.kernel.text import _, language, lazy
from portal.matching.commands.projects import HEAVIEST, MOST_NEEDS, Plan
from portal.matching.model import Project
from portal.people import vocabulary
from portal.people.vocabulary import WHOLE, Kind


class Number(IntegerField):
    """A whole number between two others."""

    def __init__(
        self, label: Any, lowest: int, highest: int, *, needed: bool = True, **kwargs: Any
    ) -> None:
        between: Any = lazy(
            "Give a whole number from %(lowest)s to %(highest)s.", lowest=lowest, highest=highest
        )
        first = Required() if needed else Optional()
        super().__init__(label, [first, NumberRange(lowest, highest, between)], **kwargs)


class FirstDay(DateField):
    def __init__(self, label: Any, message: Any, **kwargs: Any) -> None:
        super().__init__(label, [Required(message)], **kwargs)


class Box(BooleanField):
    """Something that holds or not."""

    def __init__(self, label: Any, description: Any = "", **kwargs: Any) -> None:
        super().__init__(label, description=description, **kwargs)


class NeedPart(Part):
    """One row: a skill, and how much it weighs."""

    skill = SelectField(validate_choice=False)
    weight = SelectField(default="3", validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, Any] = {"": [("", _("No skill"))]}
        for name, words in vocabulary.grouped(Kind.SKILLS, language()):
            groups[name] = list(words)
        self.skill.choices = groups
        self.weight.choices = [
            SelectChoice("5", _("5 – cannot do without")),
            SelectChoice("4", _("4 – important")),
            SelectChoice("3", _("3 – matters")),
            SelectChoice("2", _("2 – useful")),
            SelectChoice("1", _("1 – nice to have")),
        ]

    @property
    def pair(self) -> tuple[str, int] | None:
        weight = str(self.weight.data)
        if not self.skill.data or not weight.isdecimal():
            return None
        return self.skill.data, min(max(int(weight), 1), HEAVIEST)


class ProjectForm(Form):
    title = Line(
        lazy("What is the team called?"),
        [Required(lazy("Give the team a name."))],
        longest=80,
        description=lazy("This is the heading of its card."),
    )
    description = Lines(
        lazy("What will the team do?"),
        [Required(lazy("Say in a few sentences what the team will do."))],
        longest=2000,
        description=lazy(
            "Somebody decides by this whether to say yes. Write what one would do on a usual day."
        ),
    )
    hours = Number(lazy("How many hours a week for each member?"), 1, 40)
    starts_on = FirstDay(lazy("From which day?"), lazy("Choose the first day."))
    weeks = Number(lazy("For how many weeks?"), 1, 52)
    team_size = Number(lazy("How many people?"), 1, 12)
    externals_ok = Box(lazy("People from outside the government may come too"))
    framework_required = Box(
        lazy("Those from outside need a framework agreement"),
        lazy("Then you can hire them without a tender of their own."),
    )
    needs = Field()
    total = Field()

    @property
    def rows(self) -> Iterator[Any]:
        return (self[f"need{number}"] for number in range(MOST_NEEDS))

    @property
    def plan(self) -> Plan:
        values = {name: self[name].data for name in PLAIN}
        pairs = (row.form.pair for row in self.rows)
        return Plan(
            **values,
            needs=tuple(pair for pair in pairs if pair),
            colours={colour.id: self[colour.id].data or 0 for colour in vocabulary.colours()},
        )

    @classmethod
    def of(cls, project: Project) -> ProjectForm:
        """Filled in as the project stands."""
        form = cls(obj=project, data=dict(project.colours))
        for row, need in zip(form.rows, project.needs, strict=False):
            row.form.skill.data = need["skill"]
            row.form.weight.data = str(need["weight"])
        return form


PLAIN = (
    "title",
    "description",
    "hours",
    "starts_on",
    "weeks",
    "team_size",
    "externals_ok",
    "framework_required",
)
for _colour in vocabulary.colours():
    setattr(ProjectForm, _colour.id, Number(None, 0, WHOLE, needed=False))
for _number in range(MOST_NEEDS):
    setattr(ProjectForm, f"need{_number}", FormField(NeedPart))


class RoleForm(Form):
    role = Line(lazy("Role in the team"), longest=60)
