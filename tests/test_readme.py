"""What the README says is so."""

from __future__ import annotations

import re

from portal.demo.cast import PLAYERS
from portal.settings import ROOT
from tools import settings_table

README = (ROOT / "README.md").read_text()


def test_its_table_of_settings_is_that_of_the_code() -> None:
    assert settings_table.written(README) == README, "python -m tools.settings_table"


def test_it_names_everybody_of_the_demonstration() -> None:
    for player in PLAYERS:
        known = player.account if not player.account.startswith("juror") else "juror"
        assert f"`{known}" in README, player.account


def test_every_file_and_folder_it_names_is_there() -> None:
    for name in re.findall(r"`((?:docs|static|templates|data|portal|tests)/[\w./-]*)`", README):
        assert (ROOT / name).exists(), name


def test_its_tasks_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for task in ("run", "test", "lint", "format", "bench", "screenshots", "texts", "lock"):
        assert f"`{task}`" in README or f"make {task}" in README
        assert re.search(rf"^{task}:", makefile, re.MULTILINE), task
