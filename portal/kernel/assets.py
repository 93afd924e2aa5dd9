"""Style sheets, scripts and pictures: joined, compressed and served from memory's edge.

The sources in ``static/`` are plain files that any browser reads as they are. When the portal
starts, the style sheet and the script that pages ask for are joined with what they import into one
file each, and everything that gains by it is compressed once, so that no request ever waits for it.
The result lands in a folder named after its content: workers that start together make it once, and
an unchanged portal starts without making anything.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from wsgiref.headers import Headers

import brotli
from flask import Flask, current_app, has_request_context, request
from whitenoise import WhiteNoise

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PREFIX = "/static/"
FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=300"
COMPRESSED = {".css", ".js", ".svg", ".html", ".json", ".txt"}
JOINED = ("portal.css", "portal.js")
FORMAT = b"1"  # raise it when the way of joining changes: the folder's name then changes too

_IMPORT_CSS = re.compile(r'^@import url\("([^"]+)"\)(?: layer\((\w+)\))?;\n?', re.MULTILINE)
_IMPORT_JS = re.compile(r'^import "\./([^"]+)";\n?', re.MULTILINE)
_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
_URL = re.compile(r'url\("(?!data:|https?:|#)([^"]+)"\)')


@dataclass(frozen=True, slots=True)
class Assets:
    """What pages may ask for: a name of a file in ``static/`` and the hash of its content."""

    folder: Path
    hashes: Mapping[str, str]

    def url(self, name: str) -> str:
        """The address of a file; it changes with the content, so browsers may keep it for good.

        Raises KeyError for a name that does not exist: a page with a dead link fails in a test.
        """
        root = request.script_root if has_request_context() else ""
        return f"{root}{PREFIX}{name}?v={self.hashes[name]}"


def init_app(app: Flask, source: Path | None = None, built: Path | None = None) -> None:
    """Serve ``source`` (the app's static folder) under /static/, and give templates ``asset_url``.

    ``built`` is where the joined and compressed files go: else ``assets`` in the instance folder.
    """
    source = source or Path(app.static_folder or Path(app.root_path) / "static")
    assets = build(source, built or Path(app.instance_path) / "assets")
    app.extensions["portal.assets"] = assets
    app.jinja_env.globals["asset_url"] = asset_url
    app.wsgi_app = _Served(app.wsgi_app, assets)  # type: ignore[method-assign]


def asset_url(name: str) -> str:
    assets: Assets = current_app.extensions["portal.assets"]
    return assets.url(name)


def build(source: Path, target: Path) -> Assets:
    """Join and compress ``source``, once, into a folder of ``target`` named after the content.

    The folder appears whole or not at all, however many workers build it at the same moment.
    """
    names = (path.relative_to(source) for path in sorted(source.rglob("*")) if path.is_file())
    contents = {
        name.as_posix(): (source / name).read_bytes()
        for name in names
        if not any(part.startswith(".") for part in name.parts)
    }
    parts = (part for name, content in contents.items() for part in (name.encode(), content))
    folder = target / _digest(FORMAT, *parts)
    ready = _ready(contents)
    if not folder.is_dir():
        _write(ready, folder)
    hashes = {name: _digest(content) for name, content in ready.items()}
    return Assets(folder, MappingProxyType(hashes))


def _ready(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files as they are served: the joined ones joined, all others as they were."""
    hashes = {name: _digest(content) for name, content in contents.items()}
    joiners: dict[str, Callable[[str], str]] = {
        ".css": lambda name: _join_css(name, contents, hashes),
        ".js": lambda name: _join_js(name, contents),
    }
    found = [name for name in JOINED if name in contents]
    joined = {name: joiners[PurePosixPath(name).suffix](name).encode() for name in found}
    return {**contents, **joined}


def _join_css(name: str, contents: Mapping[str, bytes], hashes: Mapping[str, str]) -> str:
    """The sheet with its imports in place, no comments, and a hash in every address."""
    folder = PurePosixPath(name).parent

    def imported(match: re.Match[str]) -> str:
        text = _join_css(str(folder / match[1]), contents, hashes)
        return f"@layer {match[2]}{{{text}}}\n" if match[2] else text

    def addressed(match: re.Match[str]) -> str:
        target = str(folder / match[1])
        return f'url("{target}?v={hashes[target]}")'

    text = _COMMENT.sub("", contents[name].decode())
    imports = "".join(imported(match) for match in _IMPORT_CSS.finditer(text))
    rules = _URL.sub(addressed, _IMPORT_CSS.sub("", text))
    return imports + _lean(rules.splitlines())


def _join_js(name: str, contents: Mapping[str, bytes]) -> str:
    """The module with those it imports for their effect, each in a scope of its own."""
    folder = PurePosixPath(name).parent
    text = contents[name].decode()
    imported = (contents[str(folder / match[1])].decode() for match in _IMPORT_JS.finditer(text))
    scopes = "".join(f"{{\n{_lean(module.splitlines())}}}\n" for module in imported)
    return scopes + _lean(_IMPORT_JS.sub("", text).splitlines())


def _lean(lines: Iterable[str]) -> str:
    """Without blank lines, indentation and whole lines of comment."""
    kept = (line.strip() for line in lines)
    return "".join(f"{line}\n" for line in kept if line and not line.startswith("//"))


def _write(ready: Mapping[str, bytes], folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
    try:
        for name, content in ready.items():
            path = work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            if path.suffix in COMPRESSED:
                _keep_if_smaller(path, ".br", brotli.compress(content, quality=11))
                _keep_if_smaller(path, ".gz", gzip.compress(content, 9, mtime=0))
        work.chmod(0o755)
        work.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another worker was faster, and made the same
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _keep_if_smaller(path: Path, ending: str, compressed: bytes) -> None:
    if len(compressed) < path.stat().st_size * 0.95:
        path.with_name(path.name + ending).write_bytes(compressed)


def _digest(*parts: bytes) -> str:
    """Sixteen hexadecimal digits of SHA-256: enough to tell versions of one file apart."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _secure(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


class _Served(WhiteNoise):  # type: ignore[misc]
    """WhiteNoise that lets a browser keep a file for good only where the address has its hash."""

    def __init__(self, application: Callable[..., Iterable[bytes]], assets: Assets) -> None:
        super().__init__(
            application,
            root=os.fspath(assets.folder),
            prefix=PREFIX,
            allow_all_origins=False,
            add_headers_function=_secure,
        )
        self._hashes = assets.hashes

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def answer(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = [pair for pair in headers if pair[0].lower() != "cache-control"]
            return start_response(status, [*kept, ("Cache-Control", caching)], *rest)

        if environ.get("PATH_INFO", "") not in self.files:
            return self.application(environ, start_response)  # type: ignore[no-any-return]
        name = environ["PATH_INFO"].removeprefix(PREFIX)
        asked = parse_qs(environ.get("QUERY_STRING", "")).get("v")
        caching = FOREVER if asked == [self._hashes.get(name)] else BRIEFLY
        return super().__call__(environ, answer)  # type: ignore[no-any-return]
