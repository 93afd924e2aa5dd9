"""What anybody may read: home, the list, a challenge, its versions, feed and calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.challenges import queries, rules
from portal.challenges.queries import listing
from portal.challenges.queries.listing import Wish
from portal.challenges.views import bp, changes, dates, reading, shown, steps
from portal.challenges.views.staff import staff_view
from portal.kernel.cache import cached_page, keep_until, kept_value
from portal.kernel.errors import Missing
from portal.kernel.policy import BEGINNING
from portal.kernel.text import _, language, tidy
from portal.kernel.web import address_of, current_actor
from portal.people import vocabulary

ON_THE_HOME_PAGE = 3
MOST_COUNTED = 500
LONGEST_SEARCH = 200


@bp.get("/")
@cached_page
def home() -> ResponseReturnValue:
    now = current_actor().now
    wish: dict[str, Any] = {"now": now, "language": language(), "size": ON_THE_HOME_PAGE}
    opened = queries.public_list(Wish(state="open"), **wish)
    chosen = queries.public_list(Wish(state="chosen"), **wish)
    _depends_on_dates(opened.rows, now)
    return render_template(
        "challenges/home.html",
        open_rows=shown.listed(opened.rows, now),
        number_open=queries.number_open(now, at_most=MOST_COUNTED),
        results=shown.listed(chosen.rows, now),
        steps=steps.IN_SHORT,
    )


@bp.get("/challenges")
@cached_page
def index() -> ResponseReturnValue:
    now = current_actor().now
    choices = _choices(now)
    wish = _wish(choices)
    after = listing.key_of(request.args.get("after"))
    page = queries.public_list(wish, now=now, language=language(), after=after)
    _depends_on_dates(page.rows, now)
    return render_template(
        "challenges/index.html",
        rows=shown.listed(page.rows, now),
        wish=wish,
        heading=_heading(wish),
        chips=list(_chips(wish, choices)),
        cleared=_address(Wish(state=wish.state)),
        organisations=shown.options(choices, wish.organisation, _("All")),
        themes=shown.options(vocabulary.choices("themes", language()), wish.theme, _("All")),
        is_first=after is None,
        older=_address(wish, after=page.after) if page.after else None,
        newest=_address(wish),
        tabs=list(_tabs(wish)),
    )


@bp.get("/challenges/<slug>")
@cached_page
def show(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    row = queries.reading(slug, actor)
    if row is None:
        return _show_archived(slug)
    keep_until(row.publish_at, row.questions_until, row.deadline, rules.standstill_until(row))
    return render_template(
        "challenges/show.html",
        page=reading.page_of(row, actor.now),
        staff=staff_view(slug, actor),
        following=actor.is_somebody and queries.is_following(actor, row.id),
    )


@bp.get("/challenges/<slug>/versions")
@cached_page
def versions(slug: str) -> ResponseReturnValue:
    """What was published, and what changed since, in words."""
    row = _public(slug)
    return render_template(
        "challenges/versions.html",
        page=reading.page_of(row, current_actor().now),
        versions=changes.told(queries.versions(row.id)),
    )


@bp.get("/challenges/<slug>/versions/<int:number>")
@cached_page
def version(slug: str, number: int) -> ResponseReturnValue:
    """The challenge as it could be read before a later change."""
    row = _public(slug)
    kept = queries.version(row.id, number)
    return render_template(
        "challenges/version.html",
        page=reading.page_of(row, current_actor().now, content=kept.content),
        version=kept,
        facts=changes.facts(kept.content),
    )


@bp.get("/challenges/<slug>.ics")
@cached_page
def calendar(slug: str) -> ResponseReturnValue:
    """The dates of a challenge, for somebody's own calendar."""
    return Response(
        dates.calendar(_public(slug)),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={slug}.ics"},
    )


@bp.get("/challenges.atom")
@cached_page
def feed() -> ResponseReturnValue:
    """The newest publications, for a feed reader."""
    now = current_actor().now
    entries = dates.entries(queries.newest(now, language()))
    keep_until(lambda: queries.next_change(now))
    return Response(
        render_template(
            "challenges/feed.xml",
            entries=entries,
            updated=max((entry.updated for entry in entries), default=BEGINNING),
            self_url=address_of("challenges.feed"),
            list_url=address_of("challenges.index"),
        ),
        content_type="application/atom+xml; charset=utf-8",
    )


