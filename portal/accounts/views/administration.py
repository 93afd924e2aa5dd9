"""What administrators look after: organisations, people, letters, the audit log."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts import commands, queries, rules
from portal.accounts.forms import InviteForm, StartupForm
from portal.accounts.model import Organisation, OrganisationKind, Person, Role
from portal.accounts.queries import administration, invitations, memberships
from portal.accounts.views import bp
from portal.kernel.errors import Missing, RuleBroken
from portal.kernel.pages import Page
from portal.kernel.text import _
from portal.kernel.web import as_uuid, current_actor, say, see_other, show_only_if, signed_in
from portal.kernel.work import unit_of_work


def _enter() -> None:
    show_only_if(rules.may_see_administration(current_actor()))


@bp.get("/admin")
@signed_in
def admin() -> ResponseReturnValue:
    _enter()
    return render_template(
        "accounts/admin/overview.html",
        tasks=administration.tasks(),
        requests=memberships.requests_for(current_actor()),
        administrators=queries.administrators(),
    )


@bp.get("/admin/organisations")
@signed_in
def admin_organisations() -> ResponseReturnValue:
    """Startups whose number nobody looked up yet; and any organisation by its name."""
    _enter()
    wish = request.args.get("q", "").strip()[:100]
    return render_template(
        "accounts/admin/organisations.html",
        waiting=memberships.unconfirmed_startups(),
        wish=wish,
        found=memberships.find_organisations(wish),
    )


@bp.get("/admin/startups/<uuid:organisation_id>")
@signed_in
def admin_startup(organisation_id: UUID) -> ResponseReturnValue:
    _enter()
    found = _startup(organisation_id)
    return _startup_page(found, StartupForm(obj=found, formdata=None))


@bp.post("/admin/startups/<uuid:organisation_id>")
@signed_in
def change_startup(organisation_id: UUID) -> ResponseReturnValue:
    _enter()
    found, form = _startup(organisation_id), StartupForm()
    if not form.validate_on_submit():
        return _startup_page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with unit_of_work(current_actor()) as work:
            commands.change_startup(
                work, found, name=form.name.data or "", kvk_number=form.kvk_number.data or ""
            )
    except RuleBroken as broken:
        form.refuse(broken)
        return _startup_page(_startup(organisation_id), form), HTTPStatus.UNPROCESSABLE_ENTITY
    say(_("The details of %(name)s are saved.", name=found.name))
    return see_other(".admin_startup", organisation_id=found.id)


@bp.post("/admin/startups/<uuid:organisation_id>/confirm")
@signed_in
def confirm_kvk(organisation_id: UUID) -> ResponseReturnValue:
    _enter()
    found = _startup(organisation_id)
    with unit_of_work(current_actor()) as work:
        commands.confirm_kvk(work, found)
    say(_("The KvK number of %(name)s is confirmed.", name=found.name))
    return see_other(".admin_organisations")


def _startup(organisation_id: UUID) -> Organisation:
    found = queries.organisation(organisation_id)
    if found.kind is not OrganisationKind.STARTUP:
        raise Missing
    return found


def _startup_page(found: Organisation, form: StartupForm) -> str:
    return render_template(
        "accounts/admin/startup.html",
        organisation=found,
        form=form,
        members=queries.members_of(found.id),
    )


@bp.get("/admin/people")
@signed_in
def admin_people() -> ResponseReturnValue:
    _enter()
    return _people_page(InviteForm([Role.ADMINISTRATOR], formdata=None))


@bp.post("/admin/people")
@signed_in
def invite_administrator() -> ResponseReturnValue:
    _enter()
    form = InviteForm([Role.ADMINISTRATOR])
    if not form.validate_on_submit():
        return _people_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    with unit_of_work(current_actor()) as work:
        commands.invite(work, None, email=form.email.data or "", role=Role.ADMINISTRATOR)
    say(_("An invitation is on its way to %(email)s.", email=form.email.data))
    return see_other(".admin_people")


def _people_page(form: InviteForm) -> str:
    wish = request.args.get("q", "").strip()[:100]
    return render_template(
        "accounts/admin/people.html",
        wish=wish,
        page=administration.find_people(wish, request.args.get("after")),
        administrators=queries.administrators(),
        invited=invitations.invitations_at(None),
        form=form,
        now=current_actor().now,
    )


@bp.get("/admin/people/<uuid:person_id>")
@signed_in
def admin_person(person_id: UUID) -> ResponseReturnValue:
    _enter()
    found = queries.person_with_roles(person_id)
    actor = current_actor()
    return render_template(
        "accounts/admin/person.html",
        found=found,
        places=queries.organisations(grant.at_id for grant in found.grants if grant.at_id),
        sessions=queries.living_sessions(found.id, actor.now),
        now=actor.now,
        actor=actor,
    )


@bp.post("/admin/people/<uuid:person_id>/take-role")
@signed_in
def take_role(person_id: UUID) -> ResponseReturnValue:
    _enter()
    found = queries.person(person_id)
    try:
        role = Role(request.form.get("role", ""))
    except ValueError:
        raise Missing from None
    try:
        with unit_of_work(current_actor()) as work:
            taken = commands.revoke_role(
                work, found, role=role, at_id=as_uuid(request.form.get("at"))
            )
    except RuleBroken as broken:
        say(broken.message, "warning")
        return see_other(".admin_person", person_id=found.id)
    if taken:
        say(_("%(name)s no longer has that role.", name=found.name))
    return see_other(".admin_person", person_id=found.id)


@bp.post("/admin/people/<uuid:person_id>/disable")
@signed_in
def disable_person(person_id: UUID) -> ResponseReturnValue:
    _enter()
    found = queries.person(person_id)
    try:
        with unit_of_work(current_actor()) as work:
            commands.disable_person(work, found)
    except RuleBroken as broken:
        say(broken.message, "warning")
        return see_other(".admin_person", person_id=found.id)
    say(_("The account of %(name)s is closed, and signed out everywhere.", name=found.name))
    return see_other(".admin_person", person_id=found.id)


@bp.post("/admin/people/<uuid:person_id>/enable")
@signed_in
def enable_person(person_id: UUID) -> ResponseReturnValue:
    _enter()
    found = queries.person(person_id)
    with unit_of_work(current_actor()) as work:
        commands.enable_person(work, found)
    say(_("%(name)s can sign in again.", name=found.name))
    return see_other(".admin_person", person_id=found.id)


@bp.get("/admin/letters")
@signed_in
def admin_letters() -> ResponseReturnValue:
    """Letters that were given up. Not what is in them: a link in it is its reader's alone."""
    _enter()
    return render_template("accounts/admin/letters.html", letters=administration.parked_letters())


