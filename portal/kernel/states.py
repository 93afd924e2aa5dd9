"""A state machine is declared once, in a domain's states.py, and asked everywhere else.

From the one declaration come the guard on the model, the buttons on the page,
the diagram in the docs and the exhaustive test.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from portal.kernel.errors import IllegalMove

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One verb: from any of ``sources`` to ``target``."""

    name: str
    sources: tuple[S, ...]
    target: S


@dataclass(frozen=True, slots=True)
class Machine(Generic[S]):
    """All states of one axis of one kind of thing, and every way from one to another.

    ``axis`` is the name of the attribute that holds the state.
    """

    states: type[S]
    start: S
    moves: tuple[Move[S], ...]
    axis: str = "state"

    @property
    def all(self) -> tuple[S, ...]:
        return tuple(self.states)

    def knows(self, name: str) -> bool:
        return any(move.name == name for move in self.moves)

    def target(self, name: str, source: S) -> S:
        """Where the move leads. Raises IllegalMove where it does not start from here."""
        for move in self.moves:
            if move.name == name and source in move.sources:
                return move.target
        raise IllegalMove(name, source)

    def sources(self, name: str) -> frozenset[S]:
        return frozenset(s for move in self.moves if move.name == name for s in move.sources)

    def joins(self, source: S, target: S) -> bool:
        return any(source in move.sources and target == move.target for move in self.moves)

    def moves_from(self, source: S) -> tuple[str, ...]:
        return tuple(move.name for move in self.moves if source in move.sources)

    def reachable(self) -> frozenset[S]:
        seen = {self.start}
        while new := {m.target for m in self.moves if seen & set(m.sources)} - seen:
            seen |= new
        return frozenset(seen)

    def mermaid(self) -> str:
        """The machine as a diagram for the docs."""
        arrows = [
            f"    {source} --> {move.target}: {move.name}"
            for move in self.moves
            for source in move.sources
        ]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start}", *arrows])
