"""A composition as the body of a Word document: its parts in order, in sections."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from khuevan.vanban.catalogue import DocumentType, Layout, type_of
from khuevan.vanban.composition import Appendix, Composition, Regime
from khuevan.vanban.writing import body, ending, letterhead
from khuevan.vanban.writing.markup import centred, indents, paragraph, printed, rule, run, upper
from khuevan.vanban.writing.metrics import twips, width_mm
from khuevan.vanban.writing.styles import LOOKS
from khuevan.vanban.writing.tidy import enacted_by

A4_MM = (210.0, 297.0)
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 20.0, 20.0, 30.0, 15.0
"""All within the decree's ranges: 20-25, 20-25, 30-35, 15-20."""
HEADER_MM = 9.0
_VERBS = {Layout.RESOLUTION: "QUYẾT NGHỊ:", Layout.DECISION: "QUYẾT ĐỊNH:"}


@dataclass(frozen=True, slots=True)
class Section:
    """``kept`` names the header and footer parts that the section shows on its first page."""

    is_landscape: bool = False
    first_header: str = ""
    first_footer: str = ""
    is_first: bool = False

    def markup(self) -> str:
        wide, high = A4_MM if not self.is_landscape else A4_MM[::-1]
        orient = ' w:orient="landscape"' if self.is_landscape else ""
        kind = "" if self.is_first else '<w:type w:val="nextPage"/>'
        return (
            "<w:sectPr>"
            '<w:headerReference w:type="default" r:id="rIdHeader"/>'
            f'<w:headerReference w:type="first" r:id="{self.first_header or "rIdNoHeader"}"/>'
            f'<w:footerReference w:type="first" r:id="{self.first_footer or "rIdNoFooter"}"/>'
            f"{kind}"
            f'<w:pgSz w:w="{twips(wide)}" w:h="{twips(high)}"{orient}/>'
            f'<w:pgMar w:top="{twips(TOP_MM)}" w:right="{twips(RIGHT_MM)}" '
            f'w:bottom="{twips(BOTTOM_MM)}" w:left="{twips(LEFT_MM)}" '
            f'w:header="{twips(HEADER_MM)}" w:footer="{twips(HEADER_MM)}" w:gutter="0"/>'
            '<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
        )

    @property
    def line_mm(self) -> float:
        return (A4_MM[1] if self.is_landscape else A4_MM[0]) - LEFT_MM - RIGHT_MM


def document_body(given: Composition, media: body.Media) -> str:
    """Everything inside ``w:body``, the last section at the end."""
    kind = type_of(given.type_code, given.regime)
    sections = [_first_section(given), *(Section(one.is_landscape) for one in given.appendices)]
    pieces = ["".join(_main(given, kind, media))]
    for numeral, appendix, section in zip(
        _numerals(given.appendices), given.appendices, sections[1:], strict=True
    ):
        pieces.append("".join(_appendix(given, appendix, numeral, section, media)))
    if given.copy:
        pieces[-1] += "".join(ending.copied(given.copy, given.regime))
    joined = ""
    for piece, section in zip(pieces[:-1], sections, strict=False):
        joined += piece + paragraph("KVSection", properties=section.markup())
    return joined + pieces[-1] + paragraph("KVSection") + sections[-1].markup()


def _first_section(given: Composition) -> Section:
    corner = "rIdCorner" if given.copy and given.copy.signed_at else ""
    return Section(
        first_header=corner, first_footer="rIdContact" if given.contact else "", is_first=True
    )


def _main(given: Composition, kind: DocumentType, media: body.Media) -> Iterator[str]:
    yield letterhead.letterhead(given, kind)
    if kind.layout is Layout.LETTER:
        yield paragraph("KVGap")
    else:
        yield from _title(given.regime, kind, given.subject)
    yield from _addressed(given, kind)
    yield from _grounds(given, kind)
    place = body.Place(media, closes=given.regime is Regime.STATE)
    yield from body.blocks(given.body, place)
    yield from ending.ending(given, kind)


def _title(regime: Regime, kind: DocumentType, subject: str) -> Iterator[str]:
    yield paragraph("KVType", printed(kind.name.upper()))
    look = LOOKS[regime]["KVSubject"]
    if subject:
        even = centred(subject, look.size, ending.WIDTH_MM)
        yield paragraph("KVSubject", run(subject), properties=even)
    if regime is Regime.PARTY:
        yield paragraph("KVStar", printed("-----"))
        return
    words = max((subject or kind.name.upper()).split("\n"), key=len)
    shown = width_mm(words, look.size, bold=True)
    shown /= math.ceil(shown / (ending.WIDTH_MM * 0.94))
    yield rule(shown * 0.4, ending.WIDTH_MM)
    yield paragraph("KVGap")


