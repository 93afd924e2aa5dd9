"""Files: judged by their content, cleaned of what they carry along, handed out with care."""

from __future__ import annotations

import hashlib
import io
import os
import time
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from portal.accounts.model import Organisation, Role
from portal.challenges.model import Challenge
from portal.challenges.states import ChallengeState
from portal.kernel import files
from portal.kernel.db import db
from portal.kernel.errors import RuleBroken
from portal.kernel.files import StoredFile, clean_up
from portal.kernel.uploads import LARGEST, received, tidy_name
from portal.submissions import queries
from portal.submissions.model import Submission, SubmissionFile
from tests.browser import Browser, Page
from tests.submissions.build import access, draft, startup_with
from tests.world import NOW, User, World

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
PLACE = "POINT(52.08 4.31)"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def photo_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Julie"
    exif[0x9286] = PLACE
    return picture("JPEG", exif=exif, comment=PLACE.encode())


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        bundle.writestr("run.exe", "MZ")
    return out.getvalue()


def named(value: object) -> str:
    return value if isinstance(value, str) else ""


@pytest.fixture
def challenge(world: World) -> Challenge:
    return world.challenge(deadline=NOW + timedelta(days=7))


@pytest.fixture
def copy(world: World, challenge: Challenge) -> Submission:
    startup, _people = startup_with(world)
    return draft(world, challenge, startup)


@pytest.fixture
def julie(world: World, copy: Submission) -> User:
    return world.user(Role.MEMBER, at=world.one(Organisation, copy.organisation_id))


def add(browser: Browser, copy: Submission, *uploads: tuple[bytes, str]) -> Page:
    page = browser.visit("submissions.step", submission_id=copy.id, step="files")
    chosen = [(io.BytesIO(content), name) for content, name in uploads]
    return page.submit("step", files=chosen, upload="1")


def status_of(browser: Browser, address: str) -> int:
    with browser.get(address) as answer:
        return answer.status_code


def on_disk(world: World) -> list[str]:
    return sorted(
        path.name for path in (world.settings.instance / "files").glob("*/*") if path.is_file()
    )


@pytest.fixture(autouse=True)
def _no_files_of_others(world: World) -> None:
    for path in (world.settings.instance / "files").glob("*/*"):
        path.unlink()


# --- What is taken ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "kept_as", "media_type"),
    [
        (PDF, "plan.pdf", "plan.pdf", "application/pdf"),
        (PDF, "..\\..\\evil.exe", "evil.exe.pdf", "application/pdf"),
        (PDF, "../../etc/passwd", "passwd.pdf", "application/pdf"),
        (PDF, "plan\u202efdp.exe", "planfdp.exe.pdf", "application/pdf"),
        (PDF, "a<b>|d?.PDF", "a-b-d.pdf", "application/pdf"),
        (
            PDF,
            "Bijlage  één – 🚲 (nu).pdf",
            "Bijlage één – 🚲 (nu).pdf",
            "application/pdf",
        ),
        (PDF, ".htaccess", "htaccess.pdf", "application/pdf"),
        (PDF, "x" * 300 + ".pdf", "x" * 95 + ".pdf", "application/pdf"),
        (picture(), "scherm.png", "scherm.png", "image/png"),
        (picture("JPEG"), "foto.jpeg", "foto.jpeg", "image/jpeg"),
        (picture("JPEG"), "foto.png", "foto.png.jpg", "image/jpeg"),
        (picture("WEBP"), "beeld.webp", "beeld.webp", "image/webp"),
    ],
)
def test_a_fit_file_is_kept_under_a_tidy_name(
    world: World,
    copy: Submission,
    julie: User,
    content: bytes,
    name: str,
    kept_as: str,
    media_type: str,
) -> None:
    page = add(world.browser(julie), copy, (content, name))
    assert page.status == 200
    (attached,) = world.all(SubmissionFile)
    (stored,) = world.all(StoredFile)
    assert (attached.name, stored.media_type) == (kept_as, media_type)
    assert on_disk(world) == [stored.sha256]
    kept = files.path_of(stored.sha256).read_bytes()
    assert hashlib.sha256(kept).hexdigest() == stored.sha256
    assert len(kept) == stored.size


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (zipped(), "prototype.pdf", "geen pdf"),
        (b"MZ\x90\x00", "plan.pdf", "geen pdf"),
        (b"<svg onload=alert(1)>", "logo.svg", "geen pdf"),
        (b"<html><script>alert(1)</script>", "plan.png", "geen pdf"),
        (b"GIF89a" + b"\0" * 40, "beeld.gif", "geen pdf"),
        (b"", "leeg.pdf", "leeg"),
        (PDF[:-30], "half.pdf", "niet compleet"),
        (PDF + zipped(), "dubbel.pdf", "niet compleet"),
        (b"%PDF-1.7\ntrailer<</Encrypt 5 0 R>>\nstartxref\n9\n%%EOF", "slot.pdf", "wachtwoord"),
        (picture()[:-40], "half.png", "beschadigd"),
        (picture("JPEG", (400, 400))[:700], "half.jpg", "beschadigd"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "kapot.png", "beschadigd"),
    ],
    ids=named,
)
def test_an_unfit_file_is_refused_with_a_sentence_and_leaves_nothing(
    world: World, julie: User, content: bytes, name: str, sentence: str
) -> None:
    (copy,) = world.all(Submission)
    page = add(world.browser(julie), copy, (content, name))
    assert page.status == 422
    assert sentence in page.text(".utrecht-form-field-error-message")[0]
    assert name in page.text(".utrecht-form-field-error-message")[0]
    assert world.all(SubmissionFile) == []
    assert on_disk(world) == []


