"""Text PDFs through pdfium: words with their places, ruled tables, what annotations show."""

from __future__ import annotations

import ctypes
import itertools
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from khuevan.vanban.errors import Damaged, EmptyFile, Encrypted, TooManyPages
from khuevan.vanban.formats.rulings import Edge, grids
from khuevan.vanban.formats.words import Grid, Page, Word

pdfium_lock = threading.RLock()
"""pdfium is not safe to use from two threads at once."""
_STAMP = re.compile(r"ký\s+bởi|người\s+ký|ngày\s+ký|giờ\s+ký|thời\s+gian\s+ký|digitally", re.I)
_SCAN_SHARE = 0.5
"""Of the page's area: an image as large as this is a scan."""
_SIGNATURE_FIELD = 7
_MIN_LETTERS = 25
"""A page with fewer letters and a large image is read by OCR."""
DPI = 300
_SCANNER_DPI = range(150, 401)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as found. ``needs_ocr``: an image is all that is on it."""

    page: Page
    aside: tuple[str, ...]
    needs_ocr: bool
    has_picture: bool
    scan_dpi: int = DPI
    """At which the scan was made: shown at another, its letters are resampled and blur."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """From pdfium's page coordinates (y upward, unrotated) to ours (y downward, as shown)."""

    rotation: int
    left: float
    bottom: float
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        if self.rotation == 90:
            return y, x
        if self.rotation == 180:
            return self.width - x, y
        if self.rotation == 270:
            return self.width - y, self.height - x
        return x, self.height - y

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, ...]:
        (xa, ya), (xb, yb) = self.point(left, bottom), self.point(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


class Pdf:
    """An open PDF. Use as a context manager; holds the lock of pdfium meanwhile."""

    def __init__(self, source: bytes, name: str) -> None:
        self.name = name
        try:
            self._document = pypdfium2.PdfDocument(source)
            self._document.init_forms()
        except pypdfium2.PdfiumError as error:
            raise _refusal(error, name) from error

    def __enter__(self) -> Pdf:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    @property
    def is_signed(self) -> bool:
        return bool(pdfium.FPDF_GetSignatureCount(self._document) > 0)

    def properties(self) -> list[str]:
        found = self._document.get_metadata_dict(skip_empty=True)
        return [text for key, value in found.items() for text in (value, f"{key}: {value}")]

    def sheet(self, index: int) -> Sheet:
        try:
            return self._sheet(index)
        except pypdfium2.PdfiumError as error:
            raise Damaged(name=self.name, detail=f"trang {index + 1}") from error

    def image(self, index: int, dpi: int = DPI) -> Image.Image:
        """The page as a picture; huge pages at a lower resolution, so memory stays bounded."""
        page = self._document[index]
        width, height = page.get_size()
        scale = min(dpi / 72, 6000 / max(width, height, 1))
        picture: Image.Image = page.render(scale=scale).to_pil()
        page.close()
        return picture

    def _sheet(self, index: int) -> Sheet:
        page = self._document[index]
        notes, stamps = _annotations(page, self._document.formenv)
        if pdfium.FPDFPage_GetAnnotCount(page):
            # numbers and dates that the clerical system filled in live in annotations
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = self._document[index]
        turn = _turn(page)
        words = list(_words(page, turn))
        words, stamped = _without_stamps(words, [turn.box(*box) for box in stamps])
        width = page.get_width()
        area = max(width * page.get_height(), 1.0)
        shares = [(_area(turn.box(*box)) / area, dpi) for box, dpi in _pictures(page)]
        largest, dpi = max(shares, default=(0.0, DPI))
        letters = sum(len(word.text) for word in words)
        edges = _edges(page, turn)
        page.close()
        return Sheet(
            Page(width, words, [Grid(tuple(cells)) for cells in grids(edges)]),
            aside=(*notes, *stamped),
            needs_ocr=letters < _MIN_LETTERS and largest > _SCAN_SHARE,
            has_picture=largest > 0,
            scan_dpi=dpi if dpi in _SCANNER_DPI else DPI,
        )


def open_pdf(source: bytes, name: str, *, most_pages: int) -> Pdf:
    pdf = Pdf(source, name)
    if not len(pdf):
        raise EmptyFile(name=name)
    if len(pdf) > most_pages:
        raise TooManyPages(name=name, pages=len(pdf), limit=most_pages)
    return pdf


def _refusal(error: pypdfium2.PdfiumError, name: str) -> Exception:
    code = getattr(error, "err_code", None)
    if code == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
        return Encrypted(name=name)
    return Damaged(name=name, detail="PDF")


def _turn(page: pypdfium2.PdfPage) -> _Turn:
    left, bottom, _, _ = page.get_cropbox()
    width, height = page.get_size()
    return _Turn(page.get_rotation(), left, bottom, width, height)


def _words(page: pypdfium2.PdfPage, turn: _Turn) -> Iterator[Word]:
    text = page.get_textpage()
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    letters: list[tuple[str, float, float, float, float]] = []
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        char = chr(code) if code < 0x110000 else ""
        if not char.strip() or code < 0x20:
            if letters:
                yield _word(letters)
            letters = []
            continue
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        x0, top, x1, bottom = turn.box(box.left, box.bottom, box.right, box.top)
        letter = char, x0, x1, turn.point(x.value, y.value)[1], bottom - top
        if letters and _parts(letters[-1], letter):
            yield _word(letters)
            letters = []
        letters.append(letter)
    if letters:
        yield _word(letters)
    text.close()


_Letter = tuple[str, float, float, float, float]


def _parts(before: _Letter, letter: _Letter) -> bool:
    """Whether a new word starts although the file puts no space between."""
    height = max(letter[4], 1.0)
    moved = abs(letter[3] - before[3]) > 0.5 * height
    return moved or letter[1] - before[2] > 0.5 * height or letter[1] < before[1] - 2 * height


def _word(letters: list[_Letter]) -> Word:
    return Word(
        "".join(letter[0] for letter in letters),
        min(letter[1] for letter in letters),
        max(letter[2] for letter in letters),
        letters[0][3],
        max(letter[4] for letter in letters),
    )


_Box = tuple[float, float, float, float]


def _annotations(page: pypdfium2.PdfPage, form: object) -> tuple[list[str], list[_Box]]:
    """What annotations say, and where signature fields stand."""
    notes: list[str] = []
    fields: list[_Box] = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        notes += filter(None, (_string(annotation, key) for key in (b"Contents", b"Subj", b"Name")))
        if form and pdfium.FPDFAnnot_GetFormFieldType(form, annotation) == _SIGNATURE_FIELD:
            box = pdfium.FS_RECTF()
            pdfium.FPDFAnnot_GetRect(annotation, box)
            fields.append((box.left, box.bottom, box.right, box.top))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return notes, fields


def _string(annotation: object, key: bytes) -> str:
    size = min(pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0), 20_000)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    target = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAnnot_GetStringValue(annotation, key, target, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0").strip()


def _without_stamps(
    words: list[Word], fields: list[tuple[float, ...]]
) -> tuple[list[Word], list[str]]:
    """Takes out "Ký bởi ... Ngày ký ..." shown by signature fields; a number filled in stays."""
    said: list[str] = []
    for left, top, right, bottom in fields:
        inside = [
            word
            for word in words
            if left <= word.x0 and word.x1 <= right and top <= word.baseline <= bottom
        ]
        text = " ".join(word.text for word in inside)
        if _STAMP.search(text):
            said.append(text)
            taken = set(map(id, inside))
            words = [word for word in words if id(word) not in taken]
    return words, said


def _pictures(page: pypdfium2.PdfPage) -> Iterator[tuple[_Box, int]]:
    """Where images stand, and their pixels to the inch."""
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        box = item.get_bounds()
        pixels, _ = item.get_px_size()
        yield box, round(72 * pixels / max(box[2] - box[0], 1.0))


def _area(box: tuple[float, ...]) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


_MOST_PATHS = 20_000


def _edges(page: pypdfium2.PdfPage, turn: _Turn) -> list[Edge]:
    """Thin boxes and frames, as Word and LibreOffice draw the lines of tables."""
    paths = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=4)
    edges: list[Edge] = []
    for item in itertools.islice(paths, _MOST_PATHS):
        x0, top, x1, bottom = turn.box(*item.get_bounds())
        if min(x1 - x0, bottom - top) <= 3:
            edges.append(Edge(x0, top, x1, bottom))
        elif pdfium.FPDFPath_CountSegments(item) <= 6 and _is_stroked(item):
            edges += [
                Edge(x0, top, x1, top),
                Edge(x0, bottom, x1, bottom),
                Edge(x0, top, x0, bottom),
                Edge(x1, top, x1, bottom),
            ]
    return edges


def _is_stroked(path: object) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, mode, stroke)
    return bool(stroke.value)


Progress = Callable[[int, int], None]
"""Called with (pages done, pages in all)."""
