"""What can be done with people, organisations and roles, cut by subject."""

from __future__ import annotations

from portal.accounts.commands.invitations import (
    accept_invitation,
    decline_invitation,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from portal.accounts.commands.memberships import (
    approve_member,
    ask_to_join,
    decline_member,
    leave,
    withdraw_request,
)
from portal.accounts.commands.people import register_person
from portal.accounts.commands.roles import grant_role, revoke_role
from portal.accounts.commands.sessions import end_other_sessions, end_session, start_session

__all__ = [
    "accept_invitation",
    "approve_member",
    "ask_to_join",
    "decline_invitation",
    "decline_member",
    "end_other_sessions",
    "end_session",
    "grant_role",
    "invite",
    "leave",
    "register_person",
    "resend_invitation",
    "revoke_role",
    "start_session",
    "withdraw_invitation",
    "withdraw_request",
]
