"""Which component of the form each paragraph of a .docx is, and where its words stand in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import lru_cache

from khuevan.vanban import letterhead
from khuevan.vanban.checking.sheet import Paragraph
from khuevan.vanban.checking.subject import Subject
from khuevan.vanban.document import PartKind, Span
from khuevan.vanban.view import joined, key


class Component(StrEnum):
    COUNTRY = auto()
    MOTTO = auto()
    PARENT = auto()
    ISSUER = auto()
    NUMBER = auto()
    PLACE_DATE = auto()
    TYPE = auto()
    SUBJECT = auto()
    LETTER_SUBJECT = auto()
    ADDRESSED = auto()
    BASIS = auto()
    CHAPTER = auto()
    SECTION = auto()
    ARTICLE = auto()
    TITLED = auto()
    BODY = auto()
    RECIPIENTS_WORD = auto()
    RECIPIENT = auto()
    AUTHORITY = auto()
    SIGNER = auto()
    APPENDIX = auto()
    APPENDIX_TITLE = auto()
    APPENDIX_REFERENCE = auto()
    AFTER = auto()
    """Behind the signature: appendices and what is attached."""
    TABLE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Placed:
    """A paragraph with its component and its place in the text (None when not found there)."""

    paragraph: Paragraph
    component: Component
    span: Span | None


_COUNTRY = re.compile(r"c[ộo]ng\s*h[òo]a\s+xã\s*hội\s*chủ")
_MOTTO = re.compile(r"độc\s*lập\s*[-–.]?\s*tự")
_ADDRESSED = re.compile(r"k[íi]nh\s*gửi")
_APPENDIX = re.compile(r"phụ\s+lục(?:\s+(?:số\s+)?[ivxlc\d]{1,5})?\s*[.:]?$")
_REFERENCE = re.compile(r"\(?\s*(?:ban hành\s+)?kèm\s+theo")
_CHAPTER = re.compile(r"(?:phần|chương)\s+(?:[ivxlc]+|thứ\s+\w+)\b")
_SECTION = re.compile(r"[IVXLC]{1,6}\s*[./)-]")
_ARTICLE = re.compile(r"điều\s+\d+")
_GROUND = re.compile(r"(?:[-–*]\s*)?(?:căn cứ|theo đề nghị|xét đề nghị)")
_KINDS = {
    PartKind.NUMBER: Component.NUMBER,
    PartKind.PLACE_DATE: Component.PLACE_DATE,
    PartKind.TYPE: Component.TYPE,
    PartKind.BASIS: Component.BASIS,
    PartKind.LEAD_IN: Component.BODY,
    PartKind.PARAGRAPH: Component.BODY,
    PartKind.CLAUSE: Component.BODY,
    PartKind.CLOSING: Component.BODY,
}


@lru_cache(maxsize=1)
def placed(subject: Subject) -> tuple[Placed, ...]:
    """Every paragraph of the sheet, in order; remembered while the rules ask one by one."""
    if subject.sheet is None:
        return ()
    return tuple(_Walk(subject).all())


class _Walk:
    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.places = [at for at, char in enumerate(subject.key) if not char.isspace()]
        self.exact = "".join(subject.page.text.split())
        self.squeezed = "".join(subject.key.split())
        self.starts = [part.span.start for part in subject.document.parts]
        self.cursor = self.furthest = 0
        self.table: int | None = None
        self.ended = self.in_appendix = self.addressing = False

    def all(self) -> Iterator[Placed]:
        for paragraph in self.subject.sheet.paragraphs if self.subject.sheet else ():
            span = self._span(paragraph)
            component = self._component(paragraph, span)
            self.ended |= component is Component.SIGNER
            yield Placed(paragraph, component, span)

    def _span(self, paragraph: Paragraph) -> Span | None:
        wanted = "".join(key(paragraph.text).split())
        if not wanted or len(wanted) != len("".join(paragraph.text.split())):
            return None
        # the text gives a table's columns one after the other: look through all of the table
        table = paragraph.cell[0] if paragraph.cell else None
        if table != self.table:
            self.table, self.cursor = table, self.furthest
        at = self.exact.find("".join(paragraph.text.split()), self.cursor)
        at = at if at >= 0 else self.squeezed.find(wanted, self.cursor)
        if at < 0:
            at = self.squeezed.find(wanted)
        else:
            self.furthest = max(self.furthest, at + len(wanted))
            self.cursor = self.cursor if table is not None else self.furthest
        if at < 0:
            return None
        return Span(self.places[at], self.places[at + len(wanted) - 1] + 1)

    def _kind(self, span: Span | None) -> PartKind:
        if span is None:
            return PartKind.OTHER
        return self.subject.document.parts[bisect_right(self.starts, span.start) - 1].kind

    def _component(self, paragraph: Paragraph, span: Span | None) -> Component:
        words = key(joined(paragraph.text))
        if (_APPENDIX.match(words) and len(words) < 24) or self.in_appendix:
            return self._in_appendix(paragraph, words)
        if paragraph.is_grid:
            return Component.TABLE
        if self.ended:
            return Component.AFTER
        kind = self._kind(span)
        if kind in (PartKind.LETTERHEAD, PartKind.NUMBER, PartKind.PLACE_DATE, PartKind.STAMP):
            return self._in_head(words, kind)
        if kind is PartKind.TITLE:
            return self._subject(words)
        if self._is_addressed(words, kind):
            return Component.ADDRESSED
        return self._in_body(paragraph, words, kind)

    def _in_appendix(self, paragraph: Paragraph, words: str) -> Component:
        if _APPENDIX.match(words) and len(words) < 24:
            self.in_appendix = True
            return Component.APPENDIX
        if _REFERENCE.match(words):
            return Component.APPENDIX_REFERENCE
        return Component.TABLE if paragraph.is_grid else Component.AFTER

    def _in_head(self, words: str, kind: PartKind) -> Component:
        document = self.subject.document
        if _COUNTRY.match(words):
            return Component.COUNTRY
        if _MOTTO.match(words):
            return Component.MOTTO
        if words.startswith(("v/v", "về việc")):
            return Component.LETTER_SUBJECT
        if kind is not PartKind.LETTERHEAD:
            return Component.NUMBER if re.match(r"s[ốô]", words) else Component.PLACE_DATE
        if document.issuer and words in key(document.issuer):
            return Component.ISSUER
        if document.parent_issuer and words in key(document.parent_issuer):
            return Component.PARENT
        return Component.OTHER

    def _subject(self, words: str) -> Component:
        if words.startswith(("v/v", "về việc")) and self.subject.document.doc_type == "CÔNG VĂN":
            return Component.LETTER_SUBJECT
        letter = self.subject.document.doc_type == "CÔNG VĂN"
        return Component.LETTER_SUBJECT if letter else Component.SUBJECT

    def _is_addressed(self, words: str, kind: PartKind) -> bool:
        if _ADDRESSED.match(words):
            self.addressing = words.endswith(":")
            return True
        self.addressing = self.addressing and words.startswith("-")
        return self.addressing and kind is not PartKind.RECIPIENTS

    def _in_body(self, paragraph: Paragraph, words: str, kind: PartKind) -> Component:
        if kind is PartKind.RECIPIENTS:
            is_word = words.startswith("nơi nhận")
            return Component.RECIPIENTS_WORD if is_word else Component.RECIPIENT
        if kind is PartKind.SIGNATURE:
            capital = letterhead.capitals(paragraph.text)
            name = key(self.subject.document.signer_name or "")
            if name and words == name:
                return Component.SIGNER
            return Component.AUTHORITY if capital else Component.OTHER
        if _CHAPTER.match(words) and len(words) < 40:
            return Component.CHAPTER
        if _ARTICLE.match(words):
            return Component.ARTICLE
        if kind is PartKind.HEADING:
            is_section = _SECTION.match(joined(paragraph.text)) or paragraph.look.level == 0
            return Component.SECTION if is_section else Component.TITLED
        if kind is PartKind.BASIS and not (_GROUND.match(words) and words.endswith((";", "."))):
            return Component.BODY
        component = _KINDS.get(kind, Component.OTHER)
        is_title = component is Component.BODY and letterhead.capitals(paragraph.text)
        return Component.OTHER if is_title else component
