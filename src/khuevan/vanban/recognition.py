"""PDFs, scans and pictures: which pages hold text, which need OCR, and whether it is a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from PIL import Image

from khuevan.vanban import legacy
from khuevan.vanban.errors import Damaged, NoDocumentInPicture, NoText, OcrMissing, TooLarge
from khuevan.vanban.formats import content, docx, layout, tables
from khuevan.vanban.formats.content import Content
from khuevan.vanban.formats.ocr import pages as pictures
from khuevan.vanban.formats.ocr import read as read_scan
from khuevan.vanban.formats.ocr import read_stamps
from khuevan.vanban.formats.package import Package
from khuevan.vanban.formats.pdf import Pdf, open_pdf, pdfium_lock
from khuevan.vanban.formats.tables import Cell, Table

Progress = Callable[[int, int], None]
_MIN_WORDS = 12
"""Fewer Vietnamese words than this on all pages of a scan: a picture of something else."""
_MIN_SHARE = 0.4
_STAMP_DPI = 150
_MOST_PICTURES = 6
_SMALLEST_PICTURE = 2_000


def read_pdf(
    source: bytes, name: str, *, ocr: bool, most_pages: int, progress: Progress | None
) -> Content:
    with pdfium_lock, open_pdf(source, name, most_pages=most_pages) as pdf:
        return _read_pdf(pdf, ocr=ocr, progress=progress)


def _read_pdf(pdf: Pdf, *, ocr: bool, progress: Progress | None) -> Content:
    pages: list[list[str | Table]] = []
    aside = pdf.properties()
    scanned = 0
    for index in range(len(pdf)):
        sheet = pdf.sheet(index)
        aside += sheet.aside
        if sheet.needs_ocr:
            scanned += 1
            if not ocr:
                raise NoText(name=pdf.name)
            picture = pdf.image(index, sheet.scan_dpi)
            sheet = replace(sheet, page=read_scan(picture, pdf.name))
            aside += read_stamps(picture, pdf.name) if index == 0 else []
        elif index == 0 and sheet.has_picture and ocr:
            aside += _said(pdf.image(0, _STAMP_DPI), pdf.name)
        pages.append(layout.blocks(sheet.page))
        if progress:
            progress(index + 1, len(pdf))
    text = _joined(pages)
    notices = [content.SCANNED] * bool(scanned) + [content.SIGNED] * pdf.is_signed
    return Content(
        text,
        len(pdf),
        tuple(aside),
        tuple(notices),
        scanned=scanned > 0,
        only_scanned=scanned == len(pdf),
    )


def read_image(source: bytes, name: str, *, ocr: bool, progress: Progress | None) -> Content:
    if not ocr:
        raise NoText(name=name)
    pages: list[list[str | Table]] = []
    aside: list[str] = []
    for picture in pictures(source, name):
        aside += [] if pages else read_stamps(picture, name)
        pages.append(layout.blocks(read_scan(picture, name)))
        if progress:
            progress(len(pages), len(pages))
    text, notices = _joined(pages), (content.SCANNED,)
    return Content(text, len(pages), tuple(aside), notices, scanned=True, only_scanned=True)


def with_pictures(package: Package, found: Content, *, ocr: bool) -> Content:
    """Looks at the pictures inside a Word file: it may be a scan pasted in, or bear a stamp."""
    sources = [
        source
        for source in docx.pictures(package, _MOST_PICTURES)
        if len(source) >= _SMALLEST_PICTURE
    ]
    if not sources or not ocr:
        return found
    if len(found.text.split()) >= _MIN_WORDS:
        said = [text for source in sources for text in _picture_says(source, package.name)]
        return replace(found, aside=(*found.aside, *said))
    pages = [
        layout.blocks(read_scan(picture, package.name))
        for source in sources
        for picture in pictures(source, package.name)
    ]
    text = _joined([list(found.text.split("\n")), *pages])
    notices = (*found.notices, content.SCANNED)
    return replace(found, text=text, notices=notices, scanned=True)


def _picture_says(source: bytes, name: str) -> list[str]:
    try:
        return [text for picture in pictures(source, name) for text in _said(picture, name)]
    except (Damaged, TooLarge):
        return []  # a drawing that cannot be shown bears no legible stamp


def _said(picture: Image.Image, name: str) -> list[str]:
    """What a picture beside text says, for the secrecy check; without OCR it is not looked at."""
    try:
        page = layout.blocks(read_scan(picture, name))
        return [*read_stamps(picture, name), _joined([page])]
    except (OcrMissing, Damaged):
        return []


def _joined(pages: list[list[str | Table]]) -> str:
    _continue_tables(pages)
    return "\n\f".join("\n".join(_lines(page)) for page in pages)


def _lines(page: list[str | Table]) -> Iterator[str]:
    for block in page:
        if isinstance(block, Table):
            yield from tables.lines(block)
        else:
            yield block


def _continue_tables(pages: list[list[str | Table]]) -> None:
    """A table that runs over pages: its repeated head is dropped, a broken row is put together."""
    before: Table | None = None
    for page in pages:
        found = [block for block in page if isinstance(block, Table)]
        if before and found and _is_first(page, found[0]) and _fits(before, found[0]):
            _take_up(before, found[0])
        last = next((block for block in reversed(page) if not _is_furniture(block)), None)
        before = last if isinstance(last, Table) else None


def _is_furniture(block: str | Table) -> bool:
    return isinstance(block, str) and (not block.strip() or block.strip().isdigit())


def _is_first(page: list[str | Table], table: Table) -> bool:
    return next((block for block in page if not _is_furniture(block)), None) is table


def _fits(before: Table, after: Table) -> bool:
    return bool(before.rows and after.rows) and len(before.rows[-1]) == len(after.rows[0])


def _take_up(before: Table, after: Table) -> None:
    head = [cell.joined for cell in before.rows[0]]
    if [cell.joined for cell in after.rows[0]] == head:
        del after.rows[0]
    if not after.rows or len(after.rows[0]) != len(before.rows[-1]):
        return
    broken, rest = before.rows[-1], after.rows[0]
    if rest[0].joined or not broken[0].joined:
        return
    before.rows[-1] = [
        Cell([*left.lines, *right.lines], left.columns, continues=left.continues)
        for left, right in zip(broken, rest, strict=True)
    ]
    del after.rows[0]


# Words that no page of an office does without; noise makes syllables, but seldom these.
_EVERYDAY = frozenset(
    "các của và về việc theo cho trong được số ngày tháng năm thực hiện công tác đơn vị kế hoạch "
    "quyết định căn cứ ban hành tổ chức nội dung nhân dân phòng với tại để đến từ trên cơ quan".split()
)


def _speaks(words: list[str]) -> bool:
    lowered = [word.lower() for word in words]
    known = [word for word in lowered if word in _EVERYDAY]
    return len(set(known)) >= 4 and len(known) >= len(words) * 0.06


def require_document(text: str, name: str) -> None:
    """A cat, a landscape: OCR makes a few letters of anything."""
    words = re.findall(r"[^\W\d_]{2,}", legacy.clean(text))
    marked = [word for word in words if not word.isascii()]
    likely = len(marked) >= _MIN_WORDS / 3 and legacy.plausibility(text) >= _MIN_SHARE
    if len(words) < _MIN_WORDS or not likely or not _speaks(words):
        raise NoDocumentInPicture(name=name, words=len(words))


_FOREIGN_TITLE = re.compile(r"(?:PHỤ LỤC\s+)?HỢP ĐỒNG\b|BIÊN BẢN THANH LÝ\b")
_PARTY = re.compile(r"^\W*(?:BÊN|Bên)\s+(?:A|B|[Gg]iao|[Tt]huê)\b", re.MULTILINE)
_TITLE_LINES = 40


def foreign_title(text: str) -> str | None:
    """The type line of a contract near the top, if that is what the document is."""
    lines = [line.strip(" *#|\f") for line in text[:20_000].split("\n") if line.strip()]
    for line in lines[:_TITLE_LINES]:
        if _FOREIGN_TITLE.match(line) and line.isupper():
            return line[:80] if _PARTY.search(text) or line == lines[0] else None
    return None
