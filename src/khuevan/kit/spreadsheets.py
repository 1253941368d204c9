"""Reading other people's XLSX files: nothing is run, nothing is guessed, each bad row says why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import fold, format_date, parse_date, typed
from khuevan.kit.workbooks import MAX_COLUMNS, MAX_ROWS, Layout, opened

HEADING_WITHIN = 10  # rows: titles may stand above the headings

Kind = Literal["text", "int", "decimal", "date"]
Value = str | int | Decimal | date | None
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Field:
    """A column that an import knows: found by its label in any language, or by an alias."""

    name: str
    label: str | Promise
    aliases: tuple[str, ...] = ()
    kind: Kind = "text"
    required: bool = False

    def headings(self) -> set[str]:
        found = {fold(alias) for alias in self.aliases}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found.add(fold(str(self.label)))
        return found


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row was not taken. `row` is its number in the file, 0 when it is about the file."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    values: dict[str, Value]

    def __getitem__(self, name: str) -> Value:
        return self.values.get(name)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return format_date(value) if isinstance(value, date) else str(value or "")


@dataclass(frozen=True, slots=True)
class Sheet:
    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]
    ignored: tuple[str, ...] = field(default=())  # headings that nobody asked for


def read(content: bytes, fields: Sequence[Field]) -> Sheet:
    """The rows of the first visible sheet.

    Raises Refused when the file as a whole cannot be taken; what is wrong with one row is in
    `errors`, and such a row is not in `rows`.
    """
    with opened(content) as (sheet, layout):
        lines = enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1)
        return _read_lines(lines, fields, layout)


Line = tuple[int, Sequence[Any]]


def _read_lines(lines: Iterator[Line], fields: Sequence[Field], layout: Layout) -> Sheet:
    columns, ignored = _find_heading(lines, fields)
    rows: list[Row] = []
    errors = [_hidden_column(letter) for letter in layout.hidden_columns]
    for number, cells in lines:
        if all(_is_empty(cell) for cell in cells):
            continue
        if len(rows) + len(errors) >= MAX_ROWS:
            raise Refused(_("The list has more than 20,000 rows. Split it into several files."))
        found = [*_layout_errors(number, layout)]
        values = _values(number, cells, columns, found)
        errors.extend(found)
        if not found:
            rows.append(Row(number, values))
    return Sheet(tuple(rows), tuple(errors), ignored)


def _hidden_column(letter: str) -> RowError:
    return RowError(0, letter, _("Column %(letter)s is hidden. Show it or delete it, so that "
                                 "nothing is taken unseen.") % {"letter": letter})  # fmt: skip


def _layout_errors(number: int, layout: Layout) -> Iterator[RowError]:
    if number in layout.merged_rows:
        yield RowError(number, "", _("Cells of this row are merged. Unmerge them and fill each."))
    if number in layout.hidden_rows:
        yield RowError(number, "", _("This row is hidden. Show it or delete it."))


def _find_heading(
    lines: Iterator[Line], fields: Sequence[Field]
) -> tuple[dict[int, Field], tuple[str, ...]]:
    """The first of the top rows that has every required heading: {column: field}, others."""
    best_missing = [f for f in fields if f.required]
    known = [(f, f.headings()) for f in fields]
    for number, cells in lines:
        columns, ignored = _match_heading(cells, known)
        missing = [f for f in fields if f.required and f not in columns.values()]
        if columns and not missing:
            return columns, ignored
        if len(missing) < len(best_missing):
            best_missing = missing
        if number >= HEADING_WITHIN:
            break
    names = ", ".join(f"“{f.label}”" for f in best_missing) or "–"
    raise Refused(_(
        "The headings were not found in the first %(count)d rows; missing: %(names)s. "
        "Start from the list that this page exports."
    ) % {"count": HEADING_WITHIN, "names": names})  # fmt: skip


def _match_heading(
    cells: Sequence[Any], known: list[tuple[Field, set[str]]]
) -> tuple[dict[int, Field], tuple[str, ...]]:
    columns: dict[int, Field] = {}
    ignored = []
    for place, cell in enumerate(cells):
        heading = fold(_text(cell.value))
        match = next((f for f, headings in known if heading and heading in headings), None)
        if match and match in columns.values():
            raise Refused(_("The heading “%(name)s” stands twice. Keep one of the two columns.")
                          % {"name": match.label})  # fmt: skip
        if match:
            columns[place] = match
        elif heading:
            ignored.append(_text(cell.value))
    return columns, tuple(ignored)


def _is_empty(cell: Any) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def _values(
    number: int, cells: Sequence[Any], columns: dict[int, Field], errors: list[RowError]
) -> dict[str, Value]:
    values: dict[str, Value] = {f.name: None for f in columns.values()}
    for place, cell in enumerate(cells):
        known = columns.get(place)
        label = str(known.label) if known else get_column_letter(place + 1)
        if cell.data_type == "f":
            errors.append(RowError(number, label, _(
                "There is a formula in this cell. Put its value there: copy, paste as values."
            )))  # fmt: skip
        elif known:
            try:
                values[known.name] = _typed(cell, known.kind)
            except ValueError as error:
                errors.append(RowError(number, label, str(error)))
    for known in columns.values():
        if known.required and values[known.name] in (None, "") and not errors:
            errors.append(RowError(number, str(known.label), _("This cell must be filled in.")))
    return values


def _typed(cell: Any, kind: Kind) -> Value:
    """The cell's value as `kind`; ValueError with a sentence for people."""
    if _is_empty(cell):
        return "" if kind == "text" else None
    text = _text(cell.value)
    if cell.data_type == "e":
        raise ValueError(_("The cell shows the error %(text)s.") % {"text": text})
    if kind == "date":
        return _date(cell.value, text)
    if kind in ("int", "decimal"):
        return _number(text, kind)
    return text


def _date(value: object, text: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    found = value if isinstance(value, date) else parse_date(text)
    if found is None:
        raise ValueError(_("“%(text)s” is not a date; write 05/01/2026.") % {"text": text})
    return found


def _number(text: str, kind: Kind) -> int | Decimal:
    # Typed as text, numbers come as 1.234.567 or 1234567,5; as numbers, already as 1234567.5.
    plain = text.replace(" ", "")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", plain) or "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise ValueError(_("“%(text)s” is not a number.") % {"text": text}) from None
    if not number.is_finite() or (kind == "int" and number != number.to_integral_value()):
        raise ValueError(_("“%(text)s” is not a whole number.") % {"text": text})
    return int(number) if kind == "int" else number


def _text(value: object) -> str:
    """What stands in a cell, in NFC and with single spaces; 4.0 is "4", a date is 05/01/2026."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return format_date(value)
    return _SPACES.sub(" ", typed(str(value))).strip()


def repeated(rows: Iterable[Row], name: str, label: str) -> list[RowError]:
    """An error for every row whose key stands in another row too: which one is right is asked."""
    places: dict[str, list[int]] = {}
    for row in rows:
        if key := row.text(name):
            places.setdefault(key, []).append(row.number)
    return [
        RowError(number, label, _("“%(key)s” stands in several rows: %(rows)s. Keep one.")
                 % {"key": key, "rows": ", ".join(map(str, numbers))})
        for key, numbers in places.items() if len(numbers) > 1
        for number in numbers
    ]  # fmt: skip
