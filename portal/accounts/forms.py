from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import HiddenField, PasswordField
from wtforms.validators import ValidationError

from portal.accounts import passwords
from portal.kernel.forms import Form, Line, Required
from portal.kernel.text import _, lazy

LONGEST_EMAIL = 254


class Address(Line):
    """An e-mail address, in the form in which letters are sent to it."""

    def __init__(self, label: Any, validators: Any = (), **kwargs: Any) -> None:
        given = [*validators, Required(lazy("Fill in an e-mail address."))]
        super().__init__(label, given, longest=LONGEST_EMAIL, **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001
        if validation_stopped:
            return
        try:
            found = validate_email(
                self.data or "", check_deliverability=False, test_environment=True
            )
        except EmailNotValidError:
            raise ValidationError(
                _("This is no e-mail address yet. An example: name@example.nl")
            ) from None
        self.data = found.normalized


class SignInForm(Form):
    email = Address(lazy("E-mail address"))
    password = PasswordField(
        lazy("Password"),  # type: ignore[arg-type]
        [Required(lazy("Fill in your password."))],
    )
    next = HiddenField()
    kept = HiddenField()


class NewPassword(PasswordField):
    """A password to choose: long enough, and not one that is guessed soon."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, [Required(lazy("Choose a password."))], **kwargs)

    def refuse_if_weak(self, *about: str) -> bool:
        """Say what is wrong with it, if anything; ``about`` is what others know of the person."""
        weak = passwords.weakness(self.data or "", about)
        if weak and not self.errors:
            self.errors = [weak]
        return not self.errors


class AccountForm(Form):
    """What the portal must know of somebody whose address is known already."""

    name = Line(lazy("Your name"), [Required(lazy("Fill in your name."))], longest=100)
    password = NewPassword(lazy("Password"))

    def validate_for(self, email: str) -> bool:
        """Whether all is well; the password is compared with what others know of the person."""
        valid = self.validate_on_submit()
        return self.password.refuse_if_weak(email, self.name.data or "") and valid
