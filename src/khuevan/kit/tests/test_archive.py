"""SYS-2: an archive holds everything; damaged or strange ones are named and change nothing."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import zstandard
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from PIL import Image

from khuevan.documents import actions as documents
from khuevan.kit import archive, audit, outbox, restoring
from khuevan.kit.archive import python_value
from khuevan.kit.models import AuditEvent, Message, Tick

pytestmark = [pytest.mark.shows("SYS-2")]
BY = audit.NamedActor("Trần Thị Bình")


@pytest.fixture
def shelf(settings, tmp_path):
    folder = tmp_path / "files"
    storage = {**settings.STORAGES["default"], "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    settings.VAR = tmp_path
    return folder


def fill(shelf):
    outbox.put("a:1:b", to="a@example.vn", subject="Hạn: 5/1", text='Đã gửi "=1+1"\u2028\n')
    target = Message.objects.get()
    audit.record("test.noted", target, by=BY, after="Ổ", facts_are=["b", "a"], z=1, a=None)
    place = shelf / "ab" / "abcd"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"\x00\xff" * 70_000)
    (shelf / "ab" / ".half").write_bytes(b"being written")


def unpacked(path):
    """{member: content} without the moment of its making."""
    found = {}
    for member, content in restoring.members(path):
        found[member.name] = content.read()
    manifest = json.loads(found.pop("manifest.json"))
    del manifest["made_at"], manifest["database"]
    return found, manifest


def packed(path, members):
    with (
        path.open("wb") as out,
        zstandard.ZstdCompressor().stream_writer(out) as stream,
        tarfile.open(fileobj=stream, mode="w|") as tar,
    ):
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture
def exported(db, shelf, tmp_path):
    fill(shelf)
    path = tmp_path / "out" / "export.tar.zst"
    archive.export(path)
    return path


def test_it_holds_rows_in_a_fixed_order_with_natural_types(exported):
    found, manifest = unpacked(exported)
    assert list(found)[-2:] == ["files/ab/abcd", "checksums.sha256"]
    [row] = [json.loads(one) for one in found["models/kit.AuditEvent.jsonl"].splitlines()]
    event = AuditEvent.objects.get()
    assert list(row) == [f.attname for f in AuditEvent._meta.concrete_fields]
    assert row["facts"] == {"a": None, "facts_are": ["b", "a"], "z": 1}
    assert row["at"] == event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert "Ổ" in found["models/kit.AuditEvent.jsonl"].decode()
    counts = {one["model"]: one["rows"] for one in manifest["models"]}
    assert (counts["kit.Message"], manifest["files"]["count"]) == (1, 1)
    assert "sessions.Session" not in counts
    assert "SECRET_KEY" in manifest["left_out"]
    assert exported.stat().st_mode & 0o777 == 0o600


def test_the_same_data_give_the_same_bytes(exported, tmp_path):
    again = tmp_path / "again.tar.zst"
    archive.export(again)
    assert unpacked(again) == unpacked(exported)


def test_checksums_are_as_the_tool_of_the_system_writes_them(exported, tmp_path):
    found, _manifest = unpacked(exported)
    for name, content in found.items():
        place = tmp_path / "x" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "checksums.sha256"],  # noqa: S607 - the system's
        cwd=tmp_path / "x", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.django_db(transaction=True)
def test_away_and_back_again(shelf, tmp_path):
    fill(shelf)
    first = tmp_path / "first.tar.zst"
    call_command("export", first, stdout=io.StringIO())
    before = unpacked(first)
    call_command("flush", "--no-input", verbosity=0)
    (shelf / "ab" / ".half").unlink()
    (shelf / "ab" / "abcd").unlink()
    (shelf / "ab").rmdir()
    out = io.StringIO()

    call_command("restore", first, stdout=out)

    assert out.getvalue().splitlines()[-2:] == [
        "The audit log holds.",
        "1 letter(s) wait in the outbox. Look at them before you start the worker.",
    ]
    second = tmp_path / "second.tar.zst"
    archive.export(second)
    assert unpacked(second) == before
    audit.record("test.next", Message.objects.get(), by=BY)  # keys go on where they stopped
    assert Tick.objects.create(name="x", last_run=timezone.now()).pk
    assert list(audit.breaks()) == []
    with pytest.raises(CommandError, match=r"^Nothing was restored\. This installation is not em"):
        call_command("restore", first)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_restored_when_one_row_does_not_fit(shelf, tmp_path, monkeypatch):
    fill(shelf)
    path = tmp_path / "first.tar.zst"
    archive.export(path)
    call_command("flush", "--no-input", verbosity=0)
    (shelf / "ab" / "abcd").unlink()

    def broken(model, columns, rows, upto):
        if model is Message:
            rows[0][0] = None if rows[0][0] else rows[0][0]
            rows = [[value if n else "no number" for n, value in enumerate(rows[0])]]
        return insert(model, columns, rows, upto)

    insert = restoring._insert
    monkeypatch.setattr(restoring, "_insert", broken)
    with pytest.raises(restoring.Unusable, match=r"^kit\.Message, rows 1 to 1: "):
        restoring.restore(path)
    assert (AuditEvent.objects.count(), Message.objects.count()) == (0, 0)
    assert list(archive.files_of(shelf)) == []
    assert not (tmp_path / "files.restoring").exists()


# --- damaged or strange


@pytest.mark.django_db
def test_every_truncation_and_every_altered_byte_is_seen(exported):
    whole = exported.read_bytes()
    place = exported.with_name("damaged.tar.zst")

    @given(st.integers(0, len(whole) - 1), st.integers(1, 255), st.booleans())
    @budget(max_examples=150, deadline=None)
    def damaged(at, by, is_cut):
        altered = whole[:at] + bytes([whole[at] ^ by]) + whole[at + 1 :]
        place.write_bytes(whole[:at] if is_cut else altered)
        try:
            found = restoring.check(place)
        except restoring.Unusable:
            return
        # A byte of the frame's header that changes nothing of what is read.
        assert found.sums == restoring.check(exported).sums

    damaged()


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([], "cut off"),
        ([("../../etc/passwd", b"x")], "has no place"),
        ([("files/../../x", b"x")], "has no place"),
        ([("/files/x", b"x")], "has no place"),
        ([("note.txt", b"x")], "has no place"),
        ([("files/a", b"x"), ("files/a", b"x")], "twice"),
        ([("checksums.sha256", b""), ("manifest.json", b"[]")], "cannot be read"),
        ([("checksums.sha256", b""), ("manifest.json", b'{"format": 9}')], "has format 9"),
        ([("checksums.sha256", b"x"), ("manifest.json", b'{"format":1,"checksums":"0"}')], "alter"),
    ],
)
def test_strange_archives_are_named(tmp_path, members, words):
    with pytest.raises(restoring.Unusable, match=words):
        restoring.check(packed(tmp_path / "x.tar.zst", members))


def test_what_is_no_archive_at_all_is_named(tmp_path):
    place = tmp_path / "x"
    with pytest.raises(restoring.Unusable, match="There is no file"):
        restoring.check(place)
    place.write_bytes(b"PK\x03\x04 something else")
    with pytest.raises(restoring.Unusable, match="damaged"):
        restoring.check(place)


def test_an_archive_of_another_version_says_which(db, exported):
    manifest = restoring.check(exported).manifest
    manifest["migrations"]["kit"] = [*manifest["migrations"]["kit"], "0099_later"]
    with pytest.raises(restoring.Unusable, match=r"kit: 0099_later.*Install that version"):
        restoring.require_same_tables(manifest)


# --- values


COLUMNS = {
    models.DateTimeField(): st.datetimes(
        datetime(1900, 1, 1),
        datetime(2999, 1, 1),
        timezones=st.just(UTC),
    ),
    models.DateField(): st.dates(date(1900, 1, 1)),
    models.DecimalField(max_digits=20, decimal_places=4): st.decimals(
        -(10**15), 10**15, places=4, allow_nan=False
    ),
    models.UUIDField(): st.uuids(),
    models.BinaryField(): st.binary(max_size=40),
    models.TextField(): st.text(),
    models.BooleanField(): st.booleans(),
    models.BigIntegerField(): st.integers(-(2**63), 2**63 - 1),
    models.DurationField(): st.timedeltas(timedelta(0), timedelta(days=9000)),
    models.JSONField(): st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(), one, max_size=3),
        max_leaves=8,
    ),
}


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: type(column).__name__)
def test_every_value_comes_back_as_it_was(column):
    @given(COLUMNS[column])
    @budget(max_examples=60, deadline=None)
    def back(value):
        said = json.loads(archive.line(["x"], (value,)))["x"]
        assert python_value(column, said) == value

    back()
    assert archive.plain(Decimal("12.50")) == "12.50"


# --- writing


KILLED = """
import os, signal
from pathlib import Path
from khuevan.kit import archive
def fill(self, folder, told):
    self._stream.write(b"x" * 100_000)
    os.kill(os.getpid(), signal.SIGKILL)
