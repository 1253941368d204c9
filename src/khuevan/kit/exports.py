"""The one writer of tables that leave the house: XLSX, CSV and rows for print."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Literal

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from khuevan.kit.vietnamese import fold, format_date, grouped, nfc

Kind = Literal["text", "int", "decimal", "date", "datetime"]
Value = str | int | Decimal | date | datetime | None

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"  # without it Excel does not read UTF-8
LONGEST_CELL = 32_767
IN_MEMORY = 2 * 1024 * 1024
# A spreadsheet runs a CSV cell that starts like this; a leading apostrophe stops it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# "@" is text: 00004 and 0912... keep their zeros when LibreOffice or Excel saves the file again.
NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "int": "#,##0",
    "decimal": "#,##0.00",
    "date": "dd/mm/yyyy",
    "datetime": "dd/mm/yyyy hh:mm",
}
WIDTHS: dict[Kind, int] = {"text": 28, "int": 12, "decimal": 16, "date": 12, "datetime": 17}


@dataclass(frozen=True, slots=True)
class Column:
    label: str | Promise
    cell: Callable[[Any], Value]
    kind: Kind = "text"
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """`name` becomes the file's name and the title of the sheet."""

    name: str | Promise
    columns: tuple[Column, ...]

    @property
    def labels(self) -> list[str]:
        return [str(column.label) for column in self.columns]

    def respond(self, rows: Iterable[Any], form: str = "xlsx") -> HttpResponseBase:
        """A download; `form` is "xlsx" or "csv". `rows` may be a queryset of any length."""
        return self.to_csv(rows) if form == "csv" else self.to_xlsx(rows)

    def to_xlsx(self, rows: Iterable[Any]) -> FileResponse:
        # On disk only when it is long; the answer closes it.
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
        self.write_xlsx(file, rows)
        file.seek(0)
        return FileResponse(
            file, as_attachment=True, filename=self.filename("xlsx"), content_type=XLSX_TYPE
        )

    def to_csv(self, rows: Iterable[Any]) -> StreamingHttpResponse:
        response = StreamingHttpResponse(
            self.csv_lines(rows), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{self.filename("csv")}"'
        return response

    def filename(self, suffix: str) -> str:
        return f"{fold(str(self.name)).replace(' ', '-')}-{timezone.localdate()}.{suffix}"

    def write_xlsx(self, file: IO[bytes], rows: Iterable[Any]) -> None:
        """Row by row in constant memory; no cell is ever a formula or a link."""
        with Workbook(file, {"constant_memory": True, "in_memory": False}) as workbook:
            sheet = workbook.add_worksheet(_sheet_name(str(self.name)))
            self._lay_out(workbook, sheet)
            formats = [
                workbook.add_format({"num_format": NUMBER_FORMATS[column.kind], "valign": "top"})
                for column in self.columns
            ]
            last = 0
            for last, row in enumerate(_each(rows), start=1):
                for place, column in enumerate(self.columns):
                    _write(sheet, last, place, column.cell(row), formats[place])
            sheet.autofilter(0, 0, last, max(len(self.columns) - 1, 0))

    def _lay_out(self, workbook: Workbook, sheet: Worksheet) -> None:
        """Column widths, the heading row kept in sight, and A4 across for printing."""
        heading = workbook.add_format({"bold": True, "num_format": "@", "bottom": 1})
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, column.width or WIDTHS[column.kind])
            sheet.write_string(0, place, str(column.label), heading)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def csv_lines(self, rows: Iterable[Any]) -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield BYTE_ORDER_MARK + writer.writerow(self.labels)
        for row in _each(rows):
            yield writer.writerow([_csv_cell(column.cell(row)) for column in self.columns])

    def table(self, rows: Iterable[Any]) -> Iterator[list[str]]:
        """Each row as people read it, for a printed page."""
        for row in _each(rows):
            yield [shown(column.cell(row)) for column in self.columns]


class _Echo:
    """A file that gives back what is written, so that csv can stream."""

    def write(self, text: str) -> str:
        return text


def _each(rows: Iterable[Any]) -> Iterable[Any]:
    """A queryset is read in chunks instead of being kept whole in memory."""
    iterator = getattr(rows, "iterator", None)
    return iterator(chunk_size=2000) if iterator else rows


def _write(sheet: Worksheet, line: int, place: int, value: Value, style: Format) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(line, place, _local(value), style)
    elif isinstance(value, date) and value.year > 1900:
        sheet.write_datetime(line, place, value, style)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        sheet.write_number(line, place, value, style)
    else:
        sheet.write_string(line, place, _fitting(shown(value)), style)


def _fitting(text: str) -> str:
    """Longer cells would be dropped by the format; cut with a mark that something is missing."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _sheet_name(name: str) -> str:
    clean = "".join(" " if c in "[]:*?/\\'" else c for c in nfc(name)).strip()
    return clean[:31] or "1"


def _local(moment: datetime) -> datetime:
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


def _csv_cell(value: Value) -> str:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    text = shown(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def shown(value: Value) -> str:
    """A value as people read it: 05/01/2026, 1.234.567; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{_local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return grouped(value)
    return str(value)
