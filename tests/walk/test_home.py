from __future__ import annotations

from uuid import UUID

from flask import Flask
from sqlalchemy import select

from portal.accounts.model import Person, RoleGrant
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.home import duties_of, shelves_of
from portal.kernel.policy import Actor


def everybody() -> list[Actor]:
    grants: dict[UUID, set[tuple[str, UUID | None]]] = {}
    for held in db.session.scalars(select(RoleGrant)):
        grants.setdefault(held.person_id, set()).add((held.role.value, held.at_id))
    people = db.session.scalars(select(Person.id)).all()
    now = clock.now()
    return [Actor(now, person, frozenset(grants.get(person, ()))) for person in people]


def test_no_duty_is_missed_by_asking_only_the_domains_that_may_have_one(filled: Flask) -> None:
    """What ``Domain.waits`` says is checked against looking everywhere."""
    idle = 0
    with filled.test_request_context("/home"):
        domains = [each for each in filled.extensions["portal.domains"] if each.duties]
        asking = filled.extensions["portal.asking"]
        for actor in everybody():
            of_each = {each.name: each.duties(actor) for each in domains}
            shelves = [shelf for each in domains if each.shelves for shelf in each.shelves(actor)]
            assert len(shelves_of(actor)) == len(shelves)
            everything = [duty.url for duties in of_each.values() for duty in duties]
            assert sorted(duty.url for duty in duties_of(actor)) == sorted(everything)
            idle += sum(not duties for name, duties in of_each.items() if name in asking.names)
    assert idle, "nobody is without business somewhere, so nothing was tried"
