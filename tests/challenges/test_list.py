"""The public list: order, pages by key, filters, search, and what it costs."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from portal.challenges import content, queries
from portal.challenges.model import ArchivedChallenge, Challenge, ChallengeText, Criterion
from portal.challenges.queries import listing
from portal.challenges.queries.listing import Wish
from portal.challenges.states import ChallengeState as S
from portal.kernel import search
from portal.kernel.db import db
from tests.challenges import build
from tests.counting import counted
from tests.world import NOW, World, criterion_words


def days(number: float) -> timedelta:
    return timedelta(days=number)


def past(world: World, slug: str, day: date, **more: object) -> ArchivedChallenge:
    words = {"title": f"Archief {slug}", "lead": "Een vraag van toen. En wat ervan kwam."}
    values: dict[str, object] = {"facts": {}, "themes": ["afval"], "organisation_id": None, **more}
    thing = ArchivedChallenge(
        slug=slug,
        sponsor="Gemeente Toen",
        country="NL",
        sort_day=day,
        texts={"nl": words, "en": {**words, "title": f"Archive {slug}"}},
        sources=[{"title": "Krant", "ref": "krant.nl", "date": "2018", "lang": "nl"}],
        **values,  # type: ignore[arg-type]
    )
    thing.stems = search.vector(" ".join(words.values()))
    return world.keep(thing)


def titles(world: World, **asked: str) -> list[str]:
    page = world.browser().look("/challenges", query_string=asked)
    return page.text(".portal-row h3")


def test_open_ones_come_first_then_the_others_then_the_archive(world: World) -> None:
    home = world.organisation()

    def put(title: str, state: S = S.PUBLISHED, **more: object) -> Challenge:
        return world.challenge(state, title=title, organisation=home, **more)  # type: ignore[arg-type]

    put("laat open", deadline=NOW + days(30))
    put("vroeg open", deadline=NOW + days(3))
    put("net gesloten", deadline=NOW - days(1))
    put("bij de jury", S.JUDGING, deadline=NOW - days(9))
    put("afgerond", S.CONCLUDED, deadline=NOW - days(200))
    put("concept", S.DRAFT)
    put("gepland", publish_at=NOW + days(1))
    put("geannuleerd", S.CANCELLED, publish_at=NOW - days(2), deadline=NOW + days(4))
    put("nooit openbaar", S.CANCELLED)
    past(world, "oud", date(2018, 10, 1))
    assert titles(world) == [
        "vroeg open", "laat open", "geannuleerd", "net gesloten", "bij de jury", "afgerond",
        "Archief oud",
    ]  # fmt: skip
    assert titles(world, state="open") == ["vroeg open", "laat open"]
    assert titles(world, state="jury") == ["net gesloten", "bij de jury"]
    assert titles(world, state="done") == ["geannuleerd", "afgerond", "Archief oud"]
    assert titles(world, state="nonsense") == titles(world)


def test_pages_by_key_are_complete_and_stable(world: World) -> None:
    home = world.organisation()
    owner = world.user()
    for number in range(18):
        deadline = NOW + days(number // 3 + 1)
        world.challenge(deadline=deadline, organisation=home, owner=owner, title=f"o{number}")
        gone = NOW - days(number // 3 + 1)
        world.challenge(deadline=gone, organisation=home, owner=owner, title=f"g{number}")
        past(world, f"a{number}", date(2018, 1, 1 + number // 3))
    seen: list[str] = []
    key = None
    while True:
        page = queries.public_list(Wish(), now=NOW, language="nl", after=key, size=7)
        seen += [row.title for row in page.rows]
        if page.after is None:
            break
        key = listing.key_of(page.after)
        world.challenge(deadline=NOW + days(0.5), organisation=home, owner=owner, title="nieuw")
    assert len(seen) == len(set(seen)) == 54
    assert "nieuw" not in seen
    assert [title[0] for title in seen] == ["o"] * 18 + ["g"] * 18 + ["A"] * 18


@pytest.mark.parametrize("key", ["", "x", "WzEsMl0", "W10", "💥", "WzksICJhIiwgImIiXQ"])
def test_a_key_that_is_none_shows_the_beginning(world: World, key: str) -> None:
    world.challenge(title="Eén")
    assert titles(world, after=key) == ["Eén"]


def test_filters_by_organisation_and_theme_can_be_taken_away(world: World) -> None:
    ours, theirs = world.organisation(name="Ministerie van Wonen"), world.organisation()
    world.challenge(title="Wonen", organisation=ours, themes=["wonen"])
    world.challenge(title="Afval", organisation=theirs, themes=["afval"])
    past(world, "oud-afval", date(2019, 1, 1))
    assert titles(world, organisation=ours.slug) == ["Wonen"]
    assert titles(world, theme="afval") == ["Afval", "Archief oud-afval"]
    asked = {"organisation": ours.slug, "theme": "wonen", "q": ""}
    page = world.browser().look("/challenges", query_string=asked)
    chips = page.text(".portal-chip")
    assert [chip.partition(",")[0].strip() for chip in chips] == ["Ministerie van Wonen", "wonen"]
    without = page.html.select(".portal-chip")[0]["href"]
    assert without == "/challenges?theme=wonen"
    assert titles(world, organisation="nobody", theme="no-such") == titles(world)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("woningen", True),
        ("WONING", True),
        ("huis", True),
        ("huizen", True),
        ("scheiden", True),
        ("spoedzoeker", True),
        ("homes", True),
        ("home renting", True),
        ("fietsen", False),
        ("woning fietsen", False),
        ("& | ! :* ( ' \\", True),
    ],
)
def test_search_knows_inflections_in_both_languages(world: World, asked: str, found: bool) -> None:
    people = build.home(world)
    challenge = build.in_review(world, people)
    english = {"title": "Urgent home seekers", "lead": "Who rents homes at short notice?"}
    with world.writing():
        content.write(challenge, {}, {"en": english})
        content.index(challenge, people.organisation)
        challenge.move("publish")
        challenge.publish_at, challenge.approved_by_id = NOW, people.editor.id
    assert bool(titles(world, q=asked)) is found


def test_the_english_list_shows_english_where_there_is_some(world: World) -> None:
    past(world, "oud", date(2019, 1, 1))
    world.challenge(title="Alleen Nederlands")
    page = world.browser(language="en").look("/challenges")
    assert page.text(".portal-row h3") == ["Alleen Nederlands", "Archive oud"]
    assert page.html.html["lang"] == "en"  # type: ignore[index]


def test_a_visitor_without_a_session_keeps_the_language_from_page_to_page(world: World) -> None:
    page = world.browser().look("/challenges?lang=en")
    assert page.heading == "Challenges"
    links = [str(link["href"]) for link in page.html.select(".portal-nav a")]
    assert links
    assert all("lang=en" in link for link in links)
    assert page.text(".portal-nav [aria-current=page]") == ["Challenges"]


def test_the_number_of_queries_does_not_grow_with_the_rows(world: World) -> None:
    home, owner, editor = world.organisation(), world.user().id, world.user().id
    counts = []
    for target in (3, 300):
        number = len(world.all(Challenge))
        with world.writing() as work:
            for at in range(number, target):
                work.add(bare(home.id, owner, editor, at))
        db.session.expunge_all()
        with counted() as asked:
            world.browser().look("/challenges")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 5  # version, rows, next date; organisations and theirs


def bare(home_id: UUID, owner_id: UUID, editor_id: UUID, number: int) -> Challenge:
    """A challenge with a text and one criterion, for tests that want many."""
    challenge = Challenge(
        slug=f"veel-{number}",
        organisation_id=home_id,
        owner_id=owner_id,
        submitted_by_id=owner_id,
        approved_by_id=editor_id,
        publish_at=NOW,
        made_at=NOW,
        changed_at=NOW,
        texts=[ChallengeText(language="nl", title=f"Vraag {number}")],
        criteria=[Criterion(position=1, weight=100, texts={"nl": criterion_words(1)})],
        deadline=NOW + days(number % 90 + 1),
        questions_until=NOW + days(0.5),
    )
    for move in ("ask_review", "publish"):
        challenge.move(move)
    return challenge