@bp.get("/how-it-works")
@cached_page
def how() -> ResponseReturnValue:
    return render_template("challenges/how.html", steps=steps.IN_SHORT)


@bp.get("/results")
@cached_page
def results() -> ResponseReturnValue:
    """Challenges whose startup is known, the latest first."""
    now = current_actor().now
    after = listing.key_of(request.args.get("after"))
    wish = Wish(state="chosen")
    page = queries.public_list(wish, now=now, language=language(), after=after)
    _depends_on_dates(page.rows, now)
    return render_template(
        "challenges/results.html",
        rows=shown.listed(page.rows, now),
        is_first=after is None,
        older=url_for(".results", after=page.after) if page.after else None,
    )


def _public(slug: str) -> Any:
    """The row of a challenge that anybody may read, whoever asks. Raises Missing."""
    row = queries.reading(slug, current_actor())
    if row is None or not rules.is_public(row, current_actor().now):
        raise Missing
    keep_until(row.publish_at, row.questions_until, row.deadline, rules.standstill_until(row))
    return row


def _show_archived(slug: str) -> ResponseReturnValue:
    row = queries.archived(slug, current_actor())
    if row is None:
        raise Missing
    return render_template("challenges/archived.html", page=reading.archived_page(row))


# --- Looking for something ---------------------------------------------------------------------


def _wish(choices: tuple[tuple[str, str], ...]) -> Wish:
    """What the address asks for; what makes no sense in it is left out."""
    theme, state = request.args.get("theme", ""), request.args.get("state", "")
    organisation = request.args.get("organisation", "")
    return Wish(
        words=tidy(request.args.get("q", ""))[:LONGEST_SEARCH],
        organisation=organisation if organisation in dict(choices) else "",
        theme=theme if theme in vocabulary.known("themes") else "",
        state=state if state in listing.STATES else "",
    )


def _choices(now: datetime) -> tuple[tuple[str, str], ...]:
    """(slug, name) of each organisation that one can filter by."""

    def make() -> tuple[tuple[tuple[str, str], ...], Any]:
        found = queries.organisations(now)
        named = [(one.slug, one.name_in(language())) for one in found]
        return tuple(named), queries.next_change(now)

    return kept_value(("challenges.organisations", language()), make)


def _address(wish: Wish, **changed: str | None) -> str:
    """The list with this wish, and what is changed in it."""
    asked = {
        "q": wish.words,
        "organisation": wish.organisation,
        "theme": wish.theme,
        "state": wish.state,
        **changed,
    }
    here = url_for("challenges.index")
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{here}{'&' if '?' in here else '?'}{query}" if query else here


def _tabs(wish: Wish) -> Iterator[tuple[str, str, bool]]:
    names = {"": _("All"), "open": _("Open"), "jury": _("With the jury"), "done": _("Concluded")}
    for state, name in names.items():
        yield name, _address(wish, state=state), state == wish.state


def _heading(wish: Wish) -> str:
    headings = {
        "open": _("Open challenges, the nearest deadline first"),
        "jury": _("Challenges that are with the jury"),
        "done": _("Concluded challenges, the latest first"),
    }
    return str(headings.get(wish.state) or _("All challenges, open ones first"))


def _chips(wish: Wish, choices: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Each filter in force, and the address without it."""
    if wish.words:
        yield _("‘%(words)s’", words=wish.words), _address(wish, q=None)
    if wish.organisation:
        yield dict(choices)[wish.organisation], _address(wish, organisation=None)
    if wish.theme:
        yield vocabulary.label("themes", wish.theme, language()), _address(wish, theme=None)


def _depends_on_dates(rows: Sequence[Any], now: datetime) -> None:
    """The list is another at the next deadline or publication, a row when its phase changes."""
    keep_until(
        lambda: (
            *queries.next_change(now),
            *(row.questions_until for row in rows),
            *(rules.standstill_until(row) for row in rows),
        )
    )
