"""Everything, as it was at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql
from portal.challenges.model import CRITERIA_SQL
from portal.jury.model import DECISION_SQL
from portal.kernel.audit import AUDIT_SQL
from portal.kernel.clock import PORTAL_NOW
from portal.kernel.pages import PAGES_SQL
from portal.kernel.roles import ACCESS_SQL
from portal.matching.model import TURNS_SQL
from portal.submissions.model import VERSIONS_SQL

revision = "0001"
down_revision = None


def upgrade() -> None:
    run(PORTAL_NOW)
    op.create_table(
        "attempts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_since", "attempts", ["since"], unique=False)
    op.create_table(
        "audit_digests",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("heads", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_digests")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("chain", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("chain", "number", name=op.f("pk_audit_entries")),
    )
    op.create_index("ix_audit_entries_actor_id", "audit_entries", ["actor_id"], unique=False)
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"], unique=False)
    op.create_index(
        "ix_audit_entries_subject", "audit_entries", ["subject_kind", "subject_id"], unique=False
    )
    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "letters",
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "parked",
                name="letterstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_letters_sent_has_a_time")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index(
        "ix_letters_parked",
        "letters",
        ["written_at"],
        unique=False,
        postgresql_where=sa.text("state = 'parked'"),
    )
    op.create_table(
        "organisations",
        sa.Column(
            "kind",
            sa.Enum(
                "ministry",
                "directorate",
                "agency",
                "municipality",
                "province",
                "water_authority",
                "other_public",
                "startup",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("abbreviation", sa.Text(), nullable=True),
        sa.Column("register_id", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("ministry_id", sa.Uuid(), nullable=True),
        sa.Column("kvk_number", sa.Text(), nullable=True),
        sa.Column("kvk_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'startup') = (kvk_number IS NOT NULL)",
            name=op.f("ck_organisations_startups_have_kvk"),
        ),
        sa.CheckConstraint(
            "kvk_number ~ '^[0-9]{8}$'", name=op.f("ck_organisations_kvk_has_eight_digits")
        ),
        sa.CheckConstraint(
            "kvk_confirmed_at IS NULL OR kvk_number IS NOT NULL",
            name=op.f("ck_organisations_only_kvk_is_confirmed"),
        ),
        sa.ForeignKeyConstraint(
            ["ministry_id"], ["organisations.id"], name=op.f("fk_organisations_ministry_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisations.id"], name=op.f("fk_organisations_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("kvk_number", name="one_startup_per_kvk_number"),
        sa.UniqueConstraint("register_id", name=op.f("uq_organisations_register_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisations_slug")),
    )
    op.create_index("ix_organisations_parent_id", "organisations", ["parent_id"], unique=False)
    op.create_index(
        "one_startup_per_name",
        "organisations",
        ["name_key"],
        unique=True,
        postgresql_where=sa.text("kind = 'startup'"),
    )
    op.create_table(
        "persons",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("email_key", name="one_person_per_address"),
    )
    op.create_table(
        "public_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_version")),
    )
    op.create_table(
        "stored_files",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_files_files_are_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
    )
    op.create_index("ix_stored_files_sha256", "stored_files", ["sha256"], unique=False)
    op.create_table(
        "archived_challenges",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("sponsor", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("sort_day", sa.Date(), nullable=False),
        sa.Column("texts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sources", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("themes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("stems", postgresql.TSVECTOR(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_archived_challenges_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archived_challenges")),
        sa.UniqueConstraint("slug", name=op.f("uq_archived_challenges_slug")),
    )
    op.create_index(
        "ix_archived_challenges_sort_day", "archived_challenges", ["sort_day", "id"], unique=False
    )
    op.create_index(
        "ix_archived_challenges_stems",
        "archived_challenges",
        ["stems"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        "ix_archived_challenges_themes",
        "archived_challenges",
        ["themes"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "challenges",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "changes_requested",
                "published",
                "judging",
                "decided",
                "awarded",
                "concluded",
                "cancelled",
                "no_award",
                name="challengestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("themes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=True),
        sa.Column("budget_cents", sa.Integer(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("questions_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pitch_day", sa.Date(), nullable=True),
        sa.Column("decision_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("residency_start", sa.Date(), nullable=True),
        sa.Column("residency_months", sa.Integer(), nullable=False),
        sa.Column("standstill_days", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column(
            "winner", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revived_from", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('cancelled', 'no_award')) = (ended_reason IS NOT NULL)",
            name=op.f("ck_challenges_ended_with_a_reason"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('published', 'judging', 'decided', 'awarded', 'concluded', 'no_award') OR (deadline IS NOT NULL AND publish_at IS NOT NULL AND submitted_by_id IS NOT NULL AND approved_by_id IS NOT NULL)",
            name=op.f("ck_challenges_published_with_a_deadline_and_an_approval"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> submitted_by_id", name=op.f("ck_challenges_four_eyes")
        ),
        sa.CheckConstraint("budget_cents >= 0", name=op.f("ck_challenges_budget_is_not_negative")),
        sa.CheckConstraint(
            "questions_until <= answers_by AND answers_by < deadline AND deadline < decision_by",
            name=op.f("ck_challenges_dates_in_order"),
        ),
        sa.CheckConstraint(
            "residency_months BETWEEN 1 AND 12",
            name=op.f("ck_challenges_residency_of_1_to_12_months"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["persons.id"], name=op.f("fk_challenges_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_challenges_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f("fk_challenges_owner_id")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["persons.id"], name=op.f("fk_challenges_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
        sa.UniqueConstraint("slug", name=op.f("uq_challenges_slug")),
    )
    op.create_index(
        "ix_challenges_cancelled",
        "challenges",
        ["deadline", "id"],
        unique=False,
        postgresql_where=sa.text(
            "challenges.state = 'cancelled' AND challenges.publish_at IS NOT NULL"
        ),
    )
    op.create_index(
        "ix_challenges_chosen",
        "challenges",
        ["deadline", "id"],
        unique=False,
        postgresql_where=sa.text("challenges.winner IS NOT NULL"),
    )
    op.create_index(
        "ix_challenges_open",
        "challenges",
        ["deadline", "id"],
        unique=False,
        postgresql_where=sa.text("challenges.state = 'published'"),
    )
    op.create_index(
        "ix_challenges_organisation_id",
        "challenges",
        ["organisation_id", "deadline", "id"],
        unique=False,
    )
    op.create_index(
        "ix_challenges_past",
        "challenges",
        ["deadline", "id"],
        unique=False,
        postgresql_where=sa.text("challenges.publish_at IS NOT NULL"),
    )
    op.create_index(
        "ix_challenges_publish_at",
        "challenges",
        ["publish_at"],
        unique=False,
        postgresql_where=sa.text("challenges.publish_at IS NOT NULL"),
    )
    op.create_index(
        "ix_challenges_running",
        "challenges",
        ["deadline", "id"],
        unique=False,
        postgresql_where=sa.text("challenges.state IN ('published', 'judging', 'decided')"),
    )
    op.create_index(
        "ix_challenges_themes", "challenges", ["themes"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "invitations",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "owner",
                "editor",
                "programme_manager",
                "mentor",
                "juror",
                "chair",
                "leader",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by_id", sa.Uuid(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(used_at IS NULL) = (used_by_id IS NULL)", name=op.f("ck_invitations_used_by_somebody")
        ),
        sa.CheckConstraint(
            "num_nonnulls(used_at, declined_at, withdrawn_at) <= 1",
            name=op.f("ck_invitations_one_end_at_most"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["persons.id"], name=op.f("fk_invitations_invited_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["used_by_id"], ["persons.id"], name=op.f("fk_invitations_used_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index("ix_invitations_at_id", "invitations", ["at_id"], unique=False)
    op.create_index("ix_invitations_email", "invitations", ["email_key"], unique=False)
    op.create_table(
        "login_sessions",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_login_sessions_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_sessions_token_hash")),
    )
    op.create_index("ix_login_sessions_person_id", "login_sessions", ["person_id"], unique=False)
    op.create_table(
        "mail_tokens",
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "confirm_address",
                "reset_password",
                "change_address",
                name="tokenpurpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(purpose = 'confirm_address') = (person_id IS NULL)",
            name=op.f("ck_mail_tokens_newcomers_are_nobody_yet"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_mail_tokens_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mail_tokens_token_hash")),
    )
    op.create_index("ix_mail_tokens_expires_at", "mail_tokens", ["expires_at"], unique=False)
    op.create_index("ix_mail_tokens_person_id", "mail_tokens", ["person_id"], unique=False)
    op.create_table(
        "membership_requests",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "approved",
                "declined",
                "withdrawn",
                name="requeststate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["persons.id"], name=op.f("fk_membership_requests_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_membership_requests_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_membership_requests_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_requests")),
    )
    op.create_index(
        "one_waiting_request_each",
        "membership_requests",
        ["person_id", "organisation_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "mentors",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("office_hours", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("capacity BETWEEN 0 AND 9", name=op.f("ck_mentors_capacity_up_to_nine")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_mentors_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentors")),
        sa.UniqueConstraint("person_id", name="one_mentor_card_per_person"),
    )
    op.create_table(
        "profiles",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "internal",
                "external",
                name="profilekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("available_until", sa.Date(), nullable=True),
        sa.Column("framework", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("skills", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("traits", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("interests", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("colours_model", sa.Text(), nullable=False),
        sa.Column("colours", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column("open_to_projects", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "NOT framework OR kind = 'external'", name=op.f("ck_profiles_framework_for_externals")
        ),
        sa.CheckConstraint(
            "available_until > available_from", name=op.f("ck_profiles_available_until_after_from")
        ),
        sa.CheckConstraint("hours BETWEEN 1 AND 40", name=op.f("ck_profiles_hours_fit_a_week")),
        sa.CheckConstraint(
            "jsonb_array_length(skills) <= 12", name=op.f("ck_profiles_at_most_twelve_skills")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_profiles_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_profiles_person_id")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["stored_files.id"], name=op.f("fk_profiles_photo_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profiles")),
        sa.UniqueConstraint("person_id", name="one_profile_per_person"),
    )
    op.create_table(
        "role_grants",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "owner",
                "editor",
                "programme_manager",
                "mentor",
                "juror",
                "chair",
                "leader",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at_id", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(at_id IS NULL) = (role = 'administrator')",
            name=op.f("ck_role_grants_only_administrators_everywhere"),
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["persons.id"], name=op.f("fk_role_grants_given_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_role_grants_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grants")),
        sa.UniqueConstraint(
            "person_id", "role", "at_id", name="one_grant_each", postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index("ix_role_grants_at_id", "role_grants", ["at_id", "role"], unique=False)
    op.create_table(
        "box_openings",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("first_by_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_by_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(second_by_id IS NULL) = (second_at IS NULL)",
            name=op.f("ck_box_openings_second_key_has_a_time"),
        ),
        sa.CheckConstraint(
            "first_by_id <> second_by_id", name=op.f("ck_box_openings_opened_by_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_box_openings_challenge_id")
        ),
        sa.ForeignKeyConstraint(
            ["first_by_id"], ["persons.id"], name=op.f("fk_box_openings_first_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_by_id"], ["persons.id"], name=op.f("fk_box_openings_second_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_openings")),
        sa.UniqueConstraint("challenge_id", name="one_box_per_challenge"),
    )
    op.create_table(
        "challenge_texts",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("affected", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("constraints", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("stems", postgresql.TSVECTOR(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_challenge_texts_challenge_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_texts")),
        sa.UniqueConstraint("challenge_id", "language", name="one_text_per_language"),
    )
    op.create_index(
        "ix_challenge_texts_stems",
        "challenge_texts",
        ["stems"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "challenge_versions",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_challenge_versions_challenge_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["persons.id"], name=op.f("fk_challenge_versions_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_versions")),
        sa.UniqueConstraint("challenge_id", "number", name="one_version_per_number"),
    )
    op.create_table(
        "criteria",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("texts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "weight BETWEEN 0 AND 100", name=op.f("ck_criteria_weight_is_a_percentage")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_criteria_challenge_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
        sa.UniqueConstraint(
            "challenge_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name="one_criterion_per_position",
        ),
    )
    op.create_table(
        "deadline_moves",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("old_deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new_deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "moved_at < old_deadline", name=op.f("ck_deadline_moves_moved_before_it_passed")
        ),
        sa.CheckConstraint(
            "new_deadline > old_deadline", name=op.f("ck_deadline_moves_deadline_only_moves_later")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_deadline_moves_challenge_id")
        ),
        sa.ForeignKeyConstraint(
            ["moved_by_id"], ["persons.id"], name=op.f("fk_deadline_moves_moved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_moves")),
    )
    op.create_index(
        "ix_deadline_moves_challenge_id", "deadline_moves", ["challenge_id"], unique=False
    )
    op.create_table(
        "decision_drafts",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_decision_drafts_challenge_id")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["persons.id"], name=op.f("fk_decision_drafts_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_drafts")),
        sa.UniqueConstraint("challenge_id", name="one_draft_per_challenge"),
    )
    op.create_table(
        "endorsements",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_endorsements_by_id")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_endorsements_profile_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsements")),
        sa.UniqueConstraint("profile_id", "by_id", "tag", name="one_endorsement_each"),
    )
    op.create_table(
        "follows",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_follows_challenge_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_follows_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follows")),
        sa.UniqueConstraint("challenge_id", "person_id", name="one_follow_each"),
    )
    op.create_table(
        "jury_decisions",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "award",
                "no_award",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tie_reason", sa.Text(), nullable=False),
        sa.Column("deviation_reason", sa.Text(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_by_id IS NULL)",
            name=op.f("ck_jury_decisions_released_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_jury_decisions_challenge_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["persons.id"], name=op.f("fk_jury_decisions_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["persons.id"], name=op.f("fk_jury_decisions_released_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jury_decisions")),
        sa.UniqueConstraint("challenge_id", name="one_decision_per_challenge"),
    )
    op.create_table(
        "mentor_ties",
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["mentors.id"], name=op.f("fk_mentor_ties_mentor_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_mentor_ties_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_ties")),
        sa.UniqueConstraint("mentor_id", "organisation_id", name="one_tie_per_mentor_and_startup"),
    )
    op.create_table(
        "panels",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("composed_by_id", sa.Uuid(), nullable=False),
        sa.Column("composed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("hand_in_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quorum BETWEEN 2 AND 9", name=op.f("ck_panels_quorum_of_two_to_nine")),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_panels_challenge_id")
        ),
        sa.ForeignKeyConstraint(
            ["composed_by_id"], ["persons.id"], name=op.f("fk_panels_composed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panels")),
        sa.UniqueConstraint("challenge_id", name="one_panel_per_challenge"),
    )
    op.create_table(
        "profile_openings",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_profile_openings_by_id")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_profile_openings_profile_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_openings")),
    )
    op.create_index(
        "ix_profile_openings_profile_id",
        "profile_openings",
        ["profile_id", "opened_at"],
        unique=False,
    )
    op.create_table(
        "review_remarks",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("approves", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["persons.id"], name=op.f("fk_review_remarks_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_review_remarks_challenge_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_remarks")),
    )
    op.create_index(
        "ix_review_remarks_challenge_id", "review_remarks", ["challenge_id"], unique=False
    )
    op.create_table(
        "submissions",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("approach", sa.Text(), nullable=False),
        sa.Column("why_us", sa.Text(), nullable=False),
        sa.Column("team", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "withdrawn",
                name="submissionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("standing_version", sa.Integer(), nullable=True),
        sa.Column("sent_digest", sa.Text(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "none",
                "shortlisted",
                "reserve",
                "not_selected",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reserve_rank", sa.Integer(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(decision <> 'none') = (decided_at IS NOT NULL AND decided_by_id IS NOT NULL)",
            name=op.f("ck_submissions_decided_with_a_decider_and_a_time"),
        ),
        sa.CheckConstraint(
            "(decision = 'reserve') = (reserve_rank IS NOT NULL)",
            name=op.f("ck_submissions_reserves_have_a_rank"),
        ),
        sa.CheckConstraint(
            "released_at IS NULL OR decision <> 'none'",
            name=op.f("ck_submissions_released_after_the_decision"),
        ),
        sa.CheckConstraint(
            "state <> 'submitted' OR standing_version IS NOT NULL",
            name=op.f("ck_submissions_sent_has_a_version"),
        ),
        sa.CheckConstraint(
            "(standing_version IS NULL) = (sent_digest IS NULL)",
            name=op.f("ck_submissions_sent_has_a_digest"),
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_submissions_challenge_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["persons.id"], name=op.f("fk_submissions_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["persons.id"], name=op.f("fk_submissions_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_submissions_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("challenge_id", "number", name="one_submission_per_number"),
        sa.UniqueConstraint(
            "challenge_id", "organisation_id", name="one_submission_per_organisation"
        ),
    )
    op.create_index(
        "ix_submissions_organisation_id", "submissions", ["organisation_id"], unique=False
    )
    op.create_index(
        "one_reserve_per_rank",
        "submissions",
        ["challenge_id", "reserve_rank"],
        unique=True,
        postgresql_where=sa.text("decision = 'reserve'"),
    )
    op.create_index(
        "one_shortlisted_per_challenge",
        "submissions",
        ["challenge_id"],
        unique=True,
        postgresql_where=sa.text("decision = 'shortlisted'"),
    )
    op.create_index(
        "one_win_per_organisation_and_cohort",
        "submissions",
        ["organisation_id", "cohort"],
        unique=True,
        postgresql_where=sa.text("decision = 'shortlisted' AND cohort IS NOT NULL"),
    )
    op.create_table(
        "offers",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "made",
                "accepted",
                "declined",
                "retracted",
                name="offerstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'made') = (answered_at IS NULL)",
            name=op.f("ck_offers_answered_offers_have_a_time"),
        ),
        sa.CheckConstraint(
            "expires_at > made_at", name=op.f("ck_offers_offer_ends_after_it_is_made")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["persons.id"], name=op.f("fk_offers_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_offers_challenge_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_offers_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index("ix_offers_submission_id", "offers", ["submission_id"], unique=False)
    op.create_index(
        "ix_offers_to_answer",
        "offers",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'made'"),
    )
    op.create_index(
        "one_standing_offer_per_challenge",
        "offers",
        ["challenge_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('made', 'accepted')"),
    )
    op.create_table(
        "readings",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_readings_person_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_readings_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
    )
    op.create_index("ix_readings_submission_id", "readings", ["submission_id"], unique=False)
    op.create_table(
        "residencies",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("host_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("programme_manager_id", sa.Uuid(), nullable=True),
        sa.Column("leader_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "active",
                "paused",
                "evaluating",
                "ended",
                name="residencystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "launching_customer",
                "extended_pilot",
                "adopted_elsewhere",
                "no_follow_up",
                "stopped_early",
                name="residencyoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("outcome_note", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("pauses", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "light",
            sa.Enum(
                "green",
                "amber",
                "red",
                name="light",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("light_note", sa.Text(), nullable=False),
        sa.Column("light_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("light_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL)",
            name=op.f("ck_residencies_ended_at_a_moment"),
        ),
        sa.CheckConstraint(
            "(state = 'ended') = (outcome IS NOT NULL)",
            name=op.f("ck_residencies_ended_with_an_outcome"),
        ),
        sa.CheckConstraint(
            "(state = 'paused') = (paused_on IS NOT NULL)",
            name=op.f("ck_residencies_paused_since_a_day"),
        ),
        sa.CheckConstraint(
            "light_at IS NOT NULL OR light = 'green'",
            name=op.f("ck_residencies_a_light_is_set_at_a_moment"),
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_residencies_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_residencies_challenge_id")
        ),
        sa.ForeignKeyConstraint(
            ["host_id"], ["organisations.id"], name=op.f("fk_residencies_host_id")
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["persons.id"], name=op.f("fk_residencies_leader_id")
        ),
        sa.ForeignKeyConstraint(
            ["light_by_id"], ["persons.id"], name=op.f("fk_residencies_light_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_residencies_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f("fk_residencies_owner_id")),
        sa.ForeignKeyConstraint(
            ["programme_manager_id"],
            ["persons.id"],
            name=op.f("fk_residencies_programme_manager_id"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_residencies_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residencies")),
        sa.UniqueConstraint("submission_id", name="one_residency_per_submission"),
    )
    op.create_index("ix_residencies_ended_at", "residencies", ["ended_at", "id"], unique=False)
    op.create_index("ix_residencies_host_id", "residencies", ["host_id"], unique=False)
    op.create_index(
        "ix_residencies_organisation_id", "residencies", ["organisation_id"], unique=False
    )
    op.create_index("ix_residencies_owner_id", "residencies", ["owner_id"], unique=False)
    op.create_table(
        "seats",
        sa.Column("panel_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "accepted",
                "declined",
                "replaced",
                name="seatstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'replaced') = (reason <> '')", name=op.f("ck_seats_replaced_with_a_reason")
        ),
        sa.ForeignKeyConstraint(["panel_id"], ["panels.id"], name=op.f("fk_seats_panel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_seats_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
    )
    op.create_index(
        "one_chair_per_panel",
        "seats",
        ["panel_id"],
        unique=True,
        postgresql_where=sa.text("is_chair AND state IN ('invited', 'accepted')"),
    )
    op.create_index(
        "one_living_seat_each",
        "seats",
        ["panel_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('invited', 'accepted')"),
    )
    op.create_table(
        "submission_access",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "juror",
                "chair",
                "owner",
                "programme",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_submission_access_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_submission_access_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_access")),
        sa.UniqueConstraint("submission_id", "person_id", "ground", name="one_access_per_ground"),
    )
    op.create_index(
        "ix_submission_access_person_id", "submission_access", ["person_id"], unique=False
    )
    op.create_table(
        "submission_files",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["persons.id"], name=op.f("fk_submission_files_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_submission_files_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_submission_files_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_files")),
    )
    op.create_index(
        "ix_submission_files_submission_id", "submission_files", ["submission_id"], unique=False
    )
    op.create_table(
        "submission_versions",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("receipt_code", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["persons.id"], name=op.f("fk_submission_versions_sent_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_submission_versions_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_versions")),
        sa.UniqueConstraint("receipt_code", name="one_receipt_code_each"),
        sa.UniqueConstraint("submission_id", "number", name="one_sent_version_per_number"),
    )
    op.create_table(
        "doors",
        sa.Column("residency_id", sa.Uuid(), nullable=False),
        sa.Column("to_whom", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "planned",
                "opened",
                "closed",
                name="doorstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("came_of_it", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state <> 'planned' OR meeting_on IS NOT NULL",
            name=op.f("ck_doors_planned_doors_have_a_day"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('opened', 'closed') OR came_of_it <> ''",
            name=op.f("ck_doors_doors_end_with_words"),
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["persons.id"], name=op.f("fk_doors_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["persons.id"], name=op.f("fk_doors_opened_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["residency_id"], ["residencies.id"], name=op.f("fk_doors_residency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doors")),
    )
    op.create_index("ix_doors_residency_id", "doors", ["residency_id"], unique=False)
    op.create_table(
        "journal_entries",
        sa.Column("residency_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column(
            "author_part",
            sa.Enum(
                "startup",
                "owner",
                "mentor",
                "asked",
                "programme",
                "leader",
                "administrator",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["persons.id"], name=op.f("fk_journal_entries_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["residency_id"], ["residencies.id"], name=op.f("fk_journal_entries_residency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entries")),
    )
    op.create_index(
        "ix_journal_entries_residency_id",
        "journal_entries",
        ["residency_id", "written_at"],
        unique=False,
    )
    op.create_table(
        "mentor_assignments",
        sa.Column("residency_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "declined",
                "active",
                "ended",
                name="assignmentstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("to_the_end", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state <> 'ended' OR reason <> ''",
            name=op.f("ck_mentor_assignments_ended_assignment_has_a_reason"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'declined', 'active') OR answered_at IS NOT NULL",
            name=op.f("ck_mentor_assignments_answered_at_a_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["mentors.id"], name=op.f("fk_mentor_assignments_mentor_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["persons.id"], name=op.f("fk_mentor_assignments_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["residency_id"], ["residencies.id"], name=op.f("fk_mentor_assignments_residency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_assignments")),
    )
    op.create_index(
        "ix_mentor_assignments_mentor_id", "mentor_assignments", ["mentor_id"], unique=False
    )
    op.create_index(
        "one_primary_mentor",
        "mentor_assignments",
        ["residency_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('proposed', 'accepted', 'active') OR to_the_end"),
    )
    op.create_table(
        "milestones",
        sa.Column("residency_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "kick_off",
                "listened",
                "first_version",
                "half_way",
                "trial_done",
                "final",
                name="milestonekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IS NOT NULL OR title <> ''", name=op.f("ck_milestones_milestone_has_words")
        ),
        sa.ForeignKeyConstraint(
            ["residency_id"], ["residencies.id"], name=op.f("fk_milestones_residency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
    )
    op.create_index(
        "ix_milestones_residency_id", "milestones", ["residency_id", "due_on"], unique=False
    )
    op.create_table(
        "projects",
        sa.Column("residency_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("needs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("colours", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("externals_ok", sa.Boolean(), nullable=False),
        sa.Column("framework_required", sa.Boolean(), nullable=False),
        sa.Column("team_size", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "full",
                "closed",
                name="projectstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state <> 'open' OR opened_at IS NOT NULL", name=op.f("ck_projects_open_since_a_moment")
        ),
        sa.CheckConstraint(
            "hours BETWEEN 1 AND 40", name=op.f("ck_projects_project_hours_fit_a_week")
        ),
        sa.CheckConstraint(
            "team_size BETWEEN 1 AND 12", name=op.f("ck_projects_team_of_one_to_twelve")
        ),
        sa.CheckConstraint("weeks BETWEEN 1 AND 52", name=op.f("ck_projects_project_fits_a_year")),
        sa.ForeignKeyConstraint(
            ["residency_id"], ["residencies.id"], name=op.f("fk_projects_residency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("residency_id", name="one_project_per_residency"),
    )
    op.create_index(
        "ix_projects_open",
        "projects",
        ["opened_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "reviews",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "assigned",
                "conflict",
                "started",
                "handed_in",
                name="reviewstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "conflict_kind",
            sa.Enum(
                "employment",
                "financial",
                "family",
                "friendship",
                "competitor",
                "adviser",
                "other",
                name="conflictkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("conflict_note", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_reason", sa.Text(), nullable=False),
        sa.Column("overall", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'conflict') = (conflict_kind IS NOT NULL)",
            name=op.f("ck_reviews_conflicts_have_a_kind"),
        ),
        sa.CheckConstraint(
            "(state = 'handed_in') = (handed_in_at IS NOT NULL)",
            name=op.f("ck_reviews_handed_in_has_a_time"),
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_reviews_seat_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_reviews_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("submission_id", "seat_id", name="one_review_per_juror_and_submission"),
    )
    op.create_index("ix_reviews_seat_id", "reviews", ["seat_id"], unique=False)
    op.create_table(
        "deck_cards",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("tie", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_deck_cards_profile_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_deck_cards_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deck_cards")),
        sa.UniqueConstraint("project_id", "profile_id", name="one_card_each"),
    )
    op.create_index(
        "ix_deck_cards_order",
        "deck_cards",
        ["project_id", sa.literal_column("score DESC"), "tie"],
        unique=False,
    )
    op.create_index("ix_deck_cards_profile_id", "deck_cards", ["profile_id"], unique=False)
    op.create_table(
        "pairs",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("leader_says", sa.Boolean(), nullable=True),
        sa.Column("leader_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leader_turn", sa.BigInteger(), nullable=True),
        sa.Column("candidate_says", sa.Boolean(), nullable=True),
        sa.Column("candidate_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("candidate_turn", sa.BigInteger(), nullable=True),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leader_met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("candidate_met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(matched_at IS NOT NULL) = (coalesce(leader_says, false) AND coalesce(candidate_says, false))",
            name=op.f("ck_pairs_a_match_is_two_yeses"),
        ),
        sa.CheckConstraint(
            "(leader_says IS NULL) = (leader_turn IS NULL) AND (candidate_says IS NULL) = (candidate_turn IS NULL)",
            name=op.f("ck_pairs_an_answer_has_its_turn"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name=op.f("fk_pairs_profile_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_pairs_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairs")),
        sa.UniqueConstraint("project_id", "profile_id", name="one_row_per_pair"),
    )
    op.create_index(
        "ix_pairs_candidate_turn", "pairs", ["profile_id", "candidate_turn"], unique=False
    )
    op.create_index("ix_pairs_leader_turn", "pairs", ["project_id", "leader_turn"], unique=False)
    op.create_index(
        "ix_pairs_matched",
        "pairs",
        ["project_id", "matched_at"],
        unique=False,
        postgresql_where=sa.text("matched_at IS NOT NULL"),
    )
    op.create_table(
        "scores",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("value BETWEEN 1 AND 5", name=op.f("ck_scores_scores_from_1_to_5")),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criteria.id"], name=op.f("fk_scores_criterion_id")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_scores_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scores")),
        sa.UniqueConstraint("review_id", "criterion_id", name="one_score_per_criterion"),
    )
    op.create_table(
        "team_members",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_team_members_profile_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_team_members_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_members")),
        sa.UniqueConstraint("project_id", "profile_id", name="one_place_in_the_team"),
    )
    for sql in (AUDIT_SQL, PAGES_SQL, CRITERIA_SQL, VERSIONS_SQL, DECISION_SQL, TURNS_SQL):
        run(sql)
    run(SchemaManager.get_schema())
    run(ACCESS_SQL)


def run(sql: str) -> None:
    """Send a script as it stands: nothing in it is a parameter."""
    op.get_bind().connection.driver_connection.execute(sql)


def downgrade() -> None:
    op.drop_table("team_members")
    op.drop_table("scores")
    op.drop_index(
        "ix_pairs_matched", table_name="pairs", postgresql_where=sa.text("matched_at IS NOT NULL")
    )
    op.drop_index("ix_pairs_leader_turn", table_name="pairs")
    op.drop_index("ix_pairs_candidate_turn", table_name="pairs")
    op.drop_table("pairs")
    op.drop_index("ix_deck_cards_profile_id", table_name="deck_cards")
    op.drop_index("ix_deck_cards_order", table_name="deck_cards")
    op.drop_table("deck_cards")
    op.drop_index("ix_reviews_seat_id", table_name="reviews")
    op.drop_table("reviews")
    op.drop_index(
        "ix_projects_open", table_name="projects", postgresql_where=sa.text("state = 'open'")
    )
    op.drop_table("projects")
    op.drop_index("ix_milestones_residency_id", table_name="milestones")
    op.drop_table("milestones")
    op.drop_index(
        "one_primary_mentor",
        table_name="mentor_assignments",
        postgresql_where=sa.text("state IN ('proposed', 'accepted', 'active') OR to_the_end"),
    )
    op.drop_index("ix_mentor_assignments_mentor_id", table_name="mentor_assignments")
    op.drop_table("mentor_assignments")
    op.drop_index("ix_journal_entries_residency_id", table_name="journal_entries")
    op.drop_table("journal_entries")
    op.drop_index("ix_doors_residency_id", table_name="doors")
    op.drop_table("doors")
    op.drop_table("submission_versions")
    op.drop_index("ix_submission_files_submission_id", table_name="submission_files")
    op.drop_table("submission_files")
    op.drop_index("ix_submission_access_person_id", table_name="submission_access")
    op.drop_table("submission_access")
    op.drop_index(
        "one_living_seat_each",
        table_name="seats",
        postgresql_where=sa.text("state IN ('invited', 'accepted')"),
    )
    op.drop_index(
        "one_chair_per_panel",
        table_name="seats",
        postgresql_where=sa.text("is_chair AND state IN ('invited', 'accepted')"),
    )
    op.drop_table("seats")
    op.drop_index("ix_residencies_owner_id", table_name="residencies")
    op.drop_index("ix_residencies_organisation_id", table_name="residencies")
    op.drop_index("ix_residencies_host_id", table_name="residencies")
    op.drop_index("ix_residencies_ended_at", table_name="residencies")
    op.drop_table("residencies")
    op.drop_index("ix_readings_submission_id", table_name="readings")
    op.drop_table("readings")
    op.drop_index(
        "one_standing_offer_per_challenge",
        table_name="offers",
        postgresql_where=sa.text("state IN ('made', 'accepted')"),
    )
    op.drop_index(
        "ix_offers_to_answer", table_name="offers", postgresql_where=sa.text("state = 'made'")
    )
    op.drop_index("ix_offers_submission_id", table_name="offers")
    op.drop_table("offers")
    op.drop_index(
        "one_win_per_organisation_and_cohort",
        table_name="submissions",
        postgresql_where=sa.text("decision = 'shortlisted' AND cohort IS NOT NULL"),
    )
    op.drop_index(
        "one_shortlisted_per_challenge",
        table_name="submissions",
        postgresql_where=sa.text("decision = 'shortlisted'"),
    )
    op.drop_index(
        "one_reserve_per_rank",
        table_name="submissions",
        postgresql_where=sa.text("decision = 'reserve'"),
    )
    op.drop_index("ix_submissions_organisation_id", table_name="submissions")
    op.drop_table("submissions")
    op.drop_index("ix_review_remarks_challenge_id", table_name="review_remarks")
    op.drop_table("review_remarks")
    op.drop_index("ix_profile_openings_profile_id", table_name="profile_openings")
    op.drop_table("profile_openings")
    op.drop_table("panels")
    op.drop_table("mentor_ties")
    op.drop_table("jury_decisions")
    op.drop_table("follows")
    op.drop_table("endorsements")
    op.drop_table("decision_drafts")
    op.drop_index("ix_deadline_moves_challenge_id", table_name="deadline_moves")
    op.drop_table("deadline_moves")
    op.drop_table("criteria")
    op.drop_table("challenge_versions")
    op.drop_index("ix_challenge_texts_stems", table_name="challenge_texts", postgresql_using="gin")
    op.drop_table("challenge_texts")
    op.drop_table("box_openings")
    op.drop_index("ix_role_grants_at_id", table_name="role_grants")
    op.drop_table("role_grants")
    op.drop_table("profiles")
    op.drop_table("mentors")
    op.drop_index(
        "one_waiting_request_each",
        table_name="membership_requests",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_table("membership_requests")
    op.drop_index("ix_mail_tokens_person_id", table_name="mail_tokens")
    op.drop_index("ix_mail_tokens_expires_at", table_name="mail_tokens")
    op.drop_table("mail_tokens")
    op.drop_index("ix_login_sessions_person_id", table_name="login_sessions")
    op.drop_table("login_sessions")
    op.drop_index("ix_invitations_email", table_name="invitations")
    op.drop_index("ix_invitations_at_id", table_name="invitations")
    op.drop_table("invitations")
    op.drop_index("ix_challenges_themes", table_name="challenges", postgresql_using="gin")
    op.drop_index(
        "ix_challenges_running",
        table_name="challenges",
        postgresql_where=sa.text("challenges.state IN ('published', 'judging', 'decided')"),
    )
    op.drop_index(
        "ix_challenges_publish_at",
        table_name="challenges",
        postgresql_where=sa.text("challenges.publish_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_challenges_past",
        table_name="challenges",
        postgresql_where=sa.text("challenges.publish_at IS NOT NULL"),
    )
    op.drop_index("ix_challenges_organisation_id", table_name="challenges")
    op.drop_index(
        "ix_challenges_open",
        table_name="challenges",
        postgresql_where=sa.text("challenges.state = 'published'"),
    )
    op.drop_index(
        "ix_challenges_chosen",
        table_name="challenges",
        postgresql_where=sa.text("challenges.winner IS NOT NULL"),
    )
    op.drop_index(
        "ix_challenges_cancelled",
        table_name="challenges",
        postgresql_where=sa.text(
            "challenges.state = 'cancelled' AND challenges.publish_at IS NOT NULL"
        ),
    )
    op.drop_table("challenges")
    op.drop_index(
        "ix_archived_challenges_themes", table_name="archived_challenges", postgresql_using="gin"
    )
    op.drop_index(
        "ix_archived_challenges_stems", table_name="archived_challenges", postgresql_using="gin"
    )
    op.drop_index("ix_archived_challenges_sort_day", table_name="archived_challenges")
    op.drop_table("archived_challenges")
    op.drop_index("ix_stored_files_sha256", table_name="stored_files")
    op.drop_table("stored_files")
    op.drop_table("public_version")
    op.drop_table("persons")
    op.drop_index(
        "one_startup_per_name",
        table_name="organisations",
        postgresql_where=sa.text("kind = 'startup'"),
    )
    op.drop_index("ix_organisations_parent_id", table_name="organisations")
    op.drop_table("organisations")
    op.drop_index(
        "ix_letters_parked", table_name="letters", postgresql_where=sa.text("state = 'parked'")
    )
    op.drop_table("letters")
    op.drop_table("audit_heads")
    op.drop_index("ix_audit_entries_subject", table_name="audit_entries")
    op.drop_index("ix_audit_entries_at", table_name="audit_entries")
    op.drop_index("ix_audit_entries_actor_id", table_name="audit_entries")
    op.drop_table("audit_entries")
    op.drop_table("audit_digests")
    op.drop_index("ix_attempts_since", table_name="attempts")
    op.drop_table("attempts")
