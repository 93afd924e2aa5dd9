"""An event is a fact in the past tense. Domains above react to the facts of domains below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from portal.kernel.work import Work

E = TypeVar("E", bound="Event")
Reaction = Callable[["Work", Any], None]
Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None

REGISTRY: dict[str, type[Event]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Holds ids and plain values, never models or personal data: it is written down for good.

    A subclass gives its stable name, ``subject.verb``; a changed form gets a new version.
    """

    name: ClassVar[str]
    version: ClassVar[int]

    subject_id: UUID

    def __init_subclass__(cls, *, name: str, version: int = 1) -> None:
        super().__init_subclass__()
        if name in REGISTRY:
            raise TypeError(f"two events are called {name}")
        cls.name, cls.version = name, version
        REGISTRY[name] = cls

    @property
    def subject_kind(self) -> str:
        return self.name.partition(".")[0]

    def facts(self) -> dict[str, Json]:
        return {
            field.name: _plain(getattr(self, field.name))
            for field in fields(self)
            if field.name != "subject_id"
        }


def _plain(value: Any) -> Json:
    match value:
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case str() | int() | float() | None:
            return value
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case _:
            raise TypeError(f"an event cannot hold {type(value).__name__}")


def consequence(*, of: type[E]) -> Callable[[Callable[[Work, E], None]], Callable[[Work, E], None]]:
    """Mark a function of reactions.py or mails.py as what follows from an event.

    It runs in the same transaction as its cause, after the command, in the order of domains.
    """

    def mark(reaction: Callable[[Work, E], None]) -> Callable[[Work, E], None]:
        reaction.of = of  # type: ignore[attr-defined]
        return reaction

    return mark


def consequences(*modules: ModuleType) -> tuple[tuple[type[Event], Reaction], ...]:
    """Every marked function of these modules, in the order they stand there."""
    return tuple(
        (thing.of, thing)
        for module in modules
        for thing in vars(module).values()
        if hasattr(thing, "of") and getattr(thing, "__module__", "") == module.__name__
    )


class Bus:
    """Who reacts to what. Filled once, when the app is made."""

    def __init__(self, reactions: Iterable[tuple[type[Event], Reaction]] = ()) -> None:
        self._reactions: dict[type[Event], list[Reaction]] = defaultdict(list)
        for kind, reaction in reactions:
            self._reactions[kind].append(reaction)

    def reactions_to(self, event: Event) -> list[Reaction]:
        return self._reactions.get(type(event), [])
