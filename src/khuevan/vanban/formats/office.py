"""Formats that only LibreOffice reads (.doc, .rtf, .odt): turned into .docx, then read as such."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import olefile

from khuevan.vanban.errors import (
    Damaged,
    Encrypted,
    HasMacros,
    NotADocument,
    OfficeFailed,
    OfficeMissing,
    Spreadsheet,
)

_SECONDS = 90
_ENCRYPTED_BIT = 0x0100
_EMPTY_MODULE = 1_600
"""Bytes of a macro module that holds nothing but its own header."""
_FILTER = "docx:MS Word 2007 XML"


@lru_cache(maxsize=1)
def program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_docx(source: bytes, name: str, suffix: str, *, seconds: int = _SECONDS) -> bytes:
    """``suffix`` (".doc", ".rtf", ".odt") tells LibreOffice which reader to use."""
    path = program()
    if path is None:
        raise OfficeMissing(name=name)
    with tempfile.TemporaryDirectory(prefix="vanban-") as folder:
        given, made = Path(folder) / f"in{suffix}", Path(folder) / "out" / "in.docx"
        given.write_bytes(source)
        try:
            run(path, Path(folder), [given], _FILTER, seconds)
        except subprocess.TimeoutExpired as error:
            raise OfficeFailed(name=name, detail=f"> {seconds} s") from error
        if not made.exists():
            raise OfficeFailed(name=name, detail="không có kết quả")
        return made.read_bytes()


def run(path: str, folder: Path, given: Sequence[Path], to: str, seconds: int) -> None:
    """Turn the files into folder/out, within the time; TimeoutExpired, and nothing runs on."""
    # a profile of its own: two runs sharing one profile hand the file to each other and hang
    command = [
        path, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--norestore", "--nolockcheck", "--nodefault", "--convert-to", to,
        "--outdir", str(folder / "out"), *map(str, given),
    ]  # fmt: skip
    process = subprocess.Popen(  # noqa: S603 - a fixed program without a shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "HOME": str(folder)},
    )
    try:
        process.wait(seconds)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """soffice starts soffice.bin: the whole group has to go."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def inspect_ole(source: bytes, name: str) -> bool:
    """Refuses an old Office file that is not a plain .doc. True: it has an empty macro project."""
    try:
        with olefile.OleFileIO(source) as ole:
            _refuse_other_ole(ole, name)
            return _check_macros(ole, name)
    except (OSError, ValueError, IndexError, TypeError, AttributeError, KeyError) as error:
        raise Damaged(name=name, detail="OLE") from error
    except (RecursionError, MemoryError, OverflowError) as error:
        raise Damaged(name=name, detail="OLE") from error


def _refuse_other_ole(ole: olefile.OleFileIO, name: str) -> None:
    if ole.exists("EncryptedPackage"):
        raise Encrypted(name=name)
    if ole.exists("Workbook") or ole.exists("Book"):
        raise Spreadsheet(name=name)
    if not ole.exists("WordDocument"):
        kind = "PowerPoint" if ole.exists("PowerPoint Document") else "OLE"
        raise NotADocument(name=name, found=kind)
    head = ole.openstream("WordDocument").read(12)
    if len(head) < 12:
        raise Damaged(name=name, detail="WordDocument")
    if int.from_bytes(head[10:12], "little") & _ENCRYPTED_BIT:
        raise Encrypted(name=name)


def _check_macros(ole: olefile.OleFileIO, name: str) -> bool:
    """Word 97 leaves an empty project in many harmless files; only one with code is refused."""
    modules = [
        entry
        for entry in ole.listdir()
        if len(entry) > 2 and entry[0] == "Macros" and entry[1].upper() == "VBA"
    ]
    for entry in modules:
        plain = entry[-1].lower() in ("dir", "_vba_project") or entry[-1].startswith("__SRP")
        if not plain and (
            entry[-1].lower() != "thisdocument" or ole.get_size(entry) > _EMPTY_MODULE
        ):
            raise HasMacros(name=name)
    return bool(modules)
