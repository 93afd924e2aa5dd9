"""Each person's own page: what must I do now, by when, and what do I have here.

Every domain adds its duties and its shelves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.kernel.asking import Asking
from portal.kernel.domain import Domain, Duty, NavItem, Shelf
from portal.kernel.policy import Actor
from portal.kernel.text import (
    LANGUAGES,
    _,
    clock_words,
    language,
    local,
    near_day,
    ngettext,
    within,
)
from portal.kernel.web import current_actor, settings, signed_in

bp = Blueprint("home", __name__)

END_OF_DAY = time(23, 59)
LONGEST_MENU = 6
"""More places do not fit beside each other."""


@bp.get("/home")
@signed_in
def home() -> ResponseReturnValue:
    actor = current_actor()
    duties = duties_of(actor)
    return render_template(
        "home/home.html",
        duties=duties,
        shelves=shelves_of(actor),
        now=actor.now,
        near_day=near_day,
        due_words=_due_words,
        waits=lambda since: _waits(since, actor.now),
        greeting=_greeting(current_user.name, duties),
        lead=_lead(duties, actor.now),
    )


def _greeting(name: str, duties: Sequence[Duty]) -> str:
    first = name.split(maxsplit=1)[0] if name.split() else name
    if duties:
        return _("Hello %(name)s, this asks for your attention", name=first)
    return _("Hello %(name)s, you have nothing to do now", name=first)


def _lead(duties: Sequence[Duty], now: datetime) -> str:
    """How much there is to do, and when the first of it is due."""
    if not duties:
        return _("As soon as somebody waits for you, you read it here and in your mail.")
    much = ngettext("One thing to do", "%(num)s things to do", len(duties))
    ends = [duty.due for duty in duties if duty.due and duty.due > now]
    if not ends:
        return f"{much}."
    return _("%(much)s. The nearest date is %(time)s away.", much=much, time=within(min(ends), now))


def _waits(since: datetime, now: datetime) -> str:
    if now - since < timedelta(minutes=1):
        return _("Just now")
    return _("Waits %(time)s", time=within(since, now))


def _due_words(due: datetime) -> str:
    """The day, and the time where it is not just the end of that day."""
    if local(due).time() >= END_OF_DAY:
        return near_day(due)
    return f"{near_day(due)}, {clock_words(due)}"


def duties_of(actor: Actor) -> list[Duty]:
    """What this person must do, oldest first."""
    domains: Sequence[Domain] = current_app.extensions["portal.domains"]
    idle = _idle(actor)
    found = [
        duty
        for domain in domains
        if domain.duties and domain.name not in idle
        for duty in domain.duties(actor)
    ]
    return sorted(found, key=lambda duty: duty.since)


def shelves_of(actor: Actor) -> list[Shelf]:
    """What this person has here, highest domain first: the nearest to what they work on."""
    domains: Sequence[Domain] = current_app.extensions["portal.domains"]
    idle = _idle(actor)
    return [
        shelf
        for domain in reversed(domains)
        if domain.shelves and not (domain.shelves_wait and domain.name in idle)
        for shelf in domain.shelves(actor)
    ]


def _idle(actor: Actor) -> frozenset[str]:
    """The domains that have nothing for this person: asked once a page."""
    known: dict[Actor, frozenset[str]] = g.setdefault("idle", {})
    if actor not in known:
        asking: Asking = current_app.extensions["portal.asking"]
        known[actor] = asking.names - asking.of(actor)
    return known[actor]


def added_to(kind: str, thing_id: UUID, actor: Actor) -> list[Shelf]:
    """What higher domains show on the page of a thing: a domain knows nothing of those above."""
    domains: Sequence[Domain] = current_app.extensions["portal.domains"]
    adding = [domain.adds_to[kind] for domain in domains if kind in domain.adds_to]
    return [shelf for add in adding for shelf in add(actor, thing_id)]


def menus(actor: Actor) -> tuple[list[NavItem], list[NavItem]]:
    """The places of the main menu, and those under one's own name.

    Whoever holds so many roles that the main menu grows too long finds its end there as well.
    """
    domains: Sequence[Domain] = current_app.extensions["portal.domains"]
    items = sorted(
        (item for domain in domains for item in domain.nav if item.when(actor)),
        key=lambda item: item.order,
    )
    main = [item for item in items if not item.personal]
    return main[:LONGEST_MENU], main[LONGEST_MENU:] + [item for item in items if item.personal]


def _ribbon() -> tuple[str, str, str]:
    words = _("Demonstration: everybody is made up, and nothing leaves this machine.")
    return words, _("Choose who you are"), url_for("demo.people")


@bp.after_app_request
def remember_language(response: Response) -> Response:
    """``?lang=`` holds for the rest of the visit where there is a session to keep it in.

    Asked afterwards: a page with a form begins the session.
    """
    wish = request.args.get("lang")
    if wish in LANGUAGES and session:
        session["language"] = wish
    return response


@bp.record_once
def _offer_to_templates(state: object) -> None:
    app: Flask = state.app  # type: ignore[attr-defined]

    @app.context_processor
    def frame() -> dict[str, object]:
        """What the frame of every page shows."""
        main, own = menus(current_actor())
        return {
            "nav_items": main,
            "own_items": own,
            "person": current_user if current_user.is_authenticated else None,
            "language": language(),
            "ribbon": _ribbon() if settings().demonstration else (),
        }
