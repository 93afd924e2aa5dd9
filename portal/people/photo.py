"""An uploaded photo becomes a small square of plain pixels: nothing else of the file remains."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response

from portal.kernel.errors import Missing
from portal.kernel.files import Incoming, path_of
from portal.kernel.text import MEGABYTE
from portal.kernel.uploads import PICTURES, received
from portal.people.model import Profile

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

SIDE = 320  # pixels: more than twice the largest size on a page
LARGEST = 10 * MEGABYTE
MEDIA_TYPE = "image/webp"
FACES_ARE_HIGH = (0.5, 0.35)


@contextmanager
def portrait(upload: FileStorage) -> Iterator[Incoming]:
    """The middle of a sent picture, on disk as WebP of 320 × 320; gone at the end unless kept.

    The kernel painted it anew before: no place, no time, no camera is left of it. Raises
    RuleBroken with a sentence about ``photo``.
    """
    with received(upload, kinds=PICTURES, largest=LARGEST, field="photo") as whole:
        path = whole.path.with_name(f"{whole.path.stem}-square.part")
        try:
            _cut_square(whole.path, path)
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            yield Incoming(path, "portrait.webp", len(content), digest, MEDIA_TYPE)
        finally:
            path.unlink(missing_ok=True)


def _cut_square(source: Path, target: Path) -> None:
    from PIL import Image, ImageOps  # noqa: PLC0415 - only who changes a photo needs it

    with Image.open(source) as picture:
        picture.draft("RGB", (SIDE * 2, SIDE * 2))
        small = ImageOps.fit(picture.convert("RGBA"), (SIDE, SIDE), centering=FACES_ARE_HIGH)
    plain = Image.new("RGB", small.size, "white")
    plain.paste(small, mask=small.getchannel("A"))
    with target.open("wb") as out:
        plain.save(out, "WEBP", quality=82, method=4)
        out.flush()
        os.fsync(out.fileno())


def show_picture(profile: Profile) -> Response:
    """The photo of a profile, after the view asked the rule. Raises Missing where there is none."""
    path = path_of(profile.photo.sha256) if profile.photo else None
    if path is None or not path.is_file():
        raise Missing
    return Response(path.read_bytes(), mimetype=MEDIA_TYPE)