def test_a_picture_that_would_swell_is_refused_before_it_is_read(
    world: World, copy: Submission, julie: User
) -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    page = add(world.browser(julie), copy, (bomb.getvalue(), "bom.png"))
    assert "40 miljoen beeldpunten" in page.text(".utrecht-form-field-error-message")[0]


def test_a_photo_loses_its_place_its_camera_and_its_turn(
    world: World, copy: Submission, julie: User
) -> None:
    sent = photo_with_place()
    assert PLACE.encode() in sent
    add(world.browser(julie), copy, (sent, "foto.jpg"))
    (stored,) = world.all(StoredFile)
    kept = files.path_of(stored.sha256)
    assert PLACE.encode() not in kept.read_bytes()
    assert b"Camera" not in kept.read_bytes()
    with Image.open(kept) as painted:
        assert (painted.size, dict(painted.getexif())) == ((40, 30), {})


def test_the_fit_ones_of_several_are_kept_and_the_others_named(
    world: World, copy: Submission, julie: User
) -> None:
    page = add(
        world.browser(julie), copy, (PDF, "plan.pdf"), (zipped(), "x.zip"), (picture(), "p.png")
    )
    assert page.status == 422
    assert page.text(".portal-docs__name") == ["p.png", "plan.pdf", "x.zip"]
    assert page.text(".portal-docs .is-wrong .portal-docs__name") == ["x.zip"]


def test_the_same_file_twice_is_there_once_and_a_namesake_gets_a_number(
    world: World, copy: Submission, julie: User
) -> None:
    browser = world.browser(julie)
    add(browser, copy, (PDF, "plan.pdf"))
    add(browser, copy, (PDF, "plan.pdf"))
    add(browser, copy, (PDF + b"\n", "plan.pdf"))
    names = [each.name for each in queries.files_of(copy)]
    assert names == ["plan-2.pdf", "plan.pdf"]


def test_there_is_room_for_ten(world: World, copy: Submission, julie: User) -> None:
    browser = world.browser(julie)
    for number in range(10):
        assert add(browser, copy, (PDF + b"\n" * number, f"{number}.pdf")).status == 200
    page = add(browser, copy, (PDF, "nog-een.pdf"))
    assert page.status == 422
    assert "hoogstens 10 bestanden" in page.words


