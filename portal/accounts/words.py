"""Roles and kinds of organisations in the reader's words."""

from __future__ import annotations

from portal.accounts.model import OrganisationKind, Role
from portal.kernel.text import Sentence, lazy

ROLES: dict[Role, Sentence] = {
    Role.MEMBER: lazy("Colleague"),
    Role.OWNER: lazy("Challenge owner"),
    Role.EDITOR: lazy("Editor"),
    Role.PROGRAMME_MANAGER: lazy("Programme manager"),
    Role.MENTOR: lazy("Mentor"),
    Role.JUROR: lazy("Juror"),
    Role.CHAIR: lazy("Chair of the jury"),
    Role.LEADER: lazy("Project leader"),
    Role.ADMINISTRATOR: lazy("Administrator"),
}

MEANINGS: dict[Role, Sentence] = {
    Role.MEMBER: lazy("Works here, and answers on behalf of the organisation."),
    Role.OWNER: lazy("Writes challenges and follows what comes of them."),
    Role.EDITOR: lazy("Reviews and publishes what a colleague wrote, never their own."),
    Role.PROGRAMME_MANAGER: lazy("Runs the challenges and residencies, and assigns mentors."),
    Role.MENTOR: lazy("May be asked to guide a startup for five months."),
    Role.JUROR: lazy("Scores what was sent to one challenge."),
    Role.CHAIR: lazy("Leads the jury of one challenge and records its decision."),
    Role.LEADER: lazy("Leads one residency and puts its team together."),
    Role.ADMINISTRATOR: lazy("Looks after organisations, roles and the audit log, everywhere."),
}

KINDS: dict[OrganisationKind, Sentence] = {
    OrganisationKind.MINISTRY: lazy("Ministry"),
    OrganisationKind.DIRECTORATE: lazy("Part of a ministry"),
    OrganisationKind.AGENCY: lazy("Agency or inspectorate"),
    OrganisationKind.MUNICIPALITY: lazy("Municipality"),
    OrganisationKind.PROVINCE: lazy("Province"),
    OrganisationKind.WATER_AUTHORITY: lazy("Water authority"),
    OrganisationKind.OTHER_PUBLIC: lazy("Public organisation"),
    OrganisationKind.STARTUP: lazy("Startup"),
}
