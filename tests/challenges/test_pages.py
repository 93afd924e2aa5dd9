"""The public pages, in each phase of a challenge and in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar

from portal.accounts.model import Role
from portal.challenges import commands, queries
from portal.challenges.states import ChallengeState as S
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from tests.challenges import build
from tests.challenges.test_list import past
from tests.world import NOW, World

ATOM = "{http://www.w3.org/2005/Atom}"
WINNER = {
    "name": "Woodyshousing",
    "title": "Houten huizen op lege kavels",
    "reason": "Dit kan **morgen** beginnen.",
    "organisation_id": None,
}


@pytest.mark.parametrize(
    ("state", "facts", "badge", "panel"),
    [
        (S.PUBLISHED, {"deadline": NOW + timedelta(days=17)}, "Open", "Nog 17 dagen"),
        (S.PUBLISHED, {"deadline": NOW + timedelta(days=3)}, "Sluit bijna", "Nog 3 dagen"),
        (S.PUBLISHED, {"deadline": NOW + timedelta(hours=2)}, "Sluit bijna", "Sluit vandaag"),
        (S.PUBLISHED, {"deadline": NOW}, "Gesloten", "Gesloten"),
        (S.JUDGING, {"deadline": NOW - timedelta(days=2)}, "Bij de jury", "Gesloten"),
        (S.DECIDED, {"deadline": NOW - timedelta(days=2)}, "Bij de jury", "Gesloten"),
        (
            S.AWARDED,
            {"deadline": NOW - timedelta(days=9), "awarded_at": NOW, "winner": WINNER},
            "Opschortende termijn",
            "Woodyshousing",
        ),
        (
            S.CONCLUDED,
            {"deadline": NOW - timedelta(days=200), "awarded_at": NOW, "winner": WINNER},
            "Afgerond",
            "Woodyshousing",
        ),
        (S.NO_AWARD, {"deadline": NOW - timedelta(days=9)}, "Geen startup gekozen", "Geen startup"),
        (S.CANCELLED, {"publish_at": NOW - timedelta(days=1)}, "Geannuleerd", "Geannuleerd"),
    ],
)
def test_each_phase_has_its_page(
    world: World, state: S, facts: dict[str, Any], badge: str, panel: str
) -> None:
    challenge = world.challenge(state, **facts)
    page = world.browser().visit("challenges.show", slug=challenge.slug)
    assert page.text(".portal-title .portal-state") == [badge]
    assert page.text(".portal-panel__count")[0].startswith(panel)
    is_open = "Nog" in panel or "vandaag" in panel
    assert ("Doe mee" in page.words) is is_open
    assert ("Waarom de jury hiervoor koos" in page.words) is ("winner" in facts)
    listed = world.browser().visit("challenges.index")
    assert listed.text(".portal-row .portal-state") == [badge]


def test_what_is_under_embargo_is_nowhere(world: World) -> None:
    """Not in a page, a version, a feed or a date; the staff alone reads that it is decided."""
    people = build.home(world)
    challenge = build.published(world, people)
    world.pass_time(days=31)
    before = {path: world.browser().get(path).headers["ETag"] for path in public(challenge.slug)}
    with unit_of_work(system("jury")) as work:
        commands.start_judging(work, challenge)
    during = {path: world.browser().get(path) for path in public(challenge.slug)}
    with unit_of_work(system("jury")) as work:
        commands.decide(work, challenge)
    for path in public(challenge.slug):
        after = world.browser().get(path)
        assert after.data == during[path].data
        assert after.headers["ETag"] == during[path].headers["ETag"] != before[path]
    staff = world.browser(world.user(Role.OWNER, at=people.organisation)).get(
        f"/challenges/{challenge.slug}"
    )
    assert "Besloten" in staff.text


def public(slug: str) -> list[str]:
    page = f"/challenges/{slug}"
    return [
        "/",
        "/challenges",
        "/results",
        page,
        f"{page}/versions",
        f"{page}.ics",
        "/challenges.atom",
    ]


def test_the_weights_the_scale_and_the_dates_are_there_to_read(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people, contact_email="vragen@ministerie.example")
    page = world.browser().visit("challenges.show", slug=challenge.slug)
    assert page.text(".portal-bars tbody td") == ["60%", "40%"]
    assert page.text(".portal-table--scale tbody tr:first-child td") == [
        "niets", "weinig", "genoeg", "veel", "heel veel",
    ]  # fmt: skip
    assert page.text(".portal-timeline strong") == [
        "Challenge geopend",
        "U kunt vragen stellen",
        "Inzenden sluit om 10.00 uur",
        "Pitchronde",
        "Besluit van de jury",
        "Residentie",
    ]
    assert page.text(".portal-timeline [aria-current=step] strong") == ["U kunt vragen stellen"]
    assert page.text(".portal-person strong") == ["Ali de Haan"]


def test_a_residency_is_done_when_its_last_day_is_over(world: World) -> None:
    challenge = world.challenge(S.AWARDED, residency_start=date(2026, 11, 2))
    show = partial(world.browser().visit, "challenges.show", slug=challenge.slug)
    world.stand_at(datetime(2027, 4, 1, tzinfo=UTC))
    page = show()
    assert page.text(".portal-timeline [aria-current=step] strong") == ["Residentie"]
    assert page.html.select_one(".portal-timeline time[datetime='2026-11-02']")
    world.stand_at(datetime(2027, 4, 2, tzinfo=UTC))
    assert show().text(".portal-timeline [aria-current=step]") == []


def test_where_there_is_no_english_the_page_says_so_and_marks_the_dutch(world: World) -> None:
    challenge = build.published(world, build.home(world))
    page = world.browser(language="en").visit("challenges.show", slug=challenge.slug)
    assert "This challenge is in Dutch only." in page.words
    assert page.html.select_one(".portal-prose[lang=nl]")
    assert page.text("#problem") == ["The problem"]


def test_questions_go_to_the_address_that_was_given_while_they_are_open(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people, contact_email="vragen@ministerie.example")
    page = world.browser().visit("challenges.show", slug=challenge.slug)
    assert page.html.select_one("a[href='mailto:vragen@ministerie.example']")
    world.pass_time(days=11)
    page = world.browser().visit("challenges.show", slug=challenge.slug)
    assert not page.html.select_one("a[href^='mailto:']")


def test_no_page_says_that_questions_can_be_asked_where_no_address_stands(world: World) -> None:
    challenge = build.published(world, build.home(world))
    page = world.browser().visit("challenges.show", slug=challenge.slug)
    assert "Inzenden sluit om 10.00 uur" in page.text(".portal-timeline strong")
    assert "U kunt vragen stellen" not in page.words


def test_a_challenge_of_the_past_shows_its_sources_and_what_revives_it(world: World) -> None:
    old = past(
        world,
        "toen",
        NOW.date(),
        facts={"winner": "Agents of Change", "published": "2018-10", "budget_text": "Vijf maanden"},
    )
    world.challenge(title="Weer levend", revived_from="toen")
    page = world.browser().visit("challenges.show", slug=old.slug)
    assert page.text(".portal-panel__count")[0].startswith("Agents of Change")
    assert "oktober 2018" in page.words
    assert page.text(".portal-docs__name") == ["Krant"]
    revived = page.html.select_one("a:-soup-contains('weer tot leven')")
    assert revived is not None
    shown = world.browser().look(str(revived["href"]))
    assert "Dit is een demonstratie." in shown.words
    assert "Krant" in shown.words


def test_the_feed_is_valid_atom(world: World) -> None:
    people = build.home(world)
    challenge = build.published(world, people)
    with unit_of_work(people.owner.actor()) as work:
        title = "A & B <vet> ]]>"
        commands.change(
            work, queries.by_id(challenge.id), reason="x", texts={"nl": {"title": title}}
        )
    answer = world.browser().get("/challenges.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.text)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    for wanted in ("id", "title", "updated", "author", "link"):
        assert feed.find(f"{ATOM}{wanted}") is not None
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == title
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{challenge.id}"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://localhost/challenges/{challenge.slug}"


def test_the_calendar_has_every_date(world: World) -> None:
    challenge = build.published(world, build.home(world))
    answer = world.browser().get(f"/challenges/{challenge.slug}.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.data)
    entries: dict[str, Any] = {
        str(entry["uid"]).partition(".")[0]: entry for entry in calendar.walk("VEVENT")
    }
    assert list(entries) == ["questions", "deadline", "pitch", "decision", "residency"]
    assert entries["deadline"]["dtstart"].dt == challenge.deadline
    assert entries["pitch"]["dtstart"].dt == challenge.pitch_day
    assert entries["residency"]["dtend"].dt.isoformat() == "2027-07-21"


def test_the_calendar_is_written_as_the_format_asks(world: World) -> None:
    title = "Hoe vinden mensen; snel, en zonder wachtlijst \\ een betaalbaar huis? " * 2
    challenge = world.challenge(title=title[:118], place="Den Haag, kamer 4;2")
    raw = world.browser().get(f"/challenges/{challenge.slug}.ics").data
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines), "no line ends otherwise"
    whole = raw.replace(b"\r\n ", b"").decode()
    assert f"DTSTART:{challenge.deadline:%Y%m%dT%H%M%SZ}" in whole, "a moment in UTC"
    assert "DTSTART;VALUE=DATE:20270114" in whole, "a day has no time"
    assert "LOCATION:Den Haag\\, kamer 4\\;2" in whole
    assert "mensen\\; snel\\, en zonder wachtlijst \\\\ een" in whole


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("endpoint", ["home", "index", "how", "results"])
def test_pages_without_any_challenge_say_what_to_do_next(
    world: World, endpoint: str, language: str
) -> None:
    page = world.browser(language=language).visit(f"challenges.{endpoint}")
    assert page.status == 200
    assert page.html.select("main a[href]")


def test_the_home_page_counts_what_is_open_and_shows_the_nearest(world: World) -> None:
    home, owner = world.organisation(), world.user()
    for number in (5, 3, 9, 4):
        world.challenge(
            title=f"dag {number}",
            deadline=NOW + timedelta(days=number),
            organisation=home,
            owner=owner,
        )
    page = world.browser().visit("challenges.home")
    assert page.text(".portal-card h3") == ["dag 3", "dag 4", "dag 5"]
    assert page.text(".portal-figures dd")[0] == "4"
    signed_in = world.browser(world.user()).visit("challenges.home")
    assert "Naar mijn eigen pagina" in signed_in.words


def test_no_page_tells_how_many_sent_in(world: World) -> None:
    challenge = build.published(world, build.home(world))
    for path in public(challenge.slug):
        assert "inzendingen" not in world.browser().get(path).text.lower()
