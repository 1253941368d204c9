"""The rules: each a small function under a decorator that says everything else about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from khuevan.vanban.checking.finding import Said, Severity
from khuevan.vanban.checking.subject import Subject
from khuevan.vanban.document import Span

IN_FORCE = date(2020, 3, 5)
"""Decree 30/2020/ND-CP: what was issued before it is not measured by it."""


class Reads(StrEnum):
    """What a rule needs; it stays silent where that is not to be had."""

    LOOK = "look"
    """How a .docx is set."""
    TEXT = "text"
    """Words, however they came here."""
    LETTERS = "letters"
    """Words letter by letter: not those of a scan."""
    TYPED = "typed"
    """Words as typed, spaces included: a .docx or a composition."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found. ``span`` is None for the page as a whole; ``said`` fills the messages."""

    span: Span | None = None
    fix: str | None = None
    said: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """A passing and a failing document: the ``base`` of ``examples`` with ``at`` replaced.

    ``at`` is by default the right words themselves. For rules about looks ``change`` tells the test
    what to set differently, and the words only describe it.
    """

    right: str
    wrong: str
    at: str = ""
    base: str = "plan"
    change: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    title: Said
    article: str
    severity: Severity
    says: Said
    mend: Said
    why: Said
    example: Example
    find: Callable[[Subject], Iterable[Hit]]
    reads: Reads
    since: date | None
    party: bool
    """Whether it holds for documents of the Party as well."""
    demoted: str
    """Why an intended error or warning is only a hint: its figure of false alarms."""


RULES: dict[str, Rule] = {}


def rule(
    id: str,
    title: tuple[str, str],
    article: str,
    *,
    says: tuple[str, str],
    mend: tuple[str, str],
    example: Example,
    why: tuple[str, str] = ("", ""),
    severity: Severity = Severity.ERROR,
    reads: Reads = Reads.TEXT,
    since: date | None = IN_FORCE,
    party: bool = False,
    demoted: str = "",
) -> Callable[[Callable[[Subject], Iterable[Hit]]], Callable[[Subject], Iterable[Hit]]]:
    """Register a rule. ``says`` and ``mend`` may name {words}, {right} and what its hits say."""

    def register(find: Callable[[Subject], Iterable[Hit]]) -> Callable[[Subject], Iterable[Hit]]:
        if id in RULES:
            raise ValueError(f"two rules are called {id}")
        RULES[id] = Rule(
            id=id,
            title=Said(*title),
            article=article,
            severity=Severity.HINT if demoted else severity,
            says=Said(*says),
            mend=Said(*mend),
            why=Said(*why),
            example=example,
            find=find,
            reads=reads,
            since=since,
            party=party,
            demoted=demoted,
        )
        return find

    return register
