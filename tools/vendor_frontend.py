"""Make static/nlds.css and static/vendor/ from npm packages: for maintainers.

    python tools/vendor_frontend.py            take the versions below and write the files
    python tools/vendor_frontend.py --check    do so elsewhere and say whether the files differ

Needs npm and the registry; neither building nor running the portal does: the result is committed.
Of each style sheet only the rules are kept whose classes occur in templates or scripts, and of the
design tokens only those that these rules, or the portal's own style sheets, ask for.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"

SHEETS = {
    "@nl-design-system-candidate/skip-link-css": ("1.0.5", "dist/skip-link.css"),
    "@nl-design-system-candidate/heading-css": ("1.1.3", "dist/heading.css"),
    "@nl-design-system-candidate/paragraph-css": ("2.1.3", "dist/paragraph.css"),
    "@nl-design-system-candidate/link-css": ("2.0.3", "dist/link.css"),
    "@nl-design-system-candidate/button-css": ("1.1.0", "dist/button.css"),
    "@utrecht/form-field-css": ("3.0.1", "dist/index.css"),
    "@utrecht/form-label-css": ("3.0.1", "dist/index.css"),
    "@utrecht/form-field-description-css": ("3.0.1", "dist/index.css"),
    "@utrecht/form-field-error-message-css": ("3.0.1", "dist/index.css"),
    "@utrecht/textbox-css": ("4.0.1", "dist/index.css"),
    "@utrecht/textarea-css": ("4.0.1", "dist/index.css"),
    "@utrecht/select-css": ("3.0.1", "dist/index.css"),
}
TOKENS = ("@nl-design-system-unstable/voorbeeld-design-tokens", "7.4.1", "dist/theme.css")
FONT = (
    "@fontsource-variable/source-sans-3",
    "5.3.0",
    "files/source-sans-3-latin-wght-normal.woff2",
    "source-sans-3.woff2",
)

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS = re.compile(r"\.([a-z][\w-]*)")
WORD = re.compile(r"[a-z][\w-]+")
ASKED = re.compile(r"var\(\s*(--[\w-]+)")
NESTED = ("@media", "@supports", "@layer", "@container")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: ``head`` is a selector or an at-rule, ``body`` what stands between its braces."""

    head: str
    body: str

    def __str__(self) -> str:
        return f"{self.head}{{{self.body}}}"


def rules(css: str) -> Iterator[Rule]:
    """The rules of a sheet without comments, one level deep."""
    start = depth = opened = 0
    for place, sign in enumerate(css):
        if sign == "{":
            depth += 1
            opened = place if depth == 1 else opened
        elif sign == "}":
            depth -= 1
            if depth == 0:
                head = css[start:opened].rpartition(";")[2]
                yield Rule(" ".join(head.split()), css[opened + 1 : place].strip())
                start = place + 1


def kept(css: str, used: set[str]) -> Iterator[Rule]:
    """The rules that can match: each class they name is used, or they name an element only."""
    for rule in rules(css):
        if rule.head.startswith(NESTED):
            inner = "".join(map(str, kept(rule.body, used)))
            if inner:
                yield Rule(rule.head, inner)
        elif not rule.head.startswith("@"):
            heads = [part for part in _selectors(rule.head) if set(CLASS.findall(part)) <= used]
            if heads and rule.body:
                yield Rule(",".join(heads), _lean(rule.body))


def _selectors(head: str) -> list[str]:
    """A list of selectors at its commas, but not at those within brackets."""
    return [part.strip() for part in re.split(r",(?![^(\[]*[)\]])", head)]


def _lean(body: str) -> str:
    return re.sub(r"\s*([;,{}])\s*", r"\1", " ".join(body.split())).rstrip(";")


