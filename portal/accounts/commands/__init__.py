"""What can be done with people, organisations and roles, cut by subject."""

from __future__ import annotations

from portal.accounts.commands.credentials import (
    ask_address_change,
    ask_password_reset,
    change_password,
    confirm_address_change,
    reset_password,
)
from portal.accounts.commands.invitations import (
    accept_invitation,
    decline_invitation,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from portal.accounts.commands.letters import retry_letter
from portal.accounts.commands.memberships import (
    approve_member,
    ask_to_join,
    decline_member,
    leave,
    withdraw_request,
)
from portal.accounts.commands.organisations import (
    change_startup,
    confirm_kvk,
    load_register,
    register_startup,
)
from portal.accounts.commands.people import (
    ask_sign_up,
    change_details,
    confirm_sign_up,
    disable_person,
    enable_person,
    register_person,
)
from portal.accounts.commands.roles import grant_role, revoke_role
from portal.accounts.commands.sessions import end_other_sessions, end_session, start_session

__all__ = [
    "accept_invitation",
    "approve_member",
    "ask_address_change",
    "ask_password_reset",
    "ask_sign_up",
    "ask_to_join",
    "change_details",
    "change_password",
    "change_startup",
    "confirm_address_change",
    "confirm_kvk",
    "confirm_sign_up",
    "decline_invitation",
    "decline_member",
    "disable_person",
    "enable_person",
    "end_other_sessions",
    "end_session",
    "grant_role",
    "invite",
    "leave",
    "load_register",
    "register_person",
    "register_startup",
    "resend_invitation",
    "reset_password",
    "retry_letter",
    "revoke_role",
    "start_session",
    "withdraw_invitation",
    "withdraw_request",
]
