"""Finds a Chromium for the browser tests, or installs one; prints where it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def installed() -> Path | None:
    """A Chromium that starts: of the system first, then one that Playwright installed."""
    return next(filter(_starts, _candidates()), None)


def provide() -> Path | None:
    """The one that is installed, else install one. None when this machine cannot have one."""
    for attempt in (None, _let_playwright_install, _let_debian_install):
        if attempt is not None:
            attempt()
        found = installed()
        if found:
            return found
    return None


def _candidates() -> Iterator[Path]:
    for command in COMMANDS:
        found = shutil.which(command)
        if found:
            yield Path(found)
    yield from map(Path, MAC_APPS)
    yield from _playwrights_own()


def _playwrights_own() -> Iterator[Path]:
    # Asked in another process: in this one its event loop would stay behind.
    question = (
        "from playwright.sync_api import sync_playwright as p\n"
        "with p() as it: print(it.chromium.executable_path)"
    )
    done = subprocess.run(
        [sys.executable, "-c", question], check=False, capture_output=True, text=True
    )
    if done.returncode == 0:
        yield Path(done.stdout.strip())


def _starts(program: Path) -> bool:
    """A Chromium without the libraries it needs is there, but does not start."""
    if not program.exists():
        return False
    done = subprocess.run([program, "--version"], check=False, capture_output=True)
    return done.returncode == 0


def _let_playwright_install() -> None:
    _say("No Chromium found: asking Playwright to install one.")
    _run(sys.executable, "-m", "playwright", "install", "chromium")


def _let_debian_install() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    _say("Installing Debian's Chromium.")
    _run("apt-get", "update", "-qq")
    _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")


def _run(*words: str) -> None:
    subprocess.run(
        words,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    )


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def main() -> int:
    found = provide()
    if found is None:
        _say(
            "The browser tests need Chromium, and it could not be installed: "
            "install the package chromium (or Google Chrome) and try again."
        )
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
