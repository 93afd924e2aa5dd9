"""The unit of work: the only thing in the portal that commits.

    with unit_of_work(actor) as work:
        commands.shortlist(work, submission)

All changes, the reactions of other domains, the audit entries and the letters to send are one
transaction: they all happen, or none does. The order inside a command is always the same:
lock, read again, ask the rule, move. ``@command`` keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast
from uuid import UUID

from flask import current_app, has_request_context, request
from psycopg.errors import IntegrityError as DriverIntegrityError
from sqlalchemy import Select, bindparam, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.kernel import audit, clock, pages
from portal.kernel.db import Model, Stateful, db
from portal.kernel.errors import IllegalMove, Missing, NotAllowed, RuleBroken, UnguardedWrite
from portal.kernel.events import Bus, Event
from portal.kernel.guard import current_writer
from portal.kernel.outbox import Letter, post, write_letter
from portal.kernel.policy import Actor, Rule, Verdict
from portal.kernel.text import Sentence, _

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
EVERY_DOMAIN = "*"

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
S = TypeVar("S", bound=Stateful)


class Addressee(Protocol):
    """Whoever a letter can be written to."""

    @property
    def email(self) -> str: ...
    @property
    def locale(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Lock:
    """A row to hold until the commit; ``share``: others may hold it too, but not change it."""

    thing: Model
    share: bool = False


def share(thing: Model) -> Lock:
    return Lock(thing, share=True)


@dataclass(slots=True, eq=False)
class Work:
    """Who, when, in which session; and what came of it. The first argument of every command."""

    actor: Actor
    session: Session
    bus: Bus
    ranks: dict[str, int]
    fixed_now: datetime | None = None
    events: list[Event] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    public_changed: bool = False
    _held: dict[tuple[str, UUID], bool] = field(default_factory=dict)
    _highest: int = -1
    _on_time: bool = False
    _scopes: list[str] = field(default_factory=list)
    _made: list[object] = field(default_factory=list)  # so that reactions find it without a query

    @property
    def now(self) -> datetime:
        """The database's time as it was read after the last lock."""
        if not self._on_time:
            self.tick()
        return self.actor.now

    @property
    def person_id(self) -> UUID:
        """Who acts, where only a person can. Raises NotAllowed for the portal's own jobs."""
        if self.actor.id is None:
            raise NotAllowed(_("Sign in first."))
        return self.actor.id

    def require(self, verdict: Verdict) -> None:
        """Raises NotAllowed with the reason, or Missing where nothing may be known."""
        if not verdict:
            raise Missing if verdict.hidden else NotAllowed(verdict.reason)

    def lock(self, *things: Model | Lock) -> None:
        """Hold these rows, lower domains first, then by id; read them again, and the time.

        Raises UnguardedWrite where a row is asked for below one that is already held, or a
        shared row is asked for again to change it: either may end in a deadlock.
        """
        locks = [thing if isinstance(thing, Lock) else Lock(thing) for thing in things]
        fresh = [lock for lock in locks if self._wanted(lock)]
        for lock in sorted(fresh, key=lambda lock: (self._rank(lock.thing), lock.thing.id)):
            self._take(lock)
        if fresh or not self._on_time:
            self.tick()

    def tick(self) -> None:
        """Read the time again."""
        self.actor = self.actor.at(self.fixed_now or clock.now(self.session))
        self._on_time = True

    def _wanted(self, lock: Lock) -> bool:
        if not inspect(lock.thing).persistent:
            return False
        shared = self._held.get((lock.thing.__tablename__, lock.thing.id))
        if shared and not lock.share:
            raise UnguardedWrite(f"{lock.thing} is held in share and wanted for change")
        return shared is None

    def _rank(self, thing: Model) -> int:
        return self.ranks[domain_of(type(thing).__module__)]

    def _take(self, lock: Lock) -> None:
        rank = self._rank(lock.thing)
        if rank < self._highest:
            raise UnguardedWrite(f"a lock on {lock.thing} below one that is already held")
        self._highest = rank
        row = self.session.connection().execute(
            _locking(type(lock.thing), share=lock.share), {"locked": lock.thing.id}
        )
        found = row.one_or_none()
        if found is None:
            raise Missing
        for name, value in found._mapping.items():  # noqa: SLF001 - its public name for names
            set_committed_value(lock.thing, name, value)
        self._held[lock.thing.__tablename__, lock.thing.id] = lock.share

    def move(self, thing: Stateful, name: str) -> None:
        """Take a move of one of the thing's machines. Raises IllegalMove with a sentence."""
        try:
            thing.move(name)
        except IllegalMove as refused:
            refused.message = _("This cannot be done any more: it has changed in the meantime.")
            raise

    def move_all(self, things: Sequence[S], name: str) -> None:
        """One move for many things of one kind, in one statement; all of them or none."""
        if not things:
            return
        kind = type(things[0])
        machine = kind.machine_of(name)
        target = machine.target(name, next(iter(machine.sources(name))))
        axis = getattr(kind, machine.axis)
        moved = self.session.scalars(
            update(kind)
            .where(kind.id.in_([thing.id for thing in things]))  # type: ignore[attr-defined]
            .where(axis.in_(machine.sources(name)))
            .values({machine.axis: target})
            .returning(kind.id)  # type: ignore[attr-defined]
            .execution_options(synchronize_session=False)
        ).all()
        if len(moved) != len(things):
            raise IllegalMove(
                name, "", _("This cannot be done any more: it has changed in the meantime.")
            )
        for thing in things:
            set_committed_value(thing, machine.axis, target)

    def add(self, *things: object) -> None:
        self.session.add_all(things)
        self._made.extend(things)

    def emit(self, event: Event) -> None:
        """Write down a fact. Other domains react to it when the command is done."""
        self.events.append(event)

    def letter(self, to: Addressee, template: str, **context: Any) -> None:
        """A letter in the reader's language, sent because and only if this work commits."""
        self.letters.append(write_letter(to.email, to.locale, template, context, self.now))

    def publish(self) -> None:
        """Say that something anybody may read has changed; cached pages are made anew."""
        self.public_changed = True

    @contextmanager
    def inside(self, domain: str) -> Iterator[None]:
        """Only this domain's rows may be written here (and the kernel's own)."""
        self.session.flush()
        self._scopes.append(domain)
        try:
            yield
            self.session.flush()
        finally:
            self._scopes.pop()

    def may_write(self, table: str) -> bool:
        if not self._scopes:
            return False
        owner = owner_of(table)
        return owner == "kernel" or self._scopes[-1] in {owner, EVERY_DOMAIN}

    def settle(self) -> None:
        """Let every event have its reactions, then write letters, the page version, the audit."""
        for event in self.events:  # grows while reactions emit events of their own
            for reaction in self.bus.reactions_to(event):
                with self.inside(domain_of(reaction.__module__)):
                    reaction(self, event)
        with self.inside("kernel"):
            post(self.session, self.letters)
        if self.public_changed:
            with self.inside("kernel"):
                pages.raise_version(self.session)
        audit.append(self.session, self.actor, self.events, self.now)


