"""Writing: for one's own startup, together, step by step, and nothing that was typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.model import Organisation, Role
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.submissions import content
from portal.submissions.model import Submission
from tests.browser import Browser, Page
from tests.counting import counted
from tests.submissions.build import TEAM, draft, sent, startup_with
from tests.world import NOW, User, World


@pytest.fixture
def challenge(world: World) -> Challenge:
    return world.challenge(deadline=NOW + timedelta(days=7))


@pytest.fixture
def team(world: World) -> tuple[Organisation, list[User]]:
    return startup_with(world, members=2, name="Tussenhuis B.V.")


def step(browser: Browser, copy: Submission, name: str) -> Page:
    return browser.visit("submissions.step", submission_id=copy.id, step=name)


# --- Starting ---------------------------------------------------------------------------------


def test_a_member_starts_and_a_colleague_goes_on_with_the_same(
    world: World, challenge: Challenge, team: tuple[Organisation, list[User]]
) -> None:
    startup, (julie, casper) = team
    page = world.browser(julie).visit("submissions.apply", slug=challenge.slug)
    page = page.submit("start")
    assert page.heading == "Samenvatting"
    page = world.browser(casper).visit("submissions.apply", slug=challenge.slug)
    (copy,) = world.all(Submission)
    assert page.address == f"/submissions/{copy.id}"
    assert copy.organisation_id == startup.id
    assert world.audited() == ["submission.started"]


def test_who_has_several_startups_chooses(world: World, challenge: Challenge) -> None:
    first, second = world.startup(name="Aap"), world.startup(name="Noot")
    julie = world.give(world.user(Role.MEMBER, at=first), Role.MEMBER, second)
    browser = world.browser(julie)
    page = browser.visit("submissions.apply", slug=challenge.slug)
    assert page.text(".portal-choice__name") == ["Aap", "Noot"]
    assert page.submit("start").status == 422, "a choice is asked for"
    page.submit("start", organisation=str(second.id))
    page = browser.visit("submissions.apply", slug=challenge.slug)
    assert page.text(".portal-rows h3") == ["Een inzending zonder naam"]
    assert page.text(".portal-choice__name") == ["Aap"]


def test_nobody_starts_for_a_startup_of_others(world: World, challenge: Challenge) -> None:
    theirs = world.startup()
    julie = world.user(Role.MEMBER, at=world.startup())
    answer = world.browser(julie).send(
        "submissions.start", {"organisation": str(theirs.id)}, slug=challenge.slug
    )
    assert answer.status_code == 422
    assert world.all(Submission) == []


def test_who_has_no_startup_is_shown_the_way(world: World, challenge: Challenge) -> None:
    page = world.browser(world.user()).visit("submissions.apply", slug=challenge.slug)
    assert "Meld een startup aan" in page.words
    assert not page.has_form("start")


@pytest.mark.parametrize(
    ("state", "passed"),
    [(ChallengeState.PUBLISHED, 8), (ChallengeState.JUDGING, 8), (ChallengeState.CANCELLED, 0)],
)
def test_a_closed_challenge_says_so(world: World, state: ChallengeState, passed: int) -> None:
    challenge = world.challenge(
        state, deadline=NOW + timedelta(days=7), publish_at=NOW - timedelta(days=9)
    )
    _startup, (julie,) = startup_with(world)
    world.pass_time(days=passed)
    page = world.browser(julie).visit("submissions.apply", slug=challenge.slug)
    assert "kunt u nu niet insturen" in page.words
    assert not page.has_form("start")


# --- Steps --------------------------------------------------------------------------------------


def test_each_step_leads_to_the_next_and_the_last_to_the_check(
    world: World, challenge: Challenge, team: tuple[Organisation, list[User]]
) -> None:
    startup, (julie, _casper) = team
    copy = draft(world, challenge, startup, complete=False)
    browser = world.browser(julie)
    page = step(browser, copy, "summary").submit("step", title="Tussenhuis", summary="Kort.")
    page = page.submit("step", approach="Zo gaan we het doen.")
    page = page.submit("step", **{"team-0-name": "Julie", "team-0-role": "Alles"})
    page = page.submit("step", why_us="We deden het eerder.")
    assert page.heading == "Bestanden"
    page = page.submit("step")
    assert page.heading == "Controleren en insturen"
    assert page.has_form("send")
    assert content.gaps(world.one(Submission, copy.id)) == []


def test_save_and_stop_leads_to_the_submission(
    world: World, challenge: Challenge, team: tuple[Organisation, list[User]]
) -> None:
    startup, (julie, _casper) = team
    copy = draft(world, challenge, startup)
    page = step(world.browser(julie), copy, "summary").submit("step", title="Anders", later="1")
    assert page.address == f"/submissions/{copy.id}"
    assert world.one(Submission, copy.id).title == "Anders"


def test_members_are_added_and_removed_without_script(
    world: World, challenge: Challenge, team: tuple[Organisation, list[User]]
) -> None:
    startup, (julie, _casper) = team
    copy = draft(world, challenge, startup)
    browser = world.browser(julie)
    page = step(browser, copy, "team").submit("step", add="1")
    page = page.submit(
        "step", **{"team-1-name": "Casper", "team-1-role": "Data", "team-1-email": ""}
    )
    assert [each["name"] for each in world.one(Submission, copy.id).team] == [
        "Julie Adelaar",
        "Casper",
    ]
    page = step(browser, copy, "team").submit("step", remove="0")
    assert world.one(Submission, copy.id).team == [{"name": "Casper", "role": "Data", "email": ""}]
    assert page.text("legend") == ["Casper"]


def test_a_wrong_address_of_a_member_keeps_what_was_typed(
    world: World, challenge: Challenge, team: tuple[Organisation, list[User]]
) -> None:
    startup, (julie, _casper) = team
    copy = draft(world, challenge, startup)
    page = step(world.browser(julie), copy, "team").submit(
        "step", **{"team-0-name": "Wim", "team-0-email": "geen adres"}
    )
    assert page.status == 422
    assert page.filled("step")["team-0-name"] == "Wim"
    assert page.text(".portal-errors a") == [
        "Dit is geen e-mailadres. Schrijf het zoals naam@voorbeeld.nl."
    ]
    assert world.one(Submission, copy.id).team == TEAM


# --- Two at once ----------------------------------------------------------------------------------


def test_two_who_write_the_same_step_lose_nothing(
    world: World, challenge: Challenge, team: tuple[Organisation, list[User]]
) -> None:
    startup, (julie, casper) = team
    copy = draft(world, challenge, startup)
    hers = step(world.browser(julie), copy, "summary")
    his = step(world.browser(casper), copy, "summary")
    his.submit("step", summary="De woorden van Casper.")

    page = hers.submit("step", summary="De woorden van Julie.")
    assert page.status == 409
    assert "Dit is intussen gewijzigd, door een collega of in een ander venster" in page.words
    assert "De woorden van Casper." in page.text("main .portal-notice")[0]
    assert page.filled("step")["summary"] == "De woorden van Julie."
    assert world.one(Submission, copy.id).summary == "De woorden van Casper."

    page.submit("step")
    assert world.one(Submission, copy.id).summary == "De woorden van Julie."


def test_two_who_write_different_steps_do_not_meet(
    world: World, challenge: Challenge, team: tuple[Organisation, list[User]]
) -> None:
    startup, (julie, casper) = team
    copy = draft(world, challenge, startup)
    hers, his = (
        step(world.browser(julie), copy, "summary"),
        step(world.browser(casper), copy, "approach"),
    )
    assert his.submit("step", approach="Anders.").status == 200
    assert hers.submit("step", summary="Anders.").status == 200


# --- While somebody types -------------------------------------------------------------------------


def save(page: Page, browser: Browser, **typed: str) -> Any:
    form = page.form("step")
    return browser.post(
        str(form["data-autosave-url"]),
        data={**page.filled("step"), **typed},
        headers={"Accept": "application/json"},
    )


def test_what_is_typed_is_saved_meanwhile_and_the_page_may_go_on(
    world: World, challenge: Challenge, team: tuple[Organisation, list[User]]
) -> None:
    startup, (julie, _casper) = team
    copy = draft(world, challenge, startup)
    browser = world.browser(julie)
    page = step(browser, copy, "why-us")
    first = save(page, browser, why_us="Omdat")
    assert first.json["saved_at"] == "10.00 uur"
    second = save(page, browser, why_us="Omdat wij", **first.json["fields"])
    assert second.status_code == 200
    assert world.one(Submission, copy.id).why_us == "Omdat wij"
    assert world.audited() == [], "typing is no event"


def test_a_refusal_while_typing_is_a_sentence(
    world: World, challenge: Challenge, team: tuple[Organisation, list[User]]
) -> None:
    startup, (julie, casper) = team
    copy = draft(world, challenge, startup)
    browser, his = world.browser(julie), world.browser(casper)
    page = step(browser, copy, "why-us")
    save(step(his, copy, "why-us"), his, why_us="Van Casper")
    answer = save(page, browser, why_us="Van Julie")
    assert answer.status_code == 409
    assert answer.text.startswith("Dit is intussen gewijzigd, door een collega of in een ander")
    world.pass_time(days=7)
    answer = save(page, browser, why_us="Te laat")
    assert (answer.status_code, answer.text) == (
        403,
        "De sluiting is voorbij. Er kan niets meer worden veranderd.",
    )


def test_what_is_typed_after_the_deadline_stays_on_the_page(
    world: World, challenge: Challenge, team: tuple[Organisation, list[User]]
) -> None:
    startup, (julie, _casper) = team
    copy = draft(world, challenge, startup)
    page = step(world.browser(julie), copy, "summary")
    world.pass_time(days=7)
    page = page.submit("step", summary="Net te laat getypt.")
    assert page.status == 403
    assert "De sluiting is voorbij" in page.text(".portal-errors")[0]
    assert page.filled("step")["summary"] == "Net te laat getypt."


# --- Duties and lists -----------------------------------------------------------------------------


def test_an_unfinished_draft_is_a_duty_until_the_deadline(
    world: World, challenge: Challenge, team: tuple[Organisation, list[User]]
) -> None:
    startup, (julie, _casper) = team
    draft(world, challenge, startup)
    browser = world.browser(julie)
    assert "Maak uw inzending af" in browser.visit("home.home").words
    world.pass_time(days=7)
    assert "Maak uw inzending af" not in browser.visit("home.home").words


def test_the_list_takes_as_many_queries_for_thirty_as_for_three(
    world: World, team: tuple[Organisation, list[User]]
) -> None:
    startup, (julie, _casper) = team
    browser = world.browser(julie)
    home = world.organisation()

    def look() -> int:
        with counted() as seen:
            assert browser.visit("submissions.mine").status == 200
        return len(seen)

    for _ in range(3):
        sent(world, world.challenge(organisation=home), startup)
    few = look()
    for _ in range(27):
        sent(world, world.challenge(organisation=home), startup)
    assert look() == few


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/challenges/a%00b/apply", 400),
        ("/submissions/{id}/steps/nonsense", 404),
        ("/submissions/{id}/versions/99999999999999999999", 404),
    ],
)
def test_an_address_of_nonsense_gets_a_page(
    world: World, challenge: Challenge, address: str, status: int
) -> None:
    startup, (julie,) = startup_with(world)
    copy = draft(world, challenge, startup)
    page = world.browser(julie).look(address.format(id=copy.id))
    assert page.status == status
