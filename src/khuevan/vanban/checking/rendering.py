"""A composition as plain text, and the way back from a place in it to a block or part."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from khuevan.vanban.catalogue import STATE_TYPES
from khuevan.vanban.checking.finding import Place
from khuevan.vanban.composition import (
    Appendix,
    Authority,
    Block,
    Composition,
    Heading,
    Item,
    Paragraph,
    Picture,
    Regime,
    Signature,
    Table,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the composition; ``part`` "" for what the form itself adds."""

    words: str
    part: str = ""
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Rendering:
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.words for piece in self.pieces)

    def normalised(self) -> Rendering:
        return Rendering(
            tuple(
                replace(one, words=unicodedata.normalize("NFC", one.words)) for one in self.pieces
            )
        )

    def place(self, place: Place) -> tuple[Place, bool]:
        """The place within its block or part, and whether all of it lies there."""
        if place.start is None or place.end is None:
            return place, False
        starts = [0]
        for piece in self.pieces:
            starts.append(starts[-1] + len(piece.words))
        at = min(bisect_right(starts, place.start) - 1, len(self.pieces) - 1)
        while at < len(self.pieces) - 1 and not self.pieces[at].words:
            at += 1
        piece, begin = self.pieces[at], starts[at]
        if not piece.part:
            return replace(place, start=None, end=None), False
        end = min(place.end - begin, len(piece.words))
        moved = replace(
            place, start=place.start - begin, end=end, part=piece.part, block=piece.block
        )
        return moved, place.end - begin <= len(piece.words)


def render(composition: Composition) -> Rendering:
    return Rendering(tuple(one for one in _all(composition) if one.words))


_FIXED = Piece("\n")


def _all(one: Composition) -> Iterator[Piece]:
    kind = STATE_TYPES.get(one.type_code)
    is_letter = one.type_code in ("CV", "ThC")
    yield from _head(one, is_letter=is_letter)
    if not is_letter:
        yield Piece(f"\n{kind.name.upper() if kind else one.type_code}\n")
        yield Piece(one.subject, "subject")
        yield Piece("\n\n")
    yield from _addressed(one)
    yield from _bases(one)
    yield from _body(one.body, "body")
    yield from _end_mark(one)
    yield from _ending(one)
    for number, appendix in enumerate(one.appendices):
        yield from _appendix(number, appendix, len(one.appendices))


def _head(one: Composition, *, is_letter: bool) -> Iterator[Piece]:
    if one.parent_issuer:
        yield Piece(one.parent_issuer.upper(), "parent_issuer")
        yield _FIXED
    yield Piece(one.issuer.upper(), "issuer")
    is_party = one.regime is Regime.PARTY
    yield Piece(
        "\n\nĐẢNG CỘNG SẢN VIỆT NAM\n\n"
        if is_party
        else "\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
    )
    figure = "    " if one.number is None else f"{one.number:02d}"
    yield Piece(f"Số {figure}-" if is_party else f"Số: {figure}/")
    yield Piece(one.symbol, "symbol")
    yield _FIXED
    if is_letter:
        yield Piece("V/v ")
        yield Piece(one.subject, "subject")
        yield _FIXED
    yield Piece(one.place, "place")
    yield Piece(f", {_dated(one)}\n")


def _dated(one: Composition) -> str:
    if one.date is None:
        return "ngày     tháng     năm"
    day, month = one.date.day, one.date.month
    return f"ngày {day:02d} tháng {f'{month:02d}' if month < 3 else month} năm {one.date.year}"


def _addressed(one: Composition) -> Iterator[Piece]:
    if len(one.addressed_to) == 1:
        yield Piece("Kính gửi: ")
        yield Piece(one.addressed_to[0], "addressed_to.0")
        yield Piece("\n\n")
    elif one.addressed_to:
        yield Piece("Kính gửi:\n")
        for number, name in enumerate(one.addressed_to):
            yield Piece("- ")
            yield Piece(name, f"addressed_to.{number}")
            yield Piece(".\n\n" if number == len(one.addressed_to) - 1 else ";\n")


def _bases(one: Composition) -> Iterator[Piece]:
    for number, words in enumerate(one.bases):
        yield Piece(words, f"bases.{number}")
        yield Piece(".\n" if number == len(one.bases) - 1 else ";\n")


def _end_mark(one: Composition) -> Iterator[Piece]:
    """ "./.", which the form prints behind the last words by itself (``writing.body``)."""
    last = one.body[-1] if one.body else None
    if one.regime is Regime.STATE and last is not None:
        closed = isinstance(last, Paragraph | Item) and last.text.endswith(".")
        yield Piece("/." if closed else "./.")
    yield _FIXED


def _body(blocks: tuple[Block, ...], part: str) -> Iterator[Piece]:
    for number, block in enumerate(blocks):
        name = f"{part}.{number}"
        index = number if part == "body" else None
        yield from _block(block, name, index)
        if index is None or number < len(blocks) - 1 or not isinstance(block, Paragraph | Item):
            yield _FIXED


def _block(block: Block, name: str, index: int | None) -> Iterator[Piece]:
    if isinstance(block, Heading | Item):
        if block.label:
            yield Piece(block.label, f"{name}.label", index)
            yield Piece(" ")
        yield Piece(block.text, name, index)
    elif isinstance(block, Paragraph):
        yield Piece(block.text, name, index)
    elif isinstance(block, Table):
        yield Piece(block.caption, f"{name}.caption", index)
        yield Piece("\n" if block.caption else "")
        for row, cells in enumerate((block.head, *block.rows)):
            for column, cell in enumerate(cells):
                yield Piece("| ")
                yield Piece(" ".join(cell.split("\n")), f"{name}.{row}.{column}", index)
                yield Piece(" ")
            yield Piece("|\n")
    elif isinstance(block, Picture):
        yield Piece(block.caption, f"{name}.caption", index)


def _ending(one: Composition) -> Iterator[Piece]:
    yield Piece("\nNơi nhận:\n" if one.recipients or one.archive else "\n")
    for number, recipient in enumerate(one.recipients):
        yield Piece("- ")
        yield Piece(recipient.name, f"recipients.{number}")
        yield Piece(f" ({recipient.purpose});\n" if recipient.purpose else ";\n")
    if one.archive:
        yield Piece("- Lưu " if one.regime is Regime.PARTY else "- Lưu: ")
        yield Piece(one.archive, "archive")
        yield Piece(".\n")
    for number, signature in enumerate(one.signatures):
        yield from _signature(signature, f"signatures.{number}")


def _signature(one: Signature, part: str) -> Iterator[Piece]:
    prefix = f"{one.authority.value} " if one.authority is not Authority.HEAD else ""
    yield Piece(f"\n{prefix}")
    yield Piece(one.office.upper(), f"{part}.office")
    yield _FIXED
    if one.title:
        yield Piece(one.title.upper(), f"{part}.title")
        yield _FIXED
    yield _FIXED
    yield Piece(one.name, f"{part}.name")
    yield _FIXED


def _appendix(number: int, one: Appendix, count: int) -> Iterator[Piece]:
    roman = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
    label = f" {roman[number]}" if count > 1 and number < len(roman) else ""
    yield Piece(f"\nPhụ lục{label}\n")
    yield Piece(one.title.upper(), f"appendices.{number}.title")
    yield Piece("\n")
    yield from _body(one.body, f"appendices.{number}.body")
