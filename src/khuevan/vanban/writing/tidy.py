"""The normal form of a composition: what is printed and read back, and what cannot be printed.

Texts are NFC without control characters and double spaces; closing marks that the form itself
prints (";" and "." behind grounds and recipients, "./." at the end) are taken off.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from khuevan.vanban.catalogue import TYPES, DocumentType, Layout, type_of
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Block,
    Composition,
    Copy,
    Heading,
    Item,
    Paragraph,
    Picture,
    Regime,
    Signature,
    Table,
)
from khuevan.vanban.writing import errors, pictures

# What XML cannot hold or a line should not: controls, surrogates, soft hyphens, marks of order.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"[ \t]+")
_LARGEST_NUMBER = 999_999
MOST_COLUMNS = 60
_WITHOUT_SUBJECT = (Layout.INTRODUCTION, Layout.LEAVE)


def tidy(given: Composition) -> Composition:
    """The normal form; raises ``CannotWrite`` when there is none. ``tidy(tidy(c)) == tidy(c)``."""
    kind = _type(given)
    minutes = kind.layout is Layout.MINUTES
    tidied = replace(
        given,
        issuer=line(given.issuer),
        symbol=line(given.symbol),
        subject=lines(given.subject),
        parent_issuer=line(given.parent_issuer),
        place="" if minutes and given.regime is Regime.STATE else line(given.place).strip(" ,"),
        body=body(given.body, ends=True),
        signatures=_signatures(given.signatures),
        handling=_each(given.handling),
        addressed_to=tuple(
            _unclosed(text) for text in _each(given.addressed_to) if _unclosed(text)
        ),
        bases=tuple(_unclosed(text) for text in _each(given.bases) if _unclosed(text)),
        recipients=_recipients(given.recipients),
        archive=_archive(given.archive),
        drafter_mark=line(given.drafter_mark),
        contact=lines(given.contact),
        appendices=tuple(_appendix(one) for one in given.appendices),
        enacted_by=_enacted_by(given, kind),
        joint_issuers=_each(given.joint_issuers),
        endorsement=lines(given.endorsement),
        copy=None if given.copy is None else _copy(given.copy),
    )
    _check(tidied, kind)
    return tidied


def enacted_by(given: Composition) -> str:
    """The line above the grounds when none is given: the signer's office of the issuer, or the collective."""
    first = given.signatures[0] if given.signatures else None
    office = line(first.office) if first else ""
    issuer = line(given.issuer)
    if not office or office.casefold() == issuer.casefold():
        return issuer
    return office if first and first.authority.value == "TM." else f"{office} {issuer}"


def line(text: str) -> str:
    """One printable line."""
    return _SPACES.sub(" ", lines(text).replace("\n", " ")).strip()


def lines(text: str) -> str:
    """Printable lines without blank ones."""
    clean = _UNPRINTABLE.sub("", re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text))
    found = (
        _SPACES.sub(" ", one).strip() for one in unicodedata.normalize("NFC", clean).split("\n")
    )
    return "\n".join(one for one in found if one)


def body(blocks: Iterable[Block], *, ends: bool = False) -> tuple[Block, ...]:
    """Blocks in normal form, the empty ones left out; ``ends``: without a closing "./."."""
    tidied = tuple(one for block in blocks if (one := _block(block)) is not None)
    if ends and tidied and isinstance(last := tidied[-1], Paragraph | Item):
        text = re.sub(r"\s*\./\.$", ".", last.text)
        text = "" if text == "." and text != last.text else text
        kept = replace(last, text=text)
        empty = not kept.text and not (isinstance(kept, Item) and kept.label)
        tidied = tidied[:-1] if empty else (*tidied[:-1], kept)
    return tidied


def _block(block: Block) -> Block | None:
    if isinstance(block, Heading):
        label, text = line(block.label), lines(block.text)
        return Heading(label, text) if label or text else None
    if isinstance(block, Item):
        label, text = line(block.label), lines(block.text)
        if not label:
            return Paragraph(text) if text else None
        return Item(label, text)
    if isinstance(block, Paragraph):
        text = lines(block.text)
        return Paragraph(text) if text else None
    if isinstance(block, Table):
        return replace(
            block,
            head=tuple(map(lines, block.head)),
            rows=tuple(tuple(map(lines, row)) for row in block.rows),
            caption=line(block.caption),
            numeric=frozenset(block.numeric),
        )
    return replace(
        block,
        content=pictures.without_metadata(block.content),
        caption=line(block.caption),
        alt=line(block.alt),
    )


