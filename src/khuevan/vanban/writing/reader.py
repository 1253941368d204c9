"""The way back: a .docx that ``write`` made gives its composition, by the names of its styles.

Files of others have no such names: ``foreign`` makes the best of what the house's reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from khuevan.vanban.catalogue import DocumentType, Layout, type_named, type_of
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Authority,
    Composition,
    Copy,
    CopyForm,
    Regime,
    Signature,
    Urgency,
)
from khuevan.vanban.formats.package import Package, is_docx
from khuevan.vanban.numbers import ISSUED, issued_on, read_number
from khuevan.vanban.writing import foreign
from khuevan.vanban.writing.blocks import blocks_of
from khuevan.vanban.writing.ending import PARTY_AUTHORITY
from khuevan.vanban.writing.errors import CannotWrite
from khuevan.vanban.writing.letterhead import PARTY
from khuevan.vanban.writing.lines import Grid, Line, Paper, Piece, open_paper
from khuevan.vanban.writing.package import UNDATED
from khuevan.vanban.writing.tidy import tidy

_CREATED = "{http://purl.org/dc/terms/}created"
_CATEGORY = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}category"
_HEAD = ("KVIssuer", "KVType", "KVNumber", "KVLetterSubject")


def read(content: bytes, name: str = "") -> Composition:
    """The composition in a .docx. Raises ``vanban.errors.Unreadable`` for what is no document."""
    package = Package(content, name)
    if is_docx(package):
        paper = open_paper(package)
        if any(line.style in _HEAD for line in _lines(paper.sections[0].pieces)):
            return _composition(paper)
    return foreign.read(content, name)


def _composition(paper: Paper) -> Composition:
    main = list(paper.sections[0].pieces)
    last, copied = _cut_copy(list(paper.sections[-1].pieces))
    if len(paper.sections) == 1:
        main = last
    found = _Found(main)
    regime = Regime.PARTY if PARTY in found.raw("KVCountry") else Regime.STATE
    kind = _kind(paper, found, regime)
    number, symbol = _number(found.line("KVNumber"))
    place, on = _place_date(found.line("KVPlaceDate"))
    read = Composition(
        type_code=kind.code,
        issuer=found.text("KVIssuer"),
        symbol=symbol,
        subject=found.text("KVLetterSubject" if kind.layout is Layout.LETTER else "KVSubject"),
        body=blocks_of(main, paper),
        signatures=_signatures(found.lines),
        parent_issuer=found.text("KVParent"),
        number=number,
        place=place,
        date=_created(paper) if kind.layout is Layout.MINUTES and on is None else on,
        regime=regime,
        urgency=_urgency(found.text("KVUrgency")),
        handling=found.texts("KVHandling"),
        addressed_to=found.texts("KVAddressed", "KVAddressedOne"),
        bases=found.texts("KVBasis"),
        recipients=_recipients(found.lines),
        archive=found.text("KVArchive"),
        drafter_mark=found.text("KVDrafter"),
        contact=paper.edge("KVContact"),
        appendices=_appendices(paper, last, regime),
        enacted_by=found.text("KVEnacted") or _sender(found, kind),
        joint_issuers=found.texts("KVJoint"),
        endorsement=found.text("KVEndorsement"),
        copy=_corner(paper) or _copy(copied, regime),
    )
    try:
        return tidy(read)
    except CannotWrite:
        return read  # edited by hand into something unfinished: still what the file says


class _Found:
    """The lines of one part, asked for by style."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.lines = list(_lines(pieces))

    def line(self, style: str) -> Line | None:
        return next((line for line in self.lines if line.style == style), None)

    def text(self, style: str) -> str:
        line = self.line(style)
        return line.text if line else ""

    def raw(self, style: str) -> str:
        line = self.line(style)
        return line.raw if line else ""

    def texts(self, *styles: str) -> tuple[str, ...]:
        return tuple(line.text for line in self.lines if line.style in styles)


def _lines(pieces: Iterable[Piece]) -> Iterable[Line]:
    return (piece for piece in pieces if isinstance(piece, Line))


def _kind(paper: Paper, found: _Found, regime: Regime) -> DocumentType:
    named = type_named(paper.core.get(_CATEGORY, ""), regime) or type_named(
        found.raw("KVType"), regime
    )
    printed = type_named(found.raw("KVType"), regime) if found.line("KVType") else None
    if printed and named and printed is not named:
        return printed  # retyped by hand: the page counts, not the properties
    return named or type_of("CV", regime)


