"""What the rules look at: the text, its reading, how it is set, and the facts of its day."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from khuevan.vanban import legacy
from khuevan.vanban.checking.known import Facts
from khuevan.vanban.checking.sheet import Sheet
from khuevan.vanban.document import Document, PartKind, Span
from khuevan.vanban.numbers import DATE, make_date
from khuevan.vanban.reading import read_text
from khuevan.vanban.view import View, pattern, view

BODY = frozenset(
    {
        PartKind.BASIS,
        PartKind.LEAD_IN,
        PartKind.HEADING,
        PartKind.CLAUSE,
        PartKind.PARAGRAPH,
        PartKind.TABLE_ROW,
        PartKind.CLOSING,
    }
)
_WORD = re.compile(r"[^\W\d_]+")
_PARTY = re.compile(
    r"đ[ảá]ng cộng sản việt nam[ \t]*(?:\n|$|[ \t|]{2})|đoàn (?:tncs|thanh niên cộng sản) hồ chí minh"
)
"""The heading of the Party, or of the Youth Union, which numbers its documents in the same way."""
_STATE = re.compile(r"c[ộo]ng\s*h[òo][àa]\s*xã\s*hội")
_PARTY_NUMBER = re.compile(
    r"(?m)^[ \t*]*s[ốô]\s*:?[\s….]*\d*\s*-\s?(?:kh|nq|qđ|ct|tb|bc|hd|kl|ttr|cv|qc)/"
)
_CITED_DATE = re.compile(rf"số\s*:?\s*\d\S*[^;]{{0,12}}?ngày\s*{DATE}")
_SPECKS = re.compile(r"[©®™«»¬¢£¥~^{}<>\\„⁄‟¡§þÞ]|(?<=\w)[|¦](?=\w)")
ODD_SYLLABLES, SPECKS = 0.012, 0.0015
"""Of the words: impossible syllables, and signs that stand in no document. Above either, a text
counts as recognised from a scan; clean documents measured have at most 0.009 and 0.001."""


def words(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern in which a space outside brackets stands for any white space, " ?" for none too.

    ``A-ZÀ-Ỹ`` stands for the capital letters, as in ``view.pattern``.
    """
    return pattern(_SPACE.sub(_white, source), flags)


_SPACE = re.compile(r"\[(?:\\.|[^\]\\])*\]| [?*]?")


def _white(match: re.Match[str]) -> str:
    if match[0][0] == "[":
        return match[0]
    return r"\s+" if match[0] == " " else r"\s*"


@dataclass(frozen=True, slots=True)
class Passage:
    """One part of the document, blank edges cut."""

    kind: PartKind
    start: int
    text: str
    key: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def span(self, start: int = 0, end: int | None = None) -> Span:
        return Span(self.start + start, self.start + (len(self.text) if end is None else end))


