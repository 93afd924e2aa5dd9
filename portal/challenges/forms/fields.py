"""Fields for days, times, amounts and ticks that say in plain words what is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.kernel.forms import Line
from portal.kernel.text import Sentence, _


class Day(DateField):
    """A day from a calendar, or typed as 2026-12-31 or 31-12-2026."""

    def __init__(self, label: Sentence, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(
            label,  # type: ignore[arg-type]
            [*(validators or [Optional()])],
            format=["%Y-%m-%d", "%d-%m-%Y"],
            **kwargs,
        )

    def process_formdata(self, valuelist: Any) -> None:
        try:
            super().process_formdata([one.strip() for one in valuelist if one.strip()])
        except ValueError:
            raise ValueError(_("This is not a date. Write it as 31-12-2026.")) from None


class Clock(TimeField):
    def __init__(self, label: Sentence, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, [*(validators or [Optional()])], **kwargs)  # type: ignore[arg-type]

    def process_formdata(self, valuelist: Any) -> None:
        try:
            super().process_formdata([one.strip() for one in valuelist if one.strip()])
        except ValueError:
            raise ValueError(_("This is not a time. Write it as 12:00.")) from None


class Whole(IntegerField):
    def __init__(self, label: Sentence, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, [*(validators or [Optional()])], **kwargs)  # type: ignore[arg-type]

    def process_formdata(self, valuelist: Any) -> None:
        try:
            super().process_formdata([one.strip() for one in valuelist if one.strip()])
        except ValueError:
            raise ValueError(_("Write a whole number.")) from None

    def pre_validate(self, _form: Any) -> None:
        if self.process_errors:
            raise StopValidation  # what is no number is not too large as well


class Euros(Line):
    """An amount as people write it, ``25.000`` or ``25000,50``; ``cents`` is what it comes to."""

    cents: int | None = None

    def pre_validate(self, _form: Any) -> None:
        typed = re.sub(r"[\s€]", "", self.data or "")
        if not typed:
            self.cents = None
            return
        if not re.fullmatch(r"\d{1,3}([.]\d{3})*(,\d{1,2})?|\d{1,9}([.,]\d{1,2})?", typed):
            raise ValidationError(_("Write an amount in euros, for example 25.000."))
        if re.fullmatch(r"\d{1,9}[.]\d{1,2}", typed):
            typed = typed.replace(".", ",")
        euros, _comma, cents = typed.replace(".", "").partition(",")
        self.cents = int(euros) * 100 + int((cents + "00")[:2])


class Ticks(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Sentence, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)  # type: ignore[arg-type]


class Choice(SelectField):
    def __init__(self, label: Sentence, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, [*validators], **kwargs)  # type: ignore[arg-type]
