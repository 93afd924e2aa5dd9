"""What the audit log costs eight writers: the same writes with and without it, by pgbench."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from statistics import median
from typing import Any

from portal.launch.postgres import APP, DATABASE, EmbeddedPostgres

WRITERS = 8
SECONDS = 3
ROUNDS = 3
PLAIN = "BEGIN;\nINSERT INTO bench_notes (body) VALUES ('hello');\n{more}COMMIT;\n"
ENTRY = (
    '[{"event": "bench.happened", "version": 1, "at": "2026-11-23T09:00:00+00:00",'
    ' "actor_id": null, "system": "bench", "subject_kind": "bench",'
    ' "subject_id": "00000000-0000-4000-8000-000000000001", "facts": {}}]'
)
APPEND = f"SELECT audit_append('{ENTRY}'::jsonb, clock_timestamp());\n"


def measure(postgres: EmbeddedPostgres, folder: Path) -> dict[str, Any]:
    """Commits per second of both, in turn, and the ratio of the medians."""
    plain, audited = folder / "plain.sql", folder / "audited.sql"
    plain.write_text(PLAIN.format(more=""))
    audited.write_text(PLAIN.format(more=APPEND))
    without, with_audit = [], []
    for _round in range(ROUNDS):
        without.append(_commits(postgres, plain))
        with_audit.append(_commits(postgres, audited))
    return {
        "writers": WRITERS,
        "without": round(median(without)),
        "with": round(median(with_audit)),
        "ratio": round(median(with_audit) / median(without), 3),
    }


def _commits(postgres: EmbeddedPostgres, script: Path) -> float:
    command = [
        *(str(postgres.place.programs / "pgbench"), "--no-vacuum", "--client", str(WRITERS)),
        *("--jobs", "2", "--time", str(SECONDS), "--file", str(script)),
        *("--host", str(postgres.socket_folder), "--port", "5432", "--username", APP, DATABASE),
    ]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    found = re.search(r"tps = ([0-9.]+)", told)
    assert found, told
    return float(found[1])
