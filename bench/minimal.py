"""The measure: as little as Flask and SQLAlchemy need for the same rows, written as one would.

One query for 25 rows in a bare template; one insert and commit. Models with only the columns that
are shown, a session a request, a template that is compiled once. No sign-in, no rules, no
languages, no audit.
"""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID

from flask import Flask, redirect, render_template, request
from sqlalchemy import ForeignKey, create_engine, func, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    joinedload,
    mapped_column,
    relationship,
    scoped_session,
    sessionmaker,
)
from werkzeug.wrappers import Response

app = Flask(__name__)
session = scoped_session(sessionmaker(create_engine(os.environ["PORTAL_DATABASE_URL"])))


class Base(DeclarativeBase):
    pass


class Organisation(Base):
    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class Text(Base):
    __tablename__ = "challenge_texts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenges.id"))
    language: Mapped[str]
    title: Mapped[str]
    lead: Mapped[str]


class Challenge(Base):
    __tablename__ = "challenges"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    deadline: Mapped[datetime]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    organisation: Mapped[Organisation] = relationship()
    text: Mapped[Text] = relationship(
        primaryjoin="and_(Text.challenge_id == Challenge.id, Text.language == 'nl')"
    )


class Note(Base):
    __tablename__ = "bench_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]


@app.teardown_appcontext
def end(_error: BaseException | None) -> None:
    session.remove()


@app.get("/challenges")
def challenges() -> str:
    found = session.scalars(
        select(Challenge)
        .where(Challenge.deadline > func.now())
        .options(
            joinedload(Challenge.text, innerjoin=True),
            joinedload(Challenge.organisation, innerjoin=True),
        )
        .order_by(Challenge.deadline, Challenge.id)
        .limit(25)
    )
    return render_template("list.html", challenges=found.all())


@app.post("/notes")
def note() -> Response:
    session.add(Note(body=request.form["body"]))
    session.commit()
    return redirect("/challenges", code=303)


@app.get("/healthz")
def healthz() -> str:
    return "alive\n"
