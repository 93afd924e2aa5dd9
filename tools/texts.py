"""``python -m tools.texts``: bring the texts of the code into the Dutch catalogues, one a domain.

New texts come in untranslated, unused ones go, and everything is sorted, so that two people who
change different texts of one domain seldom meet. ``tests/test_texts.py`` asks for the Dutch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from portal.settings import ROOT

KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_plural": (1, 2),
}
PYTHON, TEMPLATE = "python", "jinja2"
KERNEL = ("portal/kernel", "templates/macros", "templates/errors", "templates/pages")
KERNEL_FILES = ("templates/base.html", "templates/demo/components.html", "portal/app.py")
Message = str | tuple[str, ...]


def domains() -> list[str]:
    """Everything that has texts of its own: the kernel, each domain, the demonstration."""
    packages = sorted(
        path.parent.name
        for path in (ROOT / "portal").glob("*/domain.py")
        if path.parent.name != "kernel"
    )
    return ["kernel", "demo", *packages]


def sources(domain: str) -> Iterator[Path]:
    """The files whose texts are in this domain's catalogue."""
    folders = [f"portal/{domain}", f"templates/{domain}"]
    if domain == "kernel":
        folders = [*KERNEL, "templates/home"]
        yield from (ROOT / name for name in KERNEL_FILES)
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            wanted = path.suffix in {".py", ".html", ".txt"}
            if wanted and str(path.relative_to(ROOT)) not in KERNEL_FILES[1:2]:
                yield path


def messages_of(domain: str) -> set[Message]:
    """Every text of a domain as it stands in the code; a tuple is singular and plural."""
    found: set[Message] = set()
    for path in sources(domain):
        method = PYTHON if path.suffix == ".py" else TEMPLATE
        options = {"trimmed": "true"} if method == TEMPLATE else {}
        for _line, message, _comments, _context in extract_from_file(
            method, str(path), keywords=KEYWORDS, options=options
        ):
            if message:
                found.add(tuple(message) if isinstance(message, tuple | list) else message)
    return found


def catalogue_of(domain: str) -> Path:
    return ROOT / "translations" / domain / "nl" / "LC_MESSAGES" / "messages.po"


def read(domain: str) -> Catalog:
    path = catalogue_of(domain)
    if not path.exists():
        return Catalog(locale="nl")
    with path.open("rb") as file:
        return read_po(file, locale="nl")


def update(domain: str) -> int:
    """Write a domain's catalogue anew. Gives how many texts still want their Dutch."""
    old, new = read(domain), Catalog(locale="nl", fuzzy=False)
    for message in messages_of(domain):
        known = old.get(message if isinstance(message, str) else message[0])
        translated = known.string if known is not None and not known.fuzzy else ""
        if isinstance(message, tuple) and not isinstance(translated, tuple | list):
            translated = ("", "")
        new.add(message, translated)
    path = catalogue_of(domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, sort_output=True, no_location=True, omit_header=True, width=0)
    path.write_text(HEADER + path.read_text())
    return len([m for m in new if m.id and not is_translated(m.string)])


HEADER = """msgid ""
msgstr ""
"Language: nl\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def is_translated(translation: str | Sequence[str] | None) -> bool:
    """Whether the Dutch is there; of a plural, both forms."""
    if translation is None or isinstance(translation, str):
        return bool(translation)
    return all(translation)


def main() -> None:
    for domain in domains():
        wanting = update(domain)
        print(f"{domain}: {wanting} without Dutch" if wanting else f"{domain}: complete")


if __name__ == "__main__":
    main()
