"""Where things stand on the pages of a PDF, in millimetres from the top left corner."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium

MM = 72 / 25.4


@dataclass(frozen=True)
class Spot:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    bold: bool
    italic: bool

    @property
    def middle(self):
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    letters: tuple

    def find(self, text, nth=0):
        """The spot of a text, on one line; the nth of them."""
        shown = "".join(one.text for one in self.letters)
        at = -1
        for _ in range(nth + 1):
            at = shown.find(text.replace(" ", ""), at + 1)
        assert at >= 0, f"{text!r} is not on the page: {shown[:400]}"
        return joined(self.letters[at : at + len(text.replace(" ", ""))])

    def has(self, text):
        return text.replace(" ", "") in "".join(one.text for one in self.letters)


def lines(pdf, number=0):
    """(left, right, top, bottom, is red) of every line drawn on a page, each once."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        found = {
            (*(round(line[side] / MM, 1) for side in ("x0", "x1", "top", "bottom")),
             line["stroking_color"] == (1.0, 0.0, 0.0))
            for line in document.pages[number].lines
        }  # fmt: skip
    return sorted(found, key=lambda one: one[2])


def joined(spots):
    first = spots[0]
    return Spot(
        "".join(s.text for s in spots),
        min(s.left for s in spots),
        min(s.top for s in spots),
        max(s.right for s in spots),
        max(s.bottom for s in spots),
        first.base,
        first.size,
        first.bold,
        first.italic,
    )


def pages(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [_page(document[number]) for number in range(len(document))]


def _page(page):
    width, height = page.get_size()
    words = page.get_textpage()
    letters = tuple(
        spot for index in range(words.count_chars()) if (spot := _letter(words, index, height))
    )
    return Page(width / MM, height / MM, letters)


def _letter(words, index, height):
    code = pdfium.FPDFText_GetUnicode(words.raw, index)
    if chr(code).isspace() or code in (0, 0xFFFE):
        return None
    left, bottom, right, top = words.get_charbox(index)
    _, base, _, _ = words.get_charbox(index, loose=True)
    size = pdfium.FPDFText_GetFontSize(words.raw, index)
    name = _font(words, index)
    return Spot(
        chr(code), left / MM, (height - top) / MM, right / MM, (height - bottom) / MM,
        (height - base) / MM, round(size, 1), "Bold" in name, "Italic" in name,
    )  # fmt: skip


def _font(words, index):
    import ctypes

    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(words.raw, index, None, 0, flags)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFText_GetFontInfo(words.raw, index, buffer, length, flags)
    return buffer.value.decode()
