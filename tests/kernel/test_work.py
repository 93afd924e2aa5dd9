"""The unit of work, its guard, the audit log and the letters: all in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from portal.accounts.model import Organisation, Role
from portal.kernel import audit
from portal.kernel.db import db
from portal.kernel.errors import NotAllowed, RuleBroken, UnguardedWrite
from portal.kernel.events import Event
from portal.kernel.guard import tables_written, witness
from portal.kernel.outbox import Letter, LetterState, deliver_one
from portal.kernel.policy import ALLOW, ANYONE, deny, system
from portal.kernel.work import command, unit_of_work
from portal.launch.postgres import EmbeddedPostgres
from tests.world import World


@dataclass(frozen=True, kw_only=True)
class Happened(Event, name="test.tested"):
    note: str = ""


def test_a_change_outside_a_unit_of_work_is_a_bug(world: World) -> None:
    organisation = world.organisation()
    organisation.name = "Anders"
    with pytest.raises(UnguardedWrite):
        db.session.flush()


def test_a_core_statement_outside_a_unit_of_work_is_a_bug(world: World) -> None:
    with pytest.raises(UnguardedWrite):
        db.session.execute(update(Organisation).values(name="Anders"))


def test_plain_sql_outside_a_unit_of_work_is_a_bug(world: World) -> None:
    with pytest.raises(UnguardedWrite):
        db.session.execute(text("UPDATE organisations SET name = 'Anders'"))


def test_a_write_in_a_unit_of_work_but_outside_a_command_is_a_bug(world: World) -> None:
    organisation = world.organisation()
    with pytest.raises(UnguardedWrite), unit_of_work(ANYONE):
        organisation.name = "Anders"


def test_a_get_changes_nothing(app: Flask) -> None:
    with (
        app.test_request_context(method="GET"),
        pytest.raises(UnguardedWrite, match="GET"),
        unit_of_work(ANYONE),
    ):
        pass


def test_a_unit_of_work_inside_another_is_a_bug(world: World) -> None:
    with pytest.raises(UnguardedWrite), unit_of_work(ANYONE), unit_of_work(ANYONE):
        pass


def test_a_refused_command_leaves_nothing(world: World) -> None:
    organisation = world.organisation()

    @command(may=lambda _actor, _thing: deny("Dit mag niet."))
    def rename(_work: object, thing: Organisation) -> None:
        thing.name = "Anders"

    with pytest.raises(NotAllowed, match="mag niet"), unit_of_work(ANYONE) as work:
        rename(work, organisation)
    assert world.one(Organisation, organisation.id).name != "Anders"


def test_tables_that_a_statement_writes_are_seen() -> None:
    assert tables_written("WITH x AS (DELETE FROM a RETURNING 1) INSERT INTO b SELECT 1") == {
        "a",
        "b",
    }
    assert tables_written("INSERT INTO a VALUES (1) ON CONFLICT (id) DO UPDATE SET x = 1") == {"a"}
    assert tables_written("SELECT 1 FROM a FOR NO KEY UPDATE") == frozenset()
    assert tables_written("SELECT 1 FROM a FOR UPDATE OF a") == frozenset()


def test_events_are_audited_in_an_unbroken_chain(world: World) -> None:
    person = world.user().person
    for number in range(20):
        with unit_of_work(system("test")) as work:
            work.emit(Happened(subject_id=person.id, note=f"n{number}"))
    assert audit.verify(db.session()) == []
    entries = db.session.scalars(select(audit.AuditEntry)).all()
    assert sorted(entry.facts["note"] for entry in entries) == sorted(f"n{n}" for n in range(20))
    assert {entry.subject_id for entry in entries} == {person.id}


@pytest.mark.parametrize("statement", ["UPDATE {} SET at = at", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_audit_log_is_append_only_for_its_owner_too(
    world: World, postgres: EmbeddedPostgres, statement: str
) -> None:
    person = world.user().person
    with unit_of_work(system("test")) as work:
        work.emit(Happened(subject_id=person.id))
    with (
        postgres.connection(str(db.engine.url.database)) as owner,
        pytest.raises(Exception, match="append-only"),
    ):
        owner.execute(statement.format("audit_entries"))


def test_the_web_cannot_add_to_the_audit_log_but_through_its_function(world: World) -> None:
    for forged in (
        "INSERT INTO audit_entries (chain, number, at, entry, hash) VALUES (1, 1, now(), '{}', '')",
        "UPDATE audit_heads SET number = 7",
    ):
        with (
            pytest.raises(Exception, match="permission denied"),
            witness("audit_entries", "audit_heads") as line,
        ):
            line.execute(text(forged))


def tamper(postgres: EmbeddedPostgres, sql: str) -> None:
    """Change the log as somebody with the server's own rights could."""
    with postgres.connection(str(db.engine.url.database)) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(sql)


