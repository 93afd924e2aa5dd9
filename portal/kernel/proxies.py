"""Believes forwarded headers from the configured proxies only.

Behind a proxy every request seems to come from it. ``X-Forwarded-For`` and ``X-Forwarded-Proto``
tell who asked and how, but anybody can send them: they count where the connection itself comes
from a network of ``PORTAL_TRUSTED_PROXIES``, and are taken away everywhere else. The name of the
host is never believed: addresses in letters come from the settings. One that is no name at all is
refused here, since Flask cannot even begin a request with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from portal.kernel.spool import REFUSED

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PASSED_ON = "veldwerk.passed_on"
"""In ``environ``: whether some proxy, ours or not, passed the request on."""

FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)
HOST = re.compile(
    r"([a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?|\[[0-9a-f:.]+\])(:[0-9]{0,5})?", re.IGNORECASE
)


class Proxies:
    """WSGI middleware; outermost, so that all that follows sees who really asks."""

    def __init__(self, app: WSGIApplication, networks: Iterable[str]) -> None:
        self._app = app
        self._networks: list[IPv4Network | IPv6Network] = [ip_network(each) for each in networks]

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        told = {header: environ.pop(header, "") for header in FORWARDED}
        environ[PASSED_ON] = any(told.values())
        if environ.get("HTTP_HOST") and not HOST.fullmatch(environ["HTTP_HOST"]):
            del environ["HTTP_HOST"]
            environ[REFUSED] = HTTPStatus.BAD_REQUEST
        if self._trusts(environ.get("REMOTE_ADDR", "")):
            environ["REMOTE_ADDR"] = self._client(
                environ["REMOTE_ADDR"], told["HTTP_X_FORWARDED_FOR"]
            )
            scheme = told["HTTP_X_FORWARDED_PROTO"].rpartition(",")[2].strip().lower()
            if scheme in {"http", "https"}:
                environ["wsgi.url_scheme"] = scheme
        return self._app(environ, start)

    def _client(self, nearest: str, chain: str) -> str:
        """Whoever the last proxy of ours heard from: the first from the right that is not ours.

        What stands further left was written by whoever asked, and may be made up.
        """
        client = nearest
        for told in reversed(chain.split(",")):
            address = address_in(told)
            if address is None:
                break
            client = str(address)
            if not self._trusts(client):
                break
        return client

    def _trusts(self, address: str) -> bool:
        found = address_in(address)
        return found is not None and any(found in network for network in self._networks)


def address_in(words: str) -> IPv4Address | IPv6Address | None:
    """An address without its port; one that was mapped into the newer kind as what it was."""
    bare = words.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
