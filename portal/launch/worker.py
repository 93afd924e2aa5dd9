"""The worker for letters and other jobs: ``flask worker`` that ends with its supervisor."""

from __future__ import annotations

from flask.cli import FlaskGroup

from portal.launch import orphan


def main() -> None:
    orphan.end_with_supervisor()
    FlaskGroup().main(["--app", "wsgi", "worker"])


if __name__ == "__main__":
    main()
