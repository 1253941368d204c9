"""The value that reading a document gives: frozen, and tied to its source text by exact spans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character range ``[start, end)`` of ``Document.text``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class PartKind(StrEnum):
    """What a stretch of the source text is. The parts of a document cover it exactly once."""

    LETTERHEAD = auto()
    NUMBER = auto()
    PLACE_DATE = auto()
    TYPE = auto()
    TITLE = auto()
    BASIS = auto()
    LEAD_IN = auto()
    HEADING = auto()
    CLAUSE = auto()
    PARAGRAPH = auto()
    TABLE_ROW = auto()
    CLOSING = auto()
    RECIPIENTS = auto()
    SIGNATURE = auto()
    STAMP = auto()
    PAGE_NUMBER = auto()
    BLANK = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the text: ``"".join(p.span.of(text) for p in parts) == text``."""

    kind: PartKind
    span: Span


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something the reader is not sure of, said instead of guessed."""

    where: Span | None
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Basis:
    """A document cited as ground before the body."""

    kind: str | None
    number: str | None
    date: date | None
    issuer: str | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered heading; ``level`` starts at 1, ``path`` joins labels (``IV.1.1.2``)."""

    label: str
    heading: str
    level: int
    path: str
    span: Span


class ClauseKind(StrEnum):
    """How the reader classes a clause before a person confirms it."""

    TASK = auto()
    PRINCIPLE = auto()
    BASIS = auto()
    MONEY = auto()
    DEADLINE = auto()
    INFORMATION = auto()


@dataclass(frozen=True, slots=True)
class Clause:
    """One bullet, numbered paragraph or table row, in the document's own words.

    ``text`` has its lines joined and its label taken off; ``span`` is where it stands, letter by
    letter. ``path`` is unique in the document: section labels, then ``-n`` for the n-th dash and
    ``+n`` for the n-th plus.
    """

    path: str
    label: str
    level: int
    text: str
    kind: ClauseKind
    span: Span
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody must carry out: units as written, deadline as written, else None."""

    path: str
    text: str
    lead: tuple[str, ...]
    cooperate: tuple[str, ...]
    deadline: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Recipient:
    """A line of Nơi nhận, with its role note ("để b/c") if it prints one."""

    text: str
    name: str
    role: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """An administrative document as read. What the text does not give is None or ()."""

    text: str
    parts: tuple[Part, ...]
    doc_type: str | None = None
    issuer: str | None = None
    parent_issuer: str | None = None
    number: str | None = None
    symbol: str | None = None
    place: str | None = None
    date: date | None = None
    title: str | None = None
    legal_bases: tuple[Basis, ...] = ()
    sections: tuple[Section, ...] = ()
    clauses: tuple[Clause, ...] = ()
    tasks: tuple[Task, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    signer_title: str | None = None
    signer_name: str | None = None
    doubts: tuple[Doubt, ...] = ()
