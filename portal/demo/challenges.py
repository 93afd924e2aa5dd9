"""Seventeen challenges, one in each state of its life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.accounts import queries as accounts
from portal.challenges import commands, queries
from portal.demo.content import COURSES, Course, read
from portal.demo.people import Cast
from portal.demo.stage import Stage
from portal.kernel.text import from_local

SCHEDULED_IN = 3  # days
PITCH_AFTER = 14  # days after the deadline


def tell(stage: Stage, cast: Cast) -> dict[str, str]:
    """Write every challenge and bring it to its phase before judging. Gives slug by story."""
    slugs = {}
    for entry in read("demo/challenges"):
        slugs[entry["slug"]] = _write(stage, cast, entry, COURSES[entry["phase"]])
    return slugs


def _write(stage: Stage, cast: Cast, entry: Mapping[str, Any], course: Course) -> str:
    home = cast.organisations[entry["organisation"]]
    owner, editor = cast.owners[home], cast.editors[home]
    written = stage.moment(course.written)
    challenge = stage.act(
        owner,
        written,
        commands.start_draft,
        lambda: accounts.organisation(home),
        title=entry["nl"]["title"],
    )
    slug = challenge.slug

    stage.act(
        owner,
        written + timedelta(hours=1),
        commands.save_draft,
        lambda: queries.challenge(slug),
        **_content(stage, entry, course),
    )
    _review(stage, owner, editor, slug, course)
    if course.published is not None:
        _publish(stage, editor, slug, entry["phase"], course)
    if course.cancelled is not None:
        stage.act(
            owner,
            stage.moment(course.cancelled),
            commands.cancel,
            lambda: queries.challenge(slug),
            reason="Het festival gaat dit jaar niet door. Komt het terug, dan hoort u van ons.",
        )
    return slug


def _review(stage: Stage, owner: UUID, editor: UUID, slug: str, course: Course) -> None:
    """Hand it to a colleague, who may give it back."""

    def this() -> Any:
        return queries.challenge(slug)

    if course.asked is not None:
        stage.act(owner, stage.moment(course.asked, 9), commands.ask_review, this)
    if course.sent_back is not None:
        stage.act(
            editor,
            stage.moment(course.sent_back),
            commands.request_changes,
            this,
            remark="Mooi begin. Zeg er nog bij welke gegevens de startup krijgt, en wie ze levert.",
        )


def _publish(stage: Stage, editor: UUID, slug: str, phase: str, course: Course) -> None:
    assert course.published is not None  # noqa: S101 - asked by the caller
    planned = stage.moment(SCHEDULED_IN, 9) if phase == "scheduled" else None
    stage.act(
        editor,
        stage.moment(course.published, 14),
        commands.publish,
        lambda: queries.challenge(slug),
        at=planned,
        remark="Helder en eerlijk. Akkoord.",
    )


def _content(stage: Stage, entry: Mapping[str, Any], course: Course) -> dict[str, Any]:
    texts = {language: entry[language] for language in ("nl", "en") if language in entry}
    facts: dict[str, Any] = {
        "themes": entry["themes"],
        "budget_cents": entry["budget"],
        "place": entry["place"],
        "contact_email": "vragen@demo.example",
        "revived_from": entry["revives"],
    }
    if course.asked is None:
        return {"texts": texts, "facts": facts}
    deadline = stage.workday(course.deadline)
    decision = course.decision_by if course.decision_by is not None else course.deadline + 42
    facts |= {
        "questions_until": from_local(stage.workday(course.questions_until), 17),
        "answers_by": from_local(
            stage.day(min(course.questions_until + 3, course.deadline - 1)), 17
        ),
        "deadline": from_local(deadline, 12),
        "pitch_day": deadline + timedelta(days=PITCH_AFTER),
        "decision_by": from_local(stage.workday(decision), 17),
        "residency_start": _start(stage, entry["phase"], decision),
    }
    return {"texts": texts, "facts": facts, "criteria": _criteria(texts)}


def _start(stage: Stage, phase: str, decision: int) -> Any:
    """A Monday: of week six for the residency that runs, else five weeks after the decision."""
    weeks = {"active": -5, "concluded": -32}.get(phase, (decision + 35) // 7)
    return stage.monday(weeks)


def _criteria(texts: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"weight": each["weight"], "texts": {language: each[language] for language in texts}}
        for each in read("demo/criteria")
    ]
