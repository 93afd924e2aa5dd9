"""What the demonstration tells, as its people find it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import DateTime, select, text
from sqlalchemy.orm import joinedload

from portal.accounts.model import Person, RoleGrant
from portal.app import create_app
from portal.challenges import rules
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState, Phase
from portal.demo.cast import PLAYERS
from portal.demo.content import read
from portal.jury.model import Panel, Review, Seat
from portal.jury.states import ReviewState
from portal.kernel import clock
from portal.kernel.db import Model, UtcDateTime, db
from portal.launch.postgres import APP, EmbeddedPostgres
from portal.matching.model import Project
from portal.people.model import Profile
from portal.residencies.model import JournalEntry, MentorAssignment, Residency
from portal.residencies.states import AssignmentState, ResidencyState
from portal.submissions.model import Submission
from tests import database
from tests.demonstration import NOBODY, PASSWORD, TEMPLATE, fill, visitor


@pytest.fixture
def told(filled: Flask) -> Iterator[Flask]:
    with filled.app_context():
        yield filled
        db.session.remove()


def at_home(account: str) -> set[Any]:
    """The organisations where somebody of the cast has a role."""
    return set(
        db.session.scalars(
            select(RoleGrant.at_id)
            .join(Person, Person.id == RoleGrant.person_id)
            .where(Person.email == f"{account}@demo.example")
        )
    )


# --- Challenges -------------------------------------------------------------------------------


def test_the_real_challenges_of_the_past_show_their_sources_and_winners(told: Flask) -> None:
    browser = visitor(told, NOBODY)
    assert len(read("challenges")) == 53
    for past in read("challenges"):
        page = browser.look(f"/challenges/{past['id']}")
        assert page.heading == past["title_nl"]
        assert page.text(".portal-docs__name") == [source["title"] for source in past["sources"]]
        assert all(winner in page.words for winner in past["selected"])


def test_at_least_four_are_open_with_their_deadlines_ahead(told: Flask) -> None:
    page = visitor(told, NOBODY).look("/challenges?state=open")
    assert len(page.text(".portal-row h3")) >= 4
    ahead = [
        one.deadline
        for one in db.session.scalars(select(Challenge))
        if rules.is_open(one, clock.now())
    ]
    assert len(ahead) >= 4
    assert all(deadline and deadline > clock.now() for deadline in ahead)


def test_there_is_a_challenge_in_each_state(told: Flask) -> None:
    challenges = db.session.scalars(select(Challenge)).all()
    assert {one.state for one in challenges} == set(ChallengeState)
    assert {rules.phase(one, clock.now()) for one in challenges} >= {
        Phase.SCHEDULED,
        Phase.QUESTIONS_OPEN,
        Phase.OPEN,
        Phase.CLOSED,
        Phase.STANDSTILL,
    }


# --- Submissions and jury ---------------------------------------------------------------------


def test_two_rivals_meet_in_an_open_challenge_and_in_one_before_the_jury(told: Flask) -> None:
    rivals = at_home("startup-a") | at_home("startup-b")
    entries: dict[Challenge, set[Any]] = {}
    for sent in db.session.scalars(
        select(Submission).options(joinedload(Submission.challenge, innerjoin=True))
    ):
        entries.setdefault(sent.challenge, set()).add(sent.organisation_id)
    meetings = {
        challenge.state: len(theirs) for challenge, theirs in entries.items() if rivals <= theirs
    }
    assert meetings[ChallengeState.PUBLISHED] == 2
    assert meetings[ChallengeState.JUDGING] == 12


def test_four_jurors_and_a_chair_are_half_way(told: Flask) -> None:
    rows = db.session.execute(
        select(Person.email, Review.state)
        .join(Seat, Seat.id == Review.seat_id)
        .join(Person, Person.id == Seat.person_id)
        .join(Panel, Panel.id == Seat.panel_id)
        .join(Challenge, Challenge.id == Panel.challenge_id)
        .where(Challenge.state == ChallengeState.JUDGING)
    ).all()
    done = Counter(email.split("@")[0] for email, state in rows if state is ReviewState.HANDED_IN)
    assert {email.split("@")[0] for email, _state in rows} == {
        "chair", "juror1", "juror2", "juror3", "juror4",
    }  # fmt: skip
    assert 0 < sum(done.values()) < len(rows) == 60


def test_the_fourth_juror_has_a_conflict_with_the_first_startup_only(told: Flask) -> None:
    torn = db.session.execute(
        select(Person.email, Submission.organisation_id)
        .join(Seat, Seat.person_id == Person.id)
        .join(Review, Review.seat_id == Seat.id)
        .join(Submission, Submission.id == Review.submission_id)
        .where(Review.state == ReviewState.CONFLICT)
    ).all()
    (home,) = at_home("startup-a")
    assert set(torn) == {("juror4@demo.example", home)}


# --- Residencies and teams --------------------------------------------------------------------


def test_a_residency_is_in_its_sixth_week_with_a_mentor_a_journal_and_half_a_team(
    told: Flask,
) -> None:
    running = db.session.scalars(
        select(Residency).where(Residency.state == ResidencyState.ACTIVE)
    ).one()
    page = visitor(told, "leader").look(f"/residencies/{running.id}")
    assert "week 6 van 22" in page.words
    mentors = select(MentorAssignment).where(
        MentorAssignment.residency_id == running.id,
        MentorAssignment.state == AssignmentState.ACTIVE,
    )
    assert len(db.session.scalars(mentors).all()) == 1
    journal = select(JournalEntry).where(JournalEntry.residency_id == running.id)
    assert len({entry.author_part for entry in db.session.scalars(journal)}) >= 2
    project = (
        db.session.scalars(
            select(Project)
            .where(Project.residency_id == running.id)
            .options(joinedload(Project.members))
        )
        .unique()
        .one()
    )
    assert 0 < len(project.members) < project.team_size


def test_a_residency_that_ended_has_an_outcome(told: Flask) -> None:
    ended = db.session.scalars(
        select(Residency).where(Residency.state == ResidencyState.ENDED)
    ).one()
    assert ended.outcome is not None


# --- People -----------------------------------------------------------------------------------


@pytest.mark.parametrize("player", PLAYERS, ids=lambda player: player.account)
def test_everybody_of_the_cast_signs_in_and_starts_where_the_list_says(
    told: Flask, player: Any
) -> None:
    page = visitor(told, player.account).look(player.start)
    assert page.status == 200
    assert page.address == player.start


def test_fifty_made_up_people_have_a_profile(told: Flask) -> None:
    assert len(db.session.scalars(select(Profile.id)).all()) == len(read("demo/persons")) == 50


# --- The command ------------------------------------------------------------------------------


def test_a_portal_that_is_not_empty_is_left_alone(told: Flask) -> None:
    answer = told.test_cli_runner().invoke(args=["demo"])
    assert answer.exit_code == 1
    assert "not empty" in answer.output
    assert told.test_cli_runner().invoke(args=["demo", "--if-empty"]).exit_code == 0


def test_a_real_portal_is_never_filled(app: Flask) -> None:
    with app.app_context():
        answer = app.test_cli_runner().invoke(args=["demo"])
        assert answer.exit_code == 1
        assert "PORTAL_DEMONSTRATION=true" in answer.output
        assert db.session.scalar(select(Person.id).limit(1)) is None
        db.session.remove()


def test_the_same_seed_tells_the_same_story(
    filled: Flask, postgres: EmbeddedPostgres, worker_name: str, tmp_path: Path
) -> None:
    def portal(template: str) -> Flask:
        name = f"story_of_{template}_{worker_name}"
        postgres.clone(name, template=template)
        there = database.settings(
            postgres.url(APP, name), tmp_path, demonstration=True, demo_password=PASSWORD
        )
        return create_app(there, testing=True)

    first, second = portal(TEMPLATE), portal(database.TEMPLATE)
    assert fill(second) == 0
    told, again = story(first), story(second)
    for table, rows in told.items():
        assert rows == again[table], table


UNTOLD = {"audit_entries", "audit_heads"}
"""Their hashes go over secrets too."""
SECRET = {
    "deck_cards": {"id"},
    "letters": {"body", "message_id"},  # a body holds receipt codes
    "persons": {"password_hash"},
    "submission_versions": {"receipt_code"},
}
"""What no seed may give away, and ids that nobody sees."""


def story(app: Flask) -> dict[str, list[str]]:
    """All that stands in the database but for the moments, by table."""
    found = {}
    with app.app_context():
        for name, table in Model.metadata.tables.items():
            if name in UNTOLD:
                continue
            moments = {
                column.name for column in table.c if isinstance(column.type, DateTime | UtcDateTime)
            }
            rows = db.session.scalars(
                text(f'SELECT (to_jsonb(t) - CAST(:out AS text[]))::text FROM "{name}" t'),
                {"out": sorted(moments | SECRET.get(name, set()))},
            )
            found[name] = sorted(rows)
        db.session.remove()
        db.engine.dispose()
    return found
