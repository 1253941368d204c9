"""Finds state-secret markings (MẬT, TỐI MẬT, TUYỆT MẬT) so that such a file is never taken in.

A marking is a stamp, a field ("Độ mật: Mật") or a register number with the secret series ("M"),
and never the word in running text: "bảo mật", "bí mật nhà nước", "mật độ" and "tài liệu mật" in a
sentence are about secrecy, they do not mark the paper that they stand in. When a segment of a line
holds the level and nothing else it is taken for a stamp: a wrong refusal costs a question, a wrong
acceptance an offence (Luật Bảo vệ bí mật nhà nước, Điều 5).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from khuevan.vanban.document import Span

HEADER_LINES = 25
"""How many non-empty lines from the top count as the header area, where bare forms are enough."""


class Level(StrEnum):
    CLASSIFIED = "MẬT"
    HIGHER = "TỐI MẬT"
    HIGHEST = "TUYỆT MẬT"


class Evidence(StrEnum):
    """What showed it; the value is what a person is told."""

    STAMP = "dấu độ mật"
    FIELD = "dòng ghi độ mật"
    LABEL = "dòng chữ tài liệu mật"
    NUMBER = "số đăng ký văn bản mật"


@dataclass(frozen=True, slots=True)
class Marking:
    """A marking found; ``span`` is the line it stands on, None outside the text (a header)."""

    level: Level
    evidence: Evidence
    span: Span | None


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    span: Span
    before: str
    """The non-empty line above, to see a heading broken as "BẢO VỆ BÍ / MẬT"."""
    rank: int
    """Number of non-empty lines above."""


_LEVELS = {"mật": Level.CLASSIFIED, "tối mật": Level.HIGHER, "tuyệt mật": Level.HIGHEST}
_LEVEL = r"(?P<level>tuyệt\s*mật|tối\s*mật|mật)"
_HINT = re.compile(r"m\s*[aáàảãạăắằẳẵặâấầẩẫậ]\s*t|^\W*số", re.IGNORECASE)
"""Cheap first question, so that a long document costs one search a line."""
_CELLS = re.compile(r"\t|\||\s{3,}")
_URGENCY = re.compile(r"\b(HỎA|HOẢ|THƯỢNG)?\s*(TỐC|KHẨN)\b(\s*HẸN\s*GIỜ)?|\bDỰ\s*THẢO\b")
_FIELD = re.compile(
    rf"^\W*(?:(?:dự kiến|đề xuất|đề nghị)\s+)?(?:dấu\s+)?(?:chỉ\s+)?"
    rf"(?:mức\s+độ|cấp\s+độ|độ)\s+mật\W*[:：\-–]\W*{_LEVEL}\W*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"^\W*(?:tài\s+liệu|văn\s+bản|hồ\s+sơ|công\s+văn)\s+{_LEVEL}"
    r"(?:\s*[-–—,.:;(].{0,60}(?:sao|chụp|phổ\s+biến|thu\s+hồi|lưu\s+hành).*)?\W*$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(rf"[(\[]\s*(?:độ\s+)?{_LEVEL}\s*[)\]]\W*$", re.IGNORECASE)
_NUMBER_LINE = re.compile(r"^\W*số\s*[:.]?\s*(?P<rest>.{1,60})", re.IGNORECASE)
_SECRET_SERIES = re.compile(
    # the group M anywhere in the symbol: 05/M-VP, 12/BC-UBND-M, 12-M/TU, 7/KH(M)
    r"^[\s\d.…_]*(?:[/-][^\s(]*)?(?:(?<=[/-])M(?=[-/. ]|$)|[(\[]M[)\]])"
    # TM and TuM only right behind the number: elsewhere TM is a trade division
    r"|^[\s\d.…_]*[/-]\s*(?P<high>TM|T[Uu][Yy]?M|TyM)(?=[-/])"
)
_BROKEN_BEFORE = re.compile(
    r"(?:\b(?:bí|bảo|cơ|độ|thân|nồng|kín|thư|trúc|liệu|bản|tin|tuyệt|tối|loại|mức|dấu|và|hoặc)|[,:])$",
    re.IGNORECASE,
)
_FOLDED_STAMPS = {"tuyetmat": Level.HIGHEST, "toimat": Level.HIGHER}
_ALIKE = 0.85
_OCR_SINGLE = frozenset({"MẬT", "MÂT", "MẶT", "MẠT", "MÁT", "MẤT", "MẦT", "MẨT", "MAT", "MĂT"})


def check(text: str, *, scanned: bool = False) -> Marking | None:
    """The first marking in ``text``, or None. ``scanned`` allows for accents lost by OCR."""
    for line in _lines(unicodedata.normalize("NFC", text)):
        if marking := _of_line(line, scanned=scanned):
            return marking
    return None


def check_aside(texts: Iterable[str]) -> Marking | None:
    """Headers, properties, annotations, stamps read from pictures: all of them header area."""
    for text in texts:
        if marking := check(text, scanned=True):
            return Marking(marking.level, marking.evidence, None)
    return None


def _lines(text: str) -> Iterator[_Line]:
    before, rank, start = "", 0, 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            yield _Line(stripped, Span(start, start + len(raw)), before, rank)
            before, rank = stripped, rank + 1
        start += len(raw) + 1


def _of_line(line: _Line, *, scanned: bool) -> Marking | None:
    if not _HINT.search(line.text):
        return None
    in_header = line.rank < HEADER_LINES
    if in_header and (found := _as_number(line.text)):
        return Marking(*found, line.span)
    for segment in _CELLS.split(line.text):
        found = (
            _as_stamp(segment, line, in_header=in_header, scanned=scanned)
            or _as_words(segment, in_header=in_header)
            or (_as_number(segment) if in_header else None)
        )
        if found:
            return Marking(*found, line.span)
    return _spread(line)


def _as_stamp(
    segment: str, line: _Line, *, in_header: bool, scanned: bool
) -> tuple[Level, Evidence] | None:
    bare = re.sub(r"[^\w\s]|_", " ", _URGENCY.sub(" ", segment)).strip()
    letters = "".join(bare.split())
    if not letters or len(letters) > 10 or _is_continued(line):
        return None
    level = _LEVELS.get(_spaced(letters.lower()))
    if level and (letters.isupper() or _may_be_lower(letters, level, line, in_header=in_header)):
        return level, Evidence.STAMP
    if letters.isupper() and _fold(letters) in _FOLDED_STAMPS:
        return _FOLDED_STAMPS[_fold(letters)], Evidence.STAMP
    if not scanned or not in_header or not letters.isupper():
        return None
    likely = Level.CLASSIFIED if letters in _OCR_SINGLE else _likeliest(_fold(letters))
    return (likely, Evidence.STAMP) if likely else None


def _likeliest(folded: str) -> Level | None:
    """For stamps that OCR misread by a letter: "TUYẾỆT MẬT"."""
    if len(folded) < 5:
        return None
    for word, level in _FOLDED_STAMPS.items():
        if SequenceMatcher(None, folded, word).ratio() >= _ALIKE:
            return level
    return None


def _may_be_lower(letters: str, level: Level, line: _Line, *, in_header: bool) -> bool:
    """ "Mật" typed by hand instead of stamped: only alone on its line, near the top."""
    alone = not _CELLS.search(line.text)
    return letters[0].isupper() and alone and (in_header or level is not Level.CLASSIFIED)


def _is_continued(line: _Line) -> bool:
    """The line is the tail of a heading broken in the middle of "bí mật", "bảo mật", "độ mật"."""
    return bool(_BROKEN_BEFORE.search(line.before)) and not line.before.endswith("|")


def _as_words(segment: str, *, in_header: bool) -> tuple[Level, Evidence] | None:
    if match := _FIELD.match(segment):
        return _level(match), Evidence.FIELD
    if match := _LABEL.match(segment):
        return _level(match), Evidence.LABEL
    if in_header and len(segment) <= 80 and (match := _IN_BRACKETS.search(segment)):
        head = segment[: match.start()].strip()
        if _NUMBER_LINE.match(head) or (head.isupper() and match["level"].isupper()):
            return _level(match), Evidence.STAMP
    return None


def _as_number(segment: str) -> tuple[Level, Evidence] | None:
    match = _NUMBER_LINE.match(segment.strip())
    series = match and _SECRET_SERIES.search(match["rest"])
    if not series:
        return None
    high = series["high"]
    if not high:
        return Level.CLASSIFIED, Evidence.NUMBER
    return (Level.HIGHER if high == "TM" else Level.HIGHEST), Evidence.NUMBER


def _spread(line: _Line) -> Marking | None:
    """A stamp whose letters stand far apart: "M    Ậ    T", "T U Y Ệ T     M Ậ T"."""
    pieces = re.sub(r"[^\w\s]|_", " ", line.text).split()
    if len(pieces) < 3 or any(len(piece) > 1 for piece in pieces) or _is_continued(line):
        return None
    joined = "".join(pieces)
    level = _LEVELS.get(_spaced(joined.lower())) or _FOLDED_STAMPS.get(_fold(joined))
    return Marking(level, Evidence.STAMP, line.span) if level and joined.isupper() else None


def _spaced(letters: str) -> str:
    return letters if letters == "mật" else letters.removesuffix("mật") + " mật"


def _level(match: re.Match[str]) -> Level:
    return _LEVELS[_spaced("".join(match["level"].lower().split()))]


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in plain if not unicodedata.combining(char))
