"""Opening an archive in an empty installation: every checksum first, then all or nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

import zstandard
from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import Field, JSONField, Model

from khuevan.kit.archive import (
    CHECKSUMS,
    CHUNK,
    FORMAT,
    MANIFEST,
    Summary,
    exported_models,
    files_of,
    migrations_applied,
    python_value,
    shelf,
)

ROWS_AT_ONCE = 500
LONGEST_LIST = 256 << 20


class Unusable(Exception):
    """Why this archive cannot be opened here; a sentence for the operator."""


@dataclass(slots=True)
class Checked:
    """What the first reading found: the manifest, and the sum of every member."""

    manifest: dict[str, Any] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)


def restore(path: Path, *, told: Callable[[str], None] = lambda _words: None) -> Summary:
    require_empty()
    checked = check(path)
    require_same_tables(checked.manifest)
    told(f"{len(checked.sums)} checksums hold.")
    beside = shelf().with_name(f"{shelf().name}.restoring")
    shutil.rmtree(beside, ignore_errors=True)  # of a restore that was killed
    beside.mkdir(parents=True)
    summary = Summary()
    try:
        with damage_named(path), transaction.atomic():
            _clear_first_rows()
            _load(path, checked, beside, summary, told)
            connection.check_constraints()
            _reset_sequences()
            shelf().mkdir(parents=True, exist_ok=True)
            beside.replace(shelf())  # it is empty; the last step before the commit
    except DatabaseError as error:
        raise Unusable(f"The database refuses the rows: {str(error).strip()}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return summary


# --- before anything is touched


def require_empty() -> None:
    """Nothing but what migrations wrote: a restore never overwrites anybody's work."""
    first = first_rows()
    for model in exported_models():
        if model._meta.label not in first and model._base_manager.exists():
            raise Unusable(
                f"This installation is not empty: {model._meta.label} has rows. Restore into a new "
                "database (khuevan migrate, and nothing else) with a new KHUEVAN_VAR."
            )
    if next(files_of(shelf()), None):
        raise Unusable(f"This installation is not empty: there are files in {shelf()}.")


def first_rows() -> set[str]:
    """Models whose first rows a migration writes: an app's config names them."""
    return {
        f"{config.label}.{name}"
        for config in apps.get_app_configs()
        for name in getattr(config, "first_rows", ())
    }


def check(path: Path) -> Checked:
    """Read the archive from end to end; it is whole, and every member is as it was written."""
    found = Checked()
    packed: dict[str, bytes] = {}
    with damage_named(path):
        for member, content in members(path):
            _require_safe(member.name)
            if member.name in found.sums:
                raise Unusable(f"{member.name} stands in the archive twice.")
            kept, digest = _read(content, is_kept=member.name in {MANIFEST, CHECKSUMS})
            found.sums[member.name] = digest
            if kept:
                packed[member.name] = kept
    if MANIFEST not in found.sums or CHECKSUMS not in found.sums:
        raise Unusable("The archive was cut off: its end is missing. Take another copy.")
    found.manifest = _read_manifest(packed.get(MANIFEST, b""))
    _compare(found, packed.get(CHECKSUMS, b""))
    return found


def _read(content: IO[bytes], *, is_kept: bool) -> tuple[bytes, str]:
    """To the end in small pieces: what was read, if it is to be kept, and its sum."""
    kept, digest = bytearray(), hashlib.sha256()
    while piece := content.read(CHUNK):
        digest.update(piece)
        if is_kept:
            kept += piece
            if len(kept) > LONGEST_LIST:
                raise Unusable("The list of checksums is too long to be one of ours.")
    return bytes(kept), digest.hexdigest()


def members(path: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    with (
        path.open("rb") as file,
        zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=False) as stream,
        tarfile.open(fileobj=stream, mode="r|") as tar,
    ):
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content is None:
                raise Unusable(f"{member.name} is no plain file; this is no archive of ours.")
            yield member, content


@contextmanager
def damage_named(path: Path) -> Iterator[None]:
    """Whatever breaks while members are read, within them or between them."""
    try:
        yield
    except FileNotFoundError as error:
        raise Unusable(f"There is no file {path}.") from error
    except (zstandard.ZstdError, tarfile.TarError, EOFError) as error:
        raise Unusable(
            f"The archive is damaged or was cut off ({str(error).strip()}). Take another copy."
        ) from error


def _require_safe(name: str) -> None:
    parts = PurePosixPath(name).parts
    if name in {MANIFEST, CHECKSUMS}:
        return
    if len(parts) < 2 or parts[0] not in {"models", "files"} or ".." in parts or "\\" in name:
        raise Unusable(f"{name} has no place in an archive of ours.")


