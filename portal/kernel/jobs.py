"""Work for later, kept in the same database and put there in the transaction of its cause."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

import click
import procrastinate
from flask import Flask, current_app
from procrastinate.jobs import Status
from psycopg import Connection as PsycopgConnection
from sqlalchemy.orm import Session

F = TypeVar("F", bound=Callable[..., Any])

STALLED_AFTER = 30  # seconds without a heartbeat
AGAIN = procrastinate.RetryStrategy(max_attempts=20, wait=5, linear_wait=10)
"""Of a job that failed, as when the database goes away under it: over half an hour in all."""

queue = procrastinate.App(connector=procrastinate.PsycopgConnector())
_apps: list[Flask] = []


def job(name: str) -> Callable[[F], F]:
    """Register a function of plain arguments to be run by a worker, inside the application.

    It may be run more than once: after a kill, and again where it raises.
    """

    def register(function: F) -> F:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            with _apps[-1].app_context():
                return function(*args, **kwargs)

        queue.task(name=name, retry=AGAIN)(run)
        return function

    return register


def periodic(name: str, cron: str) -> Callable[[F], F]:
    """Register a function without arguments to be run by one worker at these times (UTC)."""

    def register(function: F) -> F:
        def run(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the planned time
            with _apps[-1].app_context():
                function()

        queue.periodic(cron=cron)(queue.task(name=name, queueing_lock=name)(run))
        return function

    return register


def defer(session: Session, name: str, *, after: timedelta | None = None, **args: Any) -> None:
    """Put a job into the queue in this session's transaction; a rollback takes it back."""
    connection: PsycopgConnection[Any] = session.connection().connection.driver_connection  # type: ignore[assignment]
    pause: procrastinate.types.TimeDeltaParams | None = None
    if after is not None:
        pause = {"seconds": int(after.total_seconds())}
    queue.configure_task(name, connection=connection, schedule_in=pause).defer(**args)


def init_app(app: Flask) -> None:
    _apps[:] = [app]
    app.cli.add_command(worker)


@click.command("worker")
@click.option("--concurrency", default=4, show_default=True, help="Jobs at the same time.")
@click.option("--once", is_flag=True, help="Do what waits now, then stop.")
def worker(*, concurrency: int, once: bool) -> None:
    """Send letters and do the other work that was put off."""
    address = current_app.config["SQLALCHEMY_DATABASE_URI"].replace(
        "postgresql+psycopg", "postgresql"
    )
    connector = procrastinate.PsycopgConnector(conninfo=address)
    asyncio.run(_work(connector, concurrency=concurrency, once=once))


async def _work(connector: procrastinate.PsycopgConnector, *, concurrency: int, once: bool) -> None:
    """First take up what a killed worker left behind, then whatever comes."""
    with queue.replace_connector(connector) as app:
        async with app.open_async():
            await app.configure_task("jobs.pick_up_stalled").defer_async(timestamp=0)
            await app.run_worker_async(
                concurrency=concurrency,
                wait=not once,
                listen_notify=not once,
                shutdown_graceful_timeout=5,
                delete_jobs="successful",
            )


@queue.periodic(cron="* * * * *")
@queue.task(name="jobs.pick_up_stalled", pass_context=True)
async def pick_up_stalled(context: procrastinate.JobContext, timestamp: int) -> None:  # noqa: ARG001
    """A killed worker leaves its jobs 'doing' for ever; another takes them up again."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await manager.retry_job(stalled)


__all__ = ["Status", "defer", "init_app", "job", "periodic", "queue", "worker"]
