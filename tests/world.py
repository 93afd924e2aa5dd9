"""Builds what a test needs and nothing more. Read the test, not this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app
from sqlalchemy import select, text

from portal.accounts import folding
from portal.accounts import queries as accounts
from portal.accounts.model import (
    LoginSession,
    Organisation,
    OrganisationKind,
    Person,
    Role,
    RoleGrant,
)
from portal.challenges.model import Challenge, ChallengeText, Criterion
from portal.challenges.states import ChallengeState
from portal.kernel import clock
from portal.kernel.audit import AuditEntry
from portal.kernel.db import Model, db
from portal.kernel.outbox import Letter
from portal.kernel.policy import Actor, system
from portal.kernel.work import Work, unit_of_work
from portal.settings import Settings
from tests.browser import Browser

M = TypeVar("M", bound=Model)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Where a test's clock stands unless it says otherwise: a Monday, ten o'clock Dutch time."""

ROUTE: dict[ChallengeState, tuple[str, ...]] = {
    ChallengeState.DRAFT: (),
    ChallengeState.IN_REVIEW: ("ask_review",),
    ChallengeState.CHANGES_REQUESTED: ("ask_review", "request_changes"),
    ChallengeState.PUBLISHED: ("ask_review", "publish"),
    ChallengeState.JUDGING: ("ask_review", "publish", "start_judging"),
    ChallengeState.DECIDED: ("ask_review", "publish", "start_judging", "decide"),
    ChallengeState.AWARDED: ("ask_review", "publish", "start_judging", "decide", "award"),
    ChallengeState.CONCLUDED: (
        "ask_review", "publish", "start_judging", "decide", "award", "conclude",
    ),
    ChallengeState.CANCELLED: ("cancel",),
    ChallengeState.NO_AWARD: ("ask_review", "publish", "start_judging", "end_without_award"),
}  # fmt: skip


@dataclass(frozen=True)
class User:
    """A person with a browser session; ``actor()`` holds the roles of this moment."""

    person: Person
    token: str

    @property
    def id(self) -> UUID:
        return self.person.id

    @property
    def email(self) -> str:
        return self.person.email

    def actor(self) -> Actor:
        visitor = accounts.visitor(self.token)
        assert visitor is not None
        return visitor.actor


