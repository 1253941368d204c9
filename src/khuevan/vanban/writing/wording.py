"""The body as plain lines that a person edits, and back.

One block is one line, with its printed label: ``I. MỤC ĐÍCH``, ``1. Yêu cầu``, ``a) ...``, ``- ...``.
A short line behind a label, without a closing mark, is a heading; ``#`` before a line makes it one,
a backslash makes it an item, two make it an ordinary paragraph. ``<br>`` breaks a line inside a block.
Tables are lines of ``| a | b |`` whose first is the heading; a line ``|---|---:|`` below it sets
columns of numbers (``:``) and shares of the width (``-20-``); ``Bảng: ...`` above it is the caption.
Pictures are ``![caption](picture:1)``, numbered as they stand in the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from khuevan.vanban.composition import Block, Heading, Item, Paragraph, Picture, Table
from khuevan.vanban.writing import errors
from khuevan.vanban.writing.tidy import body, line

_LABEL = re.compile(
    r"(?P<division>(?:Phần|Chương|Mục|Tiểu mục|PHẦN|CHƯƠNG|MỤC|TIỂU MỤC) (?:thứ )?[\w]{1,8}(?=$|[.: ]))(?P<dot>[.:]?)"
    r"|(?P<article>(?:Điều|ĐIỀU) \d{1,3}[a-zđ]?[.:]?(?=$| ))"
    r"|(?P<upper>(?:[IVXLC]{1,7}|[A-ZĐ])[.)/](?=$| ))"
    r"|(?P<number>\d{1,3}(?:\.\d{1,3}){0,4}[.)](?=$| |[^\W\d])|\d{1,3}(?:\.\d{1,3}){1,4}(?=$| ))"
    r"|(?P<point>[a-zđ]\d?\)(?=$| |[^\W\d])|\(\d{1,3}\)(?=$| )|\([a-zđ]\)(?=$| ))"
    r"|(?P<bullet>[-–+*•](?=$| |[^\W\d]))"
)
_STRANGE = re.compile(r"\[((?:[^\]\\]|\\.)*)\]\s*(.*)$", re.DOTALL)
_PICTURE = re.compile(r"!\[(?P<caption>.*)\]\(picture:(?P<number>\d+)\)$")
_SEPARATOR = re.compile(r"\|(?:\s*(?:-+|-\d+-):?\s*\|)+$")
_WIDTH = re.compile(r"-(\d+)-")
_BROKEN = re.compile(r"(\\*)(\n|<br>)")
_CAPTION = "Bảng: "
_BREAK = "<br>"
_LONGEST_HEADING = 120
_MARKED = ("#", "\\", "|", "![", _CAPTION.strip())


def body_from_text(text: str, pictures: Sequence[Picture] = ()) -> tuple[Block, ...]:
    """The blocks of a text. ``pictures`` are those that its lines call, the first as number 1."""
    found: list[Block] = []
    caption = ""
    for number, rows in _stretches(text):
        first = rows[0]
        if first.startswith("|"):
            found.append(_table(rows, caption))
        elif caption:
            found.append(Paragraph(_shown(_CAPTION + caption)))
        caption = first.removeprefix(_CAPTION) if first.startswith(_CAPTION) else ""
        if match := _PICTURE.match(first):
            found.append(_picture(match, pictures, number))
        elif not caption and not first.startswith("|"):
            found.append(_block(first))
    if caption:
        found.append(Paragraph(_shown(_CAPTION + caption)))
    return body(found)


def _stretches(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines with their numbers, those of one table together; a blank line parts two tables."""
    rows: list[str] = []
    for number, raw in enumerate(re.sub(r"\r\n?", "\n", text).split("\n"), 1):
        printable = line(raw)
        if rows and not printable.startswith("|"):
            yield number - len(rows), rows
            rows = []
        if printable.startswith("|"):
            rows.append(printable)
        elif printable:
            yield number, [printable]
    if rows:
        yield text.count("\n") + 2 - len(rows), rows


def body_to_text(blocks: Iterable[Block]) -> str:
    """The lines of a body; ``body_from_text(text, pictures_of(blocks))`` gives it back."""
    return "\n".join(_lines(body(blocks)))


def pictures_of(blocks: Iterable[Block]) -> tuple[Picture, ...]:
    """The pictures in the order in which the text numbers them."""
    return tuple(block for block in blocks if isinstance(block, Picture))


def _block(line: str) -> Block:
    if line.startswith("\\\\"):
        return Paragraph(_shown(line[2:]))
    if line.startswith("\\"):
        return _item(line[1:].lstrip())
    if line.startswith("#"):
        return _heading(line.lstrip("# "))
    return _labelled(line)


def _labelled(line: str) -> Block:
    match = _LABEL.match(line)
    if match is None:
        return Paragraph(_shown(line))
    if _reads_as_heading(match, line):
        return _heading(line)
    return _item(line)


