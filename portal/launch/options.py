"""What the environment asks for, in one place."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.settings import ROOT, BadSettings, read_settings

HIGHEST_PORT = 65535


class Refused(Exception):
    """The portal does not start. The text is a sentence for the person who started it."""


@dataclass(frozen=True, slots=True)
class Options:
    """``HOST``, ``PORT`` and the settings that decide how to start."""

    host: str
    address: str  # the host as a number, which the web server wants
    port: int
    instance: Path
    database_url: str  # empty: the embedded server
    demonstration: bool | None  # not said: where that does no harm

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        return ipaddress.ip_address(self.address).is_loopback


def read(environ: Mapping[str, str] = os.environ) -> Options:
    """Raises Refused with a sentence that names what is wrong."""
    host = environ.get("HOST") or "127.0.0.1"
    said = environ.get("PORTAL_DEMONSTRATION")
    try:
        # The real ones are made later. A wrong setting is better told before anything starts.
        settings = read_settings(
            secret_key=environ.get("PORTAL_SECRET_KEY") or "made when the portal starts, and kept",
            database_url=environ.get("PORTAL_DATABASE_URL") or "postgresql:///portal",
        )
    except BadSettings as wrong:
        raise Refused(str(wrong)) from wrong
    options = Options(
        host=host,
        address=_address_of(host),
        port=_port(environ.get("PORT") or "8000"),
        instance=Path(environ.get("PORTAL_INSTANCE") or ROOT / "instance").absolute(),
        database_url=settings.database_url if environ.get("PORTAL_DATABASE_URL") else "",
        demonstration=settings.demonstration if said else None,
    )
    if options.demonstration is not False and not options.is_loopback:
        raise Refused(
            f"HOST is {host}: the demonstration is for this machine only, since its passwords are "
            "known. Leave HOST out, or set PORTAL_DEMONSTRATION=false and put TLS in front."
        )
    return options


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT):
        raise Refused(f"PORT is {text}: it must be a number from 1 to {HIGHEST_PORT}.")
    return int(text)


def _address_of(host: str) -> str:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused(f"HOST is {host}: this machine does not know that name.") from None
    return str(found[0][4][0])
