"""The head of a document: letterhead, number, place and date, type and title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from khuevan.vanban import letterhead
from khuevan.vanban.lines import Cell, Line, cells
from khuevan.vanban.numbers import ISSUED, LABEL, Number, issued_on, make_date, read_number
from khuevan.vanban.types import DocType, opening_type
from khuevan.vanban.view import joined

_SEARCHED = 120
_TO = re.compile(r"k[íi]nh\s*g[ửưứu]i")
_SUBJECT = re.compile(r"(?:v/v|v/v:|về việc)(?![\w])")
_SLASHED = re.compile(
    r"^(?P<place>[^\d,]{3,40}),\s*(?:ngày\s*)?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\.?$"
)
_TITLE_STOP = re.compile(
    r"(?:căn cứ|thực hiện\s+(?:nghị|quyết|kế hoạch số|chỉ thị|công văn|thông|hướng|kết"
    r"|chương trình số|luật|văn bản|sự chỉ đạo|chỉ đạo)"
    r"|k[íi]nh g[ửưứu]i|thi hành|theo đề nghị|xét|trên cơ sở|nhằm|để |trong |năm \d{4},|ngày \d"
    r"|nhân dịp|tiếp tục thực hiện"
    r"|phần thứ|phần i|chương i|điều 1|\(?\s*(?:ban hành\s+)?kèm theo|nơi nhận"
    r"|cộng h[òo]a xã hội|số:|từ ngày|thời gian qua)"
)
_AUTHORITY = re.compile(
    r"(?:chủ tịch|ủy ban|ubnd|giám đốc|bộ trưởng|chính phủ|hiệu trưởng|thủ tướng|hội đồng"
    r"|tổng giám đốc|cục trưởng"
    r"|ban thường vụ|ban chấp hành|tổng cục trưởng|viện trưởng|trưởng ban|thủ trưởng"
    r"|trưởng phòng)\b"
)
_OUTLINE = re.compile(r"(?:I|1|A)\s*[./)]\s|PHẦN\s")


@dataclass(frozen=True, slots=True)
class Header:
    """``end`` is the index of the first line after the head; ``roles`` names what each line is."""

    doc_type: str | None
    issuer: str | None
    parent: str | None
    number: Number | None
    place: str | None
    date: date | None
    dated: bool
    title: str | None
    end: int
    roles: dict[int, str]


def read_header(lines: Sequence[Line]) -> Header:
    head = _type_line(lines)
    stop = head[0] if head else _letter_end(lines)
    above = [line for line in lines[:stop] if line.text]
    roles = {line.index: "letterhead" for line in above}
    number, number_lines = _number(above)
    place, issued, dated_line = _place_date(above)
    used = set(number_lines) | ({dated_line} if dated_line is not None else set())
    subject, subject_lines = (None, ()) if head else _subject(above, roles)
    for index in (*number_lines, *subject_lines):
        roles[index] = "title" if index in subject_lines else "number"
    if dated_line is not None:
        roles[dated_line] = "place_date" if roles[dated_line] == "letterhead" else roles[dated_line]
    _mark_stamps(above, roles)
    named = [_before_number(line) if line.index in used else line for line in above]
    names = letterhead.agency_lines(
        line for line in named if line.index not in subject_lines and roles[line.index] != "stamp"
    )
    found = letterhead.bodies(names)
    doc_type, title, end = (None, subject, stop)
    if head:
        doc_type = head[1].name
        title, end = _title(lines, head, roles)
    elif subject or any(_TO.match(line.key) for line in lines[stop : stop + 1]):
        doc_type = "CÔNG VĂN"
    issuer = found[-1] if found else None
    parent = found[-2] if len(found) > 1 else None
    return Header(
        doc_type, issuer, parent, number, place, issued, dated_line is not None, title, end, roles
    )


def _type_line(lines: Sequence[Line]) -> tuple[int, DocType] | None:
    """The first line that prints a document type in capitals, before any salutation."""
    for line in lines[:_SEARCHED]:
        if not line.text:
            continue
        if _TO.match(line.key):
            return None
        if letterhead.MOTTO.search(line.key):
            continue
        if found := opening_type(line.text):
            return line.index, found
    return None


def _letter_end(lines: Sequence[Line]) -> int:
    """Where the letterhead of a letter ends: at its salutation, or after its number and date."""
    last = 0
    for line in lines[:60]:
        if _TO.match(line.key):
            return line.index
        if _OUTLINE.match(line.text):
            break
        if letterhead.MOTTO.search(line.key) or LABEL.match(line.text) or ISSUED.search(line.key):
            last = line.index + 1
    return last


def _number(above: Sequence[Line]) -> tuple[Number | None, tuple[int, ...]]:
    for position, line in enumerate(above):
        for cell in cells(line):
            label = LABEL.match(cell.text)
            if not label:
                continue
            rest = line.text[cell.start - line.start + label.end() :]
            rest, indices = _with_next(rest, line, above[position + 1 :])
            if number := read_number(rest):
                return number, indices
            return Number(None, None), (line.index,)
    return None, ()


def _with_next(rest: str, line: Line, following: Sequence[Line]) -> tuple[str, tuple[int, ...]]:
    """A symbol that ends in a hyphen goes on in the left column of the next line."""
    symbol = (
        rest.split("   ")[-1] if not rest.strip() else re.split(r"\s{3,}(?=[^/\-–\s])", rest)[0]
    )
    if following and symbol.rstrip().endswith(("-", "/", "–")):
        after = cells(following[0])
        if after and re.fullmatch(r"[A-ZĐ][\wĐđ.&-]*", after[0].text):
            return symbol.rstrip() + after[0].text, (line.index, following[0].index)
    return rest, (line.index,)


def _place_date(above: Sequence[Line]) -> tuple[str | None, date | None, int | None]:
    for line in reversed(above):
        for cell in reversed(cells(line)):
            if slashed := _SLASHED.match(cell.key):
                issued = make_date(slashed[4], slashed[3], slashed[2])
                return _place(cell.text[: slashed.end("place")]), issued, line.index
            dated = _dated(line, cell)
            if dated is not None:
                return (*dated, line.index)
    return None, None, None


def _dated(line: Line, cell: Cell) -> tuple[str | None, date | None] | None:
    offset = cell.start - line.start
    match = ISSUED.search(line.key, offset)
    if (
        match is None
        or match.start() > offset + len(cell.text)
        or letterhead.STAMP.search(line.key)
    ):
        return None
    if re.search(r"kèm theo|căn cứ", line.key):
        return None
    return _place(line.text[offset : match.start()]), issued_on(match)


def _place(text: str) -> str | None:
    """The place before the date; a number may stand before it on the same line."""
    label = LABEL.match(text.strip())
    words = text.strip()
    if label:
        rest = words[label.end() :]
        symbol = re.match(r"\s*\S*\s*[-/–]\s*\S+\s+", rest)
        words = rest[symbol.end() :] if symbol else ""
    return joined(words).strip(" ,.;:-–„\"'|⁄`*") or None


def _subject(above: Sequence[Line], roles: dict[int, str]) -> tuple[str | None, tuple[int, ...]]:
    """The subject of a letter: "V/v ..." and the lines that go on below it in the same column."""
    for position, line in enumerate(above):
        for cell in cells(line):
            if not _SUBJECT.match(cell.key):
                continue
            pieces, indices = [cell.text], [line.index]
            for later in above[position + 1 :]:
                piece = _same_column(later, cell)
                if piece is None:
                    break
                pieces.append(piece)
                indices.append(later.index)
            return joined(" ".join(pieces)), tuple(indices)
    return None, ()


def _same_column(line: Line, cell: Cell) -> str | None:
    for other in cells(line):
        near = abs(other.column - cell.column) <= max(12, len(cell.text) // 2)
        mine = not (
            letterhead.MOTTO.search(other.key)
            or ISSUED.search(other.key)
            or LABEL.match(other.text)
        )
        if near and mine and not letterhead.capitals(other.text):
            return other.text
    return None


def _mark_stamps(above: Sequence[Line], roles: dict[int, str]) -> None:
    """Everything above the agency that belongs to a signing stamp."""
    last = max((i for i, line in enumerate(above) if letterhead.STAMP.search(line.key)), default=-1)
    for line in above[: last + 1]:
        if not letterhead.MOTTO.search(line.key) and roles[line.index] == "letterhead":
            roles[line.index] = "stamp"


def _before_number(line: Line) -> Line:
    """The part of a line in front of "Số:" (the agency may share the line with its number)."""
    match = re.search(r"(?:^|\s)s[oôốồó]\s*:?\s*[\d/\-]", line.key)
    cut = match.start() if match else 0
    return replace(line, stop=line.start + cut, text=line.text[:cut])


def _title(
    lines: Sequence[Line], head: tuple[int, DocType], roles: dict[int, str]
) -> tuple[str | None, int]:
    index, doc_type = head
    for at in range(index, index + doc_type.lines):
        roles[at] = "type"
    pieces = [doc_type.rest] if doc_type.rest else []
    at, gap, inner = index + 1, 0, 1
    while at < len(lines) and len(pieces) < 9:
        line = lines[at]
        if not line.text:
            gap += 1
        elif _title_ends(line, pieces, gap, inner):
            break
        else:
            inner = gap if len(pieces) == 1 and not doc_type.rest else inner
            pieces.append(line.text)
            roles[at] = "title"
            gap = 0
        at += 1
    title = joined(" ".join(pieces)).strip(" -_*")
    end = max((i for i in roles if i >= index), default=index) + 1
    return title or None, end


def _title_ends(line: Line, pieces: Sequence[str], gap: int, inner: int) -> bool:
    starts = not line.text[0].islower()
    if line.text.strip("|").count("|") >= 2:
        return True
    if starts and (_TITLE_STOP.match(line.key) or _OUTLINE.match(line.text)):
        return True
    if letterhead.MOTTO.search(line.key):
        return True
    if not pieces:
        return False
    if gap > max(inner, 1) or (gap > inner and not line.text[0].islower()):
        return True
    if letterhead.capitals(line.text) and _AUTHORITY.match(line.key) and not pieces[-1].isupper():
        return True
    if letterhead.capitals(line.text) and gap and _AUTHORITY.match(line.key):
        return True
    body = len(line.text) > 160 or (gap > 0 and line.text.endswith((".", ":", ";")))
    return body and starts and not pieces[-1].endswith(("-", ",", "và"))
