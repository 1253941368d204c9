"""Text to ``Document``, in named pure stages that pass frozen values.

view -> lines -> header -> ending -> tables -> blocks -> bases -> outline -> clauses -> tasks -> parts
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from khuevan.vanban import bases, letterhead
from khuevan.vanban.blocks import Block, blocks, pages, setting
from khuevan.vanban.clauses import Item, items
from khuevan.vanban.document import (
    Basis,
    Clause,
    ClauseKind,
    Document,
    Part,
    PartKind,
    Recipient,
    Section,
    Span,
    Task,
)
from khuevan.vanban.doubts import doubts
from khuevan.vanban.ending import Ending, read_ending, role_of
from khuevan.vanban.header import Header, read_header
from khuevan.vanban.labels import Style
from khuevan.vanban.lines import Line, lines
from khuevan.vanban.outline import Node, outline
from khuevan.vanban.parts import Marks, partition
from khuevan.vanban.roles import divide, read_roles
from khuevan.vanban.tables import Table, TaskRow, barred_tables, task_rows
from khuevan.vanban.tasks import tasks
from khuevan.vanban.types import opening_type
from khuevan.vanban.view import View, key, view

_ISSUES = re.compile(
    r"(?P<who>.{4,120}?)\s+(?:xây dựng|ban hành|lập|triển khai|tổ chức)\s+(?:kế hoạch|chương trình|phương án|hướng dẫn|đề án)"
)
_ANNEX = re.compile(
    r"(?:phụ lục|biểu mẫu|danh mục|phần phụ lục)(?:\s+(?:số\s+)?(?:[ivx]+|\d+|[a-z]))?\s*[:.]?$|(?:phụ lục)\s"
)
_APPENDED = re.compile(r"\(?\s*(?:ban hành\s+)?kèm theo")


@dataclass(frozen=True, slots=True)
class Body:
    """The text between head and end, and what is attached after it, as blocks and tables."""

    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    restarts: frozenset[int]
    pages: frozenset[int]
    marks: dict[int, str]


def read_text(text: str) -> Document:
    """Read a document. Never fails: what is not there stays None or (), what is unsure is a doubt."""
    seen = view(text)
    all_lines = lines(seen)
    header = read_header(all_lines)
    ending = read_ending(all_lines, header.end)
    body = _body(all_lines, header, ending)
    grounds, body_blocks = _grounds(body.blocks, seen)
    nodes = outline(body_blocks, body.restarts)
    read = items(nodes, header.doc_type)
    rows = [(table, task_rows(table)) for table in body.tables]
    found_tasks = _with_rows(tasks(nodes, read), rows, nodes, read)
    marks = _marks(header, ending, body, body_blocks, grounds, nodes, read)
    issuer, inferred = _issuer(header, body.blocks, nodes)
    document = Document(
        text=text,
        parts=tuple(_part(seen, part) for part in partition(all_lines, marks)),
        doc_type=header.doc_type,
        issuer=issuer,
        parent_issuer=header.parent,
        number=header.number.number if header.number else None,
        symbol=header.number.symbol if header.number else None,
        place=header.place,
        date=header.date,
        title=header.title,
        legal_bases=tuple(basis for _, cited in grounds for basis in cited),
        sections=tuple(
            _section(seen, node, item)
            for node, item in zip(nodes, read, strict=True)
            if node.heading is not None
        ),
        clauses=(*_clauses(seen, nodes, read), *_row_clauses(seen, rows)),
        tasks=tuple(
            replace(task, span=seen.span(task.span.start, task.span.end)) for task in found_tasks
        ),
        recipients=tuple(_recipient(seen, r.text, r.start, r.stop) for r in ending.recipients),
        signer_title=ending.signer_title,
        signer_name=ending.signer_name,
    )
    return replace(document, doubts=doubts(document, header, inferred=inferred))


def _body(all_lines: Sequence[Line], header: Header, ending: Ending) -> Body:
    marks: dict[int, str] = {}
    restarts: set[int] = set()
    inside = [
        line for line in all_lines[header.end :] if not ending.first <= line.index < ending.after
    ]
    kept = _without_attached_heads(inside, ending, marks, restarts)
    numbered = pages(kept)
    tables = barred_tables(kept)
    in_table = {i for table in tables for i in range(table.first, table.last + 1)}
    how = setting([line for line in kept if line.index not in in_table])
    found: list[Block] = []
    run: list[Line] = []
    for line in kept:
        cut = (
            line.index in in_table
            or (run and line.index in restarts)
            or (run and line.index == ending.after)
        )
        if cut:
            found.extend(blocks(run, how, numbered))
            run = []
        if line.index not in in_table:
            run.append(line)
    found.extend(blocks(run, how, numbered))
    return Body(tuple(found), tables, frozenset(_first_blocks(found, restarts)), numbered, marks)


def _first_blocks(found: Sequence[Block], restarts: set[int]) -> set[int]:
    """The first block at or after each restart."""
    result = set()
    for at in restarts:
        following = next((block.first for block in found if block.first >= at), None)
        if following is not None:
            result.add(following)
    return result


def _without_attached_heads(
    inside: Sequence[Line], ending: Ending, marks: dict[int, str], restarts: set[int]
) -> list[Line]:
    """Take out the letterheads and titles of attached documents; numbering restarts after them."""
    kept: list[Line] = []
    titled = 0
    for line in inside:
        after_ending = line.index >= ending.after
        if line.text and after_ending:
            if letterhead.MOTTO.search(line.key):
                marks[line.index] = "letterhead"
                titled = 0
                continue
            if opening_type(line.text) or _ANNEX.match(line.key):
                marks[line.index] = "type"
                restarts.add(line.index + 1)
                titled = 1
                continue
            if titled and not _begins_body(line) and titled < 8:
                marks[line.index] = "title"
                restarts.add(line.index + 1)
                titled = 8 if _APPENDED.match(line.key) and line.text.endswith(")") else titled + 1
                continue
            titled = 0 if titled else titled
        kept.append(line)
    return kept


def _begins_body(line: Line) -> bool:
    numbered = re.match(r"(?:[IVX]+|[A-Z]|\d{1,2})\s*[./)]|[-+•]|\|", line.text)
    prose = re.match(r"(?:căn cứ|thực hiện|trên cơ sở|để |nhằm|điều \d|phần |chương )", line.key)
    return bool(numbered or prose or "|" in line.text or len(line.text) > 200)


def _grounds(
    found: Sequence[Block], seen: View
) -> tuple[list[tuple[Block, tuple[Basis, ...]]], tuple[Block, ...]]:
    """Split off the paragraphs before the first heading that cite documents."""
    grounds: list[tuple[Block, tuple[bases.Citation, ...]]] = []
    rest: list[Block] = []
    intro = True
    for block in found:
        intro = intro and not _opens_body(block)
        if intro and (
            bases.OPENER.match(block.key) or (grounds and bases.cited(block.text) and block.label)
        ):
            grounds.append((block, bases.cited(block.text)))
        else:
            rest.append(block)
    told = _told(found)
    if any(cited for _, cited in grounds):
        known = {citation.number for _, cited in grounds for citation in cited}
        told = [(block, tuple(c for c in cited if c.number in known)) for block, cited in told]
    return _once([*told, *grounds], seen), tuple(rest)


def _opens_body(block: Block) -> bool:
    label = block.label
    return label is not None and label.style <= Style.DOTTED and not bases.OPENER.match(block.key)


def _told(found: Sequence[Block]) -> list[tuple[Block, tuple[bases.Citation, ...]]]:
    told = []
    for block in found:
        if _opens_body(block):
            break
        if cited := bases.in_prose(block.text):
            told.append((block, cited))
    return told


def _once(
    grounds: Sequence[tuple[Block, tuple[bases.Citation, ...]]], seen: View
) -> list[tuple[Block, tuple[Basis, ...]]]:
    merged = bases.merged([citation for _, cited in grounds for citation in cited])
    by_number = {c.number: c for c in merged if c.number}
    given: set[str] = set()
    result = []
    for block, cited in grounds:
        own = []
        for citation in cited:
            if citation.number and citation.number in given:
                continue
            given.add(citation.number or "")
            full = by_number.get(citation.number, citation) if citation.number else citation
            own.append(
                Basis(
                    full.kind,
                    full.number,
                    full.date,
                    full.issuer,
                    block.text,
                    seen.span(block.start, block.stop),
                )
            )
        result.append((block, tuple(own)))
    return result


def _issuer(
    header: Header, found: Sequence[Block], nodes: Sequence[Node]
) -> tuple[str | None, bool]:
    """Without a letterhead, the body that the opening words say issues the plan."""
    if header.issuer:
        return header.issuer, False
    for block in found:
        if _opens_body(block):
            break
        match = _ISSUES.match(block.key)
        if match and not bases.OPENER.match(block.key):
            names = divide(block.text[: match.end("who")])
            read = read_roles(block.text).lead
            return (read[0] if read else names[0] if names else None), True
    return None, False


def _section(seen: View, node: Node, item: Item) -> Section:
    label = node.block.label
    text = label.text if label else ""
    return Section(
        text,
        node.heading or "",
        node.level,
        item.path,
        seen.span(node.block.start, node.block.stop),
    )


def _clauses(seen: View, nodes: Sequence[Node], read: Sequence[Item]) -> list[Clause]:
    found = []
    for node, item in zip(nodes, read, strict=True):
        if item.kind is None:
            continue
        label = node.block.label.text if node.block.label else ""
        parent = read[node.parent].path if node.parent is not None else None
        span = seen.span(node.block.start, node.block.stop)
        found.append(
            Clause(item.path, label, node.depth + 1, node.block.text, item.kind, span, parent)
        )
    return found


def _row_clauses(seen: View, rows: Sequence[tuple[Table, tuple[TaskRow, ...]]]) -> list[Clause]:
    found = []
    for number, (_, task_list) in enumerate(rows, 1):
        for task in task_list:
            path = _row_path(number, task)
            span = seen.span(task.row.start, task.row.stop)
            found.append(Clause(path, task.number, 1, task.text, ClauseKind.TASK, span))
    return found


def _row_path(table: int, task: TaskRow) -> str:
    return f"B{table}.{task.number or task.row.first}"


def _with_rows(
    written: tuple[Task, ...],
    rows: Sequence[tuple[Table, tuple[TaskRow, ...]]],
    nodes: Sequence[Node],
    read: Sequence[Item],
) -> tuple[Task, ...]:
    """Tasks of the outline and of the tables, in document order."""
    tabled = [
        _row_task(number, task) for number, (_, found) in enumerate(rows, 1) for task in found
    ]
    return tuple(sorted([*written, *tabled], key=lambda task: task.span))


def _row_task(number: int, task: TaskRow) -> Task:
    span = Span(task.row.start, task.row.stop)
    lead, cooperate = divide(task.lead), divide(task.cooperate)
    return Task(_row_path(number, task), task.text, lead, cooperate, task.time, span)


def _recipient(seen: View, text: str, start: int, stop: int) -> Recipient:
    name, role = role_of(text)
    return Recipient(text, name, role, seen.span(start, stop))


def _part(seen: View, part: Part) -> Part:
    return Part(part.kind, seen.span(part.span.start, part.span.end))


def _marks(
    header: Header,
    ending: Ending,
    body: Body,
    body_blocks: Sequence[Block],
    grounds: Sequence[tuple[Block, tuple[Basis, ...]]],
    nodes: Sequence[Node],
    read: Sequence[Item],
) -> Marks:
    marks = Marks()
    for index, role in {**header.roles, **body.marks, **ending.marks}.items():
        marks.line(index, PartKind(role))
    for node, item in zip(nodes, read, strict=True):
        marks.block(node.block.first, node.block.last, _part_kind(node, item))
    for block, _ in grounds:
        marks.block(block.first, block.last, PartKind.BASIS)
    for table in body.tables:
        for row in table.rows:
            marks.block(row.first, row.last, PartKind.TABLE_ROW)
    for index in body.pages:
        marks.line(index, PartKind.PAGE_NUMBER)
    return marks


def _part_kind(node: Node, item: Item) -> PartKind:
    if node.heading is not None:
        return PartKind.HEADING
    if item.closing:
        return PartKind.CLOSING
    if item.lead_in or (item.kind is None and key(node.block.text).endswith(":")):
        return PartKind.LEAD_IN
    return PartKind.CLAUSE if item.kind is not None else PartKind.PARAGRAPH
