"""Tables as lines. Real tables give one line a row; tables that only place things side by side,
as the letterhead and the signature do, give their columns one after the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_MAX_REPEATED = 80
"""Letters of a merged cell that are said again in each row: a unit or a time, not a whole text."""
_PLACES = re.compile(
    r"CỘNG\s+HÒA\s+XÃ\s+HỘI|CỘNG\s+HOÀ\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT|"
    r"^\W*(?:Nơi\s+nhận|NƠI\s+NHẬN|Kính\s+gửi)\b",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    lines: list[str]
    columns: int = 1
    continues: bool = False
    """Merged with the cell above."""

    @property
    def joined(self) -> str:
        return " ".join(" ".join(self.lines).split())


@dataclass(frozen=True, slots=True)
class Table:
    rows: list[list[Cell]]
    ruled: bool = True


def lines(table: Table) -> Iterator[str]:
    rows = [row for row in table.rows if row]
    if _only_places(table, rows):
        yield from _by_column(rows)
    else:
        yield from _by_row(rows)


def _only_places(table: Table, rows: list[list[Cell]]) -> bool:
    if max((len(row) for row in rows), default=0) < 2:
        return True
    if len(rows) > 8:
        return False
    texts = ("\n".join(cell.lines) for row in rows for cell in row)
    if any(_PLACES.search(unicodedata.normalize("NFC", text)) for text in texts):
        return True
    return not table.ruled and len(rows) <= 2


def _by_column(rows: list[list[Cell]]) -> Iterator[str]:
    width = max((len(row) for row in rows), default=0)
    first = True
    for column in range(width):
        cells = [row[column] for row in rows if column < len(row)]
        found = [line for cell in cells for line in cell.lines]
        if any(line.strip() for line in found):
            yield from found if first else ["", *found]
            first = False


def _by_row(rows: list[list[Cell]]) -> Iterator[str]:
    above: dict[int, str] = {}
    for row in rows:
        texts, column = [], 0
        for cell in row:
            text = cell.joined
            if cell.continues:
                text = above.get(column, "")
                # the first column numbers the rows: said again it would make two of one
                text = text if column > 0 and len(text) <= _MAX_REPEATED else ""
            else:
                above[column] = text
            texts.append(text)
            column += cell.columns
        if any(texts):
            yield " | ".join(texts)
