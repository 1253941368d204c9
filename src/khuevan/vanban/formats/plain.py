"""Text files in whatever encoding they come."""

from __future__ import annotations

import codecs

from khuevan.vanban import legacy
from khuevan.vanban.formats import content
from khuevan.vanban.formats.content import Content

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SINGLE_BYTE = ("cp1258", "cp1252")


def read(source: bytes) -> Content:
    text, encoding = legacy.to_unicode(decode(source))
    notices = () if encoding is legacy.Encoding.UNICODE else (content.LEGACY,)
    return Content(text=text, notices=notices)


def decode(source: bytes) -> str:
    """Never fails: the last resort is Western letters, from which TCVN3 and VNI are told."""
    for mark, encoding in _MARKS:
        if source.startswith(mark):
            return source.decode(encoding, "replace")
    if wide := _wide_encoding(source):
        return source.decode(wide, "replace")
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_cut_short(source, error):
            return source[: error.start].decode("utf-8")
    return _best_single_byte(source)


def _wide_encoding(source: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of the ASCII letters is zero."""
    sample = source[:4000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) / 5:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_cut_short(source: bytes, error: UnicodeDecodeError) -> bool:
    return error.start > 0 and error.start >= len(source) - 3


def _best_single_byte(source: bytes) -> str:
    found = {}
    for encoding in _SINGLE_BYTE:
        text = source.decode(encoding, "replace")
        converted, _ = legacy.to_unicode(text)
        found[text] = legacy.plausibility(legacy.clean(converted))
    return max(found, key=lambda text: found[text])
