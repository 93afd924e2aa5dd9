"""Who gets through which door, in each phase: a line an endpoint, a column a visitor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal.accounts.model import Organisation, Role
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.kernel.files import StoredFile
from portal.submissions import content
from portal.submissions.model import Submission, SubmissionFile
from tests.browser import Browser
from tests.submissions.build import access, offered, sent, startup_with
from tests.world import NOW, User, World

# 200 the page, 303 done and on to the next page, 401 sign in, 404 there is no such thing, 422 asked
# for something more. A member who comes when it is too late is led to the submission (303).
# The juror has access; before the box is open that is worth nothing.
#
#                                 open:                         judged, with an offer:
#                                 nobody member rival juror     nobody member rival juror
TABLE = """
GET  submissions.apply          | 401 | 303 | 200 | 200       | 401 | 303 | 200 | 200
POST submissions.start          | 401 | 303 | 303 | 422       | 401 | 403 | 403 | 422
GET  submissions.mine           | 401 | 200 | 200 | 200       | 401 | 200 | 200 | 200
GET  submissions.show           | 401 | 200 | 404 | 404       | 401 | 200 | 404 | 200
GET  submissions.step           | 401 | 200 | 404 | 404       | 401 | 303 | 404 | 404
POST submissions.save_step      | 401 | 303 | 404 | 404       | 401 | 403 | 404 | 404
POST submissions.autosave       | 401 | 200 | 404 | 404       | 401 | 403 | 404 | 404
GET  submissions.check          | 401 | 200 | 404 | 404       | 401 | 303 | 404 | 404
POST submissions.send           | 401 | 303 | 404 | 404       | 401 | 303 | 404 | 404
GET  submissions.ask_withdraw   | 401 | 200 | 404 | 404       | 401 | 303 | 404 | 404
POST submissions.withdraw       | 401 | 303 | 404 | 404       | 401 | 303 | 404 | 404
GET  submissions.receipt        | 401 | 200 | 404 | 404       | 401 | 200 | 404 | 404
GET  submissions.as_sent        | 401 | 200 | 404 | 404       | 401 | 200 | 404 | 404
GET  submissions.content_of     | 401 | 200 | 404 | 404       | 401 | 200 | 404 | 404
GET  submissions.download       | 401 | 200 | 404 | 404       | 401 | 200 | 404 | 404
GET  submissions.offer          | 401 | 404 | 404 | 404       | 401 | 200 | 404 | 404
POST submissions.accept_offer   | 401 | 404 | 404 | 404       | 401 | 303 | 404 | 404
POST submissions.decline_offer  | 401 | 404 | 404 | 404       | 401 | 303 | 404 | 404
"""
VISITORS = ("nobody", "member", "rival", "juror")
PHASES = ("open", "judged")
ROWS = [[cell.strip() for cell in row.split("|")] for row in TABLE.strip().splitlines()]


def cases() -> list[tuple[str, str, str, int]]:
    found = []
    for door, *codes in ROWS:
        columns = [code for cell in codes for code in cell.split()]
        places = [(phase, visitor) for phase in PHASES for visitor in VISITORS]
        found += [
            (" ".join(door.split()), phase, visitor, int(code))
            for (phase, visitor), code in zip(places, columns, strict=True)
        ]
    return found


def test_every_endpoint_has_its_line(app: Flask) -> None:
    here = {
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("submissions.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {" ".join(row[0].split()) for row in ROWS} == here


@pytest.mark.parametrize(("door", "phase", "visitor", "code"), cases())
def test_door(world: World, door: str, phase: str, visitor: str, code: int) -> None:
    challenge, submission, attached = scene(world, phase)
    user = _visitor(world, visitor, submission, challenge)
    browser = world.browser(user)
    method, endpoint = door.split()
    address = browser.address(endpoint, **_values(endpoint, challenge, submission, attached))
    if method == "GET":
        with browser.get(address) as answer:
            assert answer.status_code == code
    else:
        data = _answers(endpoint, browser, submission, user)
        assert browser.post(address, data=data).status_code == code


def scene(world: World, phase: str) -> tuple[Challenge, Submission, SubmissionFile]:
    startup, _people = startup_with(world)
    if phase == "open":
        challenge = world.challenge(deadline=NOW + timedelta(days=7))
        submission = sent(world, challenge, startup)
    else:
        challenge = world.challenge(ChallengeState.AWARDED, deadline=NOW - timedelta(days=7))
        submission = sent(world, challenge, startup, number=1)
        with world.writing():
            submission.decided_at, submission.decided_by_id = NOW, challenge.owner_id
            submission.move("shortlist")
            submission.released_at = NOW
        offered(world, submission)
    return challenge, submission, _attach(world, submission)


def _attach(world: World, submission: Submission) -> SubmissionFile:
    stored = world.keep(
        StoredFile(sha256="ab" * 32, size=5, media_type="application/pdf", stored_at=NOW)
    )
    content = world.settings.instance / "files" / "ab" / stored.sha256
    content.parent.mkdir(parents=True, exist_ok=True)
    content.write_bytes(b"%PDF-")
    return world.keep(
        SubmissionFile(
            submission_id=submission.id,
            file_id=stored.id,
            name="plan.pdf",
            added_at=NOW,
            added_by_id=submission.made_by_id,
        )
    )


def _visitor(
    world: World, visitor: str, submission: Submission, challenge: Challenge
) -> User | None:
    match visitor:
        case "nobody":
            return None
        case "member":
            return world.user(Role.MEMBER, at=world.one(Organisation, submission.organisation_id))
        case "rival":
            return world.user(Role.MEMBER, at=world.startup())
        case _:
            juror = world.user(Role.JUROR, at=challenge)
            access(world, submission, juror)
            return juror


def _values(
    endpoint: str, challenge: Challenge, submission: Submission, attached: SubmissionFile
) -> dict[str, object]:
    name = endpoint.partition(".")[2]
    if name in {"apply", "start"}:
        return {"slug": challenge.slug}
    if name == "mine":
        return {}
    values: dict[str, object] = {"submission_id": submission.id}
    if name in {"step", "save_step", "autosave"}:
        values["step"] = "summary"
    if name in {"receipt", "as_sent", "content_of"}:
        values["number"] = 1
    if name == "download":
        values["file_id"] = attached.id
    return values


def _answers(
    endpoint: str, browser: Browser, submission: Submission, user: User | None
) -> dict[str, str]:
    """What a page that offers the door would send: mostly the token, and what stands there."""
    answers = {"csrf_token": browser.token()}
    if endpoint in {"submissions.save_step", "submissions.autosave"}:
        values = {"title": submission.title, "summary": submission.summary}
        answers |= {**values, "seen": content.token(values)}
        answers["title"] = "Anders"
    homes = user.actor().places(Role.MEMBER) if user else ()
    if endpoint == "submissions.start" and homes:
        (home,) = homes
        answers["organisation"] = str(home)
    return answers
