"""The materials of a class as one file: numbered in the order of the syllabus, with a list on top."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable
from typing import IO

from khuevan.training.models import Material

IN_MEMORY = 8 * 1024 * 1024
"""Bytes; a greater pack is written to a temporary file."""
FOLDERS = {"directive": "1-van-ban-chi-dao", "slides": "2-bai-trinh-bay", "handout": "3-tai-lieu"}


def pack(title: str, materials: Iterable[Material]) -> IO[bytes]:
    """A zip, at its beginning. What has no file is named in the list alone."""
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - handed on open
    lines = [title, ""]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, one in enumerate(materials, 1):
            stored = one.stored
            lines.append(f"{number:02d}. {one.title}{'' if stored else ' (chưa có tệp)'}")
            if stored is None:
                continue
            try:
                with stored.content.open("rb") as content:
                    archive.writestr(f"{FOLDERS[one.kind]}/{number:02d}-{safe(stored.name)}",
                                     content.read())  # fmt: skip
            except FileNotFoundError:
                lines[-1] += " (tệp bị thiếu)"
        archive.writestr("danh-muc.txt", "\r\n".join(lines).encode("utf-8-sig"))
    out.seek(0)
    return out


def safe(name: str) -> str:
    return re.sub(r"[^\w.() -]", "_", name)[-120:]
