"""The base of every form: CSRF bound to the session, tidy text, and a place for a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wtforms import StringField, TextAreaField
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired, Length, ValidationError

from portal.kernel.errors import RuleBroken
from portal.kernel.text import Sentence, language, lazy, ngettext, tidy, whole

if TYPE_CHECKING:
    from wtforms import Form as FlaskForm
    from wtforms.meta import DefaultMeta as FlaskMeta
else:
    from flask_wtf import FlaskForm

    FlaskMeta = FlaskForm.Meta


@lru_cache(maxsize=8)
def _usual_words(spoken: str) -> Any:
    """WTForms' own sentences. Flask-WTF would read their file anew in each request."""
    return get_translations((spoken,))


class Form(FlaskForm):
    class Meta(FlaskMeta):
        def get_translations(self, _form: object) -> Any:
            return _usual_words(language())

    if TYPE_CHECKING:

        def validate_on_submit(self) -> bool: ...

    def refuse(self, broken: RuleBroken) -> None:
        """Show the broken rule beside its field, or above the form if it has none."""
        if broken.field in self._fields:
            self._fields[broken.field].errors = [broken.message]
        else:
            self.form_errors.append(broken.message)

    @property
    def answers(self) -> dict[str, Any]:
        """What was filled in, without the token."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}


class AtMost(Length):
    """A maximum that is said with the number of characters that were typed."""

    def __init__(self, longest: int) -> None:
        super().__init__(max=longest)

    def __call__(self, _form: Any, field: Any) -> None:
        typed = len(field.data or "")
        if typed > self.max:
            raise ValidationError(
                ngettext(
                    "Use at most %(max)s characters; this is %(over)s character too long.",
                    "Use at most %(max)s characters; this is %(over)s characters too long.",
                    typed - self.max,
                    max=whole(self.max),
                    over=whole(typed - self.max),
                )
            )


class Required(InputRequired):
    """Asks for an answer in the form's own words."""

    def __init__(self, message: Sentence | None = None) -> None:
        super().__init__(message or lazy("Fill this in."))  # type: ignore[arg-type]


class Line(StringField):
    """One line of text, without control characters. ``longest`` is in characters."""

    def __init__(
        self,
        label: Sentence,
        validators: Sequence[Any] = (),
        *,
        longest: int = 200,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, [*validators, AtMost(longest)], **kwargs)  # type: ignore[arg-type]
        self.longest = longest

    def process_formdata(self, valuelist: Any) -> None:
        self.data = tidy(valuelist[0]) if valuelist else ""


class Lines(TextAreaField):
    """Text of several lines, without control characters; ``markdown`` offers a preview."""

    def __init__(
        self,
        label: Sentence,
        validators: Sequence[Any] = (),
        *,
        longest: int = 10_000,
        markdown: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, [*validators, AtMost(longest)], **kwargs)  # type: ignore[arg-type]
        self.longest = longest
        self.markdown = markdown

    def process_formdata(self, valuelist: Any) -> None:
        self.data = tidy(valuelist[0], lines=True) if valuelist else ""
