"""A .docx that others wrote -> the composition that it seems to be: the house's reader, no promises."""

from __future__ import annotations

import re
from collections.abc import Iterator

from khuevan.vanban.catalogue import DocumentType, type_named, type_of
from khuevan.vanban.composition import (
    Addressee,
    Authority,
    Block,
    Composition,
    Regime,
    Signature,
    Table,
)
from khuevan.vanban.document import Document, PartKind
from khuevan.vanban.intake import extract
from khuevan.vanban.reading import read_text
from khuevan.vanban.writing.errors import CannotWrite
from khuevan.vanban.writing.letterhead import PARTY
from khuevan.vanban.writing.tidy import line, tidy
from khuevan.vanban.writing.wording import body_from_text

_AUTHORITY = re.compile(
    r"^(?P<words>TM|KT|TL|TUQ|Q|T/M|K/T|T/L)[./]?\s+(?P<office>.+)$", re.IGNORECASE
)
_WORDS = {"TM": Authority.COLLECTIVE, "KT": Authority.DEPUTY, "TL": Authority.ORDER,
          "TUQ": Authority.AUTHORISED, "Q": Authority.ACTING}  # fmt: skip
_OWN = re.compile(r"\s(?=(?:PHÓ|THỨ TRƯỞNG|CHÁNH|TRƯỞNG PHÒNG|CHỦ TỊCH|BÍ THƯ|CỤC TRƯỞNG)\b)")
_TO = re.compile(r"k[íi]nh\s*g[ửu]i\s*:?\s*", re.IGNORECASE)
_DEPUTY = re.compile(r"\s(?=KT[.]\s)")
_SECOND = re.compile(r"\s(?=(?:PHÓ|THỨ TRƯỞNG)\b)")
_SUBJECT = re.compile(r"^(?:V/v|Về việc)\s*:?\s*(?=\S)")
_FILED = re.compile(r"lưu\s*:?\s*", re.IGNORECASE)
_BAR = " | "
_WITHIN = frozenset({PartKind.HEADING, PartKind.CLAUSE, PartKind.PARAGRAPH, PartKind.LEAD_IN,
                     PartKind.CLOSING, PartKind.TABLE_ROW, PartKind.OTHER})  # fmt: skip


def read(content: bytes, name: str = "") -> Composition:
    """Raises ``vanban.errors.Unreadable`` (``SecretDocument`` for a marked one)."""
    document = read_text(extract(content, name=name, ocr=False).text)
    regime = Regime.PARTY if PARTY in document.text[:600].upper() else Regime.STATE
    kind = _kind(document.doc_type or "", regime)
    body, to = _body(document)
    read = Composition(
        type_code=kind.code,
        issuer=document.issuer or "",
        symbol=document.symbol or "",
        subject=_SUBJECT.sub("", document.title or ""),
        body=body,
        signatures=_signatures(document),
        parent_issuer=document.parent_issuer or "",
        number=_figure(document),
        place=document.place or "",
        date=document.date,
        regime=regime,
        addressed_to=to,
        bases=tuple(dict.fromkeys(line(basis.text) for basis in document.legal_bases)),
        recipients=tuple(_addressees(document)),
        archive=next(
            (_FILED.sub("", r.text) for r in document.recipients if _FILED.match(r.text)), ""
        ),
    )
    try:
        return tidy(read)
    except CannotWrite:
        return read


def _kind(name: str, regime: Regime) -> DocumentType:
    """Types are printed with words behind them: "KẾ HOẠCH HÀNH ĐỘNG" is a Kế hoạch."""
    words = name.split()
    for count in range(len(words), 0, -1):
        if found := type_named(" ".join(words[:count]), regime):
            return found
    return type_of("CV", regime)


def _figure(document: Document) -> int | None:
    match = re.match(r"\d+", document.number or "")
    return int(match[0]) if match and document.date and document.symbol else None


def _addressees(document: Document) -> Iterator[Addressee]:
    for one in document.recipients:
        if not _FILED.match(one.text):
            yield Addressee(one.name, one.role or "")


def _signatures(document: Document) -> tuple[Signature, ...]:
    title = document.signer_title or ""
    if not title:
        return ()
    match = _AUTHORITY.match(title)
    authority = _WORDS[match["words"].upper().replace("/", "")] if match else Authority.HEAD
    office = match["office"] if match else title
    own = ""
    if match and (cut := _DEPUTY.search(office)):
        own = office[cut.end() :]
        office = office[: cut.start()]
        deputy = _SECOND.search(own)
        own = f"{own[: deputy.start()]}\n{own[deputy.end() :]}" if deputy else own
    elif match and (cut := _OWN.search(office)):
        office, own = office[: cut.start()], office[cut.end() :]
    return (Signature(office, document.signer_name or "", authority, own),)


def _body(document: Document) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks, and the lines of "Kính gửi" that stand before them."""
    texts: list[str] = []
    to: list[str] = []
    addressing = False
    for text in _paragraphs(document):
        if match := _TO.match(text):
            addressing = True
            text = text[match.end() :]
            to += [text.strip(" -–;.")]
        elif addressing and text.startswith(("-", "–")):
            to += [text.strip(" -–;.")]
        else:
            addressing = False
            texts.append(_row(text) if _BAR in text else text)
    return tuple(_squared(body_from_text("\n".join(texts)))), tuple(one for one in to if one)


def _paragraphs(document: Document) -> Iterator[str]:
    """Every paragraph of a .docx is one line of its text."""
    for part in document.parts:
        if part.kind in _WITHIN:
            yield from filter(None, map(line, part.span.of(document.text).split("\n")))


def _row(text: str) -> str:
    return "| " + " | ".join(cell.strip() for cell in text.split("|")) + " |"


def _squared(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Tables of others may have merged cells: rows are filled up to one length."""
    for block in blocks:
        if isinstance(block, Table):
            rows = (block.head, *block.rows)
            longest = max(map(len, rows))
            head, *rest = (row + ("",) * (longest - len(row)) for row in rows)
            yield Table(head, tuple(rest), block.caption)
        else:
            yield block
