"""The end of a document: who receives it and who signed, out of two interleaved columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from khuevan.vanban import letterhead
from khuevan.vanban.lines import Cell, Line, cells
from khuevan.vanban.types import opening_type
from khuevan.vanban.view import bare, joined, pattern

_RECIPIENTS = re.compile(r"\W{0,3}n[ơo]i\s+nh[ậâa]n\s*[:;.]*\s*")
_TITLE = re.compile(
    r"^(?:(?:tm|kt|tl|tuq|q)\s*[./]|(?:t/m|k/t|t/l|t/u)\b)|\b(?:giam doc|chu tich|truong|bi thu"
    r"|chanh|thu tuong|bo truong"
    r"|tong bien tap|chu nhiem|uy ban|dai dien|pho|thuong truc|chi huy|thu ky|ke toan|nguoi lap"
    r"|vien truong|tong giam doc|quyen)\b"
)
_NAME = pattern(
    r"(?:(?:(?:TS|ThS|Th\.S|PGS|GS|BS|BSCKI{0,2}|CN|KS|NGƯT|NGND|Luật sư|Tiến sĩ|Thạc sĩ|Bác sĩ"
    r"|Ông|Bà"
    r"|(?:Đại|Trung|Thượng|Thiếu)\s+(?:tướng|tá|úy|tướng)|Đại tướng)[.,]?\s*)*)"
    r"[A-ZÀ-Ỹ][a-zà-ỹ]*(?:\s+[A-ZÀ-Ỹ][a-zà-ỹ]*){1,5}\.?$"
)
_TRAILING_NAME = pattern(r"[,;]\s+((?:[A-ZÀ-Ỹ][a-zà-ỹ]+\s+){2,3}[A-ZÀ-Ỹ][a-zà-ỹ]+)$")
_SIGNED = re.compile(r"^[(\[]?\s*(?:đã\s+ký|ký|dấu|ký,|chữ ký|\(?dấu của).*[)\]]?$")
_DASH = re.compile(r"[-–—•+*·]\s*")
_FILED = re.compile(r"l[ưu]+u(?!\w)\s*:?")
_STOP = re.compile(
    r"(?:phụ lục|biểu(?: mẫu)? số|mẫu số|danh sách|danh mục|phiếu đăng ký"
    r"|\(?\s*(?:ban hành\s+)?kèm theo)\b"
)
_FILED_LAST = re.compile(r"[-–—]\s*lưu\s*:?\s*(?:vt|vp|vpđu|văn)")
_LISTED = re.compile(r"[-–—]\s*\S.{0,70}$")
_SPLIT_TITLE = pattern(r"[;,)]\s+(?=(?:[A-ZÀ-Ỹ./]{2,}\s*){2,6}$)")
_SIGNED_BEHIND = pattern(
    r"(?:^|[.;)]\s+)(?P<title>[A-ZÀ-Ỹ./]{2,}(?:[ ,]+[A-ZÀ-Ỹ./]{2,}){1,15})\s+"
    r"(?P<name>[A-ZÀ-Ỹ][a-zà-ỹ]+(?:\s[A-ZÀ-Ỹ][a-zà-ỹ]*){1,4})\.?$"
)
_STATED = re.compile(r"^(.*?)\s*\(\s*([^()]*)\s*\)\s*\W*$")
_LIMIT = 70
_ATTACHED = 20


@dataclass(frozen=True, slots=True)
class Received:
    text: str
    start: int
    stop: int


@dataclass(slots=True)
class _Found:
    items: list[list[Cell]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    name: str | None = None
    last: int = 0
    filed: bool = False
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """Lines ``[first, after)`` hold recipients and signature; ``marks`` says which is which."""

    first: int
    after: int
    recipients: tuple[Received, ...]
    signer_title: str | None
    signer_name: str | None
    marks: dict[int, str]


def read_endings(lines: Sequence[Line], start: int) -> tuple[Ending, ...]:
    """The document's own ending first, then those of the documents attached to it."""
    endings = [_read_ending(lines, start)]
    while len(endings) <= _ATTACHED and _recipients_line(lines, endings[-1].after) is not None:
        endings.append(_read_ending(lines, endings[-1].after))
    return tuple(endings)


