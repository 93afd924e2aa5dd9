"""What the bench looks at: many challenges, put there by SQL, and people who are signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from flask import Flask

from portal.accounts.queries import hash_of

JUROR = 900_001
"""The number of the chair of the jury; three jurors follow."""
JURY = "/jury/challenge-judged"
FILL = """
INSERT INTO organisations (id, kind, name, name_key, slug, about, active)
  SELECT gen_random_uuid(), 'ministry', 'Ministerie ' || n, 'ministerie' || n, 'ministerie-' || n,
         '', true FROM generate_series(1, 20) AS n;
INSERT INTO persons (id, email, email_key, name, created_at, locale, confirmed_at)
  VALUES ('00000000-0000-4000-8000-000000000001', 'owner@example.org', 'owner@example.org',
          'Ali de Haan', now(), 'nl', now()),
         ('00000000-0000-4000-8000-000000000002', 'editor@example.org', 'editor@example.org',
          'Mia de Grunt', now(), 'nl', now());
"""
CHALLENGES = """
INSERT INTO challenges (id, slug, organisation_id, owner_id, made_at, changed_at, state, themes,
    place, deadline, questions_until, answers_by, decision_by, residency_start, residency_months,
    standstill_days, submitted_by_id, approved_by_id, publish_at, announced_at, version,
    contact_email)
  SELECT gen_random_uuid(), 'challenge-' || n,
         (SELECT id FROM organisations WHERE slug = 'ministerie-' || (1 + n %% 20)),
         '00000000-0000-4000-8000-000000000001', now(), now(), 'published', '["woningmarkt"]', '',
         now() + interval '1 day' + n * interval '1 minute',
         now() + interval '1 hour', now() + interval '2 hours', now() + interval '300 days',
         current_date + 400, 5, 20, '00000000-0000-4000-8000-000000000001',
         '00000000-0000-4000-8000-000000000002', now() - interval '1 day',
         now() - interval '1 day', 1, ''
  FROM generate_series(%(first)s::int, %(last)s::int) AS n;
INSERT INTO challenge_texts (id, challenge_id, language, title, lead, problem, why, affected,
    outcome, constraints, offer, stems)
  SELECT gen_random_uuid(), c.id, 'nl', 'Spoedzoekers op de woningmarkt ' || c.slug,
         'Hoe vinden mensen die snel een betaalbaar huis nodig hebben een plek?',
         repeat('Wie snel een huis zoekt, staat achteraan. ', 12),
         repeat('Een paar maanden zonder vaste plek heeft lange gevolgen. ', 8), '',
         '- Een werkende koppeling' || chr(10) || '- Een proef in twee gemeenten', '', '',
         to_tsvector('simple', 'spoedzoekers woningmarkt')
  FROM challenges c WHERE NOT EXISTS (SELECT FROM challenge_texts t WHERE t.challenge_id = c.id);
INSERT INTO criteria (id, challenge_id, position, weight, texts)
  SELECT gen_random_uuid(), c.id, p, 25, jsonb_build_object('nl', jsonb_build_object(
         'name', 'Criterium ' || p, 'about', 'Wat levert het op?',
         'anchors', '["niets","weinig","genoeg","veel","heel veel"]'::jsonb))
  FROM challenges c, generate_series(1, 4) AS p
  WHERE NOT EXISTS (SELECT FROM criteria k WHERE k.challenge_id = c.id);
"""
PEOPLE = """
INSERT INTO organisations (id, kind, name, name_key, slug, about, active, kvk_number)
  SELECT ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid, 'startup', 'Startup ' || n,
         'startup' || n, 'startup-' || n, '', true, (10000000 + n)::text
  FROM generate_series(1, %(count)s) AS n;