class Subject:
    """A document under check. Everything is worked out when first asked for."""

    def __init__(
        self,
        text: str,
        facts: Facts,
        *,
        sheet: Sheet | None = None,
        typed: bool = False,
        scanned: bool = False,
        raw: str | None = None,
    ) -> None:
        self.text = text
        self.facts = facts
        self.sheet = sheet
        self.typed = typed
        self.raw = text if raw is None else raw
        """As the file holds it, before it was brought to NFC."""
        self._scanned = scanned

    @cached_property
    def page(self) -> View:
        return view(self.text)

    @property
    def key(self) -> str:
        return self.page.key

    @cached_property
    def document(self) -> Document:
        return read_text(self.text)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        joined = _joined(list(self._parts()))
        return tuple(piece for passage in joined for piece in _split(passage))

    def _parts(self) -> Iterator[Passage]:
        for part in self.document.parts:
            text = part.span.of(self.page.text)
            start = part.span.start + len(text) - len(text.lstrip())
            stripped = text.strip()
            if stripped or part.kind is PartKind.BLANK:
                key = self.page.key[start : start + len(stripped)]
                yield Passage(part.kind, start, stripped or text, key if stripped else "")

    def of(self, *kinds: PartKind) -> tuple[Passage, ...]:
        return tuple(passage for passage in self.passages if passage.kind in kinds)

    @cached_property
    def body(self) -> tuple[Passage, ...]:
        return tuple(passage for passage in self.passages if passage.kind in BODY)

    @cached_property
    def head(self) -> str:
        """The key of everything before the title."""
        first = next(iter(self.of(PartKind.TYPE, PartKind.BASIS)), None)
        return self.key[: first.start if first else self.body_start]

    @cached_property
    def body_start(self) -> int:
        return self.body[0].start if self.body else len(self.text)

    @cached_property
    def is_party(self) -> bool:
        top = self.key[: max(self.body_start, 600)]
        if _STATE.search(top):
            return False
        return bool(_PARTY.search(top) or _PARTY_NUMBER.search(self.head))

    @cached_property
    def has_head(self) -> bool:
        """Whether a letterhead was supplied at all: some files begin at the title."""
        return bool(self.document.issuer and self.of(PartKind.LETTERHEAD))

    @cached_property
    def issued(self) -> date | None:
        return self.document.date

    @cached_property
    def not_before(self) -> date | None:
        """The day of the document, or the latest day among what it cites as its grounds."""
        if self.issued:
            return self.issued
        cited = (
            make_date(match[3], match[2], match[1])
            for passage in self.of(PartKind.BASIS)
            for match in _CITED_DATE.finditer(passage.key)
        )
        limit = date((self.year or 9998) + 1, 1, 1)
        return max((day for day in cited if day and day < limit), default=None)

    @cached_property
    def year(self) -> int | None:
        """The year of the document, also of one whose day and month are blank."""
        if self.issued:
            return self.issued.year
        said = [p.key for p in self.of(PartKind.PLACE_DATE, PartKind.TITLE)]
        found = [re.findall(r"năm\s*(20\d\d)", key) for key in said]
        return next((int(years[-1]) for years in found if years), None)

    @cached_property
    def scanned(self) -> bool:
        """Recognised from a picture, by what the intake says or by the noise in its words."""
        if self._scanned or self.typed:
            return self._scanned
        found = _WORD.findall(self.page.text)
        if len(found) < 100:
            return False
        seen = [w.lower() for w in found if not w.isascii() and (w.islower() or w.istitle())]
        odd = sum(1 for word in seen if not legacy.is_syllable(word))
        specks = len(_SPECKS.findall(self.page.text))
        return odd > ODD_SYLLABLES * len(seen) or specks > SPECKS * len(found)

    def find(self, regex: re.Pattern[str], start: int = 0) -> Iterator[re.Match[str]]:
        """Matches in the lower-cased view, whose places are those of the text."""
        return regex.finditer(self.page.key, start)

    def find_exact(self, regex: re.Pattern[str], start: int = 0) -> Iterator[re.Match[str]]:
        return regex.finditer(self.page.text, start)

    def within(self, at: int) -> Passage | None:
        """The passage that holds this place."""
        number = bisect_right(self._starts, at) - 1
        found = self.passages[number] if number >= 0 else None
        return found if found and at < found.end else None

    @cached_property
    def _starts(self) -> list[int]:
        return [passage.start for passage in self.passages]


def _joined(parts: list[Passage]) -> Iterator[Passage]:
    """Parts without blanks; a ground broken over pages or lines goes on in the next paragraph."""
    held: Passage | None = None
    gap = 0
    for part in parts:
        if part.kind is PartKind.BLANK:
            gap += part.text.count("\n")
            continue
        if held and _goes_on(held, part, gap):
            held = _merged(held, part)
        else:
            if held:
                yield held
            held = part
        gap = 0
    if held:
        yield held


def _goes_on(held: Passage, part: Passage, gap: int) -> bool:
    if held.kind is PartKind.BASIS and part.kind is PartKind.PARAGRAPH:
        return gap <= 2 and held.text[-1] not in ";.:"
    if held.kind in (PartKind.TITLE, PartKind.RECIPIENTS):
        return part.kind is held.kind and gap <= 2
    return False


_ENDED = pattern(r"[;.][ \t*]*\n\s*(?=[-–*]?[ \t]*[A-ZÀ-Ỹ])")


def _split(passage: Passage) -> Iterator[Passage]:
    """A ground that ended, and the sentence on the next line that opens the body."""
    if passage.kind is not PartKind.BASIS:
        yield passage
        return
    at = 0
    for match in [*_ENDED.finditer(passage.text), None]:
        end = match.start() + 1 if match else len(passage.text)
        text, key = passage.text[at:end], passage.key[at:end]
        kind = PartKind.BASIS if _is_ground(key) or not at else PartKind.LEAD_IN
        yield Passage(kind, passage.start + at, text, key)
        at = match.end() if match else end


def _is_ground(key: str) -> bool:
    return key.lstrip("-–* ").startswith(("căn cứ", "theo đề nghị", "xét", "thực hiện", "theo"))


def _merged(first: Passage, second: Passage) -> Passage:
    gap = "\n" * (second.start - first.end)
    return Passage(
        first.kind, first.start, first.text + gap + second.text, first.key + gap + second.key
    )
