"""Signature fields reserved in a PDF, where appendix I puts signatures (II.7.d and II.8.a).

The signer's stands between the office and the name; the organisation's is as large as a seal and
covers the left third of it. They are appended: the file that LibreOffice made stays as it is, and
whoever signs elsewhere signs these fields.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from khuevan.vanban.composition import Signature
from khuevan.vanban.writing.metrics import POINTS_A_MM

SIGNER, ORGANISATION = "NguoiKy", "CoQuan"
SEAL_MM = 36.0
SIGNATURE_MM = 48.0
_LEAST_GAP = 12 * POINTS_A_MM
_REACH = 38 * POINTS_A_MM
"""How far to each side of a name its column goes."""
_MARGIN = 1 * POINTS_A_MM


@dataclass(frozen=True, slots=True)
class Box:
    """Points from the lower left corner of a page (counted from 0)."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def rounded(self) -> tuple[int, int, int, int]:
        return round(self.left), round(self.bottom), round(self.right), round(self.top)


class _Appended(IncrementalPdfFileWriter):
    """Leaves the metadata as LibreOffice wrote it: pyHanko's own would no longer agree with /Info."""

    def _update_meta(self) -> None:
        return


def with_signature_fields(pdf: bytes, signatures: Sequence[Signature]) -> bytes:
    """The same PDF with a field for each signer found in it and one for the organisation.

    A signer whose place cannot be found gets no field: a field in a wrong place is worse than none.
    """
    found = [box for one in signatures if (box := place_of(pdf, one)) is not None]
    if not found:
        return pdf
    writer = _Appended(io.BytesIO(pdf))
    for number, box in enumerate(found, 1):
        name = SIGNER if len(found) == 1 else f"{SIGNER}{number}"
        _append(writer, name, box, "Chữ ký số của người có thẩm quyền")
    # of several signatories the last stands on the right, as a single one does
    _append(writer, ORGANISATION, seal_beside(found[-1]), "Chữ ký số của cơ quan, tổ chức")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def place_of(pdf: bytes, signature: Signature) -> Box | None:
    """The empty space between the office and the name, as wide as a signature."""
    with pypdfium2.PdfDocument(pdf) as document:
        for number in reversed(range(len(document))):
            words = document[number].get_textpage()
            name = signature.name or signature.title or signature.office
            for box in _found(words, number, name):
                space = _above(words, box) if signature.name else _below(words, box)
                if space is not None:
                    return space
    return None


def seal_beside(signed: Box) -> Box:
    """A seal of its real size over the left third of a signature."""
    side = SEAL_MM * POINTS_A_MM
    right = signed.left + (signed.right - signed.left) / 3
    middle = (signed.bottom + signed.top) / 2
    return Box(signed.page, right - side, middle - side / 2, right, middle + side / 2)


def _found(words: pypdfium2.PdfTextPage, page: int, text: str) -> Iterator[Box]:
    """Where a text stands, the last place first."""
    boxes = []
    search = words.search(text, match_case=False)
    while (hit := search.get_next()) is not None:
        start, count = hit
        letters = [words.get_charbox(index) for index in range(start, start + count)]
        lefts, bottoms, rights, tops = zip(*letters, strict=True)
        boxes.append(Box(page, min(lefts), min(bottoms), max(rights), max(tops)))
    yield from reversed(boxes)


def _column(words: pypdfium2.PdfTextPage, box: Box) -> Iterator[tuple[float, float]]:
    """Bottom and top of each letter in the column of a box."""
    for index in range(words.count_chars()):
        left, bottom, right, top = words.get_charbox(index)
        if right > left and abs((left + right) / 2 - box.middle) < _REACH:
            yield bottom, top


def _above(words: pypdfium2.PdfTextPage, name: Box) -> Box | None:
    bottoms = [bottom for bottom, _ in _column(words, name) if bottom > name.top]
    if not bottoms or min(bottoms) - name.top < _LEAST_GAP:
        return None
    return _signing(name, name.top, min(bottoms))


def _below(words: pypdfium2.PdfTextPage, office: Box) -> Box | None:
    tops = [top for _, top in _column(words, office) if top < office.bottom]
    lowest = max(tops, default=0.0)
    height = min(office.bottom - lowest, 28 * POINTS_A_MM)
    if height < _LEAST_GAP:
        return None
    return _signing(office, office.bottom - height, office.bottom)


def _signing(column: Box, bottom: float, top: float) -> Box:
    half = SIGNATURE_MM * POINTS_A_MM / 2
    return Box(
        column.page, column.middle - half, bottom + _MARGIN, column.middle + half, top - _MARGIN
    )


def _append(writer: IncrementalPdfFileWriter, name: str, box: Box, words: str) -> None:
    """pyHanko gives the field an appearance without a mark, as PDF/A wants for every annotation."""
    append_signature_field(
        writer,
        SigFieldSpec(
            sig_field_name=name, on_page=box.page, box=box.rounded(), readable_field_name=words
        ),
    )