class Endless:
    """A stream of this many bytes that are never there all at once."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return b"\0" * size


def test_21_megabytes_are_refused_without_ever_being_in_memory(world: World) -> None:
    upload = FileStorage(Endless(21_000_000), filename="groot.pdf")  # type: ignore[arg-type]
    tracemalloc.start()
    with pytest.raises(RuleBroken, match="20 MB"), received(upload):
        pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000
    assert on_disk(world) == []


def test_20_megabytes_are_taken_without_ever_being_in_memory(world: World, tmp_path: Path) -> None:
    big = tmp_path / "big.pdf"
    with big.open("wb") as out:
        out.write(b"%PDF-1.7\n")
        out.truncate(LARGEST - 40)
        out.seek(0, os.SEEK_END)
        out.write(b"\nstartxref\n9\n%%EOF\n")
    tracemalloc.start()
    with big.open("rb") as stream, received(FileStorage(stream, filename="groot.pdf")) as incoming:
        assert incoming.size > 19_900_000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_too_much_at_once_is_refused_before_it_is_read(
    world: World, copy: Submission, julie: User
) -> None:
    browser = world.browser(julie)
    answer = browser.post(
        browser.address("submissions.save_step", submission_id=copy.id, step="files"),
        environ_overrides={"CONTENT_LENGTH": "900000000"},
    )
    assert answer.status_code == 413
    assert "één voor één" in answer.text


def test_the_first_button_of_the_form_removes_nothing(
    world: World, copy: Submission, julie: User
) -> None:
    page = add(world.browser(julie), copy, (PDF, "plan.pdf"))
    buttons = page.form("step").select("button")
    assert buttons[0].get("name") is None
    assert [button.get("name") for button in buttons if button.get("name") == "remove"]


# --- Handing out and taking away --------------------------------------------------------------


def test_a_download_is_never_a_page_of_the_portal(
    world: World, copy: Submission, julie: User
) -> None:
    browser = world.browser(julie)
    add(browser, copy, (PDF, "plan.pdf"))
    (attached,) = world.all(SubmissionFile)
    answer = browser.get(
        browser.address("submissions.download", submission_id=copy.id, file_id=attached.id)
    )
    assert answer.data == PDF
    answer.close()
    assert answer.headers["Content-Disposition"] == "attachment; filename=plan.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_was_sent_keeps_its_file_though_the_working_copy_loses_it(
    world: World, copy: Submission, julie: User
) -> None:
    browser = world.browser(julie)
    add(browser, copy, (PDF, "plan.pdf"))
    browser.visit("submissions.check", submission_id=copy.id).submit("send")
    page = browser.visit("submissions.step", submission_id=copy.id, step="files")
    (attached,) = world.all(SubmissionFile)
    page.submit("step", remove=str(attached.id))
    assert queries.files_of(copy) == []
    page = browser.visit("submissions.as_sent", submission_id=copy.id, number=1)
    assert page.text(".portal-docs__name") == ["plan.pdf"]
    address = browser.address("submissions.download", submission_id=copy.id, file_id=attached.id)
    assert status_of(browser, address) == 200
    assert "iets veranderd" in browser.visit("submissions.show", submission_id=copy.id).words


def test_a_juror_gets_what_was_sent_and_not_what_was_added_since(
    world: World, copy: Submission, julie: User, challenge: Challenge
) -> None:
    browser = world.browser(julie)
    add(browser, copy, (PDF, "plan.pdf"))
    browser.visit("submissions.check", submission_id=copy.id).submit("send")
    add(browser, copy, (PDF + b"\n", "later.pdf"))
    juror = world.user()
    access(world, copy, juror)
    addresses = [
        browser.address("submissions.download", submission_id=copy.id, file_id=each.id)
        for each in sorted(world.all(SubmissionFile), key=lambda each: each.name, reverse=True)
    ]
    reader = world.browser(juror)
    assert [status_of(reader, address) for address in addresses] == [404, 404], "sealed"
    with world.writing():
        world.one(Challenge, challenge.id).move("start_judging")
        world.one(Submission, copy.id).number = 1
    assert world.one(Challenge, challenge.id).state == ChallengeState.JUDGING
    assert [status_of(reader, address) for address in addresses] == [200, 404]


def test_what_nothing_refers_to_is_taken_away_after_a_day(
    world: World, copy: Submission, julie: User
) -> None:
    browser = world.browser(julie)
    add(browser, copy, (PDF, "weg.pdf"))
    add(browser, copy, (PDF + b"\n", "blijft.pdf"))
    gone = next(each for each in world.all(SubmissionFile) if each.name == "weg.pdf")
    page = browser.visit("submissions.step", submission_id=copy.id, step="files")
    page.submit("step", remove=str(gone.id))
    cut_short = world.settings.instance / "files" / "incoming" / "x.part"
    cut_short.write_bytes(b"half")

    clean_up()
    assert len(on_disk(world)) == 3, "younger than a day"
    for path in (world.settings.instance / "files").glob("*/*"):
        os.utime(path, (time.time() - 90_000,) * 2)
    world.pass_time(days=2)
    clean_up()
    db.session.expire_all()
    (kept,) = world.all(StoredFile)
    assert on_disk(world) == [kept.sha256]


def test_each_refused_file_has_a_line_of_its_own_and_the_others_are_kept(
    world: World, copy: Submission, julie: User
) -> None:
    page = add(world.browser(julie), copy, (b"", "leeg.pdf"), (PDF, "plan.pdf"), (b"MZ", "run.pdf"))
    assert page.status == 422
    lines = page.text(".utrecht-form-field-error-message .portal-block")
    assert [line.partition(":")[0] for line in lines] == ["leeg.pdf", "run.pdf"]
    assert [each.name for each in world.all(SubmissionFile)] == ["plan.pdf"]


def test_names_are_tidied() -> None:
    assert tidy_name("", "image/png") == "file.png"
    assert tidy_name("CON .. ", "image/png") == "CON.png"
