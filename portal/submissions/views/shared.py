"""What several pages of a submission show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import url_for

from portal.challenges import rules as challenges
from portal.kernel.policy import Actor
from portal.kernel.text import Sentence, _, file_size, local, moment_words, short_day
from portal.kernel.web import current_actor, show_only_if
from portal.submissions import content, queries, rules
from portal.submissions.content import Step
from portal.submissions.model import Submission, SubmissionFile
from portal.submissions.states import SubmissionState

KINDS = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WebP",
}


def own(submission_id: UUID) -> Submission:
    """A submission for its own people; 404 for everybody else."""
    actor = current_actor()
    submission = queries.submission_for(actor, submission_id)
    show_only_if(rules.may_see_working_copy(actor, submission))
    return submission


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as the macro ``upload`` draws it."""

    name: str
    note: str = ""
    url: str = ""
    error: str = ""
    remove: str = ""


def file_row(submission: Submission, attached: SubmissionFile) -> FileRow:
    return FileRow(
        name=attached.name,
        note=f"{KINDS.get(attached.file.media_type, '')}, {file_size(attached.file.size)}",
        url=url_for(".download", submission_id=submission.id, file_id=attached.id),
        remove=str(attached.id),
    )


def sent_files(submission: Submission, sent: dict[str, Any]) -> list[dict[str, str]]:
    """The files of a sent version as the macro ``files`` draws them."""
    return [
        {
            "name": each["name"],
            "url": url_for(".download", submission_id=submission.id, file_id=each["id"]),
            "note": f"{KINDS.get(each['media_type'], '')}, {file_size(each['size'])}",
        }
        for each in sent["files"]
    ]


def progress(submission: Submission) -> list[tuple[Sentence, str, bool]]:
    """The steps of the application: words, address, and whether nothing is missing there."""
    missing = {gap.step for gap in content.gaps(submission)}
    steps: list[tuple[Sentence, str, bool]] = [
        (
            step.label,
            url_for(".step", submission_id=submission.id, step=step.value),
            step not in missing and (step is not Step.FILES or bool(submission.files)),
        )
        for step in Step
    ]
    last = url_for(".check", submission_id=submission.id)
    return [*steps, (_("Check and send"), last, False)]


def timeline(submission: Submission, now: datetime) -> list[dict[str, str]]:
    """What was done and what comes, for the applicant."""
    challenge = submission.challenge
    sent = submission.state == SubmissionState.SUBMITTED
    open_still = challenges.is_open(challenge, now)
    opened = not rules.is_sealed(submission)
    return [
        _row(_("Sent"), state="done") if sent else _row(_("Sending"), state="now"),
        _row(
            _("Change, send again or withdraw"),
            _("until %(moment)s", moment=moment_words(challenge.deadline))
            if challenge.deadline
            else "",
            state=("now" if sent else "") if open_still else "done",
        ),
        _row(
            _("The box is opened by two people together"),
            _on(challenge.deadline),
            state="done" if opened else "" if open_still else "now",
        ),
        *_decision(submission, local(now).date(), opened=opened),
    ]


def _decision(submission: Submission, today: date, *, opened: bool) -> Iterator[dict[str, str]]:
    """The pitch, where there is one that lies before the decision, and the decision."""
    challenge, released = submission.challenge, submission.released_at
    pitch = challenge.pitch_day
    if released and pitch and pitch > local(released).date():
        pitch = None  # the jury decided without it
    pitched = not pitch or pitch < today or released is not None
    if pitch:
        state = "done" if opened and pitched else "now" if opened else ""
        yield _row(_("Pitch day"), _on(pitch), state=state)
    yield _row(
        _("The decision, with reasons"),
        _on(released or challenge.decision_by),
        state="done" if released else "now" if opened and pitched else "",
    )


def _row(title: str, when: str = "", *, state: str = "") -> dict[str, str]:
    return {"title": title, "when": when, "state": state}


def _on(day: date | datetime | None) -> str:
    return short_day(day) if day else ""


def is_open(submission: Submission, actor: Actor) -> bool:
    return challenges.is_open(submission.challenge, actor.now)
