"""What the demonstration tells, read from data/."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from portal.settings import ROOT

DATA = ROOT / "data"


@cache
def read(name: str) -> Any:
    """A file of data/, by its path there without the ending."""
    return json.loads((DATA / f"{name}.json").read_text())


@dataclass(frozen=True, slots=True)
class Course:
    """How the life of a challenge went so far, in days from today; empty: not yet."""

    written: int
    asked: int | None = None
    sent_back: int | None = None
    published: int | None = None
    deadline: int = 40
    questions_until: int = 25
    opened: int | None = None
    decided: int | None = None
    released: int | None = None
    cancelled: int | None = None
    decision_by: int | None = None
    answers: str = ""


COURSES = {
    "closing_soon": Course(
        -40, -33, published=-31, deadline=3, questions_until=-6, answers="open", decision_by=40
    ),
    "questions_open": Course(-20, -12, published=-9, deadline=24, questions_until=10),
    "open": Course(-42, -35, published=-30, deadline=12, questions_until=-2),
    "closed": Course(-60, -52, published=-50, deadline=-1, questions_until=-20),
    "judging": Course(
        -80,
        -72,
        published=-70,
        deadline=-12,
        questions_until=-30,
        opened=-11,
        answers="judged",
        decision_by=18,
    ),
    "decided": Course(
        -110,
        -102,
        published=-100,
        deadline=-35,
        questions_until=-60,
        opened=-34,
        decided=-2,
        answers="decided",
        decision_by=6,
    ),
    "awarded": Course(
        -130,
        -122,
        published=-120,
        deadline=-60,
        questions_until=-80,
        opened=-59,
        decided=-14,
        released=-12,
        answers="awarded",
        decision_by=-5,
    ),
    "active": Course(
        -230,
        -222,
        published=-220,
        deadline=-150,
        questions_until=-180,
        opened=-149,
        decided=-110,
        released=-105,
        answers="active",
        decision_by=-100,
    ),
    "concluded": Course(
        -420,
        -412,
        published=-410,
        deadline=-350,
        questions_until=-380,
        opened=-349,
        decided=-310,
        released=-305,
        answers="concluded",
        decision_by=-300,
    ),
    "no_award": Course(
        -140,
        -132,
        published=-130,
        deadline=-70,
        questions_until=-90,
        opened=-69,
        decided=-32,
        released=-30,
        answers="no_award",
        decision_by=-20,
    ),
    "cancelled": Course(-70, -62, published=-60, deadline=20, questions_until=5, cancelled=-20),
    "scheduled": Course(-15, -8, published=0, deadline=60, questions_until=40),
    "in_review": Course(-9, -1, deadline=70, questions_until=50),
    "changes_requested": Course(-12, -6, sent_back=-3, deadline=75, questions_until=55),
    "draft": Course(-2),
}