def _reads_as_heading(match: re.Match[str], line: str) -> bool:
    rest = line[match.end() :].strip()
    if match["division"]:
        return not rest.endswith((".", ";", ":")) and not rest[:1].islower()
    if match["point"] or match["bullet"]:
        return False
    short = bool(rest) and len(rest) <= _LONGEST_HEADING
    return (
        short and not rest.endswith((".", ";", ":", ",", "/", "?", "!")) and not rest[0].islower()
    )


def _heading(line: str) -> Heading:
    label, text = _parts(line)
    return Heading(label, text)


def _item(line: str) -> Block:
    label, text = _parts(line)
    return Item(label, text) if label else Paragraph(text)


def _parts(line: str) -> tuple[str, str]:
    if match := _STRANGE.match(line):  # a label that no rule knows: "[Bước 1:] ..."
        return re.sub(r"\\(.)", r"\1", match[1]), _shown(match[2])
    match = _LABEL.match(line)
    if match is None:
        return "", _shown(line)
    return line[: match.end()].strip(), _shown(line[match.end() :].strip())


def _table(rows: Sequence[str], caption: str) -> Table:
    head, *rest = rows
    marks: tuple[str, ...] = ()
    if rest and _SEPARATOR.match(rest[0]):
        marks, rest = tuple(part.strip() for part in rest[0].strip("|").split("|")), rest[1:]
    widths = tuple(int(m[1]) for mark in marks if (m := _WIDTH.fullmatch(mark.rstrip(":"))))
    cells = _cells(head)
    return Table(
        cells,
        tuple(_cells(row) for row in rest),
        _shown(caption),
        widths if len(widths) == len(cells) else (),
        frozenset(n for n, mark in enumerate(marks) if mark.endswith(":") and n < len(cells)),
    )


def _cells(row: str) -> tuple[str, ...]:
    inner = row[1:-1] if row.endswith("|") and not row.endswith("\\|") and len(row) > 1 else row[1:]
    parts = re.split(r"(?<!\\)\|", inner)
    return tuple(_shown(part.strip().replace("\\|", "|")) for part in parts)


def _picture(match: re.Match[str], pictures: Sequence[Picture], line: int) -> Picture:
    number = int(match["number"])
    if not 1 <= number <= len(pictures):
        raise errors.MissingPicture(line=line, number=number, count=len(pictures))
    return replace(pictures[number - 1], caption=_shown(match["caption"]))


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    shown = 0
    before: Block | None = None
    for block in blocks:
        if isinstance(block, Table):
            if isinstance(before, Table) and not block.caption:
                yield ""
            yield from _table_lines(block)
        elif isinstance(block, Picture):
            shown += 1
            yield f"![{_written(block.caption)}](picture:{shown})"
        elif isinstance(block, Paragraph):
            yield _safe(_written(block.text))
        else:
            yield _labelled_line(block)
        before = block


def _labelled_line(block: Heading | Item) -> str:
    text = _written(block.text)
    line = f"{block.label} {text}".strip() if block.label else text
    match = _LABEL.match(line)
    label = match[0].strip() if match else ""
    if label != block.label or _parts(line) != (block.label, block.text):
        label = re.sub(r"[\]\\]", r"\\\g<0>", block.label)
        line = f"[{label}] {text}".strip()
    if not line.startswith(_MARKED) and _labelled(line) == block:
        return line
    return f"# {line}" if isinstance(block, Heading) else f"\\{line}"


def _safe(text: str) -> str:
    """A paragraph whose words would be taken for something else is marked as one."""
    is_plain = not text.startswith(_MARKED) and not _LABEL.match(text)
    return text if is_plain else f"\\\\{text}"


def _table_lines(table: Table) -> Iterator[str]:
    if table.caption:
        yield _CAPTION + _written(table.caption)
    yield _row(table.head)
    widths = table.widths or (0,) * len(table.head)
    marks = (
        (f"-{width}-" if width else "---") + (":" if column in table.numeric else "")
        for column, width in enumerate(widths)
    )
    yield f"|{'|'.join(marks)}|"
    yield from (_row(row) for row in table.rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_written(cell).replace("|", "\\|") for cell in cells) + " |"


def _written(text: str) -> str:
    """A line break as ``<br>``; the same letters in the text itself behind a backslash."""
    return _BROKEN.sub(
        lambda found: found[1] * 2 + (_BREAK if found[2] == "\n" else f"\\{_BREAK}"), text
    )


def _shown(text: str) -> str:
    def back(found: re.Match[str]) -> str:
        half, odd = divmod(len(found[1]), 2)
        return "\\" * half + (_BREAK if odd else "\n")

    return _BROKEN.sub(back, text).strip()