@bp.post("/admin/letters/<uuid:letter_id>/retry")
@signed_in
def retry_letter(letter_id: UUID) -> ResponseReturnValue:
    _enter()
    with unit_of_work(current_actor()) as work:
        waiting = commands.retry_letter(work, administration.letter(letter_id))
    if waiting:
        say(_("The letter is tried again now."))
    return see_other(".admin_letters")


@bp.get("/admin/audit")
@signed_in
def admin_audit() -> ResponseReturnValue:
    """The log, which then says who read it and what they looked for."""
    _enter()
    subject, person = (request.args.get(key, "").strip()[:100] for key in ("subject", "person"))
    who = _person_meant(person)
    subject_id = as_uuid(subject)
    noted = {"subject": subject_id, "person": who.id if who else None}
    administration.note_reading(
        current_actor(), {key: str(value) for key, value in noted.items() if value}
    )
    is_known = (who is not None or not person) and (subject_id is not None or not subject)
    page = administration.audit_log(
        subject_id=subject_id,
        actor_id=who.id if who else None,
        after=request.args.get("after"),
        sealed=[entries() for entries in current_app.extensions["portal.sealed"]],
    )
    return render_template(
        "accounts/admin/audit.html",
        page=page if is_known else Page(()),
        subject=subject,
        person_asked=person,
    )


def _person_meant(words: str) -> Person | None:
    """By address, as one types it, or by id, as a page links to it."""
    person_id = as_uuid(words)
    if person_id is not None:
        return queries.persons([person_id]).get(person_id)
    return queries.person_at(words) if words else None
