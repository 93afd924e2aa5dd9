"""One system: colours and fonts in one file, and little to load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portal.kernel.assets import Assets
from portal.settings import ROOT

STATIC = ROOT / "static"
SHEETS = sorted((STATIC / "css").glob("*.css"))
FIRST_VIEW = 60_000
NAMED = "black|white|red|green|blue|yellow|orange|gray|grey|purple|teal|navy|silver|maroon|gold"
COLOUR = re.compile(
    rf"#[0-9a-f]{{3,8}}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|[:\s](?:{NAMED})\s*[;}}]",
    re.IGNORECASE,
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_colour_is_named_outside_the_theme(sheet: Path) -> None:
    assert COLOUR.findall(COMMENT.sub("", sheet.read_text())) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_font_is_named_outside_the_theme(sheet: Path) -> None:
    text = COMMENT.sub("", sheet.read_text())
    assert "@font-face" not in text
    families = re.findall(r"font-family:\s*([^;]+);", text)
    assert all(family.startswith(("var(", "inherit", "ui-monospace")) for family in families), (
        families
    )


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_sheet_is_joined_into_the_one_that_pages_ask_for(sheet: Path) -> None:
    assert f'@import url("css/{sheet.name}")' in (STATIC / "portal.css").read_text()


def test_every_token_that_is_asked_for_is_set_somewhere() -> None:
    sheets = [*SHEETS, STATIC / "theme.css", STATIC / "nlds.css"]
    text = "".join(path.read_text() for path in sheets)
    own = "".join(path.read_text() for path in SHEETS)
    asked = set(re.findall(r"var\((--[\w-]+)\)", own))
    assert {name for name in asked if f"{name}:" not in text} == set()


def test_a_first_view_is_small(built: Assets) -> None:
    """Style, script, font and mark; the page itself may add what is left."""
    sizes = {
        name: min(path.stat().st_size for path in built.folder.glob(f"{name}*"))
        for name in ("portal.css", "portal.js", "icon.svg", "vendor/source-sans-3.woff2")
    }
    assert sum(sizes.values()) < FIRST_VIEW - 8_000, sizes


CLASS = re.compile(r"(?<![\w#/-])portal-[\w-]*\w(?![\w-]*-?\{\{)")
MADE_UP = {"portal-width"}  # a beginning, which the macro completes


@pytest.mark.parametrize(
    "template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_every_class_of_a_template_is_drawn(template: Path) -> None:
    drawn = set(re.findall(r"\.(portal-[\w-]+)", "".join(path.read_text() for path in SHEETS)))
    assert set(CLASS.findall(template.read_text())) - drawn - MADE_UP == set()
