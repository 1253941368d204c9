from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from PIL import Image

from khuevan.documents import actions, shelf
from khuevan.documents.enums import Kind
from khuevan.documents.media import DOCX, JPEG, PDF, PNG, TEXT, XLSX, sniff
from khuevan.documents.models import StoredFile
from khuevan.documents.photos import LONGEST_SIDE, redraw
from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent
from khuevan.people.enums import Role
from khuevan.people.models import User

pytestmark = pytest.mark.django_db
MARKINGS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
BODY = "\nKẾ HOẠCH\nTổ chức lớp tập huấn\nI. MỤC ĐÍCH\n- Nâng cao kỹ năng.\n"


@pytest.fixture
def officer():
    return User.objects.create(username="a", full_name="Lê Văn An", role=Role.LEAD_OFFICER)


def photo(size=(40, 30), form="JPEG", **more):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **more)
    return out.getvalue()


def workbook(*cells):
    book, out = Workbook(), io.BytesIO()
    for cell in cells:
        book.active.append([cell])
    book.save(out)
    return out.getvalue()


def on_disk():
    """Every file below the house's folder, with its size."""
    return {str(p): p.stat().st_size for p in Path(settings.VAR).rglob("*") if p.is_file()}


def test_a_file_is_kept_under_its_own_hash_with_an_audit_line(officer):
    stored = actions.store(b"Bao cao ket qua", "báo cáo.txt", by=officer)

    assert stored.content.name == f"{stored.sha256[:2]}/{stored.sha256}"
    with stored.content.open("rb") as file:
        assert file.read() == b"Bao cao ket qua"
    assert (stored.media_type, stored.size, stored.uploaded_by) == ("text/plain", 15, officer)
    assert AuditEvent.objects.get().kind == Kind.STORED


def test_the_same_content_is_kept_once_on_disk(officer):
    one, two = (actions.store(b"Mot noi dung", name, by=officer) for name in ("a.txt", "b.txt"))

    assert one.content.name == two.content.name
    assert (one.name, two.name) == ("a.txt", "b.txt")


@pytest.mark.shows("DOC-3", "R51")
@pytest.mark.parametrize("marking", MARKINGS)
@pytest.mark.parametrize("form", ["text", "xlsx"])
def test_a_marked_file_leaves_nothing_but_that_it_was_refused(
    officer, tmp_path, monkeypatch, marking, form
):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    content = f"{marking}{BODY}".encode() if form == "text" else workbook(marking, "Danh sách")
    before = on_disk()

    with pytest.raises(Refused) as refusal:
        actions.store(content, "ten-rieng.bin", by=officer)

    line = AuditEvent.objects.get()
    assert (line.kind, line.by, line.target) == (
        Kind.REFUSED_SECRET, officer, "documents.storedfile:None",
    )  # fmt: skip
    assert "ten-rieng" not in f"{line.facts} {line.before} {line.after} {line.why} {refusal.value}"
    assert str(refusal.value).startswith("Tệp vừa chọn mang dấu độ mật ")
    assert StoredFile.objects.count() == 0
    assert (on_disk(), os.listdir(tmp_path)) == (before, [])


