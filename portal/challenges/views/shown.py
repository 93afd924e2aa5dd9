"""Challenges as pages show them: words, dates and pictures, ready for a template."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, url_for
from markupsafe import Markup

from portal.challenges import rules
from portal.challenges.model import Challenge
from portal.challenges.queries.listing import Part
from portal.challenges.states import ChallengeState, Phase
from portal.kernel.text import (
    _,
    clock_words,
    day_words,
    from_local,
    language,
    local,
    local_day,
    moment_words,
    month_words,
    near_day,
    ngettext,
    short_day,
)

BADGES = {Phase.QUESTIONS_OPEN: "open"}
SENTENCE_END = re.compile(r"(?<=[a-z][.!?])\s+(?=[A-Z0-9])")
Item = dict[str, Any]


class Shown(NamedTuple):
    """One challenge in a list. ``days``: what matters most now; ``when``: the date of it."""

    url: str
    title: str
    lead: str
    by: str
    badge: Markup
    days: str
    when: str


def badge(challenge: rules.Dated, now: datetime, *, behind: bool = False) -> Markup:
    """The state as a picture and a word; with ``behind``, what only the staff knows too."""
    phase = rules.phase(challenge, now) if behind else rules.public_phase(challenge, now)
    return _badge_in(phase, challenge, now)


def _badge_in(phase: Phase, challenge: rules.Dated, now: datetime) -> Markup:
    return badge_of(badge_name(phase, challenge, now), language())


def badge_name(phase: Phase, challenge: rules.Dated, now: datetime) -> str:
    """The name by which the badge of a state is known."""
    if phase in rules.OPEN and rules.closes_soon(challenge, now):
        return "closing"
    return BADGES.get(phase, phase.value)


@lru_cache(maxsize=64)
def badge_of(state: str, tongue: str) -> Markup:  # noqa: ARG001 - one for each language
    """Drawn once: the macro knows some fifty states and their words."""
    macros = current_app.jinja_env.get_template("macros/state.html").module
    if state == "archived":
        return Markup(macros.badge("concluded", _("From the archive")))  # type: ignore[attr-defined]  # noqa: S704 - our own macro
    return Markup(macros.badge(state))  # type: ignore[attr-defined]  # noqa: S704 - our own macro


def listed(rows: Iterable[Any], now: datetime) -> list[Shown]:
    """Rows of ``queries.public_list``."""
    before, _mark, after = url_for("challenges.show", slug="-").rpartition("-")
    return [_in_list(row, now, f"{before}{row.slug}{after}") for row in rows]


def _in_list(row: Any, now: datetime, url: str) -> Shown:
    if row.part == Part.ARCHIVED:
        count, when = row.winner or _("Winner not known"), str(row.sort_day.year)
        drawn, lead = badge_of("archived", language()), _first_sentence(row.lead)
    else:
        phase, lead = rules.public_phase(row, now), row.lead
        count, when = _days_in(phase, row, now, row.winner)
        drawn = _badge_in(phase, row, now)
    return Shown(url, row.title, lead, row.by or "", drawn, str(count), when)


def _first_sentence(text: str) -> str:
    return SENTENCE_END.split(text, maxsplit=1)[0]


@lru_cache(maxsize=128)
def options(choices: tuple[tuple[str, str], ...], chosen: str, none: str) -> Markup:
    """The choices of a select, drawn once: a list of themes is long and always the same."""
    option = Markup('<option value="{}"{}>{}</option>')
    mark = Markup(" selected")
    return Markup("").join(
        option.format(value, mark if value == chosen else "", label)
        for value, label in (("", none), *choices)
    )


def behind(challenges: Iterable[Challenge], now: datetime) -> list[Shown]:
    """Challenges for the staff of their organisation, drafts and all."""
    return [
        Shown(
            url_for("challenges.show", slug=one.slug),
            one.text_in(language()).title or one.text_in("nl").title,
            one.text_in(language()).lead,
            one.organisation.name_in(language()),
            badge(one, now, behind=True),
            *days(one, now, (one.winner or {}).get("name")),
        )
        for one in challenges
    ]


def days(challenge: rules.Dated, now: datetime, winner: str | None = None) -> tuple[str, str]:
    """What matters most about it now, and the date that belongs to it."""
    return _days_in(rules.public_phase(challenge, now), challenge, now, winner)


def _days_in(
    phase: Phase, challenge: rules.Dated, now: datetime, winner: str | None
) -> tuple[str, str]:
    if phase in rules.OPEN:
        return days_left(challenge.deadline, now), closes(challenge.deadline)
    if phase in {Phase.CLOSED, Phase.JUDGING}:
        return str(_("Closed")), _decision_expected(challenge)
    if phase in {Phase.AWARDED, Phase.STANDSTILL, Phase.CONCLUDED}:
        return winner or "", _chosen_on(challenge)
    if phase is Phase.SCHEDULED:
        return str(_("Not public yet")), moment_words(_there(challenge.publish_at))
    said = {
        Phase.NO_AWARD: (_("No startup chosen"), _("with the reasons of the jury")),
        Phase.CANCELLED: (_("Cancelled"), _("with the reason")),
    }
    return said.get(phase, ("", ""))


def days_left(deadline: datetime | None, now: datetime) -> str:
    """In whole days, since a page is kept for the rest of the day: ‘17 days left’."""
    left = (local_day(_there(deadline)) - local_day(now)).days
    return _left_in_words(left, language())


@lru_cache(maxsize=1024)
def _left_in_words(left: int, tongue: str) -> str:  # noqa: ARG001 - one for each language
    if left == 0:
        return str(_("Closes today"))
    return str(ngettext("%(num)d day left", "%(num)d days left", left))


def closes(deadline: datetime | None) -> str:
    return _closes_in_words(_there(deadline), language())


@lru_cache(maxsize=4096)
def _closes_in_words(deadline: datetime, tongue: str) -> str:  # noqa: ARG001 - likewise
    words = _("closes %(day)s, %(time)s", day=near_day(deadline), time=clock_words(deadline))
    return str(words)


def timeline(c: Any, now: datetime) -> list[Item]:
    """The dates of a challenge from publication to residency, with where it is now."""
    items = [item for item in _dates(c, now) if item["at"] is not None]
    ahead = [item for item in items if item["at"] > now]
    for item in items:
        item["state"] = "" if item["at"] > now else "done"
    if c.state in {ChallengeState.CANCELLED, ChallengeState.NO_AWARD}:
        for item in ahead:
            item["state"] = "skipped"
        words = _("Cancelled") if c.state == ChallengeState.CANCELLED else _("No startup chosen")
        stop = {"when": short_day(c.changed_at), "title": words, "state": "cut", "at": None}
        items.insert(len(items) - len(ahead), stop)
    elif ahead and rules.is_public(c, now):
        ahead[0]["state"] = "now"
    return items


def _dates(c: Any, now: datetime) -> list[Item]:
    def day(when: date | datetime | None) -> str:
        return day_words(when, year=local(now).year) if when else ""

    decided = c.awarded_at or c.decision_by
    start = c.residency_start
    standstill = ngettext(
        "Then a standstill period of %(num)d day.",
        "Then a standstill period of %(num)d days.",
        c.standstill_days,
    )
    return [
        _item(c.publish_at, _("The challenge opens"), day(c.publish_at)),
        _item(
            c.questions_until if c.contact_email else None,
            _("Questions can be asked"),
            _("up to and including %(day)s", day=day(c.questions_until)),
            c.answers_by and _("All are answered by %(day)s.", day=day(c.answers_by)),
        ),
        _item(
            c.deadline,
            c.deadline and _("Sending in closes at %(time)s", time=clock_words(c.deadline)),
            day(c.deadline),
            _("Dutch time. Later is not possible."),
        ),
        _item(
            c.pitch_day and _end_of(c.pitch_day),
            _("Pitch round"),
            day(c.pitch_day),
            iso=c.pitch_day and c.pitch_day.isoformat(),
        ),
        _item(decided, _("Decision of the jury"), day(decided), c.standstill_days and standstill),
        _item(
            start and _end_of(last_day(start, c.residency_months)),
            _("Residency"),
            start and residency(c),
            iso=start and start.isoformat(),
        ),
    ]


def _item(
    at: datetime | None,
    title: str | None,
    when: str | None,
    note: object = "",
    *,
    iso: str | None = None,
) -> Item:
    """One line, done once ``at`` has passed; ``iso``: what its words stand for, if not that."""
    iso = iso or (at.isoformat(timespec="minutes") if at else "")
    return {"at": at, "title": title, "when": when, "note": note, "iso": iso}


def residency(c: Any) -> str:
    """‘1 maart 2027 – 31 juli 2027’."""
    end = last_day(c.residency_start, c.residency_months)
    return f"{short_day(c.residency_start)} – {short_day(end)}"


def last_day(start: date, months: int) -> date:
    """The last day of so many months from a day on."""
    year, month = divmod(start.month - 1 + months, 12)
    first = date(start.year + year, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=start.day - 1), following) - timedelta(days=1)


def lasts(c: Any) -> str:
    """‘5 maanden, vanaf 1 maart 2027’."""
    months = ngettext("%(num)d month", "%(num)d months", c.residency_months)
    if c.residency_start is None:
        return str(months)
    return str(_("%(months)s, from %(day)s", months=months, day=short_day(c.residency_start)))


def _decision_expected(challenge: rules.Dated) -> str:
    decision = getattr(challenge, "decision_by", None)
    return str(_("decision expected in %(month)s", month=month_words(decision))) if decision else ""


def _chosen_on(challenge: rules.Dated) -> str:
    if challenge.awarded_at is None:
        return ""
    return str(_("chosen on %(day)s", day=short_day(challenge.awarded_at)))


def _end_of(day: date) -> datetime:
    """A day without a time counts as passed when it is over."""
    return from_local(day + timedelta(days=1))


def _there(moment: datetime | None) -> datetime:
    if moment is None:
        raise ValueError("a published challenge has its dates")
    return moment
