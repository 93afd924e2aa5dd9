"""Is the process alive, is the portal ready, and how busy is it: for machines, not people."""

from __future__ import annotations

from http import HTTPStatus
from secrets import compare_digest

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from portal import migrations
from portal.kernel.db import db
from portal.kernel.proxies import PASSED_ON, address_in
from portal.kernel.web import settings

bp = Blueprint("health", __name__)

FIGURES = {
    "veldwerk_jobs_waiting": "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'",
    "veldwerk_jobs_failed": "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'",
    "veldwerk_letters_waiting": "SELECT count(*) FROM letters WHERE state = 'waiting'",
    "veldwerk_letters_parked": "SELECT count(*) FROM letters WHERE state = 'parked'",
    "veldwerk_audit_entries": "SELECT sum(number) FROM audit_heads",
}


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers; says nothing of the database."""
    return _plain("alive\n")


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The database answers, its migrations are ours, and jobs can be put off."""
    faults = []
    try:
        with db.engine.connect() as connection:
            applied = connection.scalars(text("SELECT version_num FROM alembic_version"))
            if set(applied) != migrations.known().heads:
                faults.append("migrations")
            connection.execute(text("SELECT 1 FROM procrastinate_jobs LIMIT 1"))
    except Exception:  # noqa: BLE001 - whatever it is, the answer is: not ready
        faults.append("database")
    status = HTTPStatus.SERVICE_UNAVAILABLE if faults else HTTPStatus.OK
    return _plain("".join(f"{fault}: not ready\n" for fault in faults) or "ready\n", status)


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus: to this host itself, or with the token of the settings."""
    if not _may_read_metrics():
        abort(HTTPStatus.NOT_FOUND)
    with db.engine.connect() as connection:
        lines = [f"{name} {connection.scalar(text(sql)) or 0}" for name, sql in FIGURES.items()]
    return _plain("\n".join(lines) + "\n")


def _may_read_metrics() -> bool:
    token = settings().metrics_token.get_secret_value()
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and compare_digest(given.encode(), token.encode()):
        return True
    # What comes through a proxy on this host comes from elsewhere, configured or not.
    address = address_in(request.remote_addr or "")
    return address is not None and address.is_loopback and not request.environ.get(PASSED_ON)


def _plain(body: str, status: int = HTTPStatus.OK) -> Response:
    return Response(body, status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
