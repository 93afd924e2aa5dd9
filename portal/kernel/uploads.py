"""Files that people send: to disk piece by piece, and judged by what is in them.

Neither the name nor the type that the browser gives says anything. A PDF must be whole and
readable for everybody; a picture is painted anew, which leaves behind whatever it carried along.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from flask import Flask, current_app, request

from portal.kernel import repaint
from portal.kernel.errors import PortalError, RuleBroken
from portal.kernel.files import Incoming, folder
from portal.kernel.text import MEGABYTE, _, file_size, tidy

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

V = TypeVar("V", bound=Callable[..., Any])

LARGEST = 20 * MEGABYTE
"""One file, in bytes."""
LARGEST_TOGETHER = 64 * MEGABYTE
"""All files of one request, and the form around them."""
LONGEST_NAME = 100
PIECE = 64 * 1024

PDF = "application/pdf"
PICTURES = ("image/png", "image/jpeg", "image/webp")
DOCUMENTS = (PDF, *PICTURES)
ENDINGS = {
    PDF: (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
}


class TooLarge(PortalError):
    status = 413


def takes_files(view: V) -> V:
    """Let this view have more than a form's length. Stands below the route."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Register before anything that reads the form, such as the check of the token."""

    @app.before_request
    def allow_more_where_files_are_taken() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if not getattr(view, "takes_files", False):
            return
        request.max_content_length = LARGEST_TOGETHER
        if (request.content_length or 0) > LARGEST_TOGETHER:
            raise TooLarge(
                _(
                    "This is more than %(size)s at once. Add your files one by one.",
                    size=file_size(LARGEST_TOGETHER),
                )
            )


@contextmanager
def received(
    upload: FileStorage,
    *,
    kinds: tuple[str, ...] = DOCUMENTS,
    largest: int = LARGEST,
    field: str = "files",
) -> Iterator[Incoming]:
    """A sent file, whole and checked, on disk beside the others; gone at the end unless kept.

    Raises RuleBroken with a sentence about ``field``.
    """
    given = tidy(upload.filename or "")[-LONGEST_NAME:] or _("the file")
    incoming = folder() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    path = incoming / f"{uuid4().hex}.part"
    try:
        with _about(given, field):
            _spool(upload.stream, path, largest)
            media_type = _look(path)
            if media_type not in kinds:
                raise _Refused(_unwanted(kinds))
            if media_type in PICTURES:
                _paint_anew(path, media_type)
        with path.open("rb") as content:
            os.fsync(content.fileno())
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        yield Incoming(
            path=path,
            name=tidy_name(upload.filename or "", media_type),
            size=path.stat().st_size,
            sha256=digest,
            media_type=media_type,
        )
    finally:
        path.unlink(missing_ok=True)


class _Refused(Exception):
    """What is wrong with a file, without its name."""


@contextmanager
def _about(name: str, field: str) -> Iterator[None]:
    try:
        yield
    except _Refused as why:
        raise RuleBroken(f"{name}: {why}", field=field) from why


def _unwanted(kinds: tuple[str, ...]) -> str:
    if PDF in kinds:
        return str(_("this is not a PDF, PNG, JPEG or WebP file, whatever its name says."))
    return str(_("this is not a PNG, JPEG or WebP picture, whatever its name says."))


def _spool(stream: IO[bytes], path: Path, largest: int) -> None:
    """Copy piece by piece; stop as soon as it is too much."""
    size = 0
    path.touch(0o600, exist_ok=False)
    with path.open("wb") as out:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > largest:
                raise _Refused(_("this is larger than %(largest)s.", largest=file_size(largest)))
            out.write(piece)
    if not size:
        raise _Refused(_("this file is empty."))


# --- What is in it ------------------------------------------------------------------------------


def _look(path: Path) -> str:
    """The media type by content, or an empty word for what we do not take."""
    with path.open("rb") as content:
        head = content.read(16)
    if head.startswith(b"%PDF-"):
        _judge_pdf(path)
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return ""


_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R\b|<<)")
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TAIL = 2048


def _judge_pdf(path: Path) -> None:
    """Whole to its last line, and readable without a password."""
    size = path.stat().st_size
    with path.open("rb") as content:
        content.seek(max(0, size - _TAIL))
        ending = _START.search(content.read().rstrip(b"\0\r\n\t "))
        if ending is None or int(ending[1]) >= size:
            raise _Refused(_("this PDF is not whole. Make it again, or save it anew."))
        content.seek(0)
        before = b""
        while piece := content.read(PIECE):
            if _ENCRYPTED.search(before + piece):
                raise _Refused(_("this PDF is locked with a password. Save it without one."))
            before = piece[-64:]


def _paint_anew(path: Path, media_type: str) -> None:
    """Read the pixels and write only those, in a process of its own with limits on it."""
    target = path.with_suffix(".new.part")
    order = [sys.executable, "-I", repaint.__file__, str(path), str(target), media_type]
    try:
        done = subprocess.run(order, timeout=repaint.SECONDS, check=False, capture_output=True)  # noqa: S603 - our own program, paths of our own making
        if done.returncode == repaint.TOO_MANY:
            raise _Refused(
                _("this picture has more than %(most)s million pixels.", most=repaint.MEGAPIXELS)
            )
        if done.returncode:
            current_app.logger.info("a picture was refused: %s", done.stderr[-500:])
            raise _Refused(_("this picture is damaged or cannot be read."))
        target.replace(path)
    except subprocess.TimeoutExpired:
        raise _Refused(_("this picture is damaged or cannot be read.")) from None
    finally:
        target.unlink(missing_ok=True)


# --- Names --------------------------------------------------------------------------------------

_UNTIDY = re.compile(r'[<>:"|?*;%]+')


def tidy_name(given: str, media_type: str) -> str:
    """A name that any disk takes and nobody is fooled by: its ending is that of the content.

    What its owner sees of it else stays as it was: blanks, accents, capitals.
    """
    last = PurePosixPath(given.replace("\\", "/")).name
    name = _UNTIDY.sub("-", tidy(last)).strip(".- ")
    endings = ENDINGS[media_type]
    ending = next((known for known in endings if name.lower().endswith(known)), "")
    stem = name[: len(name) - len(ending)].strip(".- ")
    return f"{stem[: LONGEST_NAME - 5] or 'file'}{(ending or endings[0]).lower()}"
