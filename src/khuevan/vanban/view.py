"""A view of the source text that is easier to match, character for character the same length.

Every later stage works on the view; spans are carried back to the source at the very end, so that
what the document says is never rewritten and nothing of it is lost.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from khuevan.vanban.document import Span

_ODD_SPACES = re.compile(
    "[\u00a0\u2002\u2003\u2004\u2005\u2007\u2009\u200b\u202f\ufeff\u3000\u00ad]"
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_KEY = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | dict.fromkeys(map(ord, "“”„‟″«»"), '"')
_MARKS = re.compile(f"[{''.join(map(chr, _KEY))}]")
_TONE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)")
_MOVED = dict(
    zip(
        "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split(),
        "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split(),
        strict=True,
    )
)
_FENCE = re.compile(r"(?m)^[ \t]*```.*$")
_RULE = re.compile(r"(?m)^[ \t]*(?:[-=_*~–—.…·\\][ \t]*){3,}$")
_HASHES = re.compile(r"(?m)^[ \t]*#{1,6}(?=[ \t*])")
_EMPHASIS = re.compile(r"\*\*|\\\*|__(?=\w)|(?<=\w)__")
_STAR_BULLET = re.compile(r"(?m)^([ \t]*)\*(?=[ \t]+\S)")
_STAR_PAIR = re.compile(r"(?m)\*([^*\s](?:[^*\n]*[^*\s])?)\*")


_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_LOWER = _UPPER.replace("A-Z", "a-z").lower()


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Compile; ``A-ZÀ-Ỹ`` and ``a-zà-ỹ`` stand for the capital and the small letters."""
    return re.compile(text.replace("A-ZÀ-Ỹ", _UPPER).replace("a-zà-ỹ", _LOWER), flags)


@dataclass(frozen=True, slots=True)
class View:
    """``text`` in NFC with plain spaces and no markdown marks; ``key`` lower-cased for matching.

    ``offsets`` leads from an index of the view to one of the source, when they differ.
    """

    source: str
    text: str
    key: str
    offsets: tuple[int, ...] | None

    def span(self, start: int, end: int) -> Span:
        if self.offsets is None:
            return Span(start, end)
        return Span(self.offsets[start], self.offsets[end])


def view(source: str) -> View:
    text, offsets = _composed(source)
    text = _without_markdown(_ODD_SPACES.sub(" ", text))
    return View(source, text, _key(text), offsets)


@lru_cache(maxsize=256)
def key(text: str) -> str:
    """Lower case, new tone placement, one dash, one quote; as long as ``text``.

    Remembered for a while: the stages ask again and again about the sentence at hand.
    """
    return _key(text)


def _key(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    # one search is ten times faster than str.translate where there is nothing to replace
    return tone(_MARKS.sub(_plain_mark, lowered))


def _plain_mark(match: re.Match[str]) -> str:
    return _KEY[ord(match[0])]


def tone(text: str) -> str:
    """``uỷ`` as ``ủy``, ``hoà`` as ``hòa``: the patterns of this package are written the new way."""
    return _TONE.sub(lambda match: _MOVED[match[0]], text)


@lru_cache(maxsize=256)
def bare(text: str) -> str:
    """Lower case without any accent, for words that OCR has mangled."""
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text.lower())).replace("đ", "d")


def joined(text: str) -> str:
    """The words of the text on one line."""
    return " ".join(text.split())


def _composed(source: str) -> tuple[str, tuple[int, ...] | None]:
    if unicodedata.is_normalized("NFC", source):
        return source, None
    pieces: list[str] = []
    offsets: list[int] = []
    start = 0
    for end in range(1, len(source) + 1):
        if end < len(source) and unicodedata.combining(source[end]):
            continue
        piece = unicodedata.normalize("NFC", source[start:end])
        pieces.append(piece)
        offsets.extend([start] * len(piece))
        start = end
    offsets.append(len(source))
    return "".join(pieces), tuple(offsets)


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _without_markdown(text: str) -> str:
    text = _RULE.sub(_blanked, text)
    if "`" in text:
        text = _FENCE.sub(_blanked, text)
    if "#" in text:
        text = _HASHES.sub(_blanked, text)
    if "*" in text or "__" in text:
        text = _EMPHASIS.sub(_blanked, text)
        text = _STAR_BULLET.sub(r"\1-", text)
        text = _STAR_PAIR.sub(r" \1 ", text)
    return text