class World:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._number = count(1)
        self.stand_at(NOW)

    # --- time ---

    def stand_at(self, moment: datetime) -> None:
        """Hold the database's clock still at this moment."""
        self._set_clock("stands_at = :moment", moment=moment)

    def pass_time(self, **gap: float) -> datetime:
        """Let time pass: ``pass_time(days=3)``. Gives the new moment."""
        moment = clock.now() + timedelta(**gap)
        self.stand_at(moment)
        return moment

    def let_run(self) -> None:
        """Let the clock run as the real one does."""
        self._set_clock("stands_at = NULL, shift = '0'")

    def _set_clock(self, change: str, **values: Any) -> None:
        from portal.kernel.guard import witness  # noqa: PLC0415

        with witness("test_clock") as line:
            line.execute(text(f"UPDATE test_clock SET {change}"), values)
        db.session.rollback()

    # --- writing and reading ---

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """Write anything, past the rules: for the state that a test starts from."""
        with unit_of_work(system("world"), free=True) as work:
            work.publish()  # else a page that was kept would not show it
            yield work

    def keep(self, thing: M) -> M:
        with self.writing() as work:
            work.add(thing)
        return thing

    def all(self, kind: type[M]) -> list[M]:
        """Every row there is, in no order: the newest is not the last."""
        return list(db.session.scalars(select(kind)))

    def one(self, kind: type[M], thing_id: UUID) -> M:
        return db.session.get_one(kind, thing_id, populate_existing=True)

    def audited(self) -> list[str]:
        return sorted(db.session.scalars(select(AuditEntry.event)))

    def letters(self) -> list[Letter]:
        return list(db.session.scalars(select(Letter).order_by(Letter.written_at, Letter.id)))

    def written_to(self) -> list[str]:
        return sorted(letter.recipient for letter in self.letters())

    # --- people and organisations ---

    def organisation(
        self, kind: OrganisationKind = OrganisationKind.MINISTRY, **more: Any
    ) -> Organisation:
        number = next(self._number)
        name = more.pop("name", f"Organisatie {number}")
        if kind is OrganisationKind.STARTUP:
            more.setdefault("kvk_number", f"{10_000_000 + number}")
        return self.keep(
            Organisation(
                kind=kind,
                name=name,
                name_key=folding.name_key(name),
                slug=f"organisatie-{number}",
                **more,
            )
        )

    def startup(self, **more: Any) -> Organisation:
        return self.organisation(OrganisationKind.STARTUP, **more)

    def user(
        self,
        role: Role | None = None,
        *,
        at: Model | None = None,
        name: str = "",
        locale: str = "nl",
        **more: Any,
    ) -> User:
        """A confirmed person with one role, at a new ministry unless a place is given."""
        number = next(self._number)
        place = None
        if role is not None and role is not Role.ADMINISTRATOR:
            place = (at or self.organisation()).id
        grants = [] if role is None else [RoleGrant(role=role, at_id=place, given_at=NOW)]
        person = self.keep(
            Person(
                email=f"p{number}@example.org",
                email_key=f"p{number}@example.org",
                name=name or f"Persoon {number}",
                locale=locale,
                created_at=NOW,
                confirmed_at=NOW,
                grants=grants,
                **more,
            )
        )
        return self.sign_in(person)

    def sign_in(self, person: Person) -> User:
        token = f"session of {person.id}"
        now = clock.now()
        self.keep(
            LoginSession(
                person_id=person.id, token_hash=accounts.hash_of(token), started_at=now, seen_at=now
            )
        )
        return User(person, token)

    def give(self, user: User, role: Role, at: Model | None) -> User:
        grant = RoleGrant(role=role, at_id=at.id if at else None, given_at=NOW)
        grant.person_id = user.person.id
        self.keep(grant)
        return user

    def browser(self, user: User | None = None, language: str = "nl") -> Browser:
        client = current_app.test_client()
        assert isinstance(client, Browser)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        if user is not None:
            client.sign_in(user.token)
        return client

    # --- challenges ---

    def challenge(
        self,
        state: ChallengeState = ChallengeState.PUBLISHED,
        *,
        organisation: Organisation | None = None,
        deadline: datetime = NOW + timedelta(days=17),
        weights: Sequence[int] = (60, 40),
        owner: User | None = None,
        title: str = "",
        **more: Any,
    ) -> Challenge:
        """A challenge whose deadline is in seventeen days, with two criteria."""
        number = next(self._number)
        home = organisation or self.organisation()
        owner = owner or self.user(Role.OWNER, at=home)
        editor = self.user(Role.EDITOR, at=home)
        text_nl = ChallengeText(
            language="nl",
            title=title or f"Spoedzoekers {number}",
            lead="Hoe vinden mensen snel een betaalbaar huis?",
            problem="Wie **snel** een huis zoekt, staat achteraan.",
        )
        challenge = Challenge(
            slug=f"spoedzoekers-{number}",
            organisation_id=home.id,
            owner_id=owner.id,
            made_at=NOW,
            changed_at=NOW,
            texts=[text_nl],
            criteria=[
                Criterion(position=n, weight=weight, texts={"nl": criterion_words(n)})
                for n, weight in enumerate(weights, start=1)
            ],
            **{
                "themes": ["woningmarkt"],
                "questions_until": deadline - timedelta(days=10),
                "answers_by": deadline - timedelta(days=5),
                "deadline": deadline,
                "pitch_day": date(2027, 1, 14),
                "decision_by": deadline + timedelta(days=40),
                "residency_start": date(2027, 3, 1),
                "submitted_by_id": owner.id,
                "approved_by_id": editor.id if "publish" in ROUTE[state] else None,
                "publish_at": NOW - timedelta(days=3) if "publish" in ROUTE[state] else None,
                **more,
            },
        )
        for move in ROUTE[state]:
            challenge.move(move)
        if state in {ChallengeState.CANCELLED, ChallengeState.NO_AWARD}:
            challenge.ended_reason = "Zo besloten."
        return self.keep(challenge)


def criterion_words(number: int) -> dict[str, Any]:
    return {
        "name": f"Criterium {number}",
        "about": "Wat levert het op?",
        "anchors": ["niets", "weinig", "genoeg", "veel", "heel veel"],
    }
