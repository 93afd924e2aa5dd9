"""The living page of every part that pages are made of: the documentation of the macros.

Only in demonstration mode. Its content is made up and stands in the template in both languages.
"""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from portal.kernel.forms import Form
from portal.kernel.text import language, markdown
from portal.kernel.web import see_other, settings, wants_json

bp = Blueprint("components", __name__)

STEPS = [SelectChoice(str(step)) for step in range(1, 6)]


class EveryField(Form):
    """One field of each kind; its labels are given when it is made, in the page's language."""

    name = StringField(validators=[InputRequired()])
    email = EmailField(validators=[InputRequired()])
    password = PasswordField(validators=[InputRequired()])
    plan = TextAreaField(validators=[InputRequired()])
    story = TextAreaField()
    organisation = SelectField()
    phase = RadioField(validators=[InputRequired()])
    interest = RadioField(validators=[InputRequired()])
    themes = SelectMultipleField(
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    agree = BooleanField()
    deadline = DateTimeLocalField()
    start = DateField()
    files = FileField()
    score = RadioField(choices=STEPS)
    reason = TextAreaField()
    score_open = RadioField(choices=STEPS)
    reason_open = TextAreaField()
    winner = RadioField()
    why = TextAreaField()


LABELS = {
    "name": ("Naam van uw aanpak", "Name of your approach"),
    "email": ("E-mailadres", "E-mail address"),
    "password": ("Wachtwoord", "Password"),
    "plan": ("Wat gaat u doen, en voor wie?", "What will you do, and for whom?"),
    "story": ("Het probleem", "The problem"),
    "organisation": ("Organisatie", "Organisation"),
    "phase": ("Hoe ver bent u?", "How far are you?"),
    "interest": ("Heeft u een belang bij Tussenhuis?", "Do you have a stake in Tussenhuis?"),
    "themes": ("Thema’s", "Themes"),
    "agree": ("Ik mag dit namens mijn organisatie doen", "I may act for my organisation"),
    "deadline": ("Inzenden kan tot", "Deadline"),
    "start": ("Eerste dag van de residentie", "First day of the residency"),
    "files": ("Bijlagen", "Attachments"),
    "winner": ("Wie wordt uitgenodigd? Kies er één.", "Who is invited? Choose one."),
    "why": ("Waarom deze inzending?", "Why this submission?"),
    "reason": ("Waarom deze score?", "Why this score?"),
    "reason_open": ("Waarom deze score?", "Why this score?"),
}
CHOICES = {
    "organisation": [("", "Alle", "All"), ("bzk", "BZK", "BZK"), ("szw", "SZW", "SZW")],
    "phase": [
        ("idea", "Een idee, nog niet gebouwd", "An idea, not built yet"),
        ("prototype", "Een prototype, getest met een paar mensen", "A tested prototype"),
        ("live", "In gebruik bij klanten", "In use by customers"),
    ],
    "interest": [
        ("none", "Nee, geen belang", "No, no stake"),
        ("work", "Ja, ik werk(te) met of voor hen", "Yes, I work(ed) with or for them"),
        ("family", "Ja, familie of vriendschap", "Yes, family or friendship"),
    ],
    "winner": [
        ("7", "Leegstand die even mag wonen", "Empty homes, lived in for a while"),
        ("2", "De buurt als hospita", "The neighbourhood as landlady"),
    ],
    "themes": [("home", "Wonen", "Housing"), ("work", "Werk", "Work")],
}
"""What the example fields are called and offer, in Dutch and in English."""


def _form() -> EveryField:
    here = 0 if language() == "nl" else 1
    form = EveryField(formdata=None)
    for name, label in LABELS.items():
        form[name].label.text = label[here]
    for name, offered in CHOICES.items():
        choices = [SelectChoice(value, says[here]) for value, *says in offered]
        form[name].choices = choices  # type: ignore[attr-defined]
    form.phase.data, form.themes.data, form.score.data = "prototype", ["home"], "4"
    return form


@bp.get("/demo/components")
def components() -> ResponseReturnValue:
    if not settings().demonstration:
        abort(404)
    form, wrong = _form(), _form()
    wrong.name.errors = [form.name.label.text]
    wrong.phase.errors = [form.phase.label.text]
    return render_template("demo/components.html", form=form, wrong=wrong)


@bp.post("/demo/components/preview")
def preview() -> ResponseReturnValue:
    """What Markdown becomes, for the example on the page."""
    if not settings().demonstration:
        abort(404)
    return str(markdown(request.form.get("text", "")[:10_000]))


@bp.post("/demo/components/answer")
def answer() -> ResponseReturnValue:
    """Takes the answers of the example cards, and forgets them."""
    if not settings().demonstration:
        abort(404)
    if wants_json():
        return {"match_url": None}
    return see_other("components.components", _anchor="deck")
