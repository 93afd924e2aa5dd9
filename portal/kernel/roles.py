"""What the database role of web and worker may do: everything with rows, nothing with tables.

The audit log it may read, and add to through its function only.
"""

from __future__ import annotations

ACCESS_SQL = """
DO $$
BEGIN
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  REVOKE EXECUTE ON FUNCTION audit_append(jsonb, timestamptz), audit_digest_today(text) FROM PUBLIC;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
    GRANT USAGE ON SCHEMA public TO portal_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO portal_app;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO portal_app;
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE
      ON audit_entries, audit_heads, audit_digests, alembic_version FROM portal_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public
      GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO portal_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO portal_app;
  END IF;
END $$;
"""
