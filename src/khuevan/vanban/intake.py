"""From the bytes of a file to its text, and on to a ``Document``.

Nothing is written anywhere (LibreOffice gets a folder of its own that is removed at once), so a
file that is refused leaves no trace. The order matters: what the file is, whether it is safe, its
text, and whether it bears a state-secret marking, all before anything is handed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from khuevan.vanban import legacy, recognition, secrecy
from khuevan.vanban.document import Document, Doubt
from khuevan.vanban.errors import (
    Damaged,
    EmptyFile,
    Encrypted,
    NotADocument,
    NoText,
    SecretDocument,
    TooLarge,
)
from khuevan.vanban.formats import content, docx, html, kinds, office, package, plain
from khuevan.vanban.formats.content import Content, Notice
from khuevan.vanban.formats.kinds import Kind
from khuevan.vanban.reading import read_text

MAX_BYTES = 50 * 2**20
MAX_PAGES = 500

Progress = Callable[[int, int], None]
"""Called with (pages done, pages in all) while a scan is read."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file: NFC, plain spaces, line breaks ``\\n``, form feeds between pages."""

    text: str
    kind: Kind
    pages: int | None
    warnings: tuple[Notice, ...] = ()
    aside: tuple[str, ...] = ()
    """Texts outside the body, for the secrecy check; never stored."""
    scanned: bool = False
    has_macros: bool = False


def read_file(
    source: Path | bytes,
    name: str = "",
    *,
    ocr: bool = True,
    limit: int = MAX_BYTES,
    progress: Progress | None = None,
) -> Document:
    """The document in a file. Raises ``Unreadable`` (``SecretDocument`` for a marked one)."""
    extracted = extract(source, name=name, ocr=ocr, limit=limit, progress=progress)
    document = read_text(extracted.text)
    notices = tuple(Doubt(None, notice.code, notice.vi) for notice in extracted.warnings)
    return replace(document, doubts=(*notices, *document.doubts))


def extract(
    source: Path | bytes,
    *,
    name: str = "",
    ocr: bool = True,
    limit: int = MAX_BYTES,
    progress: Progress | None = None,
) -> Extracted:
    """The text of a file, refused with ``SecretDocument`` if it is marked as a state secret."""
    name = name or (source.name if isinstance(source, Path) else "")
    given = _bytes(source, name, limit)
    kind, found = _read(given, _Request(name, ocr, progress))
    text, found = _in_unicode(found)
    _refuse_secrets(text, found, name)  # before all else: a stamp alone is a secret, not a blank
    _require_words(text, found, kind, name)
    return Extracted(
        text=text,
        kind=kind,
        pages=found.pages,
        warnings=(*_mislabelled(kind, name), *found.notices, *_not_a_plan(text)),
        aside=found.aside,
        scanned=found.scanned,
        has_macros=found.has_macros,
    )


def _require_words(text: str, found: Content, kind: Kind, name: str) -> None:
    if found.only_scanned:
        recognition.require_document(text, name)
    elif not text.strip():
        raise NoText(name=name) if kind is Kind.PDF else EmptyFile(name=name)


def _in_unicode(found: Content) -> tuple[str, Content]:
    # converted before it is cleaned: the code of ư in TCVN3 is Unicode's soft hyphen
    text, encoding = legacy.to_unicode(found.text)
    if encoding is not legacy.Encoding.UNICODE:
        found = replace(found, notices=(*found.notices, content.LEGACY))
    return legacy.clean(text), found


@dataclass(frozen=True, slots=True)
class _Request:
    name: str
    ocr: bool
    progress: Progress | None