def _number(line: Line | None) -> tuple[int | None, str]:
    """By the runs while they are whole; by the printed words once a clerk has typed over them."""
    if line is None:
        return None, ""
    if line.is_whole:
        return (int(line.label) if line.label.isdecimal() else None), line.text
    rest = re.sub(r"^\s*Số\s*:?", "", line.raw)
    match = re.match(r"\s*(\d+)\s*[/-]\s*(\S+)\s*$", rest)
    if match:
        return int(match[1]), match[2]
    number = read_number(rest)
    return None, (number.symbol if number else None) or rest.strip(" ./-…")


def _place_date(line: Line | None) -> tuple[str, date | None]:
    if line is None:
        return "", None
    match = ISSUED.search(line.raw.lower())
    if match is None:
        return line.raw.strip(" ,"), None
    return line.raw[: match.start()].strip(" ,"), issued_on(match)


def _created(paper: Paper) -> date | None:
    """Minutes print no date of their own; the file's properties keep it."""
    text = paper.core.get(_CREATED, "")
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return None if moment == UNDATED else moment.date()


def _urgency(text: str) -> Urgency | None:
    return next((one for one in Urgency if one.value == text), None)


def _sender(found: _Found, kind: DocumentType) -> str:
    return found.text("KVAddressedHead") if kind.layout is Layout.TELEGRAM else ""


_AUTHORITIES = {one.value: one for one in Authority} | {
    words: one for one, words in PARTY_AUTHORITY.items()
}


def _signatures(lines: Iterable[Line]) -> tuple[Signature, ...]:
    """Offices of a row come first, then the names below them, in the same order."""
    found: list[Signature] = []
    foot = -1
    for line in lines:
        if line.style == "KVOffice":
            authority = _AUTHORITIES.get(line.label, Authority.HEAD)
            found.append(Signature(line.text, "", authority))
        elif found and line.style == "KVOwnTitle":
            found[-1] = replace(found[-1], title=line.text)
        elif line.style == "KVSpace":
            foot = min(foot + 1, len(found) - 1)
        elif found and line.style == "KVOtherPost":
            found[foot] = replace(found[foot], other_post=line.text)
        elif found and line.style == "KVName":
            found[foot] = replace(found[foot], name=line.text)
    return tuple(found)


def _recipients(lines: Iterable[Line]) -> tuple[Addressee, ...]:
    return tuple(Addressee(line.text, line.label) for line in lines if line.style == "KVRecipient")


def _appendices(paper: Paper, last: list[Piece], regime: Regime) -> tuple[Appendix, ...]:
    found = []
    for section in paper.sections[1:]:
        pieces = last if section is paper.sections[-1] else list(section.pieces)
        lines = _Found(pieces)
        kind = type_named(lines.raw("KVType"), regime) if lines.line("KVType") else None
        title = lines.text("KVSubject" if kind else "KVAppendixTitle")
        code = kind.code if kind else ""
        found.append(Appendix(title, blocks_of(pieces, paper), section.is_landscape, code))
    return tuple(found)


def _cut_copy(pieces: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    for index, piece in enumerate(pieces):
        if isinstance(piece, Line) and piece.style == "KVCopyRule":
            return pieces[:index], pieces[index:]
    return pieces, []


def _copy(pieces: Sequence[Piece], regime: Regime) -> Copy | None:
    found = _Found([piece for piece in pieces if not isinstance(piece, Grid)])
    form = _form(found.text("KVCopyForm"))
    if form is None:
        return None
    number, symbol = _number(found.line("KVNumber"))
    place, on = _place_date(found.line("KVPlaceDate"))
    signatures = _signatures(found.lines)
    return Copy(
        form,
        found.text("KVIssuer"),
        symbol=symbol,
        signature=signatures[0] if signatures else None,
        number=number,
        place=place,
        date=on,
        recipients=_recipients(found.lines),
        archive=found.text("KVArchive"),
    )


def _corner(paper: Paper) -> Copy | None:
    line = paper.edge_line("KVCorner")
    form = next((one for one in CopyForm if line and line.label.startswith(one.value)), None)
    if line is None or form is None:
        return None
    try:
        signed = datetime.fromisoformat(line.label.removeprefix(form.value))
    except ValueError:
        return None
    return Copy(form, line.text, signed_at=signed)


def _form(text: str) -> CopyForm | None:
    return next((one for one in CopyForm if one.value == text), None)
