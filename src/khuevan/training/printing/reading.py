"""A photograph or scan of the sign-in sheet, read back: which rows there are, and where there is ink.

Each row carries a code left of the field for the signature; from the corners of the code follows where
the field lies, however the paper was turned. Nothing here knows the class: codes go out as text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import pypdfium2
import zxingcpp
from PIL import Image

from khuevan.training.enums import Ink


@dataclass(frozen=True, slots=True)
class Form:
    """Lengths of a row in millimetres: the code, the white round it, the field right of it."""

    row: float = 14.5
    code: float = 10.5
    pad: float = 2.0
    field: float = 48.0


FORM = Form()
INSET = 2.2
"""Millimetres of the field's rim that are not looked at: its lines, and a paper's slight curve."""
DPI = 200
PIXELS_PER_MM = 6
STRIPS = 8
DARK = 0.72
"""Of the brightness of the paper beside it; what is darker is ink."""
SIGNED, EMPTY = 60, 20
"""Dark parts in ten thousand of the field: from, and up to."""
MOST_PAGES = 60
MOST_PIXELS = 5_000  # across or down: a page that claims to be a wall is drawn small
_LEFT, _TOP = FORM.code + FORM.pad + INSET, (FORM.code - FORM.row) / 2 + INSET
_WIDE, _HIGH = FORM.field - 2 * INSET, FORM.row - 2 * INSET
_SIZE = (round(_WIDE * PIXELS_PER_MM), round(_HIGH * PIXELS_PER_MM))


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    page: int
    ink: int  # dark parts in ten thousand
    corners: tuple[float, ...] = ()  # of the field: x and y, as Pillow's QUAD wants them

    @property
    def proposal(self) -> Ink:
        if self.ink >= SIGNED:
            return Ink.SIGNED
        return Ink.EMPTY if self.ink <= EMPTY else Ink.UNSURE


def form_values() -> dict[str, float]:
    return asdict(FORM)


def read_pages(content: bytes) -> list[Row]:
    """Every row with a legible code, page by page. The bytes are an image's or a PDF's."""
    return [row for number, page in enumerate(pages(content), 1) for row in read_page(page, number)]


def pages(content: bytes) -> Iterator[Image.Image]:
    if not content.startswith(b"%PDF"):
        yield Image.open(io.BytesIO(content)).convert("L")
        return
    document = pypdfium2.PdfDocument(content)
    try:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            scale = min(DPI / 72, MOST_PIXELS / max(page.get_size()))
            yield page.render(scale=scale, grayscale=True).to_pil().convert("L")
    finally:
        document.close()


def read_page(page: Image.Image, number: int = 1) -> list[Row]:
    """The same code twice (a fold, a mirror) counts once, with the more ink."""
    found: dict[str, Row] = {}
    for one in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode):
        corners = _corners(one.position)
        row = Row(one.text, number, _ink(page, corners), corners)
        if one.text not in found or found[one.text].ink < row.ink:
            found[one.text] = row
    return list(found.values())


def picture(page: Image.Image, corners: Sequence[float]) -> bytes:
    """What stands in the field, as a small JPEG that a person looks at."""
    out = io.BytesIO()
    straight(page, corners).save(out, "JPEG", quality=70)
    return out.getvalue()


def page_of(content: bytes, number: int) -> Image.Image:
    return next(page for n, page in enumerate(pages(content), 1) if n == number)


def straight(page: Image.Image, corners: Sequence[float]) -> Image.Image:
    """The field laid straight, however the paper was turned."""
    return page.transform(
        _SIZE, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR, fillcolor=255
    )


def _ink(page: Image.Image, corners: tuple[float, ...]) -> int:
    field = straight(page, corners)
    strip = field.width // STRIPS
    dark = sum(
        _dark(field.crop((n * strip, 0, (n + 1) * strip, field.height))) for n in range(STRIPS)
    )
    return round(10_000 * dark / (strip * STRIPS * field.height))


def _corners(code: zxingcpp.Position) -> tuple[float, ...]:
    """North-west, south-west, south-east, north-east of the field, from the corners of its code."""
    x, y = code.top_left.x, code.top_left.y
    right = ((code.top_right.x - x) / FORM.code, (code.top_right.y - y) / FORM.code)
    down = ((code.bottom_left.x - x) / FORM.code, (code.bottom_left.y - y) / FORM.code)
    places = ((_LEFT, _TOP), (_LEFT, _TOP + _HIGH), (_LEFT + _WIDE, _TOP + _HIGH),
              (_LEFT + _WIDE, _TOP))  # fmt: skip
    return tuple(
        round(start + across * right[axis] + along * down[axis], 1)
        for across, along in places
        for axis, start in enumerate((x, y))
    )


def _dark(strip: Image.Image) -> int:
    """Pixels much darker than the paper round them, which may lie in a shadow."""
    counts = strip.histogram()
    paper = _level(counts, 0.6)
    return sum(counts[: int(paper * DARK)])


def _level(counts: list[int], share: float) -> int:
    """The brightness that so much of the picture does not exceed."""
    left = sum(counts) * share
    for level, count in enumerate(counts):
        left -= count
        if left <= 0:
            return level
    return 255