def _addressed(given: Composition, kind: DocumentType) -> Iterator[str]:
    to = given.addressed_to
    if not to:
        return
    if kind.layout is Layout.TELEGRAM:
        by = given.enacted_by
        sender = run(by, properties=upper(by)) if by else printed(given.issuer.upper())
        yield from _listed(sender + printed(" điện:"), (by or given.issuer).upper() + " điện:", to)
    elif len(to) == 1:
        yield paragraph("KVAddressedOne", printed("Kính gửi: "), run(to[0]))
    else:
        yield from _listed(printed("Kính gửi:"), "Kính gửi:", to)


def _listed(head: str, words: str, to: tuple[str, ...]) -> Iterator[str]:
    """Dashes in one column, under the colon."""
    look = LOOKS[Regime.STATE]["KVAddressedHead"]
    at = min(look.left_mm + width_mm(words, look.size), 60.0)
    left = max(at - width_mm(words, look.size), 0.0)
    yield paragraph("KVAddressedHead", head, properties=indents(left))
    for index, one in enumerate(to):
        last = index == len(to) - 1
        dash = width_mm("- ", look.size)
        yield paragraph(
            "KVAddressed",
            printed("- "),
            run(one),
            printed("." if last else ";"),
            properties=indents(at + dash, 0, dash),
        )
    yield paragraph("KVGap")


def _grounds(given: Composition, kind: DocumentType) -> Iterator[str]:
    verb = _VERBS.get(kind.layout)
    if verb:
        by = given.enacted_by
        words = run(by, properties=upper(by)) if by else printed(enacted_by(given).upper())
        size = LOOKS[given.regime]["KVEnacted"].size
        even = centred((by or enacted_by(given)).upper(), size, ending.WIDTH_MM)
        yield paragraph("KVEnacted", words, properties=even)
    opener = printed("- ") if given.regime is Regime.PARTY else ""
    for index, basis in enumerate(given.bases):
        close = printed("." if index == len(given.bases) - 1 else ";")
        yield paragraph("KVBasis", opener, run(basis), close)
    if verb:
        yield paragraph("KVVerb", printed(verb))


def _appendix(
    given: Composition, one: Appendix, numeral: str, section: Section, media: body.Media
) -> Iterator[str]:
    if one.type_code:
        kind = type_of(one.type_code, given.regime)
        yield letterhead.names_only(given, section.line_mm)
        yield paragraph("KVType", printed(kind.name.upper()))
        if one.title:
            yield paragraph("KVSubject", run(one.title))
    else:
        yield paragraph("KVAppendix", printed(f"Phụ lục {numeral}".strip()))
        if one.title:
            size = LOOKS[given.regime]["KVAppendixTitle"].size
            yield letterhead.name("KVAppendixTitle", one.title, size, section.line_mm)
    words = reference(given)
    even = centred(words, LOOKS[given.regime]["KVReference"].size, section.line_mm, bold=False)
    yield paragraph("KVReference", printed(words), properties=even)
    yield rule(30, section.line_mm)
    yield paragraph("KVGap")
    closes = given.regime is Regime.STATE
    place = body.Place(media, section.line_mm, closes=closes, is_across=section.is_landscape)
    yield from body.blocks(one.body, place)


def _numerals(appendices: Sequence[Appendix]) -> Iterator[str]:
    """Roman numbers when there are two or more; documents issued with this one have none."""
    plain = sum(not one.type_code for one in appendices)
    count = 0
    for one in appendices:
        count += not one.type_code
        yield roman(count) if plain > 1 and not one.type_code else ""


def reference(given: Composition) -> str:
    """``(Kèm theo Kế hoạch số 05/KH-SVHTT ngày 06 tháng 01 năm 2026 của Sở ...)``."""
    kind = type_of(given.type_code, given.regime)
    name = "Văn bản" if kind.layout is Layout.LETTER else kind.name
    joint = "/" if given.regime is Regime.STATE else "-"
    figure = f"{given.number:02d}" if given.number else "     "
    number = f" số {figure}{joint}{given.symbol}" if given.symbol else ""
    return f"(Kèm theo {name}{number} {letterhead.dated(given.date)} của {given.issuer})"


def roman(number: int) -> str:
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "C" * (number // 100) + tens[number // 10 % 10] + ones[number % 10]


def contact_part(given: Composition) -> str:
    """The foot of page 1: address and telephone under a line as wide as the text."""
    line = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="2" w:color="000000"/></w:pBdr>'
    return paragraph("KVContact", run(given.contact), properties=line)


def corner_part(given: Composition) -> str:
    return ending.corner(given.copy) if given.copy else ""


def page_part() -> str:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return paragraph("KVPage", field)
