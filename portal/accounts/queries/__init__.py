"""Every SELECT of accounts, cut by subject."""

from __future__ import annotations

from portal.accounts.folding import email_key
from portal.accounts.queries.people import (
    administrators,
    holders,
    members_of,
    name_of,
    organisation,
    organisations,
    person,
    person_at,
    person_with_roles,
    persons,
)
from portal.accounts.queries.sessions import living_sessions, mail_token
from portal.accounts.queries.visitors import visitor
from portal.accounts.secrets import hash_of

__all__ = [
    "administrators",
    "email_key",
    "hash_of",
    "holders",
    "living_sessions",
    "mail_token",
    "members_of",
    "name_of",
    "organisation",
    "organisations",
    "person",
    "person_at",
    "person_with_roles",
    "persons",
    "visitor",
]
