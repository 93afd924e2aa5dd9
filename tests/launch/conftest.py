from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.launch.place import Place
from tests.launch.running import Portal


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account can enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="veldwerk-place-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def portal(open_folder: Path) -> Iterator[Portal]:
    if not Path("/proc/self/environ").exists():
        pytest.skip("processes are found in /proc")
    portal = Portal(open_folder)
    yield portal
    if portal.process is not None and portal.process.poll() is None:
        portal.stop()
    portal.log.close()
    shutil.rmtree(Place(open_folder, say=lambda _: None).socket_folder())
