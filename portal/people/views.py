from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from portal.kernel.errors import RuleBroken
from portal.kernel.text import _, language
from portal.kernel.uploads import takes_files
from portal.kernel.web import (
    address_of,
    current_actor,
    say,
    see_other,
    show_only_if,
    signed_in,
)
from portal.kernel.work import unit_of_work
from portal.people import commands, queries, rules, vocabulary
from portal.people.card import availability, card_of
from portal.people.forms import (
    ColoursForm,
    EndorseForm,
    IntroductionForm,
    PhotoForm,
    SkillsForm,
    TimeForm,
)
from portal.people.model import Profile, ProfileKind
from portal.people.photo import portrait, show_picture
from portal.people.vocabulary import Kind

bp = Blueprint("people", __name__, url_prefix="/profile")


@bp.get("")
@signed_in
def profile() -> ResponseReturnValue:
    found = queries.profile_of(current_actor().id)
    if found is None:
        return render_template("people/start.html")
    return _profile_page(found, PhotoForm())


@bp.get("/introduction")
@signed_in
def introduction() -> ResponseReturnValue:
    actor = current_actor()
    found = queries.profile_of(actor.id)
    workplaces = queries.workplaces(actor)
    form = IntroductionForm(workplaces, obj=found)
    if found is not None:
        form.kind.data = found.kind.value
        form.organisation.data = str(found.organisation_id or "")
    elif employer := next((each for each in workplaces if each.is_public), None):
        form.kind.data = ProfileKind.INTERNAL.value
        form.organisation.data = str(employer.id)
    return render_template("people/introduction.html", form=form, profile=found)


@bp.post("/introduction")
@signed_in
def introduce() -> ResponseReturnValue:
    actor = current_actor()
    found = queries.profile_of(actor.id)
    form, first = IntroductionForm(queries.workplaces(actor)), _is_begun(found)
    if form.validate_on_submit():
        try:
            with unit_of_work(actor) as work:
                if found is None:
                    commands.make(work, None, form.introduction)
                else:
                    commands.introduce(work, found, form.introduction)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return _next_step(".skills", _("Your introduction is saved."), first=first)
    return render_template("people/introduction.html", form=form, profile=found), 422


@bp.get("/skills")
@signed_in
def skills() -> ResponseReturnValue:
    found = queries.own_profile(current_actor())
    return render_template("people/skills.html", **_skills(found, SkillsForm(obj=found)))


@bp.post("/skills")
@signed_in
def choose_skills() -> ResponseReturnValue:
    found, form = queries.own_profile(current_actor()), SkillsForm()
    first = _is_begun(found)
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as work:
                commands.choose_skills(work, found, **form.answers)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return _next_step(".colours", _("Your skills are saved."), first=first)
    return render_template("people/skills.html", **_skills(found, form)), 422


@bp.get("/colours")
@signed_in
def colours() -> ResponseReturnValue:
    found = queries.own_profile(current_actor())
    return _colours_page(found, ColoursForm(data=found.colours))


@bp.post("/colours")
@signed_in
def choose_colours() -> ResponseReturnValue:
    found, form = queries.own_profile(current_actor()), ColoursForm()
    first = _is_begun(found)
    if form.validate_on_submit():
        try:
            shares = form.scaled() if "scale" in request.form else form.shares
            with unit_of_work(current_actor()) as work:
                commands.choose_colours(work, found, colours=shares)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            given = any(shares.values())
            done = _("Your colours are saved.") if given else _("Your profile shows no colours.")
            return _next_step(".time", done, first=first)
    return _colours_page(found, form), 422


@bp.get("/time")
@signed_in
def time() -> ResponseReturnValue:
    found = queries.own_profile(current_actor())
    return render_template("people/time.html", form=TimeForm(obj=found), profile=found)


@bp.post("/time")
@signed_in
def offer_time() -> ResponseReturnValue:
    found, form = queries.own_profile(current_actor()), TimeForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as work:
                commands.offer_time(work, found, **form.answers)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return _next_step(".profile", _("Your hours are saved."), first=False)
    return render_template("people/time.html", form=form, profile=found), 422


@bp.post("/photo")
@takes_files
@signed_in
def show_photo() -> ResponseReturnValue:
    found, form = queries.own_profile(current_actor()), PhotoForm()
    if form.validate_on_submit():
        try:
            with portrait(form.photo.data) as incoming, unit_of_work(current_actor()) as work:
                commands.show_photo(work, found, incoming)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            say(_("Your photo is saved: small, square, and without the data of your camera."))
            return see_other(".profile")
    return _profile_page(found, form), 422


