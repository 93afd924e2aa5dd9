"""A complete draft, and the people around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal.accounts.model import Organisation, Role
from portal.challenges import commands, queries
from portal.challenges.model import Challenge
from portal.kernel.work import unit_of_work
from tests.world import NOW, User, World, criterion_words

TEXTS = {
    "title": "Spoedzoekers op de woningmarkt",
    "lead": "Hoe vinden mensen snel een betaalbaar huis?",
    "problem": "Wie **snel** een woning zoekt, staat achteraan.",
    "why": "Een paar maanden zonder plek heeft lange gevolgen.",
    "affected": "Mensen die scheiden, studenten, nieuwe werknemers.",
    "outcome": "- Een werkende koppeling\n- Dertig geholpen spoedzoekers",
    "constraints": "Alleen bestaande gebouwen.",
    "offer": "Een begeleider en € 25.000.",
}


@dataclass(frozen=True)
class Home:
    """A ministry with somebody who writes and somebody who reviews."""

    organisation: Organisation
    owner: User
    editor: User


def home(world: World) -> Home:
    organisation = world.organisation()
    return Home(
        organisation,
        world.user(Role.OWNER, at=organisation, name="Ali de Haan"),
        world.user(Role.EDITOR, at=organisation, name="Bo Visser"),
    )


def facts(**more: Any) -> dict[str, Any]:
    deadline = NOW + timedelta(days=30)
    return {
        "themes": ["wonen"],
        "questions_until": NOW + timedelta(days=10),
        "answers_by": NOW + timedelta(days=14),
        "deadline": deadline,
        "pitch_day": (deadline + timedelta(days=14)).date(),
        "decision_by": deadline + timedelta(days=21),
        "residency_start": (deadline + timedelta(days=60)).date(),
        "budget_cents": 2_500_000,
        "place": "Den Haag",
        **more,
    }


def criteria(*weights: int) -> list[dict[str, Any]]:
    return [
        {"weight": weight, "texts": {"nl": criterion_words(number)}}
        for number, weight in enumerate(weights or (60, 40), start=1)
    ]


def draft(world: World, people: Home, **more: Any) -> Challenge:
    """A draft in which nothing is missing, made as its owner would."""
    with unit_of_work(people.owner.actor()) as work:
        made = commands.start_draft(work, people.organisation, title=TEXTS["title"])
        slug = made.slug
    challenge = queries.challenge(slug)
    with unit_of_work(people.owner.actor()) as work:
        commands.save_draft(
            work, challenge, facts=facts(**more), texts={"nl": TEXTS}, criteria=criteria()
        )
    return challenge


def in_review(world: World, people: Home, **more: Any) -> Challenge:
    challenge = draft(world, people, **more)
    with unit_of_work(people.owner.actor()) as work:
        commands.ask_review(work, challenge)
    return challenge


def published(world: World, people: Home, **more: Any) -> Challenge:
    challenge = in_review(world, people, **more)
    with unit_of_work(people.editor.actor()) as work:
        commands.publish(work, challenge)
    return challenge