@lru_cache(maxsize=256)
def _locking(kind: type[Model], *, share: bool) -> Select[Any]:
    """All columns of one row, held until the commit; by their attributes' names."""
    columns = [
        attribute.columns[0].label(attribute.key) for attribute in inspect(kind).column_attrs
    ]
    return select(*columns).where(kind.id == bindparam("locked")).with_for_update(read=share)


@contextmanager
def unit_of_work(actor: Actor, *, at: datetime | None = None, free: bool = False) -> Iterator[Work]:
    """Everything inside is one transaction.

    ``at`` fixes the time and ``free`` opens every domain's tables: both are for filling an
    empty portal and for tests, and refused anywhere else.
    """
    if has_request_context() and request.method in SAFE_METHODS:
        raise UnguardedWrite(f"{request.method} {request.path} may not change anything")
    if (at or free) and not current_app.extensions["portal.history_allowed"]:
        raise UnguardedWrite("history is written by the demonstration only")
    if current_writer.get() is not None:
        raise UnguardedWrite("a unit of work inside another")
    work = Work(
        actor=actor,
        session=db.session(),
        bus=current_app.extensions["portal.bus"],
        ranks=current_app.extensions["portal.ranks"],
        fixed_now=at,
    )
    token = current_writer.set(work)
    try:
        if free:
            with work.inside(EVERY_DOMAIN):
                yield work
        else:
            yield work
        work.settle()
        work.session.commit()
    except IntegrityError as clash:
        work.session.rollback()
        raise _explained(clash) from clash
    except BaseException:
        work.session.rollback()
        raise
    finally:
        current_writer.reset(token)


def command(
    *,
    may: Rule,
    locks: Callable[[Any], Sequence[Model | Lock]] | None = None,
) -> Callable[
    [Callable[Concatenate[Work, T, P], R]],
    Callable[Concatenate[Work, T, P], R],
]:
    """One verb of a domain: locks first, asks ``may`` of what it then reads, and only then runs.

    ``locks`` names the rows to hold, given the second argument; by default that argument
    itself where it is a stored thing. Inside, only the domain's own tables may be written.
    """

    def decorate(
        verb: Callable[Concatenate[Work, T, P], R],
    ) -> Callable[Concatenate[Work, T, P], R]:
        domain = domain_of(verb.__module__)

        @wraps(verb)
        def run(work: Work, thing: T, *args: P.args, **kwargs: P.kwargs) -> R:
            with work.inside(domain):
                if locks is not None:
                    work.lock(*locks(thing))
                else:
                    work.lock(*([thing] if isinstance(thing, Model) else []))
                work.require(may(work.actor, thing))
                return verb(work, thing, *args, **kwargs)

        run.may = may  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[Work, T, P], R]", run)

    return decorate


def nothing(_thing: object) -> tuple[Model, ...]:
    """For ``@command(locks=nothing)``: what is made new needs no row held."""
    return ()


def domain_of(module: str) -> str:
    """The domain a module belongs to: the second part of its dotted name."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else EVERY_DOMAIN


_owners: dict[str, str] = {}


def owner_of(table: str) -> str:
    """The domain whose model declares this table; the kernel where none does."""
    if not _owners:
        for mapper in Model.registry.mappers:
            _owners[mapper.class_.__tablename__] = domain_of(mapper.class_.__module__)
    return _owners.get(table, "kernel")


def _explained(clash: IntegrityError) -> Exception:
    """Turn a broken constraint into the sentence its domain gave it, if it gave one."""
    if isinstance(clash.orig, DriverIntegrityError):
        sentences: dict[str | None, Sentence] = current_app.extensions["portal.constraints"]
        broken = clash.orig.diag
        whole = broken.constraint_name or ""
        bare = whole.removeprefix(f"ck_{broken.table_name}_")
        sentence = sentences.get(whole, sentences.get(bare))
        if sentence is not None:
            return RuleBroken(str(sentence))
    return clash
