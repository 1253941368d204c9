"""Text to ``Document``, in named pure stages that pass frozen values.

view -> lines -> header -> ending -> tables -> blocks -> bases -> outline -> clauses -> tasks -> parts
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from khuevan.vanban import bases
from khuevan.vanban.blocks import Block
from khuevan.vanban.body import Body, read_body
from khuevan.vanban.clauses import Item, items
from khuevan.vanban.document import (
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
from khuevan.vanban.ending import Ending, read_endings, role_of
from khuevan.vanban.grounds import Ground, opens_body, split_grounds
from khuevan.vanban.header import Header, read_header
from khuevan.vanban.lines import lines
from khuevan.vanban.outline import Node, outline
from khuevan.vanban.parts import Marks, partition
from khuevan.vanban.repeated import without_repeated
from khuevan.vanban.roles import divide, read_roles, requested
from khuevan.vanban.tables import Table, TaskRow, task_rows
from khuevan.vanban.tasks import tasks
from khuevan.vanban.view import View, key, view

_ISSUES = re.compile(
    r"(?P<who>.{4,120}?)\s+(?:xây dựng|ban hành|lập|triển khai|tổ chức)\s+(?:kế hoạch"
    r"|chương trình|phương án|hướng dẫn|đề án)"
)


def read_text(text: str) -> Document:
    """Read a document. Never fails: what is not there stays None or (), what is unsure is a doubt."""
    seen = view(text)
    all_lines = lines(seen)
    header = read_header(all_lines)
    endings = read_endings(all_lines, header.end)
    ending = endings[0]
    body = read_body(all_lines, header.end, endings)
    grounds, body_blocks = split_grounds(body.blocks, seen)
    nodes = outline(body_blocks, frozenset(body.attached))
    read = items(nodes, header.doc_type, body.attached)
    rows = _rows(body.tables)
    found_tasks = _with_rows(tasks(nodes, read, _asked(grounds)), rows)
    marks = _marks(header, endings, body, grounds, nodes, read)
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
        legal_bases=tuple(basis for ground in grounds for basis in ground.cited),
        sections=tuple(
            _section(seen, node, item)
            for node, item in zip(nodes, read, strict=True)
            if node.heading is not None
        ),
        clauses=_in_order(
            [*_clauses(seen, nodes, read), *(_row_clause(seen, path, row) for path, row in rows)]
        ),
        tasks=tuple(
            replace(task, span=seen.span(task.span.start, task.span.end)) for task in found_tasks
        ),
        recipients=tuple(_recipient(seen, r.text, r.start, r.stop) for r in ending.recipients),
        signer_title=ending.signer_title,
        signer_name=ending.signer_name,
    )
    return replace(document, doubts=doubts(document, header, inferred=inferred))


def _asked(grounds: Sequence[Ground]) -> tuple[str, ...]:
    """Whom the last ground asks: "Thực hiện Kế hoạch ..., Sở đề nghị các trường làm như sau:"."""
    last = grounds[-1].block.text if grounds else ""
    return requested(last) if last.endswith(":") else ()


def _issuer(
    header: Header, found: Sequence[Block], nodes: Sequence[Node]
) -> tuple[str | None, bool]:
    """Without a letterhead, the body that the opening words say issues the plan."""
    if header.issuer:
        return header.issuer, False
    for block in found:
        if opens_body(block):
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


def _rows(tables: Sequence[Table]) -> tuple[tuple[str, TaskRow], ...]:
    """Every task row with its path: ``B2.14`` is the second table's row 14.

    A number that comes again in the same table is told apart.
    """
    rows: list[tuple[str, TaskRow]] = []
    for number, table in enumerate(tables, 1):
        seen: dict[str, int] = {}
        for position, row in enumerate(task_rows(table), 1):
            label = row.number or f"r{position}"
            seen[label] = seen.get(label, 0) + 1
            again = f"#{seen[label]}" if seen[label] > 1 else ""
            rows.append((f"B{number}.{label}{again}", row))
    return tuple(rows)


def _row_clause(seen: View, path: str, row: TaskRow) -> Clause:
    span = seen.span(row.row.start, row.row.stop)
    return Clause(path, row.number, 1, row.text, ClauseKind.TASK, span)


def _row_task(path: str, row: TaskRow) -> Task:
    span = Span(row.row.start, row.row.stop)
    return Task(path, row.text, divide(row.lead), divide(row.cooperate), row.time, span)


def _with_rows(written: tuple[Task, ...], rows: Sequence[tuple[str, TaskRow]]) -> tuple[Task, ...]:
    """Tasks of the outline and of the tables, in document order."""
    tabled = [_row_task(path, row) for path, row in rows]
    kept = without_repeated(written, tabled)
    return tuple(sorted([*kept, *tabled], key=lambda task: task.span))


def _in_order(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    return tuple(sorted(clauses, key=lambda clause: clause.span))


def _recipient(seen: View, text: str, start: int, stop: int) -> Recipient:
    name, role = role_of(text)
    return Recipient(text, name, role, seen.span(start, stop))


def _part(seen: View, part: Part) -> Part:
    return Part(part.kind, seen.span(part.span.start, part.span.end))


def _marks(
    header: Header,
    endings: Sequence[Ending],
    body: Body,
    grounds: Sequence[Ground],
    nodes: Sequence[Node],
    read: Sequence[Item],
) -> Marks:
    marks = Marks()
    ended = {index: role for ending in endings for index, role in ending.marks.items()}
    for index, role in {**header.roles, **body.marks, **ended}.items():
        marks.line(index, PartKind(role))
    for node, item in zip(nodes, read, strict=True):
        marks.block(node.block.first, node.block.last, _part_kind(node, item))
    for ground in grounds:
        marks.block(ground.block.first, ground.block.last, PartKind.BASIS)
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
