"""``python -m portal.launch``, which ``make run`` runs; ``python -m portal.launch flask …``."""

from __future__ import annotations

import sys

from portal.launch import options
from portal.launch.supervisor import Supervisor, say


def main(words: list[str]) -> int:
    try:
        supervisor = Supervisor(options.read(), say=say)
        if words[:1] == ["flask"]:
            return supervisor.command(words[1:])
        supervisor.run()
    except options.Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
