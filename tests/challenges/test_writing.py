"""Writing a challenge in the browser: nothing that was typed is lost, and what misses is said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.accounts.model import Role
from portal.challenges import commands, queries
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState as S
from portal.kernel.work import unit_of_work
from tests.browser import Page
from tests.challenges import build
from tests.world import World


def errors(page: Page) -> list[str]:
    """What the summary says, once it is clear that each link leads to a field."""
    for link in page.html.select(".portal-errors a"):
        target = str(link["href"]).removeprefix("#")
        assert page.html.select_one(f"[id='{target}']"), f"{target} is not on the page"
    return page.text(".portal-errors li")


def test_a_whole_challenge_is_written_in_the_browser(world: World) -> None:
    people = build.home(world)
    page = world.browser(people.owner).visit("challenges.new")
    page = page.submit("start", title=build.TEXTS["title"])
    assert page.heading == "De vraag"
    texts = {name: build.TEXTS[name] for name in ("lead", "problem", "why", "affected")}
    page = page.submit("step", **texts)
    assert page.heading == "Het resultaat"
    more = {name: build.TEXTS[name] for name in ("outcome", "constraints", "offer")}
    page = page.submit("step", **more, themes=["wonen"])
    assert page.heading == "Criteria"
    page = page.submit("step", **criteria(60, 40))
    assert page.heading == "Data en plaats"
    page = page.submit("step", **DATES, budget="€ 25.000", place="Den Haag")
    assert page.heading == "In het Engels"
    page = page.submit("step", title="Urgent home seekers", lead="Who needs a home fast?")
    assert page.heading == "Controleer voor de beoordeling"
    assert errors(page) == []
    page = page.submit("ask-review")
    assert page.heading == build.TEXTS["title"]
    challenge = world.all(Challenge)[0]
    assert challenge.state is S.IN_REVIEW
    assert challenge.budget_cents == 2_500_000
    assert world.written_to() == [people.editor.email]


DATES = {
    "questions_until": "2026-12-10",
    "answers_by": "2026-12-14",
    "deadline": "2026-12-20",
    "deadline_time": "12:00",
    "pitch_day": "2027-01-10",
    "decision_by": "2027-01-20",
    "residency_start": "2027-03-01",
}


def criteria(*weights: int) -> dict[str, str]:
    answers: dict[str, str] = {}
    for place, weight in enumerate(weights):
        name = f"criteria-{place}"
        answers |= {f"{name}-name": f"Criterium {place}", f"{name}-weight": str(weight)}
        answers |= {f"{name}-anchor_{score}": f"score {score}" for score in range(1, 6)}
    return answers


def test_what_is_wrong_is_said_and_all_that_was_typed_stays(world: World) -> None:
    people = build.home(world)
    challenge = build.draft(world, people)
    browser = world.browser(people.owner)
    page = browser.visit("challenges.edit", slug=challenge.slug, step="question")
    typed = {"title": "", "lead": "x" * 301, "problem": "**vet** en <b>mark-up</b>"}
    page = page.submit("step", **typed)
    assert page.status == 422
    assert errors(page) == [
        "Geef de challenge een titel.",
        "Gebruik hoogstens 300 tekens; dit is 1 teken te lang.",
    ]
    assert {name: page.filled("step")[name] for name in typed} == typed


def test_english_counts_as_done_only_once_something_is_written(world: World) -> None:
    people = build.home(world)
    challenge = build.draft(world, people)
    browser = world.browser(people.owner)
    page = browser.visit("challenges.edit", slug=challenge.slug, step="question")
    assert not [step for step in page.text(".portal-progress .is-done") if "Engels" in step]
    check = browser.visit("challenges.check", slug=challenge.slug)
    assert "Nog niet geschreven. Wie Engels kiest, leest de Nederlandse tekst." in check.words

    page = browser.visit("challenges.edit", slug=challenge.slug, step="english")
    page.submit("step", title="Urgent house seekers")
    page = browser.visit("challenges.edit", slug=challenge.slug, step="question")
    assert [step for step in page.text(".portal-progress .is-done") if "Engels" in step]


def test_the_staff_is_not_asked_to_take_part_in_its_own_challenge(world: World) -> None:
    people = build.home(world)
    slug = build.published(world, people).slug
    assert "Doe mee" in world.browser().visit("challenges.show", slug=slug).words
    assert "Doe mee" not in world.browser(people.owner).visit("challenges.show", slug=slug).words


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"deadline": "31 december"}, "Dit is geen datum. Schrijf die als 31-12-2026."),
        ({"deadline_time": "twaalf"}, "Dit is geen tijd. Schrijf die als 12:00."),
        ({"answers_by": "2026-12-01"}, "Dit is te vroeg: de data hierboven gaan voor."),
        ({"deadline": "2026-12-14"}, "Dit is te vroeg: de data hierboven gaan voor."),
        ({"residency_start": "2027-01-20"}, "De residentie begint na het besluit."),
        ({"budget": "veel"}, "Schrijf een bedrag in euro, bijvoorbeeld 25.000."),
        ({"residency_months": "vijf"}, "Schrijf een heel getal."),
        ({"residency_months": "13"}, "Een residentie duurt 1 tot 12 maanden."),
        ({"contact_email": "nergens"}, "Dit is geen e-mailadres."),
    ],
)
def test_dates_and_amounts_that_cannot_be(world: World, answers: dict[str, str], said: str) -> None:
    people = build.home(world)
    challenge = build.draft(world, people)
    page = world.browser(people.owner).visit("challenges.edit", slug=challenge.slug, step="dates")
    page = page.submit("step", **{**DATES, **answers})
    assert page.status == 422
    assert errors(page) == [said]
    kept = page.filled("step")
    assert {name: kept[name] for name in answers} == answers


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("25.000", 2_500_000),
        ("25000", 2_500_000),
        ("1.250,50", 125_050),
        ("99.5", 9_950),
        ("", None),
    ],
)
def test_amounts_are_read_as_people_write_them(world: World, typed: str, cents: int | None) -> None:
    people = build.home(world)
    challenge = build.draft(world, people)
    page = world.browser(people.owner).visit("challenges.edit", slug=challenge.slug, step="dates")
    page.submit("step", **DATES, budget=typed)
    assert world.one(Challenge, challenge.id).budget_cents == cents


def test_rows_of_criteria_come_and_go_and_keep_what_was_typed(world: World) -> None:
    people = build.home(world)
    challenge = build.draft(world, people)
    browser = world.browser(people.owner)
    page = browser.visit("challenges.edit", slug=challenge.slug, step="criteria")
    assert len(page.html.select("fieldset.portal-group")) == 3
    page = page.submit("step", **{"criteria-2-name": "Nieuw", "criteria-2-weight": "7"}, add="1")
    assert len(page.html.select("fieldset.portal-group")) == 4
    assert page.filled("step")["criteria-2-name"] == "Nieuw"
    assert "107" in page.text(".portal-total")[0]
    page = page.submit("step", remove="0")
    filled = page.filled("step")
    assert filled["criteria-0-name"] == "Criterium 2"
    assert filled["criteria-1-name"] == "Nieuw"
    assert len(queries.by_id(challenge.id).criteria) == 2, "nothing was saved by that"
    page.submit("step")
    stored = queries.by_id(challenge.id)
    assert [(c.name_in("nl"), c.weight) for c in stored.criteria] == [
        ("Criterium 2", 40),
        ("Nieuw", 7),
    ]


def test_how_it_will_look_is_shown_without_script_and_saves_nothing(world: World) -> None:
    people = build.home(world)
    challenge = build.draft(world, people)
    browser = world.browser(people.owner)
    page = browser.visit("challenges.edit", slug=challenge.slug, step="question")
    page = page.submit("step", problem="Dit is **anders**.", preview="1")
    assert page.html.select_one(".portal-markdown__preview strong").text == "anders"  # type: ignore[union-attr]
    assert page.filled("step")["problem"] == "Dit is **anders**."
    assert queries.by_id(challenge.id).text_in("nl").problem == build.TEXTS["problem"]
    shown = browser.send("challenges.preview", {"text": "**x** <script>alert(1)</script>"})
    assert shown.text == "<p><strong>x</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"


def autosave(world: World, browser: Any, challenge: Challenge, **answers: str) -> Any:
    page = browser.visit("challenges.edit", slug=challenge.slug, step="question")
    form = page.form("step")
    data = page.filled("step") | answers
    headers = {"Accept": "application/json"}
    return browser.post(str(form["data-autosave-url"]), data=data, headers=headers)


def test_it_saves_itself_while_somebody_types(world: World) -> None:
    people = build.home(world)
    challenge = build.draft(world, people)
    browser = world.browser(people.owner)
    answer = autosave(world, browser, challenge, title="", lead="Kort en goed.")
    assert answer.status_code == 200
    said = json.loads(answer.text)
    assert said["saved_at"] == "10.00 uur"
    kept = queries.by_id(challenge.id).text_in("nl")
    assert (kept.title, kept.lead) == (build.TEXTS["title"], "Kort en goed.")
    again = autosave(world, browser, challenge, seen=said["fields"]["seen"], lead="Nog beter.")
    assert again.status_code == 200


def test_two_people_do_not_write_over_each_other_unseen(world: World) -> None:
    people = build.home(world)
    challenge = build.draft(world, people)
    colleague = world.user(Role.OWNER, at=people.organisation)
    mine = world.browser(people.owner).visit(
        "challenges.edit", slug=challenge.slug, step="question"
    )
    theirs = world.browser(colleague).visit("challenges.edit", slug=challenge.slug, step="question")
    other_step = world.browser(people.owner).visit(
        "challenges.edit", slug=challenge.slug, step="result"
    )
    assert theirs.submit("step", lead="Van mijn collega.").status == 200
    assert other_step.submit("step", offer="Ander deel.").status == 200
    page = mine.submit("step", lead="Van mij.")
    assert page.status == 409
    assert "Iemand anders bewaarde dit deel intussen." in page.words
    assert page.filled("step")["lead"] == "Van mij."
    assert queries.by_id(challenge.id).text_in("nl").lead == "Van mijn collega."
    assert page.submit("step").status == 200, "saved again, and knowingly"
    assert queries.by_id(challenge.id).text_in("nl").lead == "Van mij."


def test_what_misses_is_listed_with_a_link_to_where_it_can_be_filled_in(world: World) -> None:
    people = build.home(world)
    browser = world.browser(people.owner)
    browser.visit("challenges.new").submit("start", title="Nog leeg")
    page = browser.visit("challenges.check", slug="nog-leeg")
    missing = page.text(".portal-errors li")
    assert len(missing) == 14
    assert not page.has_form("ask-review")
    for link in page.html.select(".portal-errors a"):
        address, _hash, field = str(link["href"]).partition("#")
        step = browser.look(address)
        assert step.html.select_one(f"[id='{field}']"), f"no {field} at {address}"


def test_addresses_are_readable_and_never_twice_the_same(world: World) -> None:
    people = build.home(world)
    browser = world.browser(people.owner)
    titles = ["Wonen: hoe dan?", "Wonen: hoe dan?", "New", "💥", "é" * 90]
    for title in titles:
        browser.visit("challenges.new").submit("start", title=title)
    slugs = sorted(challenge.slug for challenge in world.all(Challenge))
    assert slugs == ["challenge", "e" * 60, "new-2", "wonen-hoe-dan", "wonen-hoe-dan-2"]


def test_a_review_gives_it_back_with_remarks_or_publishes_it(world: World) -> None:
    people = build.home(world)
    challenge = build.in_review(world, people)
    browser = world.browser(people.editor)
    page = browser.visit("challenges.review", slug=challenge.slug)
    refused = page.submit("request-changes", remark="")
    assert (refused.status, errors(refused)) == (422, ["Zeg wat er beter moet."])
    page.submit("request-changes", remark="Wie betaalt dit?")
    assert people.owner.email in world.written_to()
    step = world.browser(people.owner).visit(
        "challenges.edit", slug=challenge.slug, step="question"
    )
    assert "Wie betaalt dit?" in step.words
    world.browser(people.owner).visit("challenges.check", slug=challenge.slug).submit("ask-review")
    page = browser.visit("challenges.review", slug=challenge.slug)
    refused = page.submit("approve", publish_at="2026-11-01")
    assert (refused.status, errors(refused)) == (422, ["Dit moment is voorbij."])
    refused = page.submit("approve", publish_time="10:00")
    assert errors(refused) == ["Kies ook een dag."]
    shown = page.submit("approve", publish_at="2026-11-30", publish_time="09:00")
    assert "maandag 30 november 2026 om 09.00 uur" in shown.words
    assert world.one(Challenge, challenge.id).state is S.PUBLISHED


@pytest.mark.parametrize(("language", "second"), [("nl", "en"), ("en", "nl")])
def test_a_reviewer_reads_the_text_in_both_languages(
    world: World, language: str, second: str
) -> None:
    people = build.home(world)
    challenge = build.draft(world, people)
    english = {"title": "Urgent home seekers", "problem": "Who needs a **home** fast waits."}
    with unit_of_work(people.owner.actor()) as work:
        commands.save_draft(work, challenge, texts={"en": english})
    with unit_of_work(people.owner.actor()) as work:
        commands.ask_review(work, challenge)
    page = world.browser(people.editor).visit(
        "challenges.review", slug=challenge.slug, lang=language
    )
    title, problem = {
        "en": ("Urgent home seekers", "Who needs a home fast waits."),
        "nl": (build.TEXTS["title"], "Wie snel een woning zoekt, staat achteraan."),
    }[second]
    assert page.text(f"section[aria-labelledby=translation] p[lang={second}] strong") == [title]
    assert problem in page.text(f"section[aria-labelledby=translation] [lang={second}]")


def test_a_reviewer_is_told_that_there_is_no_second_language(world: World) -> None:
    people = build.home(world)
    challenge = build.in_review(world, people)
    page = world.browser(people.editor).visit("challenges.review", slug=challenge.slug)
    assert "Deze challenge is er alleen in het Nederlands." in page.words
    assert not page.html.select("#translation")


def test_the_duty_to_handle_remarks_leads_to_the_remarks(world: World) -> None:
    people = build.home(world)
    challenge = build.in_review(world, people)
    review = world.browser(people.editor).visit("challenges.review", slug=challenge.slug)
    review.submit("request-changes", remark="Wie betaalt dit?")
    owner = world.browser(people.owner)
    duty = owner.visit("home.home").html.select_one("a:-soup-contains('Naar de opmerkingen')")
    assert duty is not None
    page = owner.look(str(duty["href"]))
    (said,) = page.text("#remark")
    assert "Bo Visser vraagt om aanpassingen." in said
    assert "Wie betaalt dit?" in said
    step = page.html.select_one("#remark a")
    assert step is not None
    assert owner.look(str(step["href"])).has_form("step")
    shown = page.submit("ask-review")
    assert "Wie betaalt dit?" not in shown.words


def test_duties_tell_who_must_do_what(world: World) -> None:
    people = build.home(world)
    draft = build.draft(world, people)
    home = world.browser(people.owner).visit("home.home")
    assert f"Schrijf ‘{build.TEXTS['title']}’ af" in home.words
    page = world.browser(people.owner).visit("challenges.check", slug=draft.slug)
    page.submit("ask-review")
    home = world.browser(people.editor).visit("home.home")
    assert f"Beoordeel ‘{build.TEXTS['title']}’" in home.words


def test_what_is_missing_is_named_where_all_faults_stand_together(world: World) -> None:
    people = build.home(world)
    page = world.browser(people.owner).visit("challenges.new")
    page = page.submit("start", title="Nog leeg", organisation="")
    assert page.status == 422
    assert page.text(".portal-errors li") == ["Voor welke organisatie? Vul dit in."]
