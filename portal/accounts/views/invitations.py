"""An invitation, opened from the letter or from one's home page. Looking uses nothing up."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import commands, passwords, queries
from portal.accounts.folding import email_key
from portal.accounts.forms import AccountForm
from portal.accounts.model import Invitation
from portal.accounts.queries import invitations
from portal.accounts.views import bp
from portal.accounts.views.sessions import enter
from portal.accounts.words import MEANINGS, ROLES
from portal.kernel.errors import Gone, Missing, RuleBroken
from portal.kernel.text import _, language
from portal.kernel.web import current_actor, say, see_other, settings, signed_in
from portal.kernel.work import unit_of_work


@bp.get("/account/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """What the link in the letter opens, for anybody who has it."""
    found = invitations.invitation_with(token)
    return _page(found, url_for(".answer_invitation", token=token), AccountForm(formdata=None))


@bp.post("/account/invitation/<token>")
def answer_invitation(token: str) -> ResponseReturnValue:
    return _answer(invitations.invitation_with(token), url_for(".answer_invitation", token=token))


@bp.get("/account/invitations/<uuid:invitation_id>")
@signed_in
def my_invitation(invitation_id: UUID) -> ResponseReturnValue:
    """The same page without the secret, for whose address it was sent to."""
    found = _mine(invitation_id)
    target = url_for(".answer_my_invitation", invitation_id=invitation_id)
    return _page(found, target, AccountForm(formdata=None))


@bp.post("/account/invitations/<uuid:invitation_id>")
@signed_in
def answer_my_invitation(invitation_id: UUID) -> ResponseReturnValue:
    found = _mine(invitation_id)
    return _answer(found, url_for(".answer_my_invitation", invitation_id=invitation_id))


def _mine(invitation_id: UUID) -> Invitation:
    found = invitations.invitation(invitation_id)
    if found.email_key != email_key(current_user.email):
        raise Missing
    return found


def _answer(found: Invitation, target: str) -> ResponseReturnValue:
    """Yes or no; as who is signed in, else as somebody new with a name and a password."""
    if request.form.get("answer") == "decline":
        return _decline(found)
    if current_user.is_authenticated:
        with unit_of_work(current_actor()) as work:
            commands.accept_invitation(work, found, person=queries.person(current_user.person_id))
        return _welcome(found)
    form = AccountForm()
    if queries.person_at(found.email) is not None:
        return _page(found, target, form), HTTPStatus.CONFLICT
    if not form.validate_for(found.email):
        return _page(found, target, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        _accept_as_newcomer(found, form)
    except RuleBroken as broken:
        form.refuse(broken)
        return _page(found, target, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _welcome(found)


def _accept_as_newcomer(found: Invitation, form: AccountForm) -> None:
    hashed = passwords.hash_password(form.password.data or "", settings())
    with unit_of_work(current_actor()) as work:
        person = commands.register_person(
            work,
            found.email,
            name=form.name.data or "",
            password_hash=hashed,
            locale=language(),
        )
        commands.accept_invitation(work, found, person=person)
    enter(person)


def _decline(found: Invitation) -> ResponseReturnValue:
    with unit_of_work(current_actor()) as work:
        commands.decline_invitation(work, found)
    say(_("You have declined the invitation. Whoever invited you gets to know."))
    return see_other("home.home" if current_user.is_authenticated else "accounts.sign_in")


def _welcome(found: Invitation) -> ResponseReturnValue:
    say(_("Welcome! You now have this role: %(role)s.", role=str(ROLES[found.role])))
    return see_other("home.home")


def _page(found: Invitation, target: str, form: AccountForm) -> str:
    if not found.is_open(current_actor().now):
        raise Gone(_("This invitation was used already, was withdrawn, or is too old."))
    known = queries.person_at(found.email)
    inviter = queries.persons([found.invited_by_id]) if found.invited_by_id else {}
    return render_template(
        "accounts/invitation.html",
        invitation=found,
        target=target,
        form=form,
        known=known,
        inviter=inviter.get(found.invited_by_id) if found.invited_by_id else None,
        role=ROLES[found.role],
        meaning=MEANINGS[found.role],
        mine=current_user.is_authenticated and email_key(current_user.email) == found.email_key,
    )
