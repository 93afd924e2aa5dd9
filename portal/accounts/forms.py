from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import HiddenField, PasswordField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from portal.accounts import passwords
from portal.accounts.model import Role
from portal.accounts.words import MEANINGS, ROLES
from portal.kernel.forms import Form, Line, Required
from portal.kernel.text import _, lazy

LONGEST_EMAIL = 254


def normal_address(email: str) -> str | None:
    """The address as letters are sent to it; none where it is not one."""
    try:
        return validate_email(email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


class Address(Line):
    """An e-mail address, in the form in which letters are sent to it."""

    def __init__(self, label: Any, validators: Any = (), **kwargs: Any) -> None:
        given = [*validators, Required(lazy("Fill in an e-mail address."))]
        super().__init__(label, given, longest=LONGEST_EMAIL, **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001
        if validation_stopped:
            return
        address = normal_address(self.data or "")
        if address is None:
            raise ValidationError(_("This is no e-mail address yet. An example: name@example.nl"))
        self.data = address


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


class AskForm(Form):
    """An address to write to."""

    email = Address(lazy("E-mail address"))


class PasswordForm(Form):
    """A new password of somebody whom a mailed link has shown to be themselves."""

    password = NewPassword(lazy("New password"))

    def validate_for(self, *about: str) -> bool:
        valid = self.validate_on_submit()
        return self.password.refuse_if_weak(*about) and valid


class PresentPassword(PasswordField):
    """The password of who is signed in, asked again before something that matters."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, [Required(lazy("Fill in your present password."))], **kwargs)


class ChangePasswordForm(PasswordForm):
    present = PresentPassword(lazy("Your present password"))


class ChangeAddressForm(AskForm):
    present = PresentPassword(lazy("Your present password"))


class DetailsForm(Form):
    name = Line(lazy("Your name"), [Required(lazy("Fill in your name."))], longest=100)
    locale = RadioField(
        lazy("Language of letters and pages"),  # type: ignore[arg-type]
        choices=[SelectChoice("nl", "Nederlands"), SelectChoice("en", "English")],
    )


class KvkNumber(Line):
    """Eight digits, however they were spaced."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        given = [Required(lazy("Fill in your KvK number."))]
        super().__init__(label, given, longest=20, **kwargs)

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        self.data = "".join((self.data or "").replace(".", "").split())

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001
        if not validation_stopped and not re.fullmatch(r"[0-9]{8}", self.data or ""):
            raise ValidationError(_("A KvK number has eight digits. An example: 12345678"))


class StartupForm(Form):
    name = Line(lazy("Name of the startup"), [Required(lazy("Fill in the name."))], longest=120)
    kvk_number = KvkNumber(lazy("KvK number"))
    next = HiddenField()


class InviteForm(Form):
    """A role for somebody at an address; ``offers`` is what may be offered here."""

    email = Address(lazy("E-mail address"))
    role = RadioField(
        lazy("What may they do?"),  # type: ignore[arg-type]
        validators=[Required(lazy("Choose what they may do."))],
    )

    def __init__(self, offers: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = [SelectChoice(role.value, str(ROLES[role])) for role in offers]
        self.hints = {role.value: str(MEANINGS[role]) for role in offers}
        if len(offers) == 1:
            self.role.data = self.role.data or offers[0].value