def test_verify_names_the_first_changed_entry(world: World, postgres: EmbeddedPostgres) -> None:
    person = world.user().person
    with unit_of_work(system("test")) as work:
        for number in range(3):
            work.emit(Happened(subject_id=person.id, note=str(number)))
    tamper(postgres, "UPDATE audit_entries SET entry = replace(entry, '\"1\"', '\"7\"')")
    assert [breach.number for breach in audit.verify(db.session())] == [2]


def test_verify_sees_that_an_entry_was_filed_under_somebody_else(
    world: World, postgres: EmbeddedPostgres
) -> None:
    people = world.user().person, world.user().person
    with unit_of_work(system("test")) as work:
        work.emit(Happened(subject_id=people[0].id))
    tamper(postgres, f"UPDATE audit_entries SET subject_id = '{people[1].id}'")
    assert [breach.number for breach in audit.verify(db.session())] == [1]


def test_verify_names_a_missing_entry_and_a_missing_tail(
    world: World, postgres: EmbeddedPostgres
) -> None:
    person = world.user().person
    with unit_of_work(system("test")) as work:
        for _number in range(3):
            work.emit(Happened(subject_id=person.id))
    tamper(postgres, "DELETE FROM audit_entries WHERE number = 3")
    assert [breach.why for breach in audit.verify(db.session())] == ["the tail is missing"]
    tamper(postgres, "DELETE FROM audit_entries WHERE number = 1")
    assert [breach.number for breach in audit.verify(db.session())] == [1]


def test_a_day_s_digest_betrays_a_tail_cut_off_with_its_head(
    world: World, postgres: EmbeddedPostgres
) -> None:
    person = world.user().person
    with unit_of_work(system("test")) as work:
        for _number in range(2):
            work.emit(Happened(subject_id=person.id))
    digest = audit.digest_today(db.session(), "2026-11-23")
    db.session.commit()
    assert digest == audit.digest_today(db.session(), "2026-11-23")
    db.session.commit()
    tamper(postgres, "DELETE FROM audit_entries WHERE number = 2")
    tamper(
        postgres,
        "UPDATE audit_heads h SET number = 1, hash = e.hash FROM audit_entries e"
        " WHERE e.chain = h.chain AND e.number = 1",
    )
    assert [breach.number for breach in audit.verify(db.session())] == [2]


def test_a_letter_is_written_with_its_cause_and_sent_once(world: World, mail: Path) -> None:
    user = world.user(Role.MENTOR)
    with unit_of_work(system("test")) as work:
        work.letter(user.person, "accounts/mail/test.txt", name="http://kwaad.nl/x")
    letter = world.letters()[0]
    assert letter.state is LetterState.WAITING
    assert "kwaad.nl" not in letter.body
    assert deliver_one(letter.id) is LetterState.SENT
    assert deliver_one(letter.id) is LetterState.SENT
    assert db.session.scalar(select(func.count()).where(Letter.sent_at.is_not(None))) == 1
    assert len(list(mail.glob("*.eml"))) == 1


def test_a_broken_constraint_becomes_its_domain_s_sentence(world: World) -> None:
    world.startup(kvk_number="12345678")
    with pytest.raises(RuleBroken):
        world.startup(kvk_number="12345678")


def test_allow_and_deny_read_as_truth() -> None:
    assert ALLOW
    assert not deny("Nee.")
