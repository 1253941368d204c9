"""Facts -> draft: pure, and the same for the same facts."""

from __future__ import annotations

from collections.abc import Iterator

from khuevan.reports.composing import (
    answers,
    clauses,
    general,
    ledger,
    outline,
    piloted,
    spending,
    teaching,
)
from khuevan.reports.composing.facts import Facts
from khuevan.reports.composing.figures import Book
from khuevan.reports.composing.outline import Line, Part
from khuevan.reports.composing.passages import Draft, Piece
from khuevan.reports.enums import PassageKind

OFFICE_WORDS = "(Cơ quan bổ sung nội dung mục này.)"


def compose(facts: Facts) -> Draft:
    book = Book(previous=dict(facts.previous))
    ledger.count(facts, book)
    answers.count(facts, book)
    teaching.count(facts, book)
    spending.count(facts, book)
    written = list(_pieces(facts, book))
    return Draft(tuple(written), book.numbers)


def needed(facts: Facts) -> tuple[Part, ...]:
    """What the report must hold whatever its outline forgets."""
    parts = [Part.GENERAL, Part.CLAUSES] if facts.plan else []
    if facts.classes or facts.earlier or facts.spending:
        parts.append(Part.TEACHING)
    if facts.owed:
        parts.append(Part.ANSWERS)
    if facts.pilots:
        parts.append(Part.PILOTS)
    if facts.plan or facts.troubles:
        parts.append(Part.DIFFICULTIES)
    if any(answers.is_proposal(one) for one in facts.asked):
        parts.append(Part.PROPOSALS)
    if facts.plan and not facts.outline.strip():
        parts += [Part.PROPOSALS, Part.COMING]
    return tuple(parts)


def _pieces(facts: Facts, book: Book) -> Iterator[Piece]:
    yield general.opening(facts)
    for place, line in enumerate(outline.lines(facts.outline, needed(facts)), 1):
        key = f"part:{place}:{'+'.join(line.parts)}"
        yield Piece(key, PassageKind.HEADING, line.title, line.level, facts={"label": line.label})
        for part in line.parts:
            yield from _part(part, line, facts, book)
    yield from general.units_table(facts, book)


def _part(part: Part, line: Line, facts: Facts, book: Book) -> Iterator[Piece]:
    match part:
        case Part.GENERAL:
            yield from general.pieces(facts, book)
        case Part.CLAUSES:
            yield from clauses.pieces(facts, book)
        case Part.TEACHING:
            yield from teaching.pieces(facts, book)
        case Part.ANSWERS:
            yield from answers.pieces(facts, book)
        case Part.PILOTS:
            yield from piloted.pieces(facts, book)
        case Part.DIFFICULTIES:
            yield from answers.difficulties(facts, book)
        case Part.PROPOSALS:
            yield from answers.proposals(facts)
        case Part.COMING:
            yield from answers.coming(facts, book)
        case Part.OFFICE:
            yield Piece(f"office:{line.title[:60]}", PassageKind.WORDS, OFFICE_WORDS)
