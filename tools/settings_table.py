"""``python -m tools.settings_table``: the table of settings in the README, from the one class."""

from __future__ import annotations

import re

from pydantic import SecretStr

from portal.settings import ROOT, Settings

MARKS = re.compile(
    r"(<!-- settings: made from portal/settings.py, tested -->\n).*(<!-- end of settings -->)",
    re.DOTALL,
)


def table() -> str:
    rows = ["| setting | default | what it is |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = "required" if field.is_required() else _plain(field.default)
        rows.append(f"| `PORTAL_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def _plain(default: object) -> str:
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    text = str(default).replace(str(ROOT) + "/", "")
    return f"`{text}`" if text else "–"


def written(readme: str) -> str:
    """The README with the table as it should be."""
    return MARKS.sub(lambda found: found[1] + table() + found[2], readme)


if __name__ == "__main__":
    readme = ROOT / "README.md"
    readme.write_text(written(readme.read_text()))
