"""The kernel's own tables, named in one place so that the app and the migrations know them."""

from __future__ import annotations

from portal.kernel.audit import AuditDigest, AuditEntry, AuditHead
from portal.kernel.files import StoredFile
from portal.kernel.limits import Attempt
from portal.kernel.outbox import Letter
from portal.kernel.pages import PublicVersion

TABLES = (Attempt, AuditDigest, AuditEntry, AuditHead, Letter, PublicVersion, StoredFile)