INSERT INTO persons (id, email, email_key, name, created_at, locale, confirmed_at)
  SELECT ('00000000-0000-4000-a000-' || lpad(n::text, 12, '0'))::uuid, 's' || n || '@example.org',
         's' || n || '@example.org', 'Oprichter ' || n, now(), 'nl', now()
  FROM generate_series(1, %(count)s) AS n;
INSERT INTO role_grants (id, person_id, role, at_id, given_at)
  SELECT gen_random_uuid(), ('00000000-0000-4000-a000-' || lpad(n::text, 12, '0'))::uuid, 'member',
         ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid, now()
  FROM generate_series(1, %(count)s) AS n;
INSERT INTO submissions (id, challenge_id, organisation_id, made_by_id, made_at, saved_at, title,
    summary, approach, why_us, team, state, decision, decision_reason, revision)
  SELECT ('00000000-0000-4000-b000-' || lpad(n::text, 12, '0'))::uuid,
         (SELECT id FROM challenges WHERE slug = 'challenge-1'),
         ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid,
         ('00000000-0000-4000-a000-' || lpad(n::text, 12, '0'))::uuid, now(), now(),
         'Kamers boven winkels', repeat('Wij koppelen leegstand aan spoedzoekers. ', 8),
         repeat('Eerst praten, dan bouwen. ', 20), repeat('Wij deden dit eerder. ', 10),
         '[{"name": "Mia", "role": "oprichter", "email": ""}]', 'draft', 'none', '', 1
  FROM generate_series(1, %(count)s) AS n;
"""
JURY_OF_25 = """
INSERT INTO challenges (id, slug, organisation_id, owner_id, made_at, changed_at, state, themes,
    place, deadline, questions_until, answers_by, decision_by, residency_months, standstill_days,
    submitted_by_id, approved_by_id, publish_at, announced_at, version, contact_email)
  SELECT %(challenge)s, 'challenge-judged', organisation_id, owner_id, made_at, changed_at,
         'judging', themes, '', now() - interval '1 day', now() - interval '9 days',
         now() - interval '8 days', now() + interval '30 days', 5, 20, submitted_by_id,
         approved_by_id, now() - interval '30 days', now() - interval '30 days', 1, ''
  FROM challenges WHERE slug = 'challenge-1';
INSERT INTO challenge_texts (id, challenge_id, language, title, lead, problem, why, affected,
    outcome, constraints, offer, stems)
  SELECT gen_random_uuid(), %(challenge)s, language, title, lead, problem, why, affected, outcome,
         constraints, offer, stems
  FROM challenge_texts WHERE challenge_id = (SELECT id FROM challenges WHERE slug = 'challenge-1');
INSERT INTO criteria (id, challenge_id, position, weight, texts)
  SELECT gen_random_uuid(), %(challenge)s, position, weight, texts
  FROM criteria WHERE challenge_id = (SELECT id FROM challenges WHERE slug = 'challenge-1');
INSERT INTO submissions (id, challenge_id, organisation_id, made_by_id, made_at, saved_at, title,
    summary, approach, why_us, team, state, standing_version, sent_digest, number, decision,
    decision_reason, revision)
  SELECT gen_random_uuid(), %(challenge)s, organisation_id, made_by_id, made_at, saved_at, title,
         summary, approach, why_us, team, 'submitted', 1, 'x', row_number() OVER (ORDER BY id),
         'none', '', 1
  FROM submissions ORDER BY id LIMIT 25;
INSERT INTO submission_versions (id, submission_id, number, content, sha256, receipt_code, sent_at,
    sent_by_id)
  SELECT gen_random_uuid(), id, 1, jsonb_build_object('title', title, 'summary', summary,
         'approach', approach, 'why_us', why_us, 'team', team, 'files', '[]'::jsonb), 'x',
         id::text, now() - interval '2 days', made_by_id
  FROM submissions WHERE challenge_id = %(challenge)s;
INSERT INTO panels (id, challenge_id, composed_by_id, composed_at, quorum)
  SELECT gen_random_uuid(), %(challenge)s, '00000000-0000-4000-8000-000000000001', now(), 3;
