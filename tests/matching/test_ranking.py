"""The order of cards: who can work there, need × fit, and nothing of who somebody is."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.matching import ranking
from portal.matching.ranking import Offer, Wish, rank

SKILLS = ["sql", "gis", "recht", "film"]
COLOURS = ["geel", "blauw", "rood", "groen", "wit"]
THEMES = ["wonen", "zorg"]
colours = st.fixed_dictionaries(dict.fromkeys(COLOURS, st.integers(0, 100)))
CALM = settings(deadline=None, max_examples=60)
tags = st.lists(st.sampled_from(SKILLS), unique=True)


@st.composite
def profiles(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.integers(0, 20))
    return {
        "name": draw(st.sampled_from(["A. Bos", "Z. Dijk"])),
        "photo": draw(st.booleans()),
        "kind": draw(st.sampled_from(["internal", "external"])),
        "framework": draw(st.booleans()),
        "skills": draw(tags),
        "interests": draw(st.lists(st.sampled_from(THEMES), unique=True)),
        "traits": [],
        "colours": draw(colours),
        "hours": draw(st.sampled_from([4, 8, 16, 32])),
        "available_from": start,
        "available_until": start + draw(st.integers(1, 30)),
        "endorsements": [
            {"kind": "skill", "tag": tag, "by": "u1", "relation": "colleague", "year": 2025}
            for tag in draw(tags)
        ],
    }


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    people = draw(st.lists(profiles(), max_size=12))
    project = {
        "id": "j1",
        "theme": draw(st.sampled_from(THEMES)),
        "needs": [{"skill": tag, "weight": draw(st.integers(1, 5))} for tag in draw(tags)],
        "colour_wanted": draw(colours),
        "hours": draw(st.sampled_from([8, 16, 32])),
        "start": draw(st.integers(0, 10)),
        "weeks": draw(st.integers(1, 20)),
        "externals_ok": draw(st.booleans()),
        "framework_required": draw(st.booleans()),
    }
    rows = [{"id": f"p{number}", **row} for number, row in enumerate(people)]
    return {"profiles": rows, "projects": [project]}


def scores(world: dict[str, Any], ids: list[str]) -> list[float]:
    wish = ranking._wish_of(world["projects"][0], ())  # noqa: SLF001 - what rank() itself uses
    rows = {row["id"]: row for row in world["profiles"]}
    return [ranking.score(ranking._offer_of(rows[one]), wish) for one in ids]  # noqa: SLF001


@CALM
@given(worlds())
def test_the_best_fit_comes_first(world: dict[str, Any]) -> None:
    found = scores(world, rank(world, "j1", []))
    assert found == sorted(found, reverse=True)


@CALM
@given(worlds())
def test_exactly_those_come_up_who_can_work_there(world: dict[str, Any]) -> None:
    project = world["projects"][0]
    expected = set()
    for row in world["profiles"]:
        end = project["start"] + project["weeks"]
        together = min(row["available_until"], end) - max(row["available_from"], project["start"])
        taken = row["kind"] == "internal" or (
            project["externals_ok"] and (row["framework"] or not project["framework_required"])
        )
        if 2 * together >= project["weeks"] and 2 * row["hours"] >= project["hours"] and taken:
            expected.add(row["id"])
    assert set(rank(world, "j1", [])) == expected


@CALM
@given(worlds(), st.randoms(use_true_random=False))
def test_names_and_photos_and_places_in_the_list_change_nothing(
    world: dict[str, Any], chance: Any
) -> None:
    other = deepcopy(world)
    for row in other["profiles"]:
        row["name"], row["photo"] = f"Naam {chance.random()}", not row["photo"]
        row["description"] = "Anders"
    chance.shuffle(other["profiles"])
    assert rank(other, "j1", []) == rank(world, "j1", [])


@CALM
@given(worlds(), st.randoms(use_true_random=False))
def test_ids_carry_nothing_but_the_order_of_equals(world: dict[str, Any], chance: Any) -> None:
    other = deepcopy(world)
    names = [row["id"] for row in world["profiles"]]
    renamed = names[:]
    chance.shuffle(renamed)
    new = dict(zip(names, renamed, strict=True))
    for row in other["profiles"]:
        row["id"] = new[row["id"]]
    before, after = rank(world, "j1", []), rank(other, "j1", [])
    assert scores(other, after) == scores(world, before)
    assert set(after) == {new[one] for one in before}


@CALM
@given(worlds())
def test_praise_of_oneself_counts_for_nothing(world: dict[str, Any]) -> None:
    other = deepcopy(world)
    for row in other["profiles"]:
        row["endorsements"] += [
            {"kind": "skill", "tag": tag, "by": row["id"], "relation": "colleague", "year": 2025}
            for tag in SKILLS
        ]
    assert rank(other, "j1", []) == rank(world, "j1", [])


@CALM
@given(worlds())
def test_who_was_seen_is_not_shown_again(world: dict[str, Any]) -> None:
    first = rank(world, "j1", [])[:3]
    seen = [{"profile": one, "leader": 0, "candidate": None} for one in first]
    assert not set(first) & set(rank(world, "j1", seen))


@CALM
@given(worlds())
def test_a_no_of_a_candidate_has_no_part_in_the_order(world: dict[str, Any]) -> None:
    first = rank(world, "j1", [])[:1]
    said = [
        rank(world, "j1", [{"profile": one, "leader": 1, "candidate": answer} for one in first])
        for answer in (0, None)
    ]
    assert said[0] == said[1]


def offer(key: str, *skills: str, **more: Any) -> Offer:
    values: dict[str, Any] = {"confirmed": frozenset(), "colours": {}, "hours": 16, **more}
    return Offer(key=key, skills=frozenset(skills), **values)


def wish(**more: Any) -> Wish:
    values: dict[str, Any] = {"needs": {"sql": 5, "gis": 2}, "colours": {}, "hours": 16, **more}
    return Wish(key="j1", start=0, length=20, **values)


def test_a_heavier_need_counts_for_more() -> None:
    found = ranking.order([offer("light", "gis"), offer("heavy", "sql")], wish())
    assert [one.key for one in found] == ["heavy", "light"]


def test_a_colleague_s_word_makes_a_skill_count_fully() -> None:
    found = ranking.order(
        [offer("said", "sql"), offer("confirmed", "sql", confirmed=frozenset({"sql"}))], wish()
    )
    assert [one.key for one in found] == ["confirmed", "said"]


def test_what_the_team_has_already_counts_for_less() -> None:
    people = [offer("sql", "sql"), offer("gis", "gis")]
    covered = wish(covered=frozenset({"sql"}))
    assert [one.key for one in ranking.order(people, covered)] == ["gis", "sql"]


def test_the_wanted_colours_decide_between_equals() -> None:
    people = [
        offer("red", "sql", colours={"rood": 100}),
        offer("blue", "sql", colours={"blauw": 9}),
    ]
    found = ranking.order(people, wish(colours={"blauw": 100}))
    assert [one.key for one in found] == ["blue", "red"]


def test_a_theme_that_draws_somebody_brings_a_team_forward() -> None:
    about = [wish(themes=frozenset({"zorg"})), wish(themes=frozenset({"wonen"}))]
    drawn = offer("p1", "sql", interests=frozenset({"wonen"}))
    assert ranking.order_for(drawn, about)[0].themes == {"wonen"}


def test_reasons_name_what_fills_a_gap_first() -> None:
    why = ranking.reasons(offer("p1", "sql", "gis"), wish(covered=frozenset({"sql"})))
    assert (why.fills, why.doubles) == (("gis",), ("sql",))


def test_the_command_line_prints_the_same_order(app: Flask, tmp_path: Path) -> None:
    person = {
        "name": "", "photo": False, "kind": "internal", "framework": False, "skills": ["sql"],
        "interests": [], "colours": {}, "hours": 16, "available_from": 0, "available_until": 40,
        "endorsements": [],
    }  # fmt: skip
    project = {
        "id": "j1", "theme": "zorg", "needs": [{"skill": "sql", "weight": 3}], "colour_wanted": {},
        "hours": 16, "start": 0, "weeks": 20, "externals_ok": True, "framework_required": False,
    }  # fmt: skip
    rows = [{"id": f"p{n}", **person, "skills": ["sql"] * n} for n in range(2)]
    world = tmp_path / "world.json"
    world.write_text(json.dumps({"profiles": rows, "projects": [project]}))
    seen = tmp_path / "seen.json"
    seen.write_text(json.dumps([{"profile": "p1", "leader": 1, "candidate": None}]))
    run = app.test_cli_runner().invoke
    asked = ["matching", "rank", "--world", str(world), "--project", "j1"]
    assert run(args=asked).output.split() == ["p1", "p0"]
    assert run(args=[*asked, "--seen", str(seen)]).output.split() == ["p0"]
    assert run(args=[*asked[:-1], "j9"]).exit_code == pytest.approx(2)