def _read_ending(lines: Sequence[Line], start: int) -> Ending:
    at = _recipients_line(lines, start)
    at = _filed_list(lines, start) if at is None else at
    if at is None:
        return _signature_only(lines, start)
    found = _Found(last=at)
    marks: dict[int, str] = {}
    _look_back(lines, start, at, found, marks)
    seen = 0
    for line in lines[at:]:
        if not line.text:
            continue
        seen += 1
        if seen > _LIMIT or (line.index > at and _ends(line, found)):
            break
        marks[line.index] = _take(line, found, opening=line.index == at)
        found.last = line.index
    _finish(found)
    first = min(marks, default=at)
    recipients = tuple(_received(item) for item in found.items)
    title = joined(" ".join(found.titles)) or None
    return Ending(
        first, found.last + 1, tuple(r for r in recipients if r.text), title, found.name, marks
    )


def _recipients_line(lines: Sequence[Line], start: int) -> int | None:
    for line in lines[start:]:
        if "nhận" in line.key or "nhân" in line.key:
            for cell in cells(line):
                match = _RECIPIENTS.match(cell.key)
                if match and (
                    ":" in match[0]
                    or match.end() == len(cell.key)
                    or cell.text[match.end() :][:1] in "-."
                ):
                    return line.index
    return None


def _filed_list(lines: Sequence[Line], start: int) -> int | None:
    """Where the recipients begin when OCR has lost their heading: the list that ends in "Lưu:"."""
    filed = next((line for line in reversed(lines[start:]) if _FILED_LAST.match(line.key)), None)
    if filed is None:
        return None
    at = filed.index
    for line in reversed(lines[start : filed.index]):
        if line.text and not _LISTED.match(line.text):
            return line.index if _SPLIT_TITLE.search(line.text) else at
        at = line.index if line.text else at
    return at


def _ends(line: Line, found: _Found) -> bool:
    if _STOP.match(line.key) or letterhead.MOTTO.search(line.key):
        return True
    if opening_type(line.text) and not _TITLE.search(bare(line.text)):
        return True
    if re.match(r"(?:I|1)\s*[./)]\s", line.text):
        return True
    if found.filed and found.name and not _SIGNED.match(line.key):
        first = cells(line)[0]
        return not _DASH.match(first.text) and not first.text.startswith("(")
    return False


def _take(line: Line, found: _Found, *, opening: bool) -> str:
    """File every cell of the line; answer what the line mostly is."""
    mark = "signature"
    for position, cell in enumerate(_cells(line)):
        if opening and (match := _RECIPIENTS.match(cell.key)):
            mark = "recipients"
            rest = Cell(
                cell.start + match.end(),
                cell.text[match.end() :],
                cell.key[match.end() :],
                cell.column,
            )
            if rest.text.strip(" ."):
                mark = _file(rest, found, position) or mark
            continue
        kind = _file(cell, found, position)
        mark = "recipients" if kind == "recipients" else mark
    return mark


def _cells(line: Line) -> list[Cell]:
    """The line's cells; a title in capitals after a recipient is one even without a gap."""
    found: list[Cell] = []
    for cell in cells(line):
        cut = _SPLIT_TITLE.search(cell.text)
        if cut is None or not _is_title(cell.text[cut.end() :]):
            found.append(cell)
            continue
        for start, stop in ((0, cut.start() + 1), (cut.end(), len(cell.text))):
            text, words = cell.text[start:stop], cell.key[start:stop]
            found.append(Cell(cell.start + start, text, words, cell.column + start))
    return found


def _file(cell: Cell, found: _Found, position: int) -> str | None:
    text = cell.text.strip(" .") if len(cell.text) < 3 else cell.text
    if _SIGNED.match(cell.key):
        return "signature"
    if (
        text.startswith("(")
        and found.items
        and (position or cell.column > 20 or text.endswith((")", ");", ").")))
    ):
        found.items[-1].append(cell)
        return "recipients"
    if _is_title(text) and not _DASH.match(text):
        found.titles.append(text.strip(" .;:*_-|"))
        return "signature"
    right = position > 0 or cell.column > 35
    if (
        _is_name(text)
        and not _DASH.match(text)
        and (right or found.filed or not found.items)
        and found.titles
    ):
        found.name = found.name or joined(text).strip(" .")
        return "signature"
    return _file_recipient(cell, found, right=right)


def _file_recipient(cell: Cell, found: _Found, *, right: bool) -> str | None:
    if not any(character.isalnum() for character in cell.text):
        return None
    if dash := _DASH.match(cell.text):
        found.dashed = True
        rest = Cell(
            cell.start + dash.end(), cell.text[dash.end() :], cell.key[dash.end() :], cell.column
        )
        found.items.extend([piece] for piece in _inline(rest))
        found.filed = found.filed or bool(_FILED.match(found.items[-1][0].key))
        return "recipients"
    if (
        right
        or len(cell.text) < 3
        or (found.filed and found.titles and not found.items[-1][-1].text.endswith((",", "-")))
    ):
        return None
    if found.dashed and found.items:
        found.items[-1].append(cell)
    else:
        found.items.append([cell])
        found.filed = found.filed or bool(_FILED.match(cell.key))
    return "recipients"


