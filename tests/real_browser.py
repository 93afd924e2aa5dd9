"""A real Chromium and a portal that it can reach: ``pytest_plugins`` in ``conftest.py``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Playwright
from werkzeug.serving import make_server

from tools.chromium import installed


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[Flask], str]]:
    """Serves an application on a free port of this machine, and stops at the end."""
    servers = []

    def serve(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    """The one that ``make test`` found or installed."""
    browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
    yield browser
    browser.close()
