"""The rules of the architecture that no linter knows. A new domain is held to them at once."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import grimp
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from portal.app import DOMAINS
from portal.kernel.db import Model, Stateful, db
from portal.settings import ROOT
from tests.world import World

PARTS = {
    "api",
    "cli",
    "commands",
    "domain",
    "events",
    "forms",
    "jobs",
    "mails",
    "model",
    "queries",
    "reactions",
    "rules",
    "states",
    "views",
}
PUBLIC = {"commands", "events", "model", "queries", "rules", "states"}

for _domain in DOMAINS:
    import_module(f"portal.{_domain.name}.model")
STATEFUL = sorted(
    (m.class_ for m in Model.registry.mappers if issubclass(m.class_, Stateful)),
    key=lambda model: model.__name__,
)
RAISED = {
    name
    for path in ROOT.glob("portal/*/model.py")
    for name in re.findall(r"CONSTRAINT = '(\w+)'", path.read_text())
}
"""Constraints that triggers keep and name themselves."""
SOURCES = sorted(ROOT.glob("portal/**/*.py"))


def modules_of(package: ModuleType) -> set[str]:
    return {module.name for module in pkgutil.iter_modules(package.__path__)}


def part(model: type[Any], name: str) -> ModuleType:
    return import_module(f"portal.{model.__module__.split('.')[1]}.{name}")


def commands() -> Iterator[Any]:
    for domain in DOMAINS:
        package = import_module(f"portal.{domain.name}")
        if "commands" not in modules_of(package):
            continue
        module = import_module(f"portal.{domain.name}.commands")
        inner = [module]
        if hasattr(module, "__path__"):
            inner = [
                import_module(f"{module.__name__}.{name}") for name in sorted(modules_of(module))
            ]
        for where in inner:
            for name, thing in inspect.getmembers(where, inspect.isfunction):
                if thing.__module__ == where.__name__ and not name.startswith("_"):
                    yield pytest.param(thing, id=f"{domain.name}.{name}")


@pytest.mark.parametrize("domain", [domain.name for domain in DOMAINS])
def test_a_domain_has_the_same_few_files_as_every_other(domain: str) -> None:
    package = import_module(f"portal.{domain}")
    own = modules_of(package) - PARTS
    for name in own:
        assert f"``{name}``" in (package.__doc__ or ""), f"{domain}/{name}.py is not announced"


@pytest.mark.parametrize("model", STATEFUL)
def test_every_move_has_a_command_of_its_name(model: type[Stateful]) -> None:
    for machine in model.machines:
        for move in machine.moves:
            assert callable(getattr(part(model, "commands"), move.name, None)), move.name


@pytest.mark.parametrize("model", STATEFUL)
def test_every_state_can_be_reached(model: type[Stateful]) -> None:
    for machine in model.machines:
        assert machine.reachable() == set(machine.all)


@pytest.mark.parametrize("command", list(commands()))
def test_every_command_takes_the_work_first_and_asks_a_rule(command: Any) -> None:
    assert next(iter(inspect.signature(command).parameters)) == "work"
    assert hasattr(command, "may"), "made with @command(may=…)"


def test_domains_meet_only_at_their_public_parts() -> None:
    graph = grimp.build_graph("portal")
    domains = {domain.name for domain in DOMAINS}
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            here, there = importer.split(".")[1:2], imported.split(".")[1:3]
            if not here or here[0] not in domains or there[0] not in domains - {here[0]}:
                continue
            own = {
                name
                for name in modules_of(import_module(f"portal.{there[0]}")) - PARTS
                if f"``{name}``" in (import_module(f"portal.{there[0]}").__doc__ or "")
            }
            assert len(there) > 1, f"{importer} imports the package {imported}"
            assert there[1] in PUBLIC | own, f"{importer} imports {imported}"


def test_the_migrations_make_just_what_the_models_say(app: Flask, world: World) -> None:
    def ours(_item: object, name: str | None, *_rest: object) -> bool:
        return not str(name or "").startswith(("procrastinate_", "test_clock"))

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, Model.metadata) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    if "versions" in path.parts:
        return
    source = path.read_text()
    assert len(source.splitlines()) <= 400
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 40, f"{node.name} is long"


def test_every_table_has_its_sentences_or_none_that_a_person_can_meet(app: Flask) -> None:
    names = {
        str(constraint.name)
        for table in Model.metadata.tables.values()
        for constraint in table.constraints
    } | {str(index.name) for table in Model.metadata.tables.values() for index in table.indexes}
    for named in app.extensions["portal.constraints"]:
        known = {
            name.removeprefix(f"ck_{table}_") for table in Model.metadata.tables for name in names
        }
        assert named in names | known | RAISED, named


def test_every_endpoint_has_a_view_in_its_own_domain(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        blueprint = rule.endpoint.partition(".")[0]
        if blueprint in {domain.name for domain in DOMAINS}:
            assert inspect.unwrap(view).__module__.startswith(f"portal.{blueprint}.")


def test_addresses_are_english_kebab_case_without_a_slash_at_the_end(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        path = rule.rule
        assert path == "/" or not path.endswith("/"), path
        fixed = "".join(piece for piece in path.split("<")[0])
        assert fixed == fixed.lower(), path
        assert "_" not in fixed, path
