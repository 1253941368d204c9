"""The whole of an installation in one file, so that it can be opened again elsewhere (SYS-2).

``export.tar.zst`` holds, in this order: ``models/<label>.jsonl`` (a row a line, in the order of the
key), ``files/...`` (the shelf), ``checksums.sha256`` (as sha256sum writes it) and ``manifest.json``.
The manifest comes last: an archive without it was cut off. ``kit/restoring.py`` is the way back.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import secrets
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import zstandard
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, FileField, Model
from django.utils.translation import gettext_lazy

from khuevan.kit import audit
from khuevan.kit.models import AuditHead

FORMAT = 1
LEVEL = 6
CHUNK = 1 << 20
ROWS_AT_ONCE = 2000
CHECKSUMS = "checksums.sha256"
MANIFEST = "manifest.json"
LEFT_OUT = {
    "sessions.session": "people sign in again",
    "contenttypes.contenttype": "made by migrate",
    "auth.permission": "made by migrate",
    "kit.workerbeat": "workers of this machine",
}
SECRETS = (
    "The archive holds hashes of passwords, second factors, unit links and letters: keep it as you "
    "keep the database. SECRET_KEY is not in it; without the same key every unit link ends."
)


class Kind(models.TextChoices):
    EXPORTED = "kit.exported", gettext_lazy("Everything exported into one archive")


@dataclass(slots=True)
class Summary:
    """What went into an archive, or out of it."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)


def exported_models() -> list[type[Model]]:
    """Every table, in a fixed order; those that only join permissions go with what migrate makes."""
    found = (m for m in apps.get_models(include_auto_created=True) if m._meta.managed)
    return [m for m in found if m._meta.label_lower not in LEFT_OUT and not _joins_permissions(m)]


def _joins_permissions(model: type[Model]) -> bool:
    targets = {
        f.related_model._meta.label_lower
        for f in model._meta.local_concrete_fields
        if isinstance(f.related_model, type)
    }
    return bool(model._meta.auto_created) and "auth.permission" in targets


def migrations_applied() -> dict[str, list[str]]:
    """What the tables look like; only an installation that stands at the same place can take them."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def shelf() -> Path:
    return Path(default_storage.path(""))


# --- values


def plain(value: Any) -> Any:
    """A value as JSON says it: moments in UTC, numbers with decimals and everything odd as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID | timedelta):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return _sorted(value) if isinstance(value, dict | list) else value


def _sorted(value: Any) -> Any:
    """PostgreSQL keeps objects in an order of its own; so we keep none."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value


def line(names: list[str], row: tuple[Any, ...]) -> bytes:
    said = {name: plain(value) for name, value in zip(names, row, strict=True)}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


# --- writing


def export(path: Path, *, told: Callable[[str], None] = lambda _words: None) -> Summary:
    """Write everything to ``path``; the name exists only once the archive is whole and on disk."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            with _Archive(out) as archive, snapshot():
                summary = archive.fill(path.parent, told)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
        _force(path.parent)
    finally:
        beside.unlink(missing_ok=True)
    return summary


@contextmanager
def snapshot() -> Iterator[None]:
    """One moment of the database for all reads, while others go on writing."""
    outermost = not connection.in_atomic_block
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite" and outermost:
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # of SQLite
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql" and outermost:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite" and outermost:
            connection.transaction_mode = mode  # type: ignore[attr-defined]  # of SQLite