def _each(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(one for text in texts if (one := line(text)))


def _unclosed(text: str) -> str:
    return line(text).rstrip(" ;.")


def _signatures(given: Iterable[Signature]) -> tuple[Signature, ...]:
    return tuple(_signature(one) for one in given)


def _signature(one: Signature) -> Signature:
    return replace(
        one,
        office=line(one.office),
        name=line(one.name),
        title=lines(one.title),
        other_post=line(one.other_post),
    )


def _recipients(given: Iterable[Addressee]) -> tuple[Addressee, ...]:
    tidied = (Addressee(_unclosed(one.name), line(one.purpose).strip("() ")) for one in given)
    return tuple(one for one in tidied if one.name)


def _archive(text: str) -> str:
    return re.sub(r"^(?:-\s*)?Lưu\s*:\s*", "", line(text)).rstrip(" ;.")


def _appendix(one: Appendix) -> Appendix:
    return replace(
        one, title=lines(one.title), body=body(one.body, ends=True), type_code=one.type_code.strip()
    )


def _enacted_by(given: Composition, kind: DocumentType) -> str:
    if kind.layout not in (Layout.RESOLUTION, Layout.DECISION, Layout.TELEGRAM):
        return ""
    if kind.layout is Layout.TELEGRAM and not any(map(_unclosed, given.addressed_to)):
        return ""  # "... điện:" heads the list of those who receive it
    text = line(given.enacted_by)
    return "" if text == _derived(given, kind) else text


def _derived(given: Composition, kind: DocumentType) -> str:
    return line(given.issuer) if kind.layout is Layout.TELEGRAM else enacted_by(given)


def _copy(given: Copy) -> Copy:
    is_paper = given.signed_at is None
    return Copy(
        given.form,
        line(given.issuer),
        symbol=line(given.symbol) if is_paper else "",
        signature=_signature(given.signature) if given.signature and is_paper else None,
        number=given.number if is_paper else None,
        place=line(given.place).strip(" ,") if is_paper else "",
        date=given.date if is_paper else None,
        recipients=_recipients(given.recipients) if is_paper else (),
        archive=_archive(given.archive) if is_paper else "",
        signed_at=given.signed_at.replace(microsecond=0) if given.signed_at else None,
    )


def _type(given: Composition) -> DocumentType:
    for code in (*(one.type_code for one in given.appendices if one.type_code), given.type_code):
        if code not in TYPES[given.regime]:
            raise errors.UnknownType(type=code)
    return type_of(given.type_code, given.regime)


def _check(given: Composition, kind: DocumentType) -> None:
    if not given.issuer:
        raise errors.NoIssuer
    if not given.subject and kind.layout not in _WITHOUT_SUBJECT:
        raise errors.NoSubject(type=kind.name)
    _check_number(given.number, given.symbol, dated=given.date is not None)
    for count, signature in enumerate(given.signatures, 1):
        if not signature.office:
            raise errors.NoName(number=count)
    if not given.body:
        raise errors.NoBody(place=kind.name)
    for count, appendix in enumerate(given.appendices, 1):
        if not appendix.body:
            raise errors.NoBody(place=f"Phụ lục {count}")
    _check_blocks(given)
    if given.copy:
        _check_copy(given.copy)


def _check_number(number: int | None, symbol: str, *, dated: bool) -> None:
    if " " in symbol:
        raise errors.BadSymbol(symbol=symbol)
    if number is None:
        return
    if not 1 <= number <= _LARGEST_NUMBER:
        raise errors.BadNumber(number=number)
    if not symbol:
        raise errors.NumberWithoutSymbol(number=number)
    if not dated:
        raise errors.NumberWithoutDate(number=number)


def _check_copy(copy: Copy) -> None:
    if not copy.issuer:
        raise errors.NoIssuer
    if copy.signed_at and copy.signed_at.tzinfo is None:
        raise errors.NaiveTime
    if copy.signed_at is None:
        _check_number(copy.number, copy.symbol, dated=copy.date is not None)


def _check_blocks(given: Composition) -> None:
    blocks = [*given.body, *(block for one in given.appendices for block in one.body)]
    tables = (block for block in blocks if isinstance(block, Table))
    for number, table in enumerate(tables, 1):
        _check_table(table, number)
    for number, picture in enumerate((b for b in blocks if isinstance(b, Picture)), 1):
        pictures.check(picture.content, number)


def _check_table(table: Table, number: int) -> None:
    columns = len(table.head)
    if not columns:
        raise errors.NoTableHead(number=number)
    if columns > MOST_COLUMNS:
        raise errors.TooManyColumns(number=number, columns=columns, limit=MOST_COLUMNS)
    for position, row in enumerate(table.rows, 1):
        if len(row) != columns:
            raise errors.RaggedTable(number=number, row=position, cells=len(row), columns=columns)
    fits = not table.widths or (len(table.widths) == columns and min(table.widths) > 0)
    if not fits or not all(0 <= column < columns for column in table.numeric):
        raise errors.BadColumns(number=number, columns=columns)
