"""Installs a locked list of requirements into the environment that runs this, showing how far."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

USUAL = 10  # lines of progress where there is no terminal to rewrite one in
PACKAGE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*==", re.MULTILINE)
REWRITE = "\r\033[K"  # a terminal's line, from its start
STEP = re.compile(r"^(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9._-]+)")


def main(requirements: Path) -> int:
    total = len(PACKAGE.findall(requirements.read_text(encoding="utf-8")))
    show(f"Installing {total} packages of {requirements}.\n")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install"]
    pip += ["--require-hashes", "--root-user-action=ignore", "--progress-bar=off"]
    said: list[str] = []
    with subprocess.Popen(
        [*pip, "-r", str(requirements)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        seen: set[str] = set()
        for line in process.stdout or ():
            said.append(line)
            found = STEP.match(line)
            if found and found[1] not in seen:
                seen.add(found[1])
                tell(len(seen), max(total, len(seen)), found[1])
            elif line.startswith("Installing collected"):
                show(f"{REWRITE if sys.stdout.isatty() else ''}  Putting them in place.\n")
    if sys.stdout.isatty():
        show(REWRITE)
    if process.returncode != 0:
        sys.stderr.writelines(said[-15:])
        sys.stderr.write(f"The packages of {requirements} cannot be installed; see above.\n")
    return process.returncode


def tell(done: int, total: int, what: str) -> None:
    if sys.stdout.isatty():
        show(f"{REWRITE}  {done} of {total}: {what}")
    elif done % max(total // USUAL, 1) == 0:
        show(f"  {done} of {total}\n")


def show(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
