"""Check a file, a text or a composition: run the rules that apply and say what they found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from khuevan.vanban import legacy
from khuevan.vanban.checking import rules  # noqa: F401 - importing it registers every rule
from khuevan.vanban.checking.finding import Finding, Place
from khuevan.vanban.checking.known import Facts, load
from khuevan.vanban.checking.registry import RULES, Hit, Reads, Rule
from khuevan.vanban.checking.rendering import Rendering, render
from khuevan.vanban.checking.sheet import read_sheet
from khuevan.vanban.checking.subject import Subject
from khuevan.vanban.composition import Composition
from khuevan.vanban.document import Span
from khuevan.vanban.formats.kinds import Kind
from khuevan.vanban.intake import extract

_LONGEST_WORDS = 120
_LETTERED = re.compile(r"\S")


_WRITTEN = ("G371", "G377")
"""What the writer adds by itself, and the name that the draft's own form asks for."""


def check(
    content: bytes,
    name: str,
    facts: Facts | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> tuple[Finding, ...]:
    """The findings of a file. Raises ``Unreadable`` (``SecretDocument`` for a marked one)."""
    extracted = extract(content, name=name)
    sheet = read_sheet(content, name) if extracted.kind is Kind.DOCX else None
    raw = sheet.raw if sheet else _raw(content, extracted.kind) or extracted.text
    subject = Subject(
        extracted.text,
        facts or load(),
        sheet=sheet,
        typed=sheet is not None,
        scanned=extracted.scanned,
        raw=raw,
    )
    return found(subject, select, ignore)


def check_text(
    text: str,
    facts: Facts | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> tuple[Finding, ...]:
    """The findings of words alone; their places are those of ``legacy.clean(text)``."""
    return found(Subject(legacy.clean(text), facts or load(), raw=text), select, ignore)


def check_composition(
    composition: Composition,
    facts: Facts | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> tuple[Finding, ...]:
    """The findings of a document being written; places name its block or part."""
    rendering = render(composition)
    clean = unicodedata.normalize("NFC", rendering.text)
    if len(clean) != len(rendering.text):
        rendering = rendering.normalised()
    subject = Subject(rendering.text, facts or load(), typed=True)
    findings = found(subject, select, (*ignore, *_WRITTEN))
    return tuple(_within(finding, rendering) for finding in findings)


def _within(finding: Finding, rendering: Rendering) -> Finding:
    place, whole = rendering.place(finding.place)
    return Finding(
        finding.rule,
        finding.severity,
        place,
        finding.message,
        finding.article,
        finding.mend,
        finding.fix if whole else None,
    )


def found(
    subject: Subject, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """What the chosen rules find, in the order of the text; the page as a whole comes first."""
    findings = [
        _finding(rule, hit, subject)
        for rule in chosen(select, ignore)
        if applies(rule, subject)
        for hit in rule.find(subject)
    ]
    return tuple(sorted(findings, key=lambda one: (one.place.start or 0, one.rule)))


def chosen(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The rules whose ids begin with one of ``select`` (all when empty) and none of ``ignore``."""
    wanted, unwanted = tuple(select), tuple(ignore)
    return tuple(
        rule
        for id, rule in sorted(RULES.items())
        if (not wanted or id.startswith(wanted)) and not (unwanted and id.startswith(unwanted))
    )


def applies(rule: Rule, subject: Subject) -> bool:
    if rule.reads is Reads.LOOK and subject.sheet is None:
        return False
    if rule.reads is Reads.TYPED and not subject.typed:
        return False
    if rule.reads in (Reads.LETTERS, Reads.TYPED) and subject.scanned:
        return False
    if subject.is_party and not rule.party:
        return False
    return not (rule.since and subject.issued and subject.issued < rule.since)


def _finding(rule: Rule, hit: Hit, subject: Subject) -> Finding:
    place = _place(hit.span, subject)
    fix = hit.fix
    # the words of the message are those of the document: braces in them are no fields
    said = {
        "words": _short(place.words),
        "right": "" if fix is None else fix,
        **hit.said,
    }
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        place=place,
        message=rule.says.filled(**said),
        article=rule.article,
        mend=rule.mend.filled(**said),
        fix=fix,
    )


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 1] + "…"


def _place(span: Span | None, subject: Subject) -> Place:
    if span is None:
        return Place()
    starts, pages = _lines(subject)
    before = subject.text.rfind("\n", 0, span.start) + 1
    return Place(
        start=span.start,
        end=span.end,
        words=subject.text[span.start : span.end],
        paragraph=starts.get(before),
        page=subject.text.count("\f", 0, span.start) + 1 if pages else None,
        line=subject.text.count("\n", 0, span.start) + 1,
        column=span.start - before + 1,
    )


@lru_cache(maxsize=1)
def _lines(subject: Subject) -> tuple[dict[int, int], bool]:
    """The number of each line that holds words, by where it begins; whether pages are marked."""
    return dict(_numbered(subject.text)), "\f" in subject.text


def _numbered(text: str) -> Iterator[tuple[int, int]]:
    at = number = 0
    for line in text.split("\n"):
        if _LETTERED.search(line):
            number += 1
        yield at, max(number, 1)
        at += len(line) + 1


def _raw(content: bytes, kind: Kind) -> str | None:
    if kind is not Kind.TEXT:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
