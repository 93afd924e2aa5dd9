"""The figures of one run as tables in docs/performance.md, between its two marks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

GOALS: dict[str, tuple[str, float]] = {
    "list_uncached": ("speed_ratio", 0.6),
    "challenge_uncached": ("speed_ratio", 0.6),
    "list_cached": ("speed_ratio", 2),
    "challenge_cached": ("speed_ratio", 2),
    "list_unchanged": ("speed_ratio", 2),
    "home_signed_in": ("speed_ratio", 0.35),
    "submissions_signed_in": ("speed_ratio", 0.35),
    "jury_of_25_signed_in": ("speed_ratio", 0.35),
    "send": ("cpu_ratio", 2),
}
"""What each is compared by, and how much it should be: speed at least, CPU at most."""


def write(results: dict[str, Any], page: Path) -> None:
    text = "\n".join([*_pages(results), "", *_rest(results)])
    marked = re.sub(
        r"(<!-- figures -->\n).*(<!-- end -->)",
        lambda m: f"{m[1]}\n{text}\n\n{m[2]}",
        page.read_text(),
        flags=re.DOTALL,
    )
    page.write_text(marked)


def _pages(results: dict[str, Any]) -> list[str]:
    rows = [
        "| page | a second | p50 | p95 | CPU ms | bytes | minimal | CPU ms | speed | CPU | goal |",
        "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --- |",
    ]
    for name, (by, goal) in GOALS.items():
        found = results[name]
        bare = found["minimal"]
        told = f"speed ≥ {goal}" if by == "speed_ratio" else f"CPU ≤ {goal}"
        rows.append(
            f"| {name.replace('_', ' ')} | {found['per_second']:.0f} | {found['p50_ms']:.1f} |"
            f" {found['p95_ms']:.1f} | {found['cpu_ms']:.2f} | {found['bytes']:.0f} |"
            f" {bare['per_second']:.0f} | {bare['cpu_ms']:.2f} |"
            f" {found['speed_ratio']:.2f} × | {found['cpu_ratio']:.2f} × | {told} |"
        )
    return rows


def _rest(results: dict[str, Any]) -> list[str]:
    queries, views = results["queries"], results["views"]
    counted = ", ".join(f"{name} {count}" for name, count in queries.items())
    rows = [
        ("Queries of one request", counted, "send ≤ 12, jury of 25 ≤ 8"),
        ("First view", _view(views["first"]), "≤ 60 kB, ≤ 8 requests"),
        ("Next page", _view(views["next"]), "≤ 15 kB"),
        (
            "Memory of a web worker, after all of this",
            (
                f"{results['memory_mib']} MiB, {results['memory_own_mib']} of them its own;"
                f" of the minimal {results['minimal_memory_mib']} MiB"
            ),
            "≤ 110 MiB",
        ),
        (
            "From start to the first answer",
            f"{results['starts']['answer']} s; to the first page {results['starts']['page']} s",
            "≤ 1.5 s",
        ),
        (
            "1,000 → 100,000 challenges: time of the list",
            f"{results['growth']['ratio']} ×",
            "≤ 1.2 ×",
        ),
        (
            "Eight writers with the audit log, commits",
            f"{results['audit']['ratio']:.2f} × those without",
            "≥ 0.5 ×",
        ),
    ]
    lines = (f"| {what} | {found} | {goal} |" for what, found, goal in rows)
    return ["| what | found | goal |", "| --- | --- | --- |", *lines]


def _view(found: dict[str, int]) -> str:
    return f"{found['bytes'] / 1000:.1f} kB in {found['requests']} requests"
