"""One throw-away PostgreSQL for a whole test run, however many processes share the work.

A pytest plug-in: ``pytest_plugins = ["tests.server"]`` in ``conftest.py``. The first process of the
run starts the server and stops it; the others are told where it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.launch.postgres import EmbeddedPostgres

SERVER = pytest.StashKey[EmbeddedPostgres]()


def pytest_configure(config: pytest.Config) -> None:
    if config.option.collectonly:
        return
    told = getattr(config, "workerinput", None)
    if told is None:
        server = EmbeddedPostgres.throwaway()
        server.start()
    else:
        server = EmbeddedPostgres(Path(told["postgres"]), throw_away=True)
    config.stash[SERVER] = server


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    if SERVER in node.config.stash:
        node.workerinput["postgres"] = str(node.config.stash[SERVER].instance)


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVER in config.stash and not hasattr(config, "workerinput"):
        config.stash[SERVER].stop()


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> EmbeddedPostgres:
    return pytestconfig.stash[SERVER]


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    """The name of this process of the run: ``main``, or ``gw0``, ``gw1``, … under xdist."""
    told = getattr(request.config, "workerinput", {"workerid": "main"})
    return str(told["workerid"])