def _read_manifest(packed: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(packed)
        version = manifest["format"]
    except (ValueError, TypeError, KeyError) as error:
        raise Unusable("The manifest of the archive cannot be read.") from error
    if version != FORMAT:
        raise Unusable(f"The archive has format {version}; this program reads format {FORMAT}.")
    return dict(manifest)


def _compare(found: Checked, packed: bytes) -> None:
    if found.sums[CHECKSUMS] != found.manifest["checksums"]:
        raise Unusable(f"{CHECKSUMS} was altered. Take another copy.")
    lines = packed.decode("utf-8", "replace").splitlines()
    wanted = {name: digest for digest, _gap, name in (one.partition("  ") for one in lines)}
    there = {name for name in found.sums if name not in {MANIFEST, CHECKSUMS}}
    for name in sorted(wanted.keys() | there):
        if name not in there:
            raise Unusable(f"{name} is missing from the archive. Take another copy.")
        if found.sums[name] != wanted.get(name):
            raise Unusable(f"{name} was altered after it was written. Take another copy.")


def require_same_tables(manifest: dict[str, Any]) -> None:
    made, here = manifest["migrations"], migrations_applied()
    for app in sorted(made.keys() | here.keys()):
        if made.get(app) != here.get(app):
            there, ours = (names[-1] if names else "nothing" for names in (
                made.get(app), here.get(app),
            ))  # fmt: skip
            raise Unusable(
                f"The archive was made by version {manifest['program']} ({app}: {there}); this "
                f"database stands at {app}: {ours}. Install that version, migrate an empty "
                "database, restore, and then update."
            )


# --- all or nothing


def _clear_first_rows() -> None:
    for model in exported_models():
        if model._meta.label in first_rows():
            model._base_manager.all().delete()


def _load(
    path: Path, checked: Checked, folder: Path, summary: Summary, told: Callable[[str], None]
) -> None:
    known = {f"models/{model._meta.label}.jsonl": model for model in exported_models()}
    for member, content in members(path):
        if model := known.get(member.name):
            told(f"{model._meta.label}: {_load_rows(model, content)}")
            summary.rows[model._meta.label] = model._base_manager.count()
        elif member.name.startswith("files/"):
            _unpack(folder / member.name.removeprefix("files/"), content)
            summary.files += 1
            summary.bytes += member.size
        elif member.name.startswith("models/"):
            raise Unusable(f"{member.name}: this program has no such table.")
    described = {one["model"]: one["rows"] for one in checked.manifest["models"]}
    if described != summary.rows:
        raise Unusable("The manifest counts other rows than the archive holds.")


def _unpack(place: Path, content: IO[bytes]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as out:
        shutil.copyfileobj(content, out, CHUNK)
    place.chmod(0o600)


def _load_rows(model: type[Model], content: IO[bytes]) -> int:
    columns = model._meta.local_concrete_fields
    count, rows = 0, []
    for packed in content:
        rows.append(_row(model, columns, json.loads(packed), count + 1))
        count += 1
        if len(rows) == ROWS_AT_ONCE:
            _insert(model, columns, rows, count)
            rows = []
    _insert(model, columns, rows, count)
    return count


def _row(
    model: type[Model], columns: Sequence[Field[Any, Any]], said: dict[str, Any], number: int
) -> list[Any]:
    """The values as this database stores them, untouched by any ``save``."""
    if said.keys() != {f.attname for f in columns}:
        raise Unusable(f"{model._meta.label}, row {number}: other fields than this program knows.")
    return [_stored(f, python_value(f, said[f.attname])) for f in columns]


def _stored(column: Field[Any, Any], value: Any) -> Any:
    if value is None and isinstance(column, JSONField) and not column.null:
        return connection.ops.adapt_json_value(None, None)
    return column.get_db_prep_save(value, connection)


def _insert(
    model: type[Model], columns: Sequence[Field[Any, Any]], rows: list[list[Any]], upto: int
) -> None:
    if not rows:
        return
    quoted = ", ".join(connection.ops.quote_name(f.column or "") for f in columns)
    holes = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with _named(model, upto - len(rows) + 1, upto), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({holes})", rows)  # noqa: S608 - names of our own tables


@contextmanager
def _named(model: type[Model], first: int, last: int) -> Iterator[None]:
    """Which rows the database refused: a text longer than its column, a letter it cannot hold."""
    try:
        yield
    except (DatabaseError, ValueError) as error:
        where = f"{model._meta.label}, rows {first} to {last}"
        raise Unusable(f"{where}: {str(error).strip()}") from error


def _reset_sequences() -> None:
    """The next row made here takes the next free number (PostgreSQL)."""
    statements = connection.ops.sequence_reset_sql(no_style(), exported_models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
