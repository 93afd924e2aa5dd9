from __future__ import annotations

import subprocess
import sys

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from portal import migrations
from portal.settings import ROOT

WANTED_SELDOM = ("alembic", "flask_migrate", "icalendar", "PIL", "zxcvbn", "numpy", "scipy")


def test_the_newest_migration_is_the_one_that_alembic_would_apply() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "portal" / "migrations"))
    told = ScriptDirectory.from_config(config)
    assert migrations.known().heads == set(told.get_heads())
    assert migrations.known().all == {script.revision for script in told.walk_revisions()}


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """What a web worker has imported before its first request."""
    code = "import sys, portal.app; print(*{name.partition('.')[0] for name in sys.modules})"
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(told.stdout.split())


@pytest.mark.parametrize("package", WANTED_SELDOM)
def test_a_web_worker_imports_what_it_seldom_wants_when_it_wants_it(
    loaded: set[str], package: str
) -> None:
    assert package not in loaded


def test_a_web_worker_does_not_import_the_story_of_the_demonstration() -> None:
    code = "import sys, portal.app; sys.exit('portal.demo.story' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)  # noqa: S603
