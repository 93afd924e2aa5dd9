from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.matching.ranking import rank

matching = AppGroup("matching", help="The order of cards.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@matching.command("rank", with_appcontext=False)
@click.option("--world", type=FILE, required=True, help="A matching world, as JSON.")
@click.option("--project", required=True, help="The id of the project.")
@click.option("--seen", type=FILE, help="What happened in this deck so far, as JSON.")
def rank_world(world: Path, project: str, seen: Path | None) -> None:
    """Print the ids of the profiles in the order in which a project's leader is shown them."""
    public = json.loads(world.read_text(encoding="utf-8"))
    if project not in {one["id"] for one in public["projects"]}:
        raise click.BadParameter(f"no project {project} in this world", param_hint="--project")
    so_far = json.loads(seen.read_text(encoding="utf-8")) if seen else []
    for profile in rank(public, project, so_far):
        click.echo(profile)
