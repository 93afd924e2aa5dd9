"""What a domain offers to the app. Each domain has one, in its domain.py; app.py collects them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from click import Command
from flask import Blueprint
from sqlalchemy import ColumnElement

from portal.kernel.events import Event, Reaction
from portal.kernel.policy import Actor
from portal.kernel.text import Sentence


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a person must do: shown on their home page, oldest ``since`` first.

    ``due``: when it must be done, if there is such a moment. ``kind`` is a stable word that
    picks the icon. ``title`` and ``about`` are ready to read in the reader's language, as is
    ``action``: the word on the button, where another says more than "Open".
    """

    title: str
    about: str
    url: str
    since: datetime
    due: datetime | None = None
    kind: str = "task"
    action: str = ""


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One line of a shelf. ``state`` is a name that the state badge knows, or nothing."""

    title: str
    url: str
    about: str = ""
    state: str = ""
    state_text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What somebody has here, on their home page: their submissions, residencies, organisations.

    ``text`` says what to do where there are no rows; ``more`` is a link: its words and address.
    ``beside`` puts it in the narrow column. All words are in the reader's language.
    """

    title: str
    rows: Sequence[ShelfRow] = ()
    text: str = ""
    more: tuple[str, str] | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class NavItem:
    """A place of the main menu; ``when`` tells who sees it.

    ``personal``: it stands under one's own name instead.
    """

    label: Sentence
    endpoint: str
    when: Callable[[Actor], bool]
    order: int = 50
    personal: bool = False


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One column that says something of a person, why it is kept and for how long."""

    column: str
    purpose: str
    retention: str


@dataclass(frozen=True, slots=True)
class Domain:
    """``sealed``: which entries of the audit log nobody may read yet, administrators neither.

    ``adds_to``: what it shows on the page of one thing of a lower domain, by the kind of thing
    ("residency"), for the actor who reads that page and the id of the thing.

    ``waits``: a condition in the terms of ``kernel.asking``, true wherever ``duties`` may find
    something; without one they are always looked for. ``shelves_wait``: it is so for ``shelves``
    too.
    """

    name: str
    blueprints: tuple[Blueprint, ...] = ()
    reactions: tuple[tuple[type[Event], Reaction], ...] = ()
    constraints: Mapping[str, Sentence] = field(default_factory=dict)
    duties: Callable[[Actor], Sequence[Duty]] | None = None
    waits: ColumnElement[bool] | None = None
    shelves: Callable[[Actor], Sequence[Shelf]] | None = None
    shelves_wait: bool = False
    adds_to: Mapping[str, Callable[[Actor, UUID], Sequence[Shelf]]] = field(default_factory=dict)
    nav: tuple[NavItem, ...] = ()
    personal: tuple[PersonalField, ...] = ()
    cli: tuple[Command, ...] = ()
    sealed: Callable[[], ColumnElement[bool]] | None = None
