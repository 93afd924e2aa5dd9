"""The smallest application behind the spool, for a real web server to serve."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING

from portal.kernel.spool import REFUSED, Spool

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def echo(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """The hash of what was sent, or the status of the refusal."""
    refused = environ.get(REFUSED)
    body = environ["wsgi.input"].read()
    answer = f"{refused or 200} {sha256(body).hexdigest()}".encode()
    start(
        f"{refused or 200} Said",
        [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))],
    )
    return iter([answer])


app = Spool(echo, largest=1_000_000, grace=3.0, readers=16)
