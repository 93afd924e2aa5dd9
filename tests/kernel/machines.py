"""Draws a machine as a table, by trying every move in every state."""

from __future__ import annotations

from typing import Any

from portal.kernel.errors import IllegalMove
from portal.kernel.states import Machine


def table_of(machine: Machine[Any]) -> str:
    """Rows are states, columns moves; a cell is where the move leads, or - where it may not."""
    names = list(dict.fromkeys(move.name for move in machine.moves))
    rows = [["", *names]]
    rows += [[state, *(_try(machine, name, state) for name in names)] for state in machine.all]
    widths = [max(len(row[i]) for row in rows) for i in range(len(names) + 1)]
    lines = (
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def _try(machine: Machine[Any], name: str, state: Any) -> str:
    try:
        return str(machine.target(name, state))
    except IllegalMove:
        return "-"
