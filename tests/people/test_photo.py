"""A photo becomes a small square of plain pixels, whatever came in."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from portal.kernel.files import StoredFile
from portal.people import queries
from tests.browser import Page
from tests.people.build import profile
from tests.world import User, World

PLACE = 0x8825  # the EXIF tag that says where a photo was taken


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 600), **more: Any) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, 0, size[0] // 2, size[1]))
    image.save(out, kind, **more)
    return out.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Camera van Piet"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(PLACE)[1] = "N"
    return picture(exif=exif)


@pytest.fixture
def user(world: World) -> User:
    user = world.user()
    profile(world, user)
    return user


def send(world: World, user: User, content: bytes, name: str = "ik.jpg") -> TestResponse:
    browser = world.browser(user)
    data = {"csrf_token": browser.token(), "photo": (io.BytesIO(content), name)}
    return browser.post("/profile/photo", data=data, content_type="multipart/form-data")


def shown(world: World, user: User) -> Image.Image:
    answer = world.browser(user).get("/profile/photo")
    assert answer.status_code == 200
    assert answer.mimetype == "image/webp"
    assert answer.headers["Cache-Control"] == "no-store, private"
    return Image.open(io.BytesIO(answer.data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_photo_becomes_a_small_square_webp(world: World, user: User, kind: str) -> None:
    assert send(world, user, picture(kind)).status_code == 303
    image = shown(world, user)
    assert (image.format, image.size) == ("WEBP", (320, 320))


def test_nothing_of_the_camera_remains_and_it_stands_upright(world: World, user: User) -> None:
    send(world, user, with_place())
    answer = world.browser(user).get("/profile/photo").data
    image = Image.open(io.BytesIO(answer))
    assert not image.getexif()
    assert b"Piet" not in answer
    above, below = (
        image.convert("RGB").getpixel((160, 40)),
        image.convert("RGB").getpixel((160, 280)),
    )
    assert above != below, "turned: the halves lie above each other"


def test_a_transparent_picture_gets_a_white_ground(world: World, user: User) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(out, "PNG")
    send(world, user, out.getvalue(), "ik.png")
    assert shown(world, user).convert("RGB").getpixel((160, 160)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='alert(1)'/>", b"%PDF-1.7 nee", picture()[:500], b"\x00" * 2000]
)
def test_what_is_no_photo_is_refused_with_a_sentence(
    world: World, user: User, content: bytes
) -> None:
    answer = send(world, user, content)
    assert answer.status_code == 422
    assert "portal-errors" in answer.text
    assert world.all(StoredFile) == []


def bomb() -> bytes:
    """A few kilobytes that would be 400 million pixels."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG", optimize=True)
    return out.getvalue()


def moving(kind: str) -> bytes:
    out, frames = io.BytesIO(), [Image.new("RGB", (300, 300), tint) for tint in ("red", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bomb(), "meer dan 40 miljoen"),
        (moving("GIF"), "geen png-, jpeg- of webp-afbeelding"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "geen png-"),
    ],
)
def test_a_bomb_a_moving_gif_and_an_svg_are_each_told_what_is_wrong(
    world: World, user: User, content: bytes, sentence: str
) -> None:
    answer = send(world, user, content, "ik.png")
    assert answer.status_code == 422
    page = Page(world.browser(user), answer)
    (said,) = page.text("#photo-error")
    assert sentence in said


def test_of_a_moving_picture_that_we_take_the_first_stands_still(world: World, user: User) -> None:
    assert send(world, user, moving("WEBP"), "ik.webp").status_code == 303
    image = shown(world, user)
    assert getattr(image, "n_frames", 1) == 1


def test_no_file_chosen_is_asked_for(world: World, user: User) -> None:
    page = world.browser(user).send("people.show_photo")
    assert page.status_code == 422
    assert "Kies eerst een foto op uw apparaat." in page.text


def test_another_photo_takes_the_place_of_the_first_and_may_go(world: World, user: User) -> None:
    send(world, user, picture())
    first = queries.own_profile(user.actor()).photo_id
    send(world, user, picture(size=(300, 300)))
    assert queries.own_profile(user.actor()).photo_id != first
    world.browser(user).visit("people.profile").submit("photo-away")
    assert queries.own_profile(user.actor()).photo_id is None
    assert world.browser(user).get("/profile/photo").status_code == 404