def _inline(cell: Cell) -> list[Cell]:
    """Recipients run together on one line: "- A; - B; - C"."""
    pieces, at = [], 0
    for match in re.finditer(r";\s*-\s*|(?<=\))\s+-\s+(?=[A-ZÀ-Ỹ])", cell.text):
        pieces.append(
            Cell(
                cell.start + at,
                cell.text[at : match.start()],
                cell.key[at : match.start()],
                cell.column,
            )
        )
        at = match.end()
    pieces.append(Cell(cell.start + at, cell.text[at:], cell.key[at:], cell.column))
    return pieces


def _is_title(text: str) -> bool:
    return letterhead.capitals(text) and bool(_TITLE.search(bare(text)))


def _is_name(text: str) -> bool:
    words = joined(text)
    return bool(_NAME.match(words)) and len(words) <= 50 and not letterhead.capitals(words)


def _look_back(
    lines: Sequence[Line], start: int, at: int, found: _Found, marks: dict[int, str]
) -> None:
    """A signature printed above "Nơi nhận", as some converters order the two columns."""
    above = [line for line in lines[max(start, at - 14) : at] if line.text][-6:]
    titles = [line for line in above if _is_title(line.text) and not _DASH.match(line.text)]
    if not titles:
        return
    for line in above[above.index(titles[0]) :]:
        if _is_title(line.text):
            found.titles.append(joined(line.text))
        elif _is_name(line.text):
            found.name = found.name or joined(line.text)
        marks[line.index] = "signature"


def _finish(found: _Found) -> None:
    """The signer behind a recipient on the same line, as OCR and one-line tables put him."""
    if not found.titles and not found.name and found.items:
        _cut_signature(found)
    if found.name or not found.titles:
        return
    for item in reversed(found.items):
        match = _TRAILING_NAME.search(item[-1].text)
        if match:
            found.name = match[1]
            cell = item[-1]
            item[-1] = Cell(
                cell.start, cell.text[: match.start()], cell.key[: match.start()], cell.column
            )
            return


def _cut_signature(found: _Found) -> None:
    """ "Lưu: VT. KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trần Văn Mẫu" on one line."""
    cell = found.items[-1][-1]
    match = _SIGNED_BEHIND.search(cell.text)
    if match is None or not _is_title(match["title"]):
        return
    found.titles.append(joined(match["title"]).strip(" .;:"))
    found.name = joined(match["name"])
    at = match.start("title")
    found.items[-1][-1] = Cell(cell.start, cell.text[:at], cell.key[:at], cell.column)
    if at == 0 and len(found.items[-1]) > 1:
        found.items[-1].pop()


def _received(item: Sequence[Cell]) -> Received:
    pieces = [item[0].text]
    for cell in item[1:]:
        if cell.text.startswith("("):
            pieces[-1] = pieces[-1].rstrip(" ;,")
        pieces.append(cell.text)
    text = joined(" ".join(pieces)).strip(" -–|")
    text = re.sub(r"(?:\s*[;,.:/]+)+$", "", text)
    return Received(text, item[0].start, item[-1].start + len(item[-1].text))


def role_of(text: str) -> tuple[str, str | None]:
    """A recipient's name and the note behind it ("để b/c")."""
    match = _STATED.match(text)
    if match and match[1] and not match[1].lower().startswith("lưu"):
        return match[1].strip(), match[2].strip()
    return text, None


def _signature_only(lines: Sequence[Line], start: int) -> Ending:
    """A document without "Nơi nhận": its last capital title with a name below."""
    for line in reversed(lines[start:]):
        if not line.text or not _is_name(cells(line)[-1].text):
            continue
        above = [other for other in lines[max(start, line.index - 12) : line.index] if other.text][
            -3:
        ]
        titles = [cells(other)[-1] for other in above]
        chosen = [cell.text for cell in titles if _is_title(cell.text)]
        if chosen:
            first = next(o.index for o in above if _is_title(cells(o)[-1].text))
            marks = dict.fromkeys(range(first, line.index + 1), "signature")
            return Ending(
                first,
                line.index + 1,
                (),
                joined(" ".join(chosen)),
                joined(cells(line)[-1].text),
                marks,
            )
    return Ending(len(lines), len(lines), (), None, None, {})