INSERT INTO persons (id, email, email_key, name, created_at, locale, confirmed_at)
  SELECT ('00000000-0000-4000-a000-' || lpad(n::text, 12, '0'))::uuid, 'j' || n || '@example.org',
         'j' || n || '@example.org', 'Jurylid ' || n, now(), 'nl', now()
  FROM generate_series(%(juror)s::int, %(juror)s::int + 3) AS n;
INSERT INTO seats (id, panel_id, person_id, invited_at, is_chair, state, answered_at, word, reason)
  SELECT gen_random_uuid(), panels.id, persons.id, now(),
         persons.name = 'Jurylid ' || %(juror)s::int, 'accepted', now(), '', ''
  FROM panels, persons WHERE persons.name LIKE 'Jurylid %%';
INSERT INTO role_grants (id, person_id, role, at_id, given_at)
  SELECT gen_random_uuid(), person_id, CASE WHEN is_chair THEN 'chair' ELSE 'juror' END,
         %(challenge)s, now() FROM seats;
INSERT INTO box_openings (id, challenge_id, first_by_id, first_at, second_by_id, second_at)
  SELECT gen_random_uuid(), %(challenge)s, '00000000-0000-4000-8000-000000000001', now(),
         '00000000-0000-4000-8000-000000000002', now();
INSERT INTO reviews (id, submission_id, seat_id, assigned_at, state, conflict_note, declared_at,
    reopened_reason, overall)
  SELECT gen_random_uuid(), s.id, seats.id, now(), 'started', '', now(), '', ''
  FROM submissions s, seats WHERE s.challenge_id = %(challenge)s;
"""
SESSION = """
INSERT INTO login_sessions (id, person_id, token_hash, started_at, seen_at, agent)
  VALUES (gen_random_uuid(), %(person)s, %(hash)s, now(), now(), 'bench')
"""


def fill(connection: psycopg.Connection, challenges: int, senders: int) -> None:
    """An empty portal gets so many open challenges and so many startups with a finished draft."""
    connection.execute("SET session_replication_role = replica")
    connection.execute(FILL)
    more_challenges(connection, 1, challenges)
    _each(connection, PEOPLE, {"count": senders})
    _each(
        connection,
        JURY_OF_25,
        {"challenge": "00000000-0000-4000-c000-000000000001", "juror": JUROR},
    )
    for number in (*range(1, senders + 1), JUROR):
        person = f"00000000-0000-4000-a000-{number:012d}"
        connection.execute(SESSION, {"person": person, "hash": hash_of(token_of(number))})
    connection.execute("ANALYZE")


def prepare(connection: psycopg.Connection) -> None:
    """The table that the minimal application writes to."""
    connection.execute("CREATE TABLE bench_notes (id bigserial PRIMARY KEY, body text NOT NULL)")
    connection.execute("GRANT ALL ON bench_notes, bench_notes_id_seq TO portal_app")


def more_challenges(connection: psycopg.Connection, first: int, last: int) -> None:
    connection.execute("SET session_replication_role = replica")
    _each(connection, CHALLENGES, {"first": first, "last": last})
    connection.execute("ANALYZE")


def _each(connection: psycopg.Connection, statements: str, values: dict[str, Any]) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            connection.execute(statement, values)


def statements(app: Flask, act: Callable[[], object]) -> list[str]:
    """What reaches the database while something is done, by whichever way."""
    seen: list[str] = []
    usual = psycopg.Cursor.execute

    def noted(cursor: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append(str(query))
        return usual(cursor, query, *args, **kwargs)

    with app.app_context():
        psycopg.Cursor.execute = noted  # type: ignore[method-assign]
        try:
            act()
        finally:
            psycopg.Cursor.execute = usual  # type: ignore[method-assign]
    return seen


def token_of(number: int) -> str:
    return f"the session of startup {number}"
