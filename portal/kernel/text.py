"""Words on pages and in letters: languages, dates, money, Markdown, and what people typed.

English sentences are the message ids; each domain has a Dutch catalogue of its own in
``translations/<domain>``.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import nh3
from babel.dates import format_date, format_time, format_timedelta
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale, get_translations
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markdown_it import MarkdownIt
from markupsafe import Markup

from portal.settings import ROOT

LANGUAGES = ("nl", "en")
MEGABYTE = 1_000_000
ZONE = ZoneInfo("Europe/Amsterdam")

__all__ = ["Sentence", "_", "force_locale", "lazy", "ngettext"]


class Sentence(Protocol):
    """A text in the reader's language, perhaps chosen only when it is shown."""

    def __str__(self) -> str: ...


babel = Babel()
_catalogues: dict[str, Any] = {}


def gettext(message: str, **values: object) -> str:
    """The sentence in the reader's language, with these values in it."""
    words: str = _words().ugettext(message)
    return words % values if values else words


def ngettext(one: str, many: str, num: float, **values: object) -> str:
    """Likewise, of one thing or of several; ``%(num)s`` is how many."""
    words: str = _words().ungettext(one, many, num)
    return words % {"num": num, **values}


def lazy(message: str, **values: object) -> Sentence:
    """Translated only when it is shown: for what is said at import."""
    sentence: Sentence = LazyString(gettext, message, **values)
    return sentence


_ = gettext


@pass_eval_context
def _on_page(context: EvalContext, message: str, **values: object) -> str:
    """``_`` in templates: what is put into the sentence is escaped, the sentence is not."""
    words: str = _words().ugettext(message)
    if context.autoescape:
        words = Markup(words)  # noqa: S704 - our own words
    return words % values if values else words


@pass_eval_context
def _on_page_of_many(
    context: EvalContext, one: str, many: str, num: float, **values: object
) -> str:
    words: str = _words().ungettext(one, many, num)
    if context.autoescape:
        words = Markup(words)  # noqa: S704 - our own words
    return words % {"num": num, **values}


def _words() -> Any:
    """The catalogue in force. A page asks a hundred times, and Flask-Babel looks longer."""
    tongue = _tongue()
    found = _catalogues.get(tongue)
    if found is None:
        found = get_translations()
        if tongue:
            _catalogues[tongue] = found
    return found


def _tongue() -> str:
    """The language in force, or none outside the application.

    Read where Flask-Babel keeps it: this is asked two hundred times a page.
    """
    try:
        return str(g._flask_babel.babel_locale.language)  # noqa: SLF001
    except (AttributeError, RuntimeError):
        locale = get_locale()
        return str(locale.language) if locale else ""


def init_app(app: Flask) -> None:
    directories = sorted(str(path) for path in (ROOT / "translations").glob("*/"))
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", ";".join(directories))
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "nl")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Europe/Amsterdam")
    babel.init_app(app, locale_selector=choose_language)
    app.jinja_env.globals.update(_=_on_page, gettext=_on_page, ngettext=_on_page_of_many, lazy=lazy)
    app.jinja_env.filters.update(
        bytes=file_size,
        clock=clock_words,
        day=day_words,
        decimal=decimal,
        exact=exact_words,
        initials=initials,
        markdown=markdown,
        moment=moment_words,
        money=money,
        short_day=short_day,
        within=within,
    )
    app.jinja_env.globals["languages"] = LANGUAGES


def language() -> str:
    """The language in force: ``nl`` or ``en``."""
    return _tongue() or "nl"


def choose_language() -> str:
    """The wish of the address, the session, the account or the browser; else Dutch."""
    if not has_request_context():
        return "nl"
    for wish in (request.args.get("lang"), session.get("language"), g.get("account_language")):
        if wish in LANGUAGES:
            return str(wish)
    return request.accept_languages.best_match(LANGUAGES) or "nl"