@pytest.mark.shows("DOC-3")
def test_a_marked_upload_of_any_size_never_touches_the_disk(officer, client, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    opened = []
    real = os.open
    monkeypatch.setattr(
        os, "open", lambda path, *a, **k: (opened.append(str(path)), real(path, *a, **k))[1]
    )
    client.force_login(officer)
    content = ("TUYỆT MẬT" + BODY + "Một dòng dài.\n" * 300_000).encode()
    before = on_disk()

    client.post(reverse("plans:upload"), {"file": SimpleUploadedFile("x.txt", content)})

    assert (StoredFile.objects.count(), on_disk(), os.listdir(tmp_path)) == (0, before, [])
    assert [path for path in opened if str(tmp_path) in path] == []


@pytest.mark.shows("DOC-3")
def test_words_about_secrecy_are_no_marking(officer):
    text = "Chấp hành nghiêm chế độ bảo mật thông tin, bảo vệ bí mật Nhà nước theo quy định.\n"

    assert actions.store(text.encode(), "a.txt", by=officer).size > 0


@pytest.mark.parametrize(("content", "name"), [
    (b"", "empty.txt"),
    (b"<html><script>alert(1)</script>", "page.txt"),
    (b"<svg xmlns='x'/>", "drawing.svg"),
    (b"MZ\x90\x00program", "a.pdf"),
    (b"PK\x03\x04cut short", "a.docx"),
])  # fmt: skip
def test_what_the_house_does_not_take_is_refused_by_its_bytes(officer, content, name):
    with pytest.raises(Refused):
        actions.store(content, name, by=officer)

    assert StoredFile.objects.count() == 0


def test_what_is_too_large_is_refused_with_both_sizes(officer, settings):
    settings.UPLOAD_LIMIT = 1024

    with pytest.raises(Refused, match=r"2 KB.*1 KB"):
        actions.store(b"x" * 2048, "a.txt", by=officer)


def test_kinds_are_told_by_bytes():
    def package(name):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            file.writestr("[Content_Types].xml", "")
            file.writestr(name, "")
        return out.getvalue()

    found = [sniff(c) for c in (
        photo(), photo(form="PNG"), b"%PDF-1.7", package("word/document.xml"),
        package("xl/workbook.xml"), b"chu", package("java/Main.class"),
    )]  # fmt: skip
    assert found == [JPEG, PNG, PDF, DOCX, XLSX, TEXT, None]


def test_a_photo_keeps_nothing_but_the_picture(officer):
    exif = Image.Exif()
    exif[0x010F] = "Phone of Mr A"
    exif[0x0112] = 6  # lies on its side
    content = photo((40, 30), exif=exif)

    stored = actions.store(content, "IMG_1.HEIC.jpg", by=officer)

    with stored.content.open("rb") as file:
        kept = file.read()
    picture = Image.open(io.BytesIO(kept))
    assert (dict(picture.getexif()), picture.size, b"Phone of Mr A" in kept) == (
        {},
        (30, 40),
        False,
    )


def test_a_large_photo_is_made_smaller_and_a_bomb_is_refused():
    assert Image.open(io.BytesIO(redraw(photo((5000, 100))))).size == (LONGEST_SIDE, 48)
    bomb = photo((9000, 9000), "PNG")

    with pytest.raises(Refused):
        redraw(bomb)


def test_a_photo_cut_short_is_refused():
    with pytest.raises(Refused):
        redraw(photo((600, 600))[:900])


def test_a_crash_in_the_midst_of_writing_leaves_no_half_file(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _handle: (_ for _ in ()).throw(OSError("power cut")))
    before = on_disk()

    with pytest.raises(OSError, match="power cut"):
        shelf.put(b"half", "ab" + "0" * 62)

    assert on_disk() == before


def test_a_download_is_never_a_page_of_ours(officer, client):
    stored = actions.store(b"Bao cao", "báo\r\ncáo.txt", by=officer)
    client.force_login(officer)

    response = client.get(reverse("documents:download", args=[stored.pk]))

    assert b"".join(response.streaming_content) == b"Bao cao"
    response.close()
    assert response["Content-Disposition"].startswith("attachment;")
    assert (response["X-Content-Type-Options"], response["Content-Security-Policy"]) == (
        "nosniff", "default-src 'none'; sandbox",
    )  # fmt: skip


def test_a_stranger_gets_404_for_the_file_of_another(officer, client):
    stored = actions.store(b"Bao cao", "a.txt", by=officer)
    stranger = User.objects.create(username="b", role=Role.FOCAL_POINT)
    client.force_login(stranger)

    assert client.get(reverse("documents:download", args=[stored.pk])).status_code == 404
    own = actions.store(b"Cua toi", "b.txt", by=stranger)
    response = client.get(reverse("documents:download", args=[own.pk]))
    response.close()
    assert response.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    officer, client, django_assert_num_queries, count
):
    for number in range(count):
        actions.store(f"Tep {number}".encode(), f"tep-{number}.txt", by=officer)
    client.force_login(officer)

    with django_assert_num_queries(6):
        response = client.get(reverse("documents:index"))

    assert response.content.decode().count(">tep-") == count


@pytest.mark.parametrize("lack", [None, "tesseract"])
def test_the_page_says_plainly_when_pictures_are_not_searched(officer, client, monkeypatch, lack):
    monkeypatch.setattr("khuevan.documents.views.files.ocr.missing", lambda: lack)
    client.force_login(officer)
    page = client.get(reverse("documents:index")).content.decode()
    assert ("Ảnh không được dò dấu độ mật" in page) is bool(lack)
