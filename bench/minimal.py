"""The measure: as little as Flask and SQLAlchemy can do for the same rows.

One query and a bare template for 25 rows; one insert and commit. No sign-in, no rules, no
languages, no audit.
"""

from __future__ import annotations

import os

from flask import Flask, Response, render_template_string, request
from sqlalchemy import create_engine, text

app = Flask(__name__)
engine = create_engine(os.environ["PORTAL_DATABASE_URL"], pool_size=5)
LIST = text(
    "SELECT c.slug, t.title, t.lead, o.name, c.deadline FROM challenges c"
    " JOIN challenge_texts t ON t.challenge_id = c.id AND t.language = 'nl'"
    " JOIN organisations o ON o.id = c.organisation_id"
    " WHERE c.deadline > now() ORDER BY c.deadline, c.id LIMIT 25"
)
ONE = text(
    "SELECT c.slug, t.title, t.lead, t.problem, o.name, c.deadline FROM challenges c"
    " JOIN challenge_texts t ON t.challenge_id = c.id AND t.language = 'nl'"
    " JOIN organisations o ON o.id = c.organisation_id WHERE c.slug = :slug"
)
PAGE = """<!doctype html><html lang="nl"><title>Challenges</title><h1>Challenges</h1><ul>
{% for row in rows %}<li><a href="/challenges/{{ row.slug }}">{{ row.title }}</a>
<p>{{ row.lead }}</p><p>{{ row.name }}, {{ row.deadline }}</p></li>{% endfor %}</ul></html>"""


@app.get("/challenges")
def challenges() -> str:
    with engine.connect() as connection:
        return render_template_string(PAGE, rows=connection.execute(LIST).all())


@app.get("/challenges/<slug>")
def challenge(slug: str) -> str:
    with engine.connect() as connection:
        return render_template_string(PAGE, rows=connection.execute(ONE, {"slug": slug}).all())


@app.post("/notes")
def note() -> Response:
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO bench_notes (body) VALUES (:body)"), {"body": request.form["body"]}
        )
    return Response(status=303, headers={"Location": "/challenges"})


@app.get("/healthz")
def healthz() -> str:
    return "alive\n"