archive._Archive.fill = fill
archive.export(Path(os.environ["KHUEVAN_VAR"]) / "exports" / "export-2026-01-01-022000.tar.zst")
"""


def test_killed_while_writing_leaves_no_half_archive(tmp_path, settings, shelf, db):
    environment = {
        "KHUEVAN_ENV": "test", "KHUEVAN_VAR": str(tmp_path), "PYTHONPATH": ":".join(sys.path),
    }  # fmt: skip
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "khuevan.web.manage", "shell", "--no-imports", "-c", KILLED],
        env=environment, check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode == -9
    halves = [path.name for path in (tmp_path / "exports").iterdir()]
    assert len(halves) == 1
    assert halves[0].startswith(".export-2026-01-01") and halves[0].endswith(".part")  # noqa: PT018
    settings.EXPORTS_KEEP = 1
    archive.nightly(datetime(2026, 1, 2, 2, 20, tzinfo=UTC))
    assert [path.name for path in (tmp_path / "exports").iterdir()] == [
        "export-2026-01-02-022000.tar.zst"
    ]


def test_every_night_and_only_the_newest_stay(db, shelf, settings, tmp_path):
    settings.EXPORTS_KEEP = 2
    for day in (1, 2, 3):
        archive.nightly(datetime(2026, 1, day, 2, 20, tzinfo=UTC))
    assert sorted(path.name for path in (tmp_path / "exports").iterdir()) == [
        "export-2026-01-02-022000.tar.zst", "export-2026-01-03-022000.tar.zst",
    ]  # fmt: skip
    kinds = AuditEvent.objects.values_list("kind", flat=True)
    assert list(kinds) == ["kit.exported"] * 3
    settings.EXPORTS_KEEP = 0
    assert archive.nightly(datetime(2026, 1, 4, tzinfo=UTC)) is None


def test_the_command_overwrites_only_when_told_and_names_what_is_missing(db, shelf, tmp_path):
    picture = io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    stored = documents.store(picture.getvalue(), "a.png", by=BY)
    Path(default_storage.path(stored.content.name)).unlink()
    path, out, errors = tmp_path / "e.tar.zst", io.StringIO(), io.StringIO()
    call_command("export", path, stdout=out, stderr=errors)
    assert errors.getvalue() == (
        f"Missing on the shelf, so not in the archive: {stored.content.name}\n"
    )
    assert "SECRET_KEY is not in it" in out.getvalue()
    with pytest.raises(CommandError, match="exists already"):
        call_command("export", path)
    call_command("export", path, "--force", stdout=out, stderr=errors)
