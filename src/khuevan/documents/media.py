"""What a file is, told by its bytes; the name it came with is never believed."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Media:
    """A kind of file that the house takes; ``is_photo`` is re-encoded before it is kept."""

    media_type: str
    extension: str
    is_photo: bool = False
    has_text: bool = False


JPEG = Media("image/jpeg", ".jpg", is_photo=True)
PNG = Media("image/png", ".png", is_photo=True)
WEBP = Media("image/webp", ".webp", is_photo=True)
TIFF = Media("image/tiff", ".tif", is_photo=True)
PDF = Media("application/pdf", ".pdf", has_text=True)
DOC = Media("application/msword", ".doc", has_text=True)
DOCX = Media(f"{OFFICE}wordprocessingml.document", ".docx", has_text=True)
XLSX = Media(f"{OFFICE}spreadsheetml.sheet", ".xlsx")
PPTX = Media(f"{OFFICE}presentationml.presentation", ".pptx")
ODT = Media("application/vnd.oasis.opendocument.text", ".odt", has_text=True)
RTF = Media("application/rtf", ".rtf", has_text=True)
MP4 = Media("video/mp4", ".mp4")
TEXT = Media("text/plain", ".txt", has_text=True)

_MAGIC = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"%PDF-", PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DOC),
    (b"{\\rtf", RTF),
)
_MAIN_PARTS = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_HTML = (b"<html", b"<!doctype", b"<svg", b"<script", b"<?xml")


def sniff(content: bytes) -> Media | None:
    """The kind of file, or None for one that the house does not take (programs, archives, HTML)."""
    for magic, media in _MAGIC:
        if content.startswith(magic):
            return media
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content[4:8] == b"ftyp" and content[8:12] not in (b"heic", b"heix", b"mif1", b"avif"):
        return MP4
    if content.startswith(b"PK\x03\x04"):
        return _package(content)
    return TEXT if _is_plain_text(content) else None


def _package(content: bytes) -> Media | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if "[Content_Types].xml" in names:
        return next(
            (m for start, m in _MAIN_PARTS if any(n.startswith(start) for n in names)), None
        )
    return ODT if names[:1] == ["mimetype"] and "content.xml" in names else None


def _is_plain_text(content: bytes) -> bool:
    """Text without markup at its head: a page of HTML could run in the reader's browser."""
    start = content[:4096]
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return not start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML)