class _Archive:
    """The tar file within the compressor, noting a checksum of each member as it goes by."""

    def __init__(self, out: IO[bytes]) -> None:
        compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        self._stream = compressor.stream_writer(out, closefd=False)
        self._tar = tarfile.open(  # noqa: SIM115 - closed by our own exit
            fileobj=self._stream, mode="w|", format=tarfile.PAX_FORMAT
        )
        self.sums: list[tuple[str, str]] = []

    def __enter__(self) -> _Archive:
        return self

    def __exit__(self, *_error: object) -> None:
        self._tar.close()
        self._stream.close()

    def fill(self, folder: Path, told: Callable[[str], None]) -> Summary:
        summary = Summary()
        described = []
        for model in exported_models():
            described.append(self._add_model(model, folder, summary))
            told(f"{model._meta.label}: {summary.rows[model._meta.label]}")
        for path in files_of(shelf()):
            name = path.relative_to(shelf()).as_posix()
            with path.open("rb") as content:
                self.add(f"files/{name}", content, os.fstat(content.fileno()).st_size)
            summary.files += 1
            summary.bytes += path.stat().st_size
        sums = "".join(f"{digest}  {name}\n" for name, digest in self.sums).encode()
        self.add(CHECKSUMS, io.BytesIO(sums), len(sums))
        manifest = _manifest(summary, described, hashlib.sha256(sums).hexdigest())
        packed = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self.add(MANIFEST, io.BytesIO(packed), len(packed))
        return summary

    def _add_model(self, model: type[Model], folder: Path, summary: Summary) -> dict[str, Any]:
        """Its lines go to a file without a name first: a member's size stands before its content."""
        columns = model._meta.local_concrete_fields
        names = [f.attname for f in columns]
        files = [n for n, f in enumerate(columns) if isinstance(f, FileField)]
        count = 0
        with tempfile.TemporaryFile(dir=folder) as lines:
            rows = model._base_manager.order_by("pk").values_list(*names)
            for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
                lines.write(line(names, row))
                count += 1
                absent = (row[n] for n in files if row[n] and not (shelf() / row[n]).is_file())
                summary.missing.extend(absent)
            size = lines.tell()
            lines.seek(0)
            self.add(f"models/{model._meta.label}.jsonl", lines, size)
        summary.rows[model._meta.label] = count
        return {"model": model._meta.label, "rows": count, "fields": names}

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """The same bytes whenever and by whomever they are packed."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        reader = Summed(content)
        self._tar.addfile(member, reader)
        self.sums.append((name, reader.digest))


class Summed:
    """A stream that knows the SHA-256 of what has been read from it."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self._sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._content.read(size)
        self._sum.update(piece)
        return piece

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()


def files_of(folder: Path) -> Iterator[Path]:
    """Every file under it in a fixed order; what begins with a dot is being written just now."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from files_of(path)
        elif path.is_file():
            yield path


def _manifest(summary: Summary, described: list[dict[str, Any]], sums: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "program": metadata.version("khuevan"),
        "made_at": plain(datetime.now(UTC)),
        "database": connection.vendor,
        "checksums": sums,
        "files": {"count": summary.files, "bytes": summary.bytes, "missing": summary.missing},
        "left_out": {**LEFT_OUT, "SECRET_KEY": "a secret of the installation"},
        "models": described,
        "migrations": migrations_applied(),
    }


def _force(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def note(path: Path) -> None:
    """Whoever takes everything away leaves a line; it comes after the archive, so is not in it."""
    audit.record(Kind.EXPORTED, AuditHead(pk=1), by=audit.SYSTEM, after=path.name)


# --- every night


def nightly(moment: datetime) -> Path | None:
    """An archive in KHUEVAN_VAR/exports; only the newest EXPORTS_KEEP stay. None when that is 0."""
    if not settings.EXPORTS_KEEP:
        return None
    folder = Path(settings.VAR) / "exports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"export-{moment:%Y-%m-%d-%H%M%S}.tar.zst"
    export(path)
    note(path)
    for old in sorted(folder.glob("export-*.tar.zst"))[: -settings.EXPORTS_KEEP]:
        old.unlink(missing_ok=True)
    for half in folder.glob(".export-*.part"):  # of a writer that was killed
        half.unlink(missing_ok=True)
    return path


def python_value(column: Field[Any, Any], value: Any) -> Any:
    """The other way round: what ``plain`` said, as the field wants it."""
    if value is None or isinstance(column, models.JSONField):
        return value
    if isinstance(column, models.BinaryField):
        return base64.b64decode(value)
    return column.to_python(value) if not column.is_relation else _key_value(column, value)


def _key_value(column: Field[Any, Any], value: Any) -> Any:
    target = getattr(column, "target_field", None)
    return python_value(target, value) if target else value
