"""typst behind one door: a template of this package and plain values become a PDF.

The compiler is made once a process: each new one looks through all fonts again, which takes longer
than a page (142 letters: 5 s instead of under one).
"""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst

SHEETS = Path(__file__).parent / "sheets"
LARGE = 512 * 1024
"""Bytes of a PDF after which its layout is not kept."""
KEPT_FOR = 12
_ONE_AT_A_TIME = Lock()


def press(sheet: str, content: object, *, made_at: datetime | None = None) -> bytes:
    """The PDF/A of ``sheets/<sheet>.typ`` with ``content``, which must be plain JSON values."""
    inputs = {"content": json.dumps(content, ensure_ascii=False)}
    with _ONE_AT_A_TIME:
        compiler = _compiler()
        made = compiler.compile(
            SHEETS / f"{sheet}.typ",
            format="pdf",
            sys_inputs=inputs,
            pdf_standards="a-2b",
            timestamp=(made_at or datetime.now(UTC)).replace(microsecond=0),
        )
        if not isinstance(made, bytes):
            raise TypeError(sheet)  # pragma: no cover - typst gives one file for a PDF
        if len(made) > LARGE:
            _forget(compiler)
    return made


def _forget(compiler: typst.Compiler) -> None:
    """typst keeps what it laid out for ten more pieces of work: 0.6 MB a page, 2 GB for 3,321."""
    for _ in range(KEPT_FOR):
        compiler.compile(b"", format="pdf")


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=SHEETS)


def code(text: str, *, error: str = "q") -> dict[str, Any]:
    """A QR code for ``code()`` of lib.typ: a drawing without its quiet zone, and what it says."""
    made = segno.make(text, error=error, micro=False, boost_error=False)
    drawing = io.BytesIO()
    made.save(drawing, kind="svg", xmldecl=False, border=0, nl=False)
    return {"text": text, "drawing": drawing.getvalue().decode()}


def code_png(text: str, *, error: str = "q") -> bytes:
    """The same as a picture for Word, its quiet zone round it."""
    drawing = io.BytesIO()
    segno.make(text, error=error, micro=False, boost_error=False).save(
        drawing, kind="png", scale=10, border=4
    )
    return drawing.getvalue()