def wanted_tokens(css: str, defined: dict[str, str]) -> dict[str, str]:
    """The tokens that a sheet asks for, and those that these ask for in turn."""
    found: dict[str, str] = {}
    open_names = set(ASKED.findall(css))
    while open_names:
        name = open_names.pop()
        if name in defined and name not in found:
            found[name] = defined[name]
            open_names |= set(ASKED.findall(defined[name]))
    return dict(sorted(found.items()))


def tokens_of(css: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for rule in rules(COMMENT.sub("", css)):
        for line in rule.body.split(";"):
            name, colon, value = line.partition(":")
            if colon and name.strip().startswith("--"):
                found[name.strip()] = " ".join(value.split())
    return found


def used_words() -> set[str]:
    """Every word of templates and scripts: a class in use is among them."""
    files = [*(ROOT / "templates").rglob("*.html"), *(STATIC / "js").glob("*.js")]
    return {word for path in files for word in WORD.findall(path.read_text(encoding="utf-8"))}


class Packages:
    """npm packages, unpacked; each file that is taken is written down for the manifest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.manifest: list[dict[str, str]] = []

    def take(self, name: str, version: str, path: str, file: str = "") -> bytes:
        home = self._folder / name.replace("/", "_")
        if not home.exists():
            self._fetch(name, version, home)
        about = json.loads((home / "package" / "package.json").read_text(encoding="utf-8"))
        content = (home / "package" / path).read_bytes()
        entry = {
            "name": name,
            "version": about["version"],
            "licence": about["license"],
            "source": f"{name}/{path}",
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        self.manifest.append(entry | ({"file": file} if file else {}))
        return content

    def _fetch(self, name: str, version: str, home: Path) -> None:
        npm = shutil.which("npm")
        if npm is None:
            sys.exit("npm is needed to make these files anew.")
        home.mkdir(parents=True)
        command = [npm, "pack", "--silent", "--pack-destination", str(home), f"{name}@{version}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (archive,) = home.glob("*.tgz")
        with tarfile.open(archive) as package:
            package.extractall(home, filter="data")


def make(target: Path) -> None:
    """Write nlds.css, the font and the manifest below ``target``."""
    used = used_words()
    own = "".join(path.read_text(encoding="utf-8") for path in (STATIC / "css").glob("*.css"))
    own += (STATIC / "theme.css").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        packages = Packages(Path(folder))
        sheets = [
            COMMENT.sub("", packages.take(name, version, path).decode())
            for name, (version, path) in SHEETS.items()
        ]
        parts = [str(rule) for sheet in sheets for rule in kept(sheet, used)]
        tokens = tokens_of(packages.take(*TOKENS).decode())
        font = packages.take(*FONT)
    body = "\n".join(dict.fromkeys(parts))
    needed = wanted_tokens(body + own, tokens)
    root = ";\n".join(f"{name}:{value}" for name, value in needed.items())
    (target / "vendor").mkdir(parents=True, exist_ok=True)
    (target / "vendor" / FONT[3]).write_bytes(font)
    (target / "nlds.css").write_text(
        "/*! NL Design System, EUPL-1.2: only what is in use. Made by tools/vendor_frontend.py;"
        f" see vendor/manifest.json */\n:root{{{root}}}\n{body}\n",
        encoding="utf-8",
    )
    manifest = json.dumps(packages.manifest, indent=1, ensure_ascii=False)
    (target / "vendor" / "manifest.json").write_text(f"{manifest}\n", encoding="utf-8")
    rule_count, token_count = len(parts), len(needed)
    print(f"{rule_count} rules, {token_count} of {len(tokens)} tokens")


def check() -> int:
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder))
        made = [path for path in Path(folder).rglob("*") if path.is_file()]
        other = [
            path.relative_to(folder).as_posix()
            for path in made
            if path.read_bytes() != (STATIC / path.relative_to(folder)).read_bytes()
        ]
    print(f"Different: {', '.join(other)}." if other else "The same.")
    return 1 if other else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only compare with what is there")
    if parser.parse_args().check:
        return check()
    make(STATIC)
    return 0


if __name__ == "__main__":
    sys.exit(main())
