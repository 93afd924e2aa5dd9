"""The composition root: the one module that knows every domain."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from portal.accounts.domain import DOMAIN as ACCOUNTS
from portal.challenges.domain import DOMAIN as CHALLENGES
from portal.demo import views as demonstration
from portal.demo.cli import demo as demonstrate
from portal.jury.domain import DOMAIN as JURY
from portal.kernel import (
    about,
    again,
    asking,
    assets,
    audit_cli,
    cache,
    components,
    guard,
    health,
    home,
    jobs,
    migrating,
    pictures,
    proxies,
    spool,
    tables,
    text,
    web,
)
from portal.kernel.db import db
from portal.kernel.domain import Domain
from portal.kernel.events import Bus
from portal.matching.domain import DOMAIN as MATCHING
from portal.people.domain import DOMAIN as PEOPLE
from portal.residencies.domain import DOMAIN as RESIDENCIES
from portal.settings import ROOT, Settings, read_settings
from portal.submissions.domain import DOMAIN as SUBMISSIONS

DOMAINS: tuple[Domain, ...] = (
    ACCOUNTS,
    PEOPLE,
    CHALLENGES,
    SUBMISSIONS,
    JURY,
    RESIDENCIES,
    MATCHING,
)
"""Lowest first: the order of locks, of reactions, and of imports."""


def create_app(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """The portal as one WSGI application. Raises BadSettings with a sentence."""
    settings = settings or read_settings()
    app = web.Portal(
        "portal",
        instance_path=str(settings.instance.resolve()),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    app.testing = testing
    if not testing:
        app.wsgi_app = spool.Spool(app.wsgi_app)  # type: ignore[method-assign,assignment]
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_size": settings.database_pool,
            "max_overflow": settings.database_pool * 2,
        },
    )
    app.extensions["portal.settings"] = settings
    app.extensions["portal.history_allowed"] = testing or settings.demonstration
    for extension in (db, migrating, text, web, jobs, assets, pictures, cache, again):
        extension.init_app(app)
    app.wsgi_app = proxies.Proxies(app.wsgi_app, settings.proxies)  # type: ignore[method-assign,assignment]
    _collect(app)
    with app.app_context():
        guard.guard(db.engine)
    return app


def _collect(app: Flask) -> None:
    """Let every domain, lowest first, bring what it has to offer."""
    for blueprint in (health.bp, home.bp, about.bp, components.bp):
        app.register_blueprint(blueprint)
    for domain in DOMAINS:
        import_module(f"portal.{domain.name}.model")  # so that every table is known
        for blueprint in domain.blueprints:
            app.register_blueprint(blueprint)
        for command in domain.cli:
            app.cli.add_command(command)
    app.cli.add_command(audit_cli.audit)
    app.cli.add_command(demonstrate)
    if app.extensions["portal.settings"].demonstration:
        app.register_blueprint(demonstration.bp)
    app.extensions["portal.tables"] = tables.TABLES
    app.extensions["portal.domains"] = DOMAINS
    app.extensions["portal.asking"] = asking.Asking(
        {domain.name: domain.waits for domain in DOMAINS if domain.waits is not None}
    )
    app.extensions["portal.ranks"] = {
        name: rank for rank, name in enumerate(("kernel", *(domain.name for domain in DOMAINS)))
    }
    app.extensions["portal.bus"] = Bus(pair for domain in DOMAINS for pair in domain.reactions)
    app.extensions["portal.sealed"] = tuple(d.sealed for d in DOMAINS if d.sealed)
    app.extensions["portal.constraints"] = {
        name: sentence for domain in DOMAINS for name, sentence in domain.constraints.items()
    }
