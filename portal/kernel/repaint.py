"""A program of its own: reads a picture and writes its pixels, and nothing else that was in it.

    python -I repaint.py SOURCE TARGET MEDIA_TYPE

It runs apart from the portal, with limits on memory and time, because a picture can be made to
swell or to break its reader. Exit codes: 0 done, 3 too many pixels, anything else unreadable.
"""

from __future__ import annotations

import resource
import sys
from contextlib import suppress

MEGAPIXELS = 40
TOO_MANY = 3
SECONDS = 30
MEMORY = 2 * 1024**3

OPTIONS: dict[str, tuple[str, dict[str, object]]] = {
    "image/png": ("PNG", {"optimize": False}),
    "image/jpeg": ("JPEG", {"quality": 88, "optimize": True}),
    "image/webp": ("WEBP", {"quality": 88, "method": 4}),
}


def repaint(source: str, target: str, media_type: str) -> int:
    from PIL import Image, ImageOps  # noqa: PLC0415 - only this program needs it

    Image.MAX_IMAGE_PIXELS = None  # judged below, before any pixel is read
    kind, options = OPTIONS[media_type]
    with Image.open(source, formats=(kind,)) as picture:
        if picture.width * picture.height > MEGAPIXELS * 1_000_000:
            return TOO_MANY
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    kept = ("transparency", "icc_profile")
    upright.info = {name: upright.info[name] for name in kept if name in upright.info}
    if kind == "JPEG" and upright.mode not in {"L", "RGB"}:
        upright = upright.convert("RGB")
    upright.save(target, format=kind, **options)
    return 0


def main() -> int:
    with suppress(ValueError, OSError):  # not every system has this limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    return repaint(*sys.argv[1:4])


if __name__ == "__main__":
    sys.exit(main())