def compile_catalogues(root: Path = ROOT) -> None:
    """Make the .mo beside every .po that is newer. Cheap when nothing changed."""
    for source in (root / "translations").glob("*/*/LC_MESSAGES/messages.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as words:
            catalogue = read_po(words, locale=source.parent.parent.name)
        spare = target.with_suffix(f".{os.getpid()}.mo")  # others may do the same now
        with spare.open("wb") as out:
            write_mo(out, catalogue)
        spare.replace(target)


# --- Dates, in words, in the Netherlands' time ------------------------------------------------


def local(moment: datetime) -> datetime:
    return moment.astimezone(ZONE)


@lru_cache(maxsize=4096)
def local_day(moment: datetime) -> date:
    """The day that it is in the Netherlands at a moment."""
    return local(moment).date()


def day_words(day: date | datetime, *, year: int | None = None) -> str:
    """‘donderdag 10 december 2026’; without the year where it is ``year``."""
    form = "EEEE d MMMM" if _as_day(day).year == year else "EEEE d MMMM y"
    return _written(_as_day(day), form, language())


def short_day(day: date | datetime) -> str:
    """‘10 december 2026’."""
    return _written(_as_day(day), "d MMMM y", language())


def near_day(day: date | datetime) -> str:
    """‘do 10 december’, where the year is clear."""
    return _written(_as_day(day), "EEE d MMMM", language())


def month_words(day: date | datetime) -> str:
    """‘januari 2027’."""
    return _written(_as_day(day), "LLLL y", language())


@lru_cache(maxsize=4096)
def _written(day: date, form: str, tongue: str) -> str:
    """Babel takes 20 µs for a date; a list shows the same few again and again."""
    return str(format_date(day, form, locale=tongue))


def clock_words(moment: datetime) -> str:
    """‘12.00 uur’ or ‘12:00’."""
    form = "HH.mm 'uur'" if language() == "nl" else "HH:mm"
    return format_time(local(moment), form, tzinfo=ZONE, locale=language())


def moment_words(moment: datetime) -> str:
    """A deadline as it must be read: day, time and the zone by name."""
    day, time = day_words(moment), clock_words(moment)
    return str(_("%(day)s at %(time)s (Dutch time)", day=day, time=time))


def exact_words(moment: datetime) -> str:
    """To the second, for receipts: what a deadline is compared with."""
    form = "HH.mm.ss 'uur'" if language() == "nl" else "HH:mm:ss"
    time = format_time(local(moment), form, tzinfo=ZONE, locale=language())
    return str(_("%(day)s at %(time)s (Dutch time)", day=day_words(moment), time=time))


def within(moment: datetime, now: datetime) -> str:
    """How far away, in the largest unit that says enough: ‘17 dagen’, ‘3 uur’."""
    gap = abs(moment - now)
    if gap >= timedelta(days=1):
        days = abs((_as_day(moment) - _as_day(now)).days)
        return str(ngettext("%(num)d day", "%(num)d days", max(days, 1)))
    return format_timedelta(gap, threshold=1, locale=language())


def from_local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A wall-clock time in the Netherlands as UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def _as_day(day: date | datetime) -> date:
    return local_day(day) if isinstance(day, datetime) else day


# --- Numbers ----------------------------------------------------------------------------------


def money(cents: int, currency: str = "EUR") -> str:
    """Whole euros where there are no cents: ‘€ 25.000’."""
    form = None if cents % 100 else "¤ #,##0"
    return format_currency(
        cents / 100, currency, form, locale=language(), currency_digits=bool(cents % 100)
    )


def decimal(number: float, digits: int = 2) -> str:
    return format_decimal(number, "#,##0." + "0" * digits, locale=language())


def file_size(size: int) -> str:
    """‘480 kB’, ‘2,4 MB’, ‘20 MB’."""
    if size < MEGABYTE:
        return f"{max(round(size / 1000), 1)} kB"
    return f"{format_decimal(size / MEGABYTE, '#,##0.#', locale=language())} MB"


def whole(number: int) -> str:
    """‘20.000’."""
    return format_decimal(number, "#,##0", locale=language())


def listed(words: Iterable[str]) -> str:
    """‘3, 5 and 11’."""
    return format_list(list(words), locale=language())


def initials(name: str) -> str:
    """First letters of the first and last word that start with a letter in upper case."""
    words = [word for word in name.split() if word[:1].isalpha()]
    capital = [word for word in words if word[:1].isupper()] or words
    return "".join(word[0].upper() for word in (capital[:1] + capital[1:][-1:]))


# --- What people typed ------------------------------------------------------------------------

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).disable(
    "image"
)
"""``breaks``: a line that somebody began stays a line, as in the field it was typed into."""
MARKDOWN_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "hr"}
MARKDOWN_TAGS |= {"a", "h3", "h4", "h5"}


@lru_cache(maxsize=1024)
def markdown(source: str) -> Markup:
    """Typed Markdown as safe mark-up. Headings start at level 3, under the page's own."""
    html = _markdown.render(source or "")
    html = re.sub(r"<(/?)h([1-6])>", lambda m: f"<{m[1]}h{min(int(m[2]) + 2, 5)}>", html)
    clean = nh3.clean(
        html,
        tags=MARKDOWN_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return Markup(clean)  # noqa: S704 - cleaned in the line above


_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def tidy(value: str, *, lines: bool = False) -> str:
    """What was typed, without control and direction characters, NUL first among them.

    One line unless ``lines``: then line ends become ``\\n`` and are kept.
    """
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if text.replace("\n", "").isprintable():  # as nearly everything is
        return text.strip() if lines else " ".join(text.split())
    keep = "\n\t" if lines else ""
    text = "".join(
        c
        for c in text
        if c in keep or c in "\u200d\ufe0f" or unicodedata.category(c) not in _UNSEEN or c.isspace()
    )
    return text.strip() if lines else " ".join(text.split())


_LINKLIKE = re.compile(r"(?i)\b(https?|ftp|mailto|javascript):|(?<=\w)\.(?=[a-z]{2,})")


def inert(value: str) -> str:
    """Typed text for a letter: no mail program makes a link of it."""
    return _LINKLIKE.sub(lambda m: "[.]" if m[0] == "." else f"{m[1]}[:]", value)


class Ours(str):
    """A text of the portal's own, such as an address of its own, that may be a link."""

    __slots__ = ()


def finalize_letter(value: object) -> object:
    """Jinja's last hand on everything put into a letter: typed text is made inert."""
    if isinstance(value, Ours) or not isinstance(value, str):
        return value
    return inert(tidy(value, lines=True))
