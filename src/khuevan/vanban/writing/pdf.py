"""PDF/A-2b by LibreOffice, with signature fields reserved where appendix I puts signatures."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from khuevan.vanban.formats import office
from khuevan.vanban.writing.errors import NoOffice, OfficeFailed
from khuevan.vanban.writing.fields import with_signature_fields
from khuevan.vanban.writing.reader import read

_FILTER = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"}}'  # noqa: E501 - LibreOffice wants one word
_SECONDS = 90
_SECONDS_EACH = 5


def to_pdf(docx: bytes, *, signature_fields: bool = True) -> bytes:
    """PDF/A-2b of a .docx. Raises ``NoOffice`` or ``OfficeFailed``. Seconds long: for jobs only."""
    return to_pdfs([docx], signature_fields=signature_fields)[0]


def to_pdfs(papers: Sequence[bytes], *, signature_fields: bool = True) -> list[bytes]:
    """Many at once: LibreOffice starts in a second or two and then needs a fraction for each."""
    path = office.program()
    if path is None:
        raise NoOffice
    with tempfile.TemporaryDirectory(prefix="vanban-") as name:
        folder = Path(name)
        given = [folder / f"{number}.docx" for number in range(len(papers))]
        for file, content in zip(given, papers, strict=True):
            file.write_bytes(content)
        _convert(path, folder, given)
        made = [folder / "out" / f"{file.stem}.pdf" for file in given]
        if not all(file.exists() for file in made):
            raise OfficeFailed(detail="không có kết quả")
        pdfs = [file.read_bytes() for file in made]
    if not signature_fields:
        return pdfs
    return [
        with_signature_fields(pdf, read(paper).signatures)
        for pdf, paper in zip(pdfs, papers, strict=True)
    ]


def _convert(path: str, folder: Path, given: Sequence[Path]) -> None:
    try:
        office.run(path, folder, given, _FILTER, _SECONDS + _SECONDS_EACH * len(given))
    except subprocess.TimeoutExpired as error:
        raise OfficeFailed(detail=f"> {_SECONDS} s") from error
