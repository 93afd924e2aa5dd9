"""What the startups of the demonstration answer, before the box is opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal.accounts import queries as accounts
from portal.challenges import queries as challenges
from portal.demo.content import COURSES, read
from portal.demo.people import Cast
from portal.demo.stage import Stage
from portal.submissions import commands, content, queries

LEVELS = dict[UUID, int]
"""How good each submission is meant to be, from 1 to 5: what the jury of the story sees in it."""


def tell(stage: Stage, cast: Cast, slugs: Mapping[str, str]) -> dict[str, LEVELS]:
    """Write and send every answer. Gives, by story, the level of each submission."""
    told = {}
    for entry in read("demo/challenges"):
        answers = COURSES[entry["phase"]].answers
        if answers:
            slug = slugs[entry["slug"]]
            told[entry["slug"]] = {
                _answer(
                    stage, cast, slug, given, number, COURSES[entry["phase"]].deadline
                ): given.get("level", 3)
                for number, given in enumerate(read("demo/submissions")[answers])
            }
    return told


def _answer(  # noqa: PLR0913, PLR0917 - a startup, its challenge, what it says and when
    stage: Stage, cast: Cast, slug: str, given: Mapping[str, Any], number: int, deadline: int
) -> UUID:
    key = str(given["startup"])
    organisation, founder = cast.startups[key]
    begun = stage.moment(min(deadline - 6, -3) - number % 4)
    submission_id = stage.act(
        founder,
        begun,
        commands.start,
        lambda: challenges.challenge(slug),
        organisation=accounts.organisation(organisation),
    )
    values = {
        "title": given["title"],
        "summary": given["summary"],
        "approach": given["approach"],
        "why_us": given["why_us"],
        "team": [
            {"name": cast.names[founder], "role": "oprichter", "email": ""},
            {"name": f"Team {cast.startup_names[key]}", "role": "uitvoering", "email": ""},
        ],
    }

    def this() -> Any:
        return queries.submission(submission_id)

    stage.act(founder, begun, commands.save, this, values=values, seen=_untouched(values))
    sent = stage.moment(min(deadline - 2, -1) - number % 3, 9 + number % 8)
    stage.act(founder, sent, commands.send, this)
    return submission_id


def _untouched(values: Mapping[str, Any]) -> str:
    """The token of a draft in which nothing was typed yet."""
    return content.token({name: [] if name == "team" else "" for name in values})
