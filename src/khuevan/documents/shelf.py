"""The shelf of files: each content once, under its own SHA-256, whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.files.storage import default_storage


def put(content: bytes, sha256: str) -> str:
    """Keep the content and return its name on the shelf; a crash leaves no half file there.

    Written beside its place, forced to disk, then renamed: the rename is what makes it exist.
    """
    name = f"{sha256[:2]}/{sha256}"
    place = Path(default_storage.path(name))
    if place.exists() and place.stat().st_size == len(content):
        return name
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{sha256[:16]}.{secrets.token_hex(6)}")
    try:
        _write(beside, content)
        beside.replace(place)
        _force(place.parent)
    finally:
        beside.unlink(missing_ok=True)
    return name


def _write(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _force(folder: Path) -> None:
    """A rename survives a power cut only once its folder is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
