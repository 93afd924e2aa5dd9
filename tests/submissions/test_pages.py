"""The pages as a startup reads them: what the jury reads too, what came of it, where it goes on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.accounts.model import Organisation, Role
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.residencies import queries as residencies
from portal.submissions.jobs import expire_offers
from portal.submissions.model import Submission
from portal.submissions.states import Decision
from tests.browser import Page
from tests.submissions.build import box, decided, draft, offered, sent, startup_with
from tests.world import NOW, User, World

TYPED = "Eerst dit:\n- boeien\n- luisteren\n\nDaarna **meten**\nen delen."


@pytest.fixture
def challenge(world: World) -> Challenge:
    return world.challenge(deadline=NOW + timedelta(days=7))


def member(world: World, submission: Submission) -> User:
    return world.user(Role.MEMBER, at=world.one(Organisation, submission.organisation_id))


def now_on(page: Page) -> list[str]:
    """What the timeline marks as going on."""
    return page.text(".portal-timeline [aria-current] strong")


# --- What is typed is what the jury reads ---------------------------------------------------------


def test_the_check_shows_a_text_as_the_jury_will_read_it(
    world: World, challenge: Challenge
) -> None:
    startup, (julie,) = startup_with(world)
    copy = draft(world, challenge, startup, approach=TYPED)
    browser = world.browser(julie)
    page = browser.visit("submissions.check", submission_id=copy.id)
    assert page.text(".portal-summary .portal-prose li") == ["boeien", "luisteren"]
    assert page.text(".portal-summary .portal-prose strong") == ["meten"]
    page.submit("send")
    page = browser.visit("submissions.as_sent", submission_id=copy.id, number=1)
    assert page.text(".portal-prose strong") == ["meten"]


def test_the_way_back_after_sending_leads_to_the_receipt(
    world: World, challenge: Challenge
) -> None:
    startup, (julie,) = startup_with(world)
    copy = draft(world, challenge, startup)
    browser = world.browser(julie)
    browser.visit("submissions.check", submission_id=copy.id).submit("send")
    page = browser.visit("submissions.check", submission_id=copy.id)
    assert not page.has_form("send")
    assert "Bekijk het ontvangstbewijs" in page.text("main a")


def test_a_draft_that_lapsed_still_shows_all_that_was_in_it(
    world: World, challenge: Challenge
) -> None:
    startup, (julie,) = startup_with(world)
    copy = draft(world, challenge, startup)
    world.pass_time(days=8)
    page = world.browser(julie).visit("submissions.show", submission_id=copy.id)
    for words in (copy.summary, copy.approach, copy.why_us, copy.team[0]["name"]):
        assert words in page.words


# --- How it goes on -------------------------------------------------------------------------------


def test_the_timeline_stands_at_the_pitch_until_that_day_is_over(world: World) -> None:
    challenge = world.challenge(
        ChallengeState.JUDGING,
        deadline=NOW - timedelta(days=2),
        pitch_day=(NOW + timedelta(days=1)).date(),
    )
    (submission,) = box(world, challenge, 1)
    browser = world.browser(member(world, submission))
    page = browser.visit("submissions.show", submission_id=submission.id)
    assert now_on(page) == ["Pitchdag"]
    world.pass_time(days=2)
    page = browser.visit("submissions.show", submission_id=submission.id)
    assert now_on(page) == ["Het besluit, met redenen"]


def test_a_pitch_that_never_came_is_not_told_as_one_that_was(world: World) -> None:
    challenge = world.challenge(
        ChallengeState.AWARDED, deadline=NOW - timedelta(days=2), pitch_day=date(2027, 1, 14)
    )
    (submission,) = decided(world, challenge, [Decision.NOT_SELECTED])
    browser = world.browser(member(world, submission))
    page = browser.visit("submissions.show", submission_id=submission.id)
    assert "Zo is het gegaan" in page.text("h2")
    assert "Pitchdag" not in page.words


def test_who_accepted_goes_on_to_the_residency(world: World) -> None:
    challenge = world.challenge(ChallengeState.AWARDED, deadline=NOW - timedelta(days=20))
    (submission,) = decided(world, challenge, [Decision.SHORTLISTED])
    offered(world, submission)
    browser = world.browser(member(world, submission))
    page = browser.visit("submissions.offer", submission_id=submission.id)
    assert "Naar de residentie" not in page.words
    page = page.submit("accept")

    residency = residencies.residency_of_submission(submission.id)
    assert residency is not None
    address = browser.address("residencies.show", residency_id=residency.id)
    for found in (page, browser.visit("submissions.show", submission_id=submission.id)):
        link = found.html.select_one(f"main a[href='{address}']")
        assert link is not None
        assert link.text.strip() == "Naar de residentie"
    assert browser.look(address).status == 200


@pytest.mark.parametrize(
    ("after", "told"), [("decline", "U wees het aanbod af"), ("", "Het aanbod is vervallen")]
)
def test_an_offer_that_came_to_nothing_is_not_called_a_rejection(
    world: World, after: str, told: str
) -> None:
    challenge = world.challenge(ChallengeState.AWARDED, deadline=NOW - timedelta(days=20))
    (submission,) = decided(world, challenge, [Decision.SHORTLISTED])
    offered(world, submission, expires_at=NOW + timedelta(hours=1))
    browser = world.browser(member(world, submission))
    if after:
        browser.visit("submissions.offer", submission_id=submission.id).submit(after)
    else:
        world.pass_time(hours=2)
        expire_offers()
    for page in (
        browser.visit("submissions.show", submission_id=submission.id),
        browser.visit("submissions.mine"),
    ):
        assert told in page.text("main .portal-state")
        assert "Niet gekozen" not in page.text("main .portal-state")


# --- Signed out while writing ---------------------------------------------------------------------


def test_typing_after_the_session_has_ended_is_told_apart_from_a_refusal(
    world: World, challenge: Challenge
) -> None:
    """The script then keeps the text in the browser and says so: it needs the 401."""
    startup, _people = startup_with(world)
    copy = sent(world, challenge, startup)
    answer = world.browser().post(
        f"/submissions/{copy.id}/steps/summary/autosave",
        data={"title": "Tussenhuis", "summary": "Nieuw.", "csrf_token": "gone"},
        headers={"Accept": "application/json", "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 401
