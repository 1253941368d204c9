"""Opening an XLSX file that nobody vouches for: nothing is run, unpacked blindly or overlooked."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from khuevan.kit.errors import Refused

logger = logging.getLogger(__name__)

MAX_SIZE = 5 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 500
MAX_COLUMNS = 100
MAX_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Layout:
    """What a streaming reader does not tell: merged cells, hidden columns and rows."""

    merged_rows: frozenset[int]
    hidden_columns: tuple[str, ...]
    hidden_rows: frozenset[int]


@contextmanager
def opened(content: bytes) -> Iterator[tuple[Any, Layout]]:
    """The first visible sheet, read as it streams, and its layout; Refused when there is none."""
    _check_archive(content)
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        with closing(workbook):
            sheet: Any = next((s for s in workbook.worksheets if s.sheet_state == "visible"), None)
            if sheet is None:
                raise Refused(_("The file has no visible sheet. Show the one with the list first."))
            layout = _layout(content, sheet._worksheet_path)
            sheet.reset_dimensions()  # a file may lie about its size
            yield sheet, layout
    except Refused:
        raise
    except Exception as error:  # a damaged part raises whatever its reader trips over, when read
        logger.warning("a workbook could not be read", exc_info=True)
        raise Refused(_unreadable()) from error


def _unreadable() -> str:
    return _(
        "This file cannot be read as an Excel workbook. Open it in Excel or LibreOffice, "
        "save it again as .xlsx and upload that file."
    )


def _check_archive(content: bytes) -> None:
    if len(content) > MAX_SIZE:
        raise Refused(_("The file is larger than 5 MB. Keep only the sheet with the list in it."))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(_(
            "This is an old .xls file or one locked with a password. Open it, take the password "
            "off, save it as .xlsx and upload that file."
        ))  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise Refused(_unreadable()) from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused(_("The file unpacks to more than 100 MB and was not opened."))
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise Refused(_("The file holds macros. Save it as .xlsx without macros and try again."))


def _layout(content: bytes, path: str) -> Layout:
    merged: set[int] = set()
    hidden_rows: set[int] = set()
    hidden_columns: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(path.lstrip("/")) as part:
        for _event, element in iterparse(part):
            tag = element.tag.rpartition("}")[2]
            is_hidden = element.get("hidden") in ("1", "true")
            if tag == "mergeCell":
                _left, top, _right, bottom = range_boundaries(element.get("ref"))
                merged.update(range(top or 1, min(bottom or 1, MAX_ROWS) + 1))
            elif tag == "col" and is_hidden and int(element.get("min")) <= MAX_COLUMNS:
                hidden_columns.append(get_column_letter(int(element.get("min"))))
            elif tag == "row":
                if is_hidden and len(element):
                    hidden_rows.add(int(element.get("r", "0")))
                element.clear()
    return Layout(frozenset(merged), tuple(hidden_columns), frozenset(hidden_rows))
