"""The work inside: how it goes, the journal, milestones, doors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import update

from portal.accounts.model import LoginSession
from portal.kernel.errors import IllegalMove, Missing, NotAllowed, RuleBroken
from portal.kernel.guard import witness
from portal.kernel.work import unit_of_work
from portal.residencies import commands, queries
from portal.residencies.model import Door, JournalEntry, MentorAssignment, Milestone
from portal.residencies.states import (
    AssignmentState,
    DoorState,
    Light,
    MilestoneKind,
    Part,
)
from tests.residencies import build
from tests.world import World

# --- how it goes ------------------------------------------------------------------------------


def test_the_mentor_says_how_it_goes(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.mentor).visit("residencies.light", residency_id=scene.id)
    page = page.submit("set-light", light="amber", note="Het Kadaster antwoordt niet.")
    assert scene.residency.light is Light.AMBER
    assert "Op koers, met een zorg" in page.words
    assert "Oranje sinds 23 november 2026, door Faas Jacobi" in page.words
    assert world.letters() == []


@pytest.mark.parametrize("light", ["amber", "red"])
def test_a_worry_asks_for_a_sentence(world: World, light: str) -> None:
    scene = build.scene(world)
    page = world.browser(scene.mentor).visit("residencies.light", residency_id=scene.id)
    page = page.submit("set-light", light=light)
    assert page.status == 422
    assert page.filled("set-light")["light"] == [light]
    assert scene.residency.light_at is None


def test_red_is_told_at_once_to_who_can_help(world: World) -> None:
    scene = build.scene(world)
    with unit_of_work(scene.mentor.actor()) as work:
        commands.set_light(work, scene.residency, light=Light.RED, note="De vergunning komt niet.")
    assert world.written_to() == sorted([scene.owner.email, scene.manager.email])
    assert "De vergunning komt niet." in world.letters()[0].body


def test_a_mentor_who_was_replaced_meanwhile_is_refused(world: World) -> None:
    """The page was open before the replacement; the command reads again under its lock."""
    scene = build.scene(world)
    stale, actor = scene.residency, scene.mentor.actor()
    with witness("mentor_assignments") as elsewhere:
        elsewhere.execute(update(MentorAssignment).values(state="ended", reason="Ziek."))
    assert stale.mentoring is not None
    with pytest.raises(Missing), unit_of_work(actor) as work:
        commands.set_light(work, stale, light=Light.GREEN, note="")
    assert scene.residency.light_at is None


# --- the journal ------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [Part.MENTOR, Part.STARTUP, Part.OWNER, Part.LEADER])
def test_mentor_startup_owner_and_leader_write(world: World, part: Part) -> None:
    scene = build.scene(world)
    page = world.browser(scene.user(part)).visit("residencies.write_journal", residency_id=scene.id)
    page = page.submit(
        "journal-new", title="Buren eerst", text="Dit is **geleerd**.", tags=["learned", "result"]
    )
    (entry,) = world.all(JournalEntry)
    assert (entry.author_part, entry.tags) == (part, ["learned", "result"])
    assert page.text(".portal-journal strong") == ["geleerd"]
    assert page.text(".portal-journal .portal-tag") == ["geleerd", "resultaat"]


def test_what_is_typed_never_becomes_mark_up(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.member).visit("residencies.write_journal", residency_id=scene.id)
    page = page.submit("journal-new", title="<b>Dik</b>", text="<script>alert(1)</script>")
    assert page.text(".portal-journal h3") == ["<b>Dik</b>"]
    assert not page.html.select(".portal-journal script")


def test_what_is_sent_twice_stands_there_once(world: World) -> None:
    """A double click, or the back button and send again."""
    scene = build.scene(world)
    browser, here = world.browser(scene.member), {"residency_id": scene.id}
    for endpoint, form, words in (
        ("residencies.write_journal", "journal-new", {"title": "Buren", "text": "Eerst."}),
        ("residencies.ask_door", "door-new", {"to_whom": "Kadaster", "purpose": "bouwjaar"}),
        ("residencies.add_milestone", "milestone-new", {"title": "A", "due_on": "2026-12-11"}),
    ):
        page = browser.visit(endpoint, **here)
        assert page.submit(form, **words).status == page.submit(form, **words).status == 200
    assert len(world.all(JournalEntry)) == len(world.all(Door)) == len(world.all(Milestone)) == 1
    assert world.written_to() == [scene.mentor.email]


def test_of_two_clicks_at_the_same_moment_one_entry_comes(app: Flask, world: World) -> None:
    scene = build.scene(world)
    world.let_run()
    actor, together = scene.member.actor(), Barrier(2)

    def write(_: int) -> None:
        with app.app_context():
            residency = queries.residency(scene.id)
            together.wait(timeout=30)
            with unit_of_work(actor) as work:
                commands.write_journal(work, residency, title="Buren", text="Eerst.")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, range(2)))
    assert len(world.all(JournalEntry)) == 1


def test_an_entry_survives_the_end_of_the_session(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.member).visit("residencies.write_journal", residency_id=scene.id)
    with world.writing():
        for session in world.all(LoginSession):
            session.ended_at = session.started_at
    page = page.submit("journal-new", title="Buren eerst", text="Een heel verhaal over buren.")
    assert page.status == 401
    assert "Een heel verhaal over buren." in page.response.text, "it travels along to signing in"


def test_a_text_of_a_megabyte_is_refused_at_its_field_and_kept(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.member).visit("residencies.write_journal", residency_id=scene.id)
    page = page.submit("journal-new", title="Lang", text="x" * 1_000_000)
    assert page.status == 422
    assert "992.000 tekens te lang" in page.text("#text-error")[0]
    assert len(page.filled("journal-new")["text"]) == 1_000_000


def test_an_entry_without_a_text_keeps_its_title(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.member).visit("residencies.write_journal", residency_id=scene.id)
    page = page.submit("journal-new", title="Buren eerst", text="")
    assert page.status == 422
    assert page.filled("journal-new")["title"] == "Buren eerst"


def test_the_journal_goes_on_page_by_page_and_by_subject(world: World) -> None:
    scene = build.scene(world)
    for day in range(30):
        build.entry(world, scene, days_ago=day, title=f"Dag {day}", tags=["result"] * (day % 2))
    browser = world.browser(scene.member)
    first = browser.visit("residencies.journal", residency_id=scene.id)
    older = first.html.select_one("a[rel=next]")
    assert older is not None
    second = browser.look(str(older["href"]))
    titles = first.text(".portal-journal h2") + second.text(".portal-journal h2")
    assert titles == [f"Dag {day}" for day in range(30)]
    results = browser.visit("residencies.journal", residency_id=scene.id, tag="result")
    assert len(results.text(".portal-journal h2")) == 15


def test_the_preview_is_what_will_be_shown(world: World) -> None:
    browser = world.browser(world.user())
    answer = browser.send("residencies.preview", {"text": "**zo** <script>x</script>"})
    assert answer.text.startswith("<p><strong>zo</strong>")
    assert "<script" not in answer.text


# --- milestones -------------------------------------------------------------------------------


def test_a_milestone_is_added_changed_and_reached(world: World) -> None:
    scene = build.scene(world)
    browser = world.browser(scene.member)
    page = browser.visit("residencies.add_milestone", residency_id=scene.id)
    page.submit("milestone-new", title="Vijftig huizen", due_on="2026-12-11", about="Met advies.")
    (one,) = world.all(Milestone)
    address = {"residency_id": scene.id, "milestone_id": one.id}
    browser.visit("residencies.milestone", **address).submit("change", due_on="2026-12-18")
    assert world.one(Milestone, one.id).due_on == date(2026, 12, 18)
    page = browser.visit("residencies.milestone", **address).submit("reach", done_on="2026-11-20")
    assert world.one(Milestone, one.id).done_on == date(2026, 11, 20)
    assert page.text(".portal-steps .is-done h3") == ["Vijftig huizen (geweest)"]


@pytest.mark.parametrize("day", ["2026-10-18", "2027-03-20"])
def test_a_milestone_falls_within_the_residency(world: World, day: str) -> None:
    scene = build.scene(world)
    page = world.browser(scene.mentor).visit("residencies.add_milestone", residency_id=scene.id)
    page = page.submit("milestone-new", title="Buiten", due_on=day)
    assert page.status == 422
    assert "tussen het begin en het einde" in page.words
    assert world.all(Milestone) == []


def test_who_changes_a_milestone_that_was_reached_meanwhile_reads_why_not(world: World) -> None:
    scene = build.scene(world)
    one = build.milestone(world, scene, date(2026, 11, 27))
    here = {"residency_id": scene.id, "milestone_id": one.id}
    page = world.browser(scene.member).visit("residencies.milestone", **here)
    other = world.browser(scene.mentor).visit("residencies.milestone", **here)
    other.submit("reach", done_on="2026-11-20")
    page = page.submit("change", due_on="2026-12-18")
    assert page.status == 422
    assert "Deze mijlpaal is bereikt en verandert niet meer." in page.words


def test_nothing_is_reached_tomorrow(world: World) -> None:
    scene = build.scene(world)
    one = build.milestone(world, scene, date(2026, 12, 11))
    page = world.browser(scene.mentor).visit(
        "residencies.milestone", residency_id=scene.id, milestone_id=one.id
    )
    assert page.submit("reach", done_on="2026-11-24").status == 422
    assert world.one(Milestone, one.id).done_on is None


def test_a_usual_milestone_speaks_both_languages_until_it_gets_other_words(world: World) -> None:
    scene = build.scene(world)
    one = build.milestone(world, scene, date(2026, 12, 11), title="", kind=MilestoneKind.HALF_WAY)
    browser = world.browser(scene.member)
    address = {"residency_id": scene.id, "milestone_id": one.id}
    page = browser.visit("residencies.milestone", **address)
    assert page.heading == "Halverwege: tussenstand met de directie"
    page.submit("change", due_on="2026-12-12")
    assert world.one(Milestone, one.id).kind is MilestoneKind.HALF_WAY
    page = browser.look(browser.address("residencies.milestone", **address) + "?lang=en")
    assert page.heading == "Half-way: where we stand, with the directorate"
    page.submit("change", title="Tussenstand bij de minister")
    changed = world.one(Milestone, one.id)
    assert (changed.kind, changed.title) == (None, "Tussenstand bij de minister")


# --- doors ------------------------------------------------------------------------------------


def test_the_startup_asks_for_a_door_and_the_mentor_gets_a_letter(world: World) -> None:
    scene = build.scene(world)
    page = world.browser(scene.member).visit("residencies.ask_door", residency_id=scene.id)
    page = page.submit("door-new", to_whom="Kadaster", purpose="bouwjaar per pand")
    assert page.text("#doors ~ p, .portal-head p")[0] == "1 wacht"
    assert world.written_to() == [scene.mentor.email]
    assert "Kadaster" in world.letters()[0].subject


def test_the_mentor_notes_a_door_and_asks_nobody(world: World) -> None:
    scene = build.scene(world)
    browser = world.browser(scene.mentor)
    show = browser.visit("residencies.show", residency_id=scene.id)
    assert "Open een deur" in show.text(".portal-actions a")
    page = browser.visit("residencies.ask_door", residency_id=scene.id)
    assert page.heading == "Open een deur"
    assert "De begeleider krijgt" not in page.words
    page = page.submit("door-new", to_whom="Kadaster", purpose="bouwjaar per pand")
    assert "De deur is genoteerd. U kunt de kennismaking meteen plannen." in page.words
    assert [door.state for door in world.all(Door)] == [DoorState.ASKED]
    assert world.written_to() == []


def test_without_a_mentor_the_question_goes_to_the_programme_manager(world: World) -> None:
    scene = build.scene(world, mentoring=None)
    with unit_of_work(scene.member.actor()) as work:
        commands.ask_door(work, scene.residency, to_whom="Kadaster", purpose="bouwjaar")
    assert world.written_to() == [scene.manager.email]


def test_a_door_is_planned_and_then_open_with_what_came_of_it(world: World) -> None:
    scene = build.scene(world)
    door = build.door(world, scene, days_ago=3)
    browser = world.browser(scene.mentor)
    page = browser.visit("residencies.door", residency_id=scene.id, door_id=door.id)
    page.submit("answer-door", step="plan", meeting_on="2026-11-26")
    assert world.one(Door, door.id).state is DoorState.PLANNED
    page = browser.visit("residencies.door", residency_id=scene.id, door_id=door.id)
    page = page.submit("answer-door", step="open", came_of_it="Data wekelijks gedeeld")
    found = world.one(Door, door.id)
    assert (found.state, found.opened_by_id) == (DoorState.OPENED, scene.mentor.id)
    assert "Data wekelijks gedeeld" in page.words
    assert world.written_to() == [scene.member.email] * 2


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"step": "plan"}, "Op welke dag"),
        ({"step": "plan", "meeting_on": "2026-11-22"}, "al voorbij"),
        ({"step": "plan", "meeting_on": "ooit"}, ""),
        ({"step": "open"}, "wat ervan kwam"),
        ({"step": "close"}, "wat ervan kwam"),
        ({}, "Kies wat het nieuws is"),
    ],
)
def test_news_of_a_door_is_complete(world: World, answers: dict[str, str], sentence: str) -> None:
    scene = build.scene(world)
    door = build.door(world, scene)
    page = world.browser(scene.mentor).visit(
        "residencies.door", residency_id=scene.id, door_id=door.id
    )
    page = page.submit("answer-door", **answers)
    assert page.status == 422
    assert sentence in page.words
    assert world.one(Door, door.id).state is DoorState.ASKED


def test_a_door_that_is_open_stays_open(world: World) -> None:
    scene = build.scene(world)
    door = build.door(world, scene)
    with unit_of_work(scene.mentor.actor()) as work:
        commands.open_door(work, queries.door(scene.residency, door.id), came_of_it="Ja.")
    with pytest.raises(IllegalMove), unit_of_work(scene.mentor.actor()) as work:
        commands.close_door(work, queries.door(scene.residency, door.id), came_of_it="Nee.")


def test_the_startup_does_not_open_doors(world: World) -> None:
    scene = build.scene(world)
    door = build.door(world, scene)
    with pytest.raises(NotAllowed), unit_of_work(scene.member.actor()) as work:
        commands.open_door(work, queries.door(scene.residency, door.id), came_of_it="Zelf.")


def test_what_waits_longest_comes_first(world: World) -> None:
    scene = build.scene(world)
    names = {
        "nieuw": build.door(world, scene, days_ago=1, to_whom="nieuw"),
        "oud": build.door(world, scene, days_ago=9, to_whom="oud"),
    }
    planned = Door(
        residency_id=scene.id,
        to_whom="gepland",
        purpose="",
        asked_by_id=scene.member.id,
        asked_on=date(2026, 11, 1),
        meeting_on=date(2026, 11, 26),
    )
    planned.move("plan_door")
    world.keep(planned)
    found = [door.to_whom for door in queries.doors(scene.residency)]
    assert found == ["oud", "nieuw", "gepland"]
    assert len(names) == 2


def test_a_door_of_another_residency_is_not_found_here(world: World) -> None:
    scene, other = build.scene(world), build.scene(world)
    door = build.door(world, other)
    browser = world.browser(scene.member)
    page = browser.visit("residencies.door", residency_id=scene.id, door_id=door.id)
    assert page.status == 404


def test_who_is_only_asked_to_mentor_reads_and_does_not_write(world: World) -> None:
    scene = build.scene(world, mentoring=AssignmentState.PROPOSED)
    with pytest.raises(NotAllowed, match="begeleider"), unit_of_work(scene.mentor.actor()) as work:
        commands.ask_door(work, scene.residency, to_whom="Kadaster", purpose="bouwjaar")


def test_light_needs_words_in_the_command_too(world: World) -> None:
    scene = build.scene(world)
    with pytest.raises(RuleBroken) as broken, unit_of_work(scene.mentor.actor()) as work:
        commands.set_light(work, scene.residency, light=Light.RED, note="")
    assert broken.value.field == "note"