def _bytes(source: Path | bytes, name: str, limit: int) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limit:
        raise TooLarge(name=name, size_mb=-(-size // 2**20), limit_mb=limit // 2**20)
    given = source if isinstance(source, bytes) else source.read_bytes()
    if not given.strip(b"\0 \t\r\n"):
        raise EmptyFile(name=name)
    return given


def _read(given: bytes, request: _Request) -> tuple[Kind, Content]:
    if found := kinds.foreign(given):
        raise NotADocument(name=request.name, found=found)
    kind = kinds.sniff(given)
    if kind is Kind.ZIP:
        return _from_zip(given, request)
    if kind is Kind.DOC:
        return kind, _from_doc(given, request)
    if kind is Kind.RTF:
        return kind, _from_office(given, ".rtf", request)
    if kind is Kind.PDF:
        return kind, recognition.read_pdf(
            given, request.name, ocr=request.ocr, most_pages=MAX_PAGES, progress=request.progress
        )
    if kind is Kind.IMAGE:
        return kind, recognition.read_image(
            given, request.name, ocr=request.ocr, progress=request.progress
        )
    if kind is Kind.HTML:
        return kind, html.read(given, request.name)
    if kind is Kind.TEXT:
        return kind, plain.read(given)
    raise _unknown(given, request.name)


def _unknown(given: bytes, name: str) -> Exception:
    claimed = kinds.claimed(Path(name).suffix)
    if claimed in (None, Kind.TEXT, Kind.HTML):
        return NotADocument(name=name, found="dữ liệu nhị phân")
    return Damaged(name=name, detail=f"không phải {claimed}")


def _from_zip(given: bytes, request: _Request) -> tuple[Kind, Content]:
    opened = package.Package(given, request.name)
    package.refuse_other_kinds(opened)
    if package.is_docx(opened):
        found = docx.read(opened)
        return Kind.DOCX, recognition.with_pictures(opened, found, ocr=request.ocr)
    if "content.xml" in opened.parts and "mimetype" in opened.parts:
        return Kind.ODT, _from_odt(opened, given, request)
    raise NotADocument(name=request.name, found="tệp nén zip")


def _from_odt(opened: package.Package, given: bytes, request: _Request) -> Content:
    if b"opendocument.text" not in opened.read("mimetype"):
        raise NotADocument(name=request.name, found="OpenDocument")
    manifest = (
        opened.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in opened.parts else b""
    )
    if b"encryption-data" in manifest:
        raise Encrypted(name=request.name)
    return _from_office(given, ".odt", request)


def _from_doc(given: bytes, request: _Request) -> Content:
    has_project = office.inspect_ole(given, request.name)
    found = _from_office(given, ".doc", request)
    if not has_project:
        return found
    notices = (*found.notices, content.EMPTY_MACRO_PROJECT)
    return replace(found, notices=notices, has_macros=True)


def _from_office(given: bytes, suffix: str, request: _Request) -> Content:
    converted = office.to_docx(given, request.name, suffix)
    opened = package.Package(converted, request.name)
    found = docx.read(opened)
    return recognition.with_pictures(opened, found, ocr=request.ocr)


def _refuse_secrets(text: str, found: Content, name: str) -> None:
    marking = secrecy.check(text, scanned=found.scanned) or secrecy.check_aside(
        map(legacy.clean, found.aside)
    )
    if marking:
        raise SecretDocument(name=name, level=marking.level, place=marking.evidence)


def _mislabelled(kind: Kind, name: str) -> tuple[Notice, ...]:
    claimed = kinds.claimed(Path(name).suffix)
    if claimed is None or claimed is kind:
        return ()
    return (
        Notice(
            "mislabelled",
            f"Tên tệp ghi {claimed.upper()} nhưng bên trong là {kind.upper()}: đọc theo bên trong.",
            f"The name says {claimed.upper()}, the content is {kind.upper()}: read as what it is.",
        ),
    )


def _not_a_plan(text: str) -> tuple[Notice, ...]:
    title = recognition.foreign_title(text)
    if title is None:
        return ()
    return (
        Notice(
            "looks_like_contract",
            f"Văn bản này có vẻ là {title}, không phải kế hoạch: hãy xem lại trước khi giao việc.",
            f"This looks like {title} (a contract), not a plan: check before assigning tasks.",
        ),
    )
