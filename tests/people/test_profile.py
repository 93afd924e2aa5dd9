"""Making and keeping a profile, step by step, as its pages offer it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.accounts.model import Role
from portal.kernel.db import db
from portal.kernel.errors import Missing, NotAllowed, RuleBroken
from portal.kernel.policy import ANYONE
from portal.kernel.work import unit_of_work
from portal.people import commands, queries, rules
from portal.people.model import Endorsement, Profile, ProfileKind, ProfileOpening
from tests.people.build import COLOURS, endorsement, profile
from tests.world import User, World


@pytest.fixture
def user(world: World) -> User:
    return world.user(Role.MEMBER, at=world.organisation(name="Ministerie van Proeven"))


def own(user: User) -> Profile:
    found = queries.profile_of(user.id)
    assert found is not None
    return found


def test_from_nothing_to_a_card_that_leaders_get(world: World, user: User) -> None:
    browser = world.browser(user)
    start = browser.visit("people.profile")
    assert "Maak een profiel" in start.words
    page = browser.visit("people.introduction")
    place = page.form("introduction").select("option")[1]["value"]
    page = page.submit("introduction", headline="Onderzoeker", kind="internal", organisation=place)
    assert page.heading == "Wat kunt u?"
    page = page.submit("skills-form", skills=["sql", "javascript"], interests=["wonen"])
    assert page.heading == "In welke kleuren werkt u?"
    page = page.submit("colours-form", **COLOURS)
    assert page.heading == "Wanneer kunt u werken?"
    page = page.submit("time-form", hours="24", available_from="2027-03-01")
    assert page.heading == "Uw profiel"
    assert "Projectleiders krijgen uw kaart" in page.words
    card = own(user)
    assert (card.kind, card.hours, card.available_from) == (
        ProfileKind.INTERNAL,
        24,
        date(2027, 3, 1),
    )
    assert card.skills == ["javascript", "sql"]
    assert card.colours == COLOURS
    assert world.audited().count("profile.changed") == 3


def test_an_internal_names_an_organisation_they_belong_to(world: World, user: User) -> None:
    page = world.browser(user).visit("people.introduction")
    refused = page.submit("introduction", headline="Onderzoeker", kind="internal", organisation="")
    assert refused.status == 422
    assert "Kies de overheidsorganisatie" in refused.words
    assert refused.filled("introduction")["headline"] == "Onderzoeker"
    other = world.organisation()
    with pytest.raises(RuleBroken, match="hoort"), unit_of_work(user.actor()) as work:
        commands.make(
            work,
            None,
            commands.Introduction(headline="X", kind=ProfileKind.INTERNAL, organisation=other),
        )


def test_the_organisation_one_works_for_is_filled_in_and_never_called_optional(
    world: World, user: User
) -> None:
    page = world.browser(user).visit("people.introduction")
    chosen = page.html.select_one("#organisation option[selected]")
    assert chosen is not None
    assert chosen.text == "Ministerie van Proeven"
    label = page.html.select_one("label[for=organisation]")
    assert label is not None
    assert "niet verplicht" not in label.text


def test_a_framework_agreement_is_for_externals_only(world: World, user: User) -> None:
    card = profile(world, user)
    for kind, expected in ((ProfileKind.EXTERNAL, True), (ProfileKind.INTERNAL, False)):
        with unit_of_work(user.actor()) as work:
            commands.introduce(
                work,
                own(user),
                commands.Introduction(
                    headline="Onderzoeker",
                    kind=kind,
                    framework=True,
                    organisation=queries.workplaces(work.actor)[0],
                ),
            )
        assert world.one(Profile, card.id).framework is expected


def test_thirteen_skills_are_one_too_many_and_stay_ticked(world: World, user: User) -> None:
    profile(world, user)
    page = world.browser(user).visit("people.skills")
    boxes = page.form("skills-form").select("[name=skills]")
    many = [str(box["value"]) for box in boxes[:13]]
    refused = page.submit("skills-form", skills=many)
    assert refused.status == 422
    assert "Kies er hoogstens 12; dit zijn er 13" in refused.words
    assert len(refused.form("skills-form").select("[name=skills][checked]")) == 13


def test_an_unknown_word_is_dropped(world: World, user: User) -> None:
    profile(world, user)
    world.browser(user).send("people.choose_skills", {"skills": ["sql", "toveren"]})
    db.session.expire_all()
    assert own(user).skills == ["sql"]


def test_colours_are_a_hundred_together_or_made_so(world: World, user: User) -> None:
    profile(world, user, colours={})
    page = world.browser(user).visit("people.colours")
    shares = {"caluwe-geel": "30", "caluwe-blauw": "30", "caluwe-rood": "30"}
    refused = page.submit("colours-form", **shares)
    assert refused.status == 422
    assert "Samen zijn de kleuren nu 90. Maak er 100 van." in refused.words
    assert refused.filled("colours-form")["caluwe-rood"] == "30"
    answer = world.browser(user).send("people.choose_colours", {**shares, "scale": "1"})
    assert answer.status_code == 303
    assert own(user).colours["caluwe-blauw"] in {33, 34}
    assert sum(own(user).colours.values()) == 100


def test_of_no_colours_at_all_no_hundred_can_be_made(world: World, user: User) -> None:
    profile(world, user, colours={})
    empty = dict.fromkeys(COLOURS, "")
    refused = world.browser(user).visit("people.colours").submit("colours-form", scale="1", **empty)
    assert refused.status == 422
    assert "Geef eerst minstens één kleur een getal." in refused.words
    page = world.browser(user).visit("people.colours").submit("colours-form", **empty)
    assert "Op uw profiel staan geen kleuren." in page.words


def test_each_colour_is_explained_in_plain_words(world: World, user: User) -> None:
    profile(world, user)
    nl = world.browser(user).visit("people.colours").text(".utrecht-form-field-description")
    en = world.browser(user, "en").visit("people.colours", lang="en")
    assert len(nl) == 5
    assert all(words.startswith("Er verandert iets als") for words in nl)
    assert "Things change when" in en.words


def test_the_last_day_comes_after_the_first(world: World, user: User) -> None:
    profile(world, user)
    page = world.browser(user).visit("people.time")
    refused = page.submit(
        "time-form", hours="16", available_from="2027-03-01", available_until="2027-03-01"
    )
    assert refused.status == 422
    assert "Kies een dag na de eerste dag." in refused.words


def test_a_pause_is_one_button_and_so_is_its_end(world: World, user: User) -> None:
    profile(world, user)
    page = world.browser(user).visit("people.profile").submit("pause")
    assert not own(user).open_to_projects
    page = page.submit("resume")
    assert own(user).open_to_projects
    assert "Projectleiders krijgen uw kaart" in page.words


def test_one_profile_per_person(world: World, user: User) -> None:
    profile(world, user)
    with pytest.raises(RuleBroken, match="al een profiel"):
        profile(world, user)


def test_an_unfinished_profile_is_a_duty(world: World, user: User) -> None:
    card = profile(world, user, skills=[], colours={})
    assert "Maak uw profiel af" in world.browser(user).visit("home.home").words
    with world.writing() as work:
        kept = work.session.get_one(Profile, card.id)
        kept.skills, kept.colours = ["sql"], COLOURS
    db.session.rollback()
    assert "Maak uw profiel af" not in world.browser(user).visit("home.home").words


# --- Who sees a profile -----------------------------------------------------------------------


def test_seeing_and_listing_are_held_equal(world: World, user: User) -> None:
    cards = [profile(world, user), profile(world)]
    actors = {
        "owner": user.actor(),
        "stranger": world.user().actor(),
        "administrator": world.user(Role.ADMINISTRATOR).actor(),
        "nobody": ANYONE,
    }
    for who, actor in actors.items():
        listed = set(db.session.scalars(select(Profile.id).where(queries.visible_to(actor))))
        seen = {card.id for card in cards if rules.may_see(actor, card)}
        assert seen == listed, who


def test_an_administrator_s_look_is_noted_and_shown(world: World, user: User) -> None:
    card = profile(world, user)
    admin = world.user(Role.ADMINISTRATOR, name="Bea Heer")
    page = world.browser(admin).visit("people.opened", profile_id=card.id)
    assert card.headline in page.words
    assert [one.by_id for one in world.all(ProfileOpening)] == [admin.id]
    assert "Bea Heer" in world.browser(user).visit("people.profile").words


# --- Colleagues -------------------------------------------------------------------------------


def test_a_colleague_confirms_and_takes_back(world: World) -> None:
    place = world.organisation()
    card = profile(world, at=place)
    colleague = world.user(Role.MEMBER, at=place)
    page = world.browser(colleague).visit("people.confirm", profile_id=card.id)
    page = page.submit("confirm-form", skills=["sql"], traits=["nuchter"])
    assert sorted(one.tag for one in world.all(Endorsement)) == ["nuchter", "sql"]
    page.submit("confirm-form", skills=[], traits=["nuchter"])
    assert [one.tag for one in world.all(Endorsement)] == ["nuchter"]


def test_only_what_a_profile_says_can_be_confirmed(world: World) -> None:
    place = world.organisation()
    card, colleague = profile(world, at=place), world.user(Role.MEMBER, at=place)
    with unit_of_work(colleague.actor()) as work:
        commands.endorse(work, queries.profile(card.id), tags=["statistics", "toveren", "sql"])
    assert [one.tag for one in world.all(Endorsement)] == ["sql"]


def test_nobody_confirms_themselves_or_a_stranger(world: World, user: User) -> None:
    card = profile(world, user)
    with pytest.raises(NotAllowed), unit_of_work(user.actor()) as work:
        commands.endorse(work, queries.profile(card.id), tags=["sql"])
    with pytest.raises(Missing), unit_of_work(world.user(Role.MEMBER).actor()) as work:
        commands.endorse(work, queries.profile(card.id), tags=["sql"])


def test_the_card_says_what_colleagues_said_most_often_first(world: World, user: User) -> None:
    card = profile(world, user)
    for tag, times in (("denker", 1), ("doener", 2)):
        for _ in range(times):
            endorsement(world, card, world.user(), tag)
    page = world.browser(user).visit("people.profile")
    assert page.text(".portal-deck__card .portal-tag--plain") == ["doener", "denker"]
