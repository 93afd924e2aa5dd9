from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.accounts.model import Organisation
from portal.kernel.errors import RuleBroken
from portal.kernel.forms import Form, Line, Lines, Required
from portal.kernel.text import _, language, lazy
from portal.people import vocabulary
from portal.people.commands import Introduction
from portal.people.model import Profile, ProfileKind
from portal.people.vocabulary import MOST, WHOLE, Kind


class Ticks(SelectMultipleField):
    """Several words of a vocabulary, each a box to tick.

    Unknown ones are dropped by the command, not refused: an old page may name a word that has
    gone since.
    """

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, validate_choice=False, **kwargs)

    def offer(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Give the words to choose from, as (id, label)."""
        self.choices = [SelectChoice(value, label) for value, label in pairs]


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


class MaybeDay(DateField):
    """A day, or nothing."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, [Optional()], **kwargs)


class IntroductionForm(Form):
    headline = Line(
        lazy("What are you, in a few words?"),
        [Required(lazy("Say in a few words what you are."))],
        longest=80,
        description=lazy("This is the heading of your card. For example: user researcher."),
    )
    description = Lines(
        lazy("What would you like to do, and what did you do before?"),
        longest=1000,
        description=lazy("Leave your name out: a leader sees it when your card is opened."),
    )
    kind = RadioField(validators=[Required(lazy("Choose how you work."))])
    organisation = SelectField(validate_choice=False)
    framework = BooleanField()

    def __init__(self, workplaces: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.workplaces = {str(place.id): place for place in workplaces}
        self.kind.choices = [
            SelectChoice(ProfileKind.INTERNAL.value, _("For the government, employed")),
            SelectChoice(ProfileKind.EXTERNAL.value, _("For myself or for a company, hired")),
        ]
        self.organisation.choices = [
            SelectChoice("", _("None of these")),
            *(
                SelectChoice(key, place.name_in(language()))
                for key, place in self.workplaces.items()
            ),
        ]

    @property
    def introduction(self) -> Introduction:
        return Introduction(
            headline=self.headline.data or "",
            kind=ProfileKind(self.kind.data),
            organisation=self.workplaces.get(self.organisation.data or ""),
            description=self.description.data or "",
            framework=bool(self.framework.data),
        )


class SkillsForm(Form):
    skills = Ticks(lazy("What can you do?"))
    traits = Ticks(lazy("What are you like?"))
    interests = Ticks(lazy("Which themes draw you?"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        here = language()
        self.skills.offer(vocabulary.choices(Kind.SKILLS, here))
        self.traits.offer(vocabulary.choices(Kind.TRAITS, here))
        self.interests.offer(vocabulary.choices(Kind.THEMES, here))
        self.most = MOST


class ColoursForm(Form):
    """Five shares by the id of the colour; ``total`` is only there to hang an error on."""

    total = IntegerField(validators=[Optional()])

    @property
    def shares(self) -> dict[str, int]:
        return {colour.id: self[colour.id].data or 0 for colour in vocabulary.colours()}

    def scaled(self) -> dict[str, int]:
        """The same mix, made 100 together. Raises RuleBroken where there is none."""
        if not any(self.shares.values()):
            raise RuleBroken(_("Give at least one colour a number first."), field="total")
        return vocabulary.whole(self.shares)


for _colour in vocabulary.colours():
    setattr(ColoursForm, _colour.id, Number(None, 0, WHOLE, needed=False))


class TimeForm(Form):
    hours = Number(lazy("How many hours a week can you give?"), 1, 40)
    available_from = MaybeDay(lazy("From which day?"))
    available_until = MaybeDay(lazy("Until which day?"))


class PhotoForm(Form):
    photo = FileField(validators=[FileRequired(lazy("Choose a photo on your device first."))])


class EndorseForm(Form):
    skills = Ticks(lazy("Which of these have you seen?"))
    traits = Ticks(lazy("Which words suit your colleague?"))

    def __init__(self, profile: Profile, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        here = language()
        labels: Mapping[str, str] = dict(vocabulary.choices(Kind.SKILLS, here))
        pairs = [(skill, labels.get(skill, skill)) for skill in profile.skills]
        self.skills.offer(sorted(pairs, key=lambda pair: vocabulary.sort_key(pair[1])))
        self.traits.offer(vocabulary.choices(Kind.TRAITS, here))