@bp.get("/photo")
@signed_in
def picture() -> Response:
    return show_picture(queries.own_profile(current_actor()))


@bp.post("/photo/away")
@signed_in
def take_photo_away() -> ResponseReturnValue:
    found = queries.own_profile(current_actor())
    with unit_of_work(current_actor()) as work:
        commands.show_photo(work, found, None)
    say(_("Your photo is gone."))
    return see_other(".profile")


@bp.post("/<any(pause, resume):wish>")
@signed_in
def be_shown(wish: str) -> ResponseReturnValue:
    found = queries.own_profile(current_actor())
    with unit_of_work(current_actor()) as work:
        if wish == "pause":
            commands.pause(work, found)
        else:
            commands.resume(work, found)
    say(
        _("Your profile is paused: nobody gets your card.")
        if wish == "pause"
        else _("Your profile is open: leaders get your card again.")
    )
    return see_other(".profile")


@bp.get("/<uuid:profile_id>")
@signed_in
def opened(profile_id: UUID) -> ResponseReturnValue:
    """For an administrator; it is noted, and the person can see that."""
    actor, found = current_actor(), queries.profile(profile_id)
    show_only_if(rules.may_see(actor, found))
    if actor.id == found.person_id:
        return see_other(".profile")
    queries.note_opening(found, actor)
    return render_template("people/opened.html", profile=found, card=card_of(found))


@bp.get("/<uuid:profile_id>/photo")
@signed_in
def opened_picture(profile_id: UUID) -> Response:
    found = queries.profile(profile_id)
    show_only_if(rules.may_see(current_actor(), found))
    return show_picture(found)


@bp.get("/<uuid:profile_id>/confirm")
@signed_in
def confirm(profile_id: UUID) -> ResponseReturnValue:
    actor, found = current_actor(), queries.profile(profile_id)
    if actor.id == found.person_id:
        return see_other(".profile")
    show_only_if(rules.may_endorse(actor, found))
    said = [one.tag for one in queries.endorsements_by(found, actor.id)]
    form = EndorseForm(found, data={"skills": said, "traits": said})
    return render_template("people/confirm.html", form=form, profile=found)


@bp.post("/<uuid:profile_id>/confirm")
@signed_in
def endorse(profile_id: UUID) -> ResponseReturnValue:
    found = queries.profile(profile_id)
    form = EndorseForm(found)
    if not form.validate_on_submit():
        show_only_if(rules.may_endorse(current_actor(), found))
        return render_template("people/confirm.html", form=form, profile=found), 422
    with unit_of_work(current_actor()) as work:
        tags = [*(form.skills.data or ()), *(form.traits.data or ())]
        commands.endorse(work, found, tags=tags)
    say(_("Thank you. %(name)s can see what you confirmed.", name=found.person.name))
    return see_other(".confirm", profile_id=found.id)


def _profile_page(found: Profile, form: PhotoForm) -> str:
    card = card_of(found)
    return render_template(
        "people/profile.html",
        profile=found,
        card=card,
        traits=vocabulary.labels(Kind.TRAITS, found.traits, language()),
        colours_words=", ".join(f"{name} {percent}%" for _tint, name, percent in card.mix),
        hours_words=availability(found),
        form=form,
        openings=queries.openings(found),
        link=address_of("people.confirm", profile_id=found.id),
    )


def _skills(found: Profile, form: SkillsForm) -> dict[str, Any]:
    here = language()
    return {
        "form": form,
        "profile": found,
        "skill_groups": vocabulary.grouped(Kind.SKILLS, here),
        "theme_groups": vocabulary.by_letter(Kind.THEMES, here),
    }


def _colours_page(found: Profile, form: ColoursForm) -> str:
    return render_template(
        "people/colours.html", form=form, profile=found, colours=vocabulary.colours()
    )


def _is_begun(found: Profile | None) -> bool:
    """Whether the four steps were not gone through before."""
    return found is None or not found.is_ready or not found.colours


def _next_step(endpoint: str, done: str, *, first: bool) -> ResponseReturnValue:
    """The first time one step leads to the next; later each leads back to the profile."""
    say(done)
    return see_other(endpoint if first else ".profile")
