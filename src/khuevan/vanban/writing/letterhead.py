"""The top of the first page: bodies, country, number, place and date, stamps (boxes 1-5b, 10, 11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from khuevan.vanban.catalogue import DocumentType, Layout
from khuevan.vanban.composition import Composition, Regime, Urgency
from khuevan.vanban.writing.markup import (
    centred,
    columns,
    indents,
    label,
    paragraph,
    printed,
    rule,
    run,
    upper,
)
from khuevan.vanban.writing.metrics import width_mm
from khuevan.vanban.writing.styles import LOOKS, RED

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
LEFT_MM, RIGHT_MM = 66.0, 99.0
_STAMP_MM = {Urgency.IMMEDIATE: 30.0, Urgency.VERY_URGENT: 40.0, Urgency.URGENT: 20.0}
_SHARE = 0.4
"""Rules under names are 1/3 to 1/2 of the words' length."""
_FRAME_MM = 1.3
"""How far a frame stands off its words at each side: 3 points of space and half of the line."""
BLANK = "        "
_ACROSS = 252.0


def letterhead(given: Composition, kind: DocumentType, *, width: float = LEFT_MM + RIGHT_MM) -> str:
    """Two rows: names beside the country's, then number beside place and date on the same line."""
    left = LEFT_MM if width < _ACROSS else 100.0
    sizes = (left, width - left)
    under = "".join(_under_number(given, kind, left))
    return columns(
        sizes,
        [
            ("".join(_names(given, left)), "".join(_country(given.regime, sizes[1]))),
            (_number_line(given) + under, _place_line(given, kind)),
        ],
    )


def names_only(given: Composition, width: float) -> str:
    """The letterhead of a document issued with a decision: no number, no date of its own."""
    left = LEFT_MM if width < _ACROSS else 100.0
    sizes = (left, width - left)
    row = ("".join(_names(given, left)), "".join(_country(given.regime, sizes[1])))
    return columns(sizes, [row])


def _names(given: Composition, width: float) -> Iterator[str]:
    size = LOOKS[given.regime]["KVIssuer"].size
    if given.parent_issuer:
        yield name("KVParent", given.parent_issuer, size, width)
    yield name("KVIssuer", given.issuer, size, width)
    for joint in given.joint_issuers:
        yield paragraph("KVJoint", printed("- "), run(joint, properties=upper(joint)))
    if given.regime is Regime.PARTY:
        yield paragraph("KVStar", printed("*"))
        return
    last = (given.joint_issuers or (given.issuer,))[-1].upper()
    yield rule(_SHARE * min(width_mm(last, size, bold=True), width), width)


def name(style: str, words: str, size: float, width: float) -> str:
    """A name in capitals, its lines of like length."""
    even = centred(words.upper(), size, width)
    return paragraph(style, run(words, properties=upper(words)), properties=even)


def _country(regime: Regime, width: float) -> Iterator[str]:
    looks = LOOKS[regime]
    if regime is Regime.PARTY:
        yield paragraph("KVCountry", printed(PARTY))
        yield rule(width_mm(PARTY, looks["KVCountry"].size, bold=True), width)
        return
    yield paragraph("KVCountry", printed(COUNTRY))
    yield paragraph("KVMotto", printed(MOTTO))
    yield rule(width_mm(MOTTO, looks["KVMotto"].size, bold=True), width)


def _number_line(given: Composition) -> str:
    return number_line(given.number, given.symbol, given.regime)


def number_line(number: int | None, symbol: str, regime: Regime) -> str:
    """``Số: 05/KH-SVHTT``; the Party writes ``Số 05-KH/TU``. Blank for văn thư without a number."""
    if not symbol:
        return ""
    opener, joint = ("Số: ", "/") if regime is Regime.STATE else ("Số ", "-")
    figure = label(f"{number:02d}") if number else printed(BLANK)
    return paragraph("KVNumber", printed(opener), figure, printed(joint), run(symbol))


def _place_line(given: Composition, kind: DocumentType) -> str:
    if kind.layout is Layout.MINUTES and given.regime is Regime.STATE:
        return ""
    return place_line(given.place, given.date)


def place_line(place: str, on: date | None) -> str:
    start = run(place) + printed(", ") if place else ""
    return paragraph("KVPlaceDate", start, printed(dated(on)))


def dated(on: date | None) -> str:
    """``ngày 05 tháng 01 năm 2026``: a zero before days below 10 and before months 1 and 2 only."""
    if on is None:
        return "ngày       tháng       năm         "
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year:04d}"


def _under_number(given: Composition, kind: DocumentType, width: float) -> Iterator[str]:
    if kind.layout is Layout.LETTER:
        size = LOOKS[given.regime]["KVLetterSubject"].size
        even = centred(f"V/v {given.subject}", size, width, bold=False)
        yield paragraph("KVLetterSubject", printed("V/v "), run(given.subject), properties=even)
    if given.urgency:
        yield _stamp("KVUrgency", given.urgency.value, _STAMP_MM[given.urgency], width, RED)
    for words in given.handling:
        length = width_mm(words.upper(), LOOKS[given.regime]["KVHandling"].size, bold=True) + 6
        yield _stamp("KVHandling", words, min(length, width), width, "000000")


def _stamp(style: str, words: str, length: float, width: float, colour: str) -> str:
    """A frame of the stamp's own size, 8 mm high: the side indents are what the stamp leaves free."""
    side = max((width - length) / 2 + _FRAME_MM, 0)
    edge = f'w:val="single" w:sz="12" w:space="3" w:color="{colour}"'
    sides = "".join(f"<w:{name} {edge}/>" for name in ("top", "left", "bottom", "right"))
    return paragraph(
        style,
        run(words, properties=upper(words)),
        properties=f"<w:pBdr>{sides}</w:pBdr>" + indents(side, side),
    )
