"""The secrecy gate at the door (DOC-3): what bears a state-secret marking gets no further."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

from khuevan.documents.media import PPTX, XLSX, Media
from khuevan.vanban import intake, secrecy
from khuevan.vanban.document import Document
from khuevan.vanban.errors import (
    ArchiveBomb,
    EmptyFile,
    NoDocumentInPicture,
    NoText,
    OcrMissing,
    SecretDocument,
    Unreadable,
)

_UNPACKED_LIMIT = 200 * 1024 * 1024
_TEXT_PARTS = re.compile(
    r"(xl/(sharedStrings|worksheets/sheet\d+|comments\d*)|ppt/(slides|notesSlides)/\w+|docProps/\w+)\.xml"
)
_TAG = re.compile(r"</(?:a:p|si|c|row|t)>")
# Nothing legible in it, or no means to read a picture: a photo of a street bears no marking.
WORDLESS = (EmptyFile, NoDocumentInPicture, NoText, OcrMissing)
_MARKUP = re.compile(r"<[^>]*>")


def read(content: bytes, name: str, progress: intake.Progress | None = None) -> Document:
    """The document in the bytes; raises ``Unreadable``, ``SecretDocument`` for a marked one."""
    return intake.read_file(content, name, progress=progress)


def needs_ocr(content: bytes) -> bool:
    """Has the PDF a page without text? Unreadable ones are read at once: that is their refusal."""
    try:
        intake.extract(content, name="", ocr=False)
    except NoText:
        return True
    except Unreadable:
        return False
    return False


def check(content: bytes, name: str, media: Media) -> None:
    """Raise ``SecretDocument`` when a file that is to be kept bears a marking.

    What holds no legible words (a photo of a street, a film) has none.
    """
    if media in (XLSX, PPTX):
        marking = secrecy.check_aside(_office_texts(content, name))
        if marking:
            raise SecretDocument(name=name, level=marking.level, place=marking.evidence)
    elif media.is_photo or media.has_text:
        try:
            intake.extract(content, name=name)
        except WORDLESS:
            return


def _office_texts(content: bytes, name: str) -> Iterator[str]:
    """The words of a workbook or of slides, one text a part, unpacked within a limit."""
    left = _UNPACKED_LIMIT
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.infolist():
            if not _TEXT_PARTS.fullmatch(part.filename):
                continue
            with package.open(part) as file:
                raw = file.read(left + 1)
            left -= len(raw)
            if left < 0:
                raise ArchiveBomb(
                    name=name,
                    size_mb=_UNPACKED_LIMIT // 2**20 + 1,
                    limit_mb=_UNPACKED_LIMIT // 2**20,
                )
            text = _TAG.sub("\n", raw.decode("utf-8", "replace"))
            yield html.unescape(_MARKUP.sub("", text))
