"""What a file really is, by its first bytes; its name is only a claim."""

from __future__ import annotations

import re
from enum import StrEnum, auto


class Kind(StrEnum):
    ZIP = auto()
    DOCX = auto()
    ODT = auto()
    DOC = auto()
    RTF = auto()
    PDF = auto()
    IMAGE = auto()
    HTML = auto()
    TEXT = auto()


_STARTS = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.DOC),
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
)
_FOREIGN = (
    (b"MZ", "chương trình Windows (.exe)"),
    (b"\x7fELF", "chương trình Linux"),
    (b"\xca\xfe\xba\xbe", "chương trình"),
    (b"\xcf\xfa\xed\xfe", "chương trình macOS"),
    (b"#!", "tập lệnh"),
    (b"7z\xbc\xaf\x27\x1c", "tệp nén 7z"),
    (b"Rar!", "tệp nén RAR"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"ID3", "âm thanh"),
    (b"OggS", "âm thanh"),
    (b"RIFF", "âm thanh hoặc phim"),
    (b"SQLite format 3", "cơ sở dữ liệu"),
)
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)", re.I | re.S
)
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\f\x0b\x1b"))
_BY_SUFFIX = {
    ".docx": Kind.DOCX,
    ".doc": Kind.DOC,
    ".odt": Kind.ODT,
    ".rtf": Kind.RTF,
    ".pdf": Kind.PDF,
    ".png": Kind.IMAGE,
    ".jpg": Kind.IMAGE,
    ".jpeg": Kind.IMAGE,
    ".tif": Kind.IMAGE,
    ".tiff": Kind.IMAGE,
    ".bmp": Kind.IMAGE,
    ".gif": Kind.IMAGE,
    ".webp": Kind.IMAGE,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".txt": Kind.TEXT,
    ".md": Kind.TEXT,
}


def claimed(suffix: str) -> Kind | None:
    """What the name says it is."""
    return _BY_SUFFIX.get(suffix.lower())


def foreign(source: bytes) -> str | None:
    """The Vietnamese name of something that is no document at all."""
    for start, kind in _FOREIGN:
        is_sure = len(start) > 2 or 0 in source[:64] or start == b"#!"
        if source.startswith(start) and is_sure and not _is_webp(source):
            return kind
    if source[4:8] == b"ftyp":
        return "phim"
    return None


def sniff(source: bytes) -> Kind | None:
    """None: bytes that no reader knows."""
    for start, kind in _STARTS:
        if source.startswith(start):
            return kind
    if _is_webp(source) or _is_bmp(source):
        return Kind.IMAGE
    if b"%PDF-" in source[:1024]:
        return Kind.PDF
    if _HTML.match(source[:4096]):
        return Kind.HTML
    return Kind.TEXT if _looks_like_text(source) else None


def _is_webp(source: bytes) -> bool:
    return source[:4] == b"RIFF" and source[8:12] == b"WEBP"


def _is_bmp(source: bytes) -> bool:
    return source[:2] == b"BM" and source[6:10] == bytes(4)


def _looks_like_text(source: bytes) -> bool:
    sample = source[:8192]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = sample.count(0)
    if zeros and zeros < len(sample) / 5:
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROLS)) - zeros
    return controls <= len(sample) / 200
