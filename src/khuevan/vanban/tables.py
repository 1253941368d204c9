"""Tables of tasks and timetables, out of cells joined by bars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from khuevan.vanban.lines import Line
from khuevan.vanban.view import joined, key, pattern

_BARS = re.compile(r"\s*\|\s*")
_ALIGNMENT = re.compile(r"[\s|:\-]+$")
_NUMBERING = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,2})*|[IVXLC]+|[a-zđA-ZĐ])\)?[.)]?$")
_ROMAN = re.compile(r"\(?(?:[IVXLC]+|[A-ZĐ])\)?[.)/]?$")
_INDEX = re.compile(r"\(?\d\)?(?:\s*=.*)?$")


_RUN_ON = pattern(
    r"(?<=[a-zà-ỹ])(?<!của)(?<!thuộc)(?<!và)(?<!với)(?<!đạo)(?<!trưởng)(?<!tra) (?=(?:Bộ|Sở|UBND"
    r"|Công an) [A-ZÀ-Ỹ])"
)


class Column(StrEnum):
    NUMBER = auto()
    TASK = auto()
    LEAD = auto()
    COOPERATE = auto()
    TIME = auto()
    NOT_TASKS = auto()
    OTHER = auto()


_COLUMNS = (
    (Column.NUMBER, r"^(?:tt|stt|số tt|s\.?t\.?t)\b"),
    (
        Column.NOT_TASKS,
        r"họ (?:và|,)? ?tên|chỉ tiêu|đơn vị tính|đvt|số tiền|đơn giá|thành tiền|^môn|số lượng"
        r"|định mức|năm sinh|chức vụ",
    ),
    (Column.TIME, r"thời gian|thời hạn|tiến độ|hoàn thành|^ngày|^tháng|^tuần|thời điểm|^hạn|^thứ"),
    (Column.COOPERATE, r"phối hợp"),
    (
        Column.LEAD,
        r"chủ trì|phụ trách|thực hiện$|đầu mối|chịu trách nhiệm|trách nhiệm|phân công"
        r"|người thực hiện|đơn vị thực hiện|bộ phận|lãnh đạo|cơ quan$|^đơn vị$|cơ quan, đơn vị$",
    ),
    (Column.TASK, r"nhiệm vụ|nội dung|công việc|hoạt động|^tên |đề án|công tác|giải pháp|việc"),
)
_PATTERNS = tuple((column, re.compile(words)) for column, words in _COLUMNS)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the cells' words, and the lines ``[first, last]`` that hold them."""

    cells: tuple[str, ...]
    first: int
    last: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[Row, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    number: str
    text: str
    lead: str
    cooperate: str
    time: str | None
    row: Row


def barred_tables(lines: Sequence[Line]) -> tuple[Table, ...]:
    """Runs of lines whose cells are joined by bars; a cell's further lines have none."""
    found: list[Table] = []
    at = 0
    while at < len(lines):
        if _bars(lines[at], fenced=_fenced(lines[at])) < 2:
            at += 1
            continue
        rows, after = _rows(lines, at)
        if len(rows) >= 2:
            found.append(Table(tuple(rows), rows[0].first, lines[after - 1].index))
        at = max(after, at + 1)
    return tuple(found)


def _fenced(line: Line) -> bool:
    """Whether bars stand around the row as well; without them a bar at the end is an empty cell."""
    return line.text.startswith("|") and line.text.endswith("|")


def _bars(line: Line, *, fenced: bool) -> int:
    """The bars between cells."""
    count = line.text.count("|")
    return max(count - line.text.startswith("|") - line.text.endswith("|"), 0) if fenced else count


def _rows(lines: Sequence[Line], at: int) -> tuple[list[Row], int]:
    fenced = _fenced(lines[at])
    width = _bars(lines[at], fenced=fenced)
    rows: list[Row] = []
    group: list[Line] = []
    held = blanks = 0
    while at < len(lines):
        line = lines[at]
        if not line.text:
            blanks += 1
            if blanks > 2 or (group and held >= width):
                break
        elif "|" not in line.text and (not group or not _open(line, whole=held >= width)):
            break
        else:
            if group and held >= width and "|" in line.text:
                rows.append(_row(group, fenced=fenced))
                group, held = [], 0
            group.append(line)
            held += _bars(line, fenced=fenced)
            blanks = 0
        at += 1
    if group:
        rows.append(_row(group, fenced=fenced))
    return [row for row in rows if row.cells], at


def _open(line: Line, *, whole: bool) -> bool:
    """Whether a line without bars is a further line of a cell rather than the text after a table."""
    if not whole:
        return True
    return len(line.text) < 60 and not re.match(
        r"(?:[IVX]+|\d)\s*[./]|nơi nhận|phụ lục|trên đây", line.key
    )


def _row(group: Sequence[Line], *, fenced: bool) -> Row:
    text = "\n".join(line.text for line in group)
    if _ALIGNMENT.fullmatch(text):
        return Row((), group[0].index, group[-1].index, group[0].start, group[-1].stop)
    inside = text.strip().strip("|").strip(" ") if fenced else text.strip()
    cells = tuple(joined(cell) for cell in _BARS.split(inside))
    return Row(cells, group[0].index, group[-1].index, group[0].start, group[-1].stop)


def classify(cells: Sequence[str]) -> tuple[Column, ...] | None:
    """The columns of a header row; None when the row is no header of a task table."""
    columns = [_column(cell) for cell in cells]
    if Column.NOT_TASKS in columns:
        return None
    if (
        Column.TASK not in columns
        and columns[:1] == [Column.NUMBER]
        and Column.LEAD in columns
        and len(columns) > 2
    ):
        columns[1] = Column.TASK if columns[1] is Column.OTHER else columns[1]
    informed = {Column.LEAD, Column.COOPERATE, Column.TIME} & set(columns)
    return tuple(columns) if Column.TASK in columns and informed else None


def _column(cell: str) -> Column:
    words = key(joined(cell))
    if len(words) > 80:
        return Column.OTHER
    for column, words_of in _PATTERNS:
        if words_of.search(words):
            return column
    return Column.OTHER


def task_rows(table: Table) -> tuple[TaskRow, ...]:
    """The rows that are tasks; group headings, repeated headers and index rows are not."""
    found: list[TaskRow] = []
    columns: tuple[Column, ...] | None = None
    previous: Row | None = None
    for row in table.rows:
        header = classify(row.cells) if _headerlike(row) else None
        if (
            header is None
            and previous is not None
            and columns is None
            and len(row.cells) == len(previous.cells)
        ):
            both = [
                f"{a} {b}" if a != b else a for a, b in zip(previous.cells, row.cells, strict=True)
            ]
            header = classify(both) if _headerlike(row) else None
        if header:
            columns = _merged_header(columns, header, row)
        elif columns and (task := _task(row, columns)):
            found.append(task)
        previous = row
    return tuple(found)


def _merged_header(
    old: tuple[Column, ...] | None, new: tuple[Column, ...], row: Row
) -> tuple[Column, ...]:
    return new


def _headerlike(row: Row) -> bool:
    return all(len(cell) < 80 for cell in row.cells) and not re.match(r"\d", row.cells[0])


def _task(row: Row, columns: tuple[Column, ...]) -> TaskRow | None:
    cells = row.cells + ("",) * (len(columns) - len(row.cells))
    values = dict.fromkeys(Column, "")
    for column, cell in zip(columns, cells, strict=False):
        if column is Column.TASK and values[column]:
            continue
        values[column] = values[column] or cell
    text, others = values[Column.TASK], [c for c in cells if c]
    if len(set(others)) <= 2 and not (
        values[Column.LEAD] or values[Column.TIME] or values[Column.COOPERATE]
    ):
        return None
    told = [
        c for column, c in zip(columns, cells, strict=False) if c and column is not Column.NUMBER
    ]
    if (
        not text
        or (len(set(told)) == 1 and len(told) > 1)
        or all(_INDEX.match(cell) for cell in others)
    ):
        return None
    if _ROMAN.fullmatch(values[Column.NUMBER]) and not (values[Column.LEAD] or values[Column.TIME]):
        return None
    number = values[Column.NUMBER].strip(" .)(") if _NUMBERING.match(values[Column.NUMBER]) else ""
    time = values[Column.TIME].strip(" .;") or None
    if time in ("-", "x", "X"):
        time = None
    lead, cooperate = _apart(values[Column.LEAD]), _apart(values[Column.COOPERATE])
    return TaskRow(number, text, lead, cooperate, time, row)


def _apart(cell: str) -> str:
    """Units set under each other in a cell, with nothing between them."""
    return _RUN_ON.sub("; ", cell)
