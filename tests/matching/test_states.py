"""A team project goes from draft to closed; a full one may open again."""

from __future__ import annotations

from portal.matching.states import PROJECT
from tests.kernel.machines import table_of

EXPECTED = """
       | open_project | fill_project | reopen_project | close_project
draft  | open         | -            | -              | closed
open   | -            | full         | -              | closed
full   | -            | -            | open           | closed
closed | -            | -            | -              | -
""".strip("\n")


def test_every_move_in_every_state() -> None:
    assert table_of(PROJECT) == EXPECTED
