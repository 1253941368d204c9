"""Old Vietnamese encodings: TCVN3 (ABC, the .VnTime fonts), VNI-Windows, and cleaning of Unicode.

Both were *font* encodings: the file holds Western letters and only the font shows Vietnamese, so
Unicode-aware software hands over "Céng hoµ x· héi" or "Coäng hoøa xaõ hoäi". A font name tells
which one for certain; for bare text the share of words that are possible syllables tells.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum, auto
from functools import lru_cache


class Encoding(StrEnum):
    UNICODE = auto()
    TCVN3 = auto()
    VNI = auto()


_TCVN3_RUNS = (  # first code, letters without a gap
    (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xB5, "àảãáạ"),
    (0xBB, "ằẳẵắ"),
    (0xC6, "ặầẩẫấậè"),
    (0xCE, "ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò"),
    (0xE1, "ỏõóọồổỗốộờởỡớợù"),
    (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
)
TCVN3 = {
    start + offset: letter
    for start, letters in _TCVN3_RUNS
    for offset, letter in enumerate(letters)
}

_VNI_MARKS = {
    "a": dict(zip("ùøûõïâêáàåãäéèúüë", "áàảãạâăấầẩẫậắằẳẵặ", strict=True)),
    "e": dict(zip("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ", strict=True)),
    "o": dict(zip("ùøûõïâáàåãä", "óòỏõọôốồổỗộ", strict=True)),
    "u": dict(zip("ùøûõï", "úùủũụ", strict=True)),
    "y": dict(zip("ùøûõ", "ýỳỷỹ", strict=True)),
    "ô": dict(zip("ùøûõï", "ớờởỡợ", strict=True)),
    "ö": dict(zip("ùøûõï", "ứừửữự", strict=True)),
}
_VNI_ALONE = dict(zip("íìæóòôöîñ", "íìỉĩịơưỵđ", strict=True))


def _vni() -> dict[str, str]:
    table = dict(_VNI_ALONE)
    for base, marks in _VNI_MARKS.items():
        table |= {base + mark: letter for mark, letter in marks.items()}
    table |= {code.upper(): letter.upper() for code, letter in table.items()}
    # typists shift the letter and forget the mark, or the other way round
    for base, marks in _VNI_MARKS.items():
        for mark, letter in marks.items():
            table.setdefault(base.upper() + mark, letter.upper())
            table.setdefault(base + mark.upper(), letter)
    return table


VNI = _vni()
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))

LETTERS = tuple(sorted({c for c in "".join(VNI.values()) if c.islower()}))
"""The 67 lower-case letters of Vietnamese that ASCII lacks."""


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """``capitals``: set in a font such as .VnTimeH, which shows small letters large."""
    converted = text.translate(TCVN3)
    return converted.upper() if capitals else converted


def from_vni(text: str) -> str:
    return _VNI_CODE.sub(lambda match: VNI[match.group()], text)


def to_tcvn3(text: str) -> str:
    """Back again, for letters that the code has: all small ones and Ă Â Ê Ô Ơ Ư Đ."""
    return text.translate({ord(letter): chr(code) for code, letter in TCVN3.items()})


def to_vni(text: str) -> str:
    back = {letter: code for code, letter in reversed(VNI.items())}
    return "".join(back.get(char, char) for char in text)


@lru_cache(maxsize=256)
def encoding_of_font(font: str) -> Encoding:
    lowered = font.lower().lstrip()
    if lowered.startswith(".vn"):
        return Encoding.TCVN3
    if lowered.startswith("vni"):
        return Encoding.VNI
    return Encoding.UNICODE


def from_font(text: str, font: str) -> str:
    """Converts the text of one run by the name of its font; other fonts leave it as it is."""
    encoding = encoding_of_font(font)
    if encoding is Encoding.TCVN3:
        return from_tcvn3(text, capitals=font.strip().lower().endswith("h"))
    return from_vni(text) if encoding is Encoding.VNI else text


_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u0323]+[^\W\d_]*)*")
_NUCLEI = (
    "oai|oay|oeo|uây|uôi|uya|uyê|uyu|ươi|ươu|iêu|yêu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|yê|iu|oa|oă|oe|"
    "oi|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    rf"(?:{_NUCLEI})(?:ch|ng|nh|[cmnpt])?"
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def is_syllable(word: str) -> bool:
    """Whether a lower-case word could be a syllable of Vietnamese."""
    decomposed = unicodedata.normalize("NFD", word)
    tones = sum(char in _TONES for char in decomposed)
    bare = "".join(char for char in decomposed if char not in _TONES)
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))


def plausibility(text: str) -> float:
    """Share (0-1) of the words with letters beyond ASCII that are possible Vietnamese syllables.

    Words of plain ASCII say nothing about the encoding and are not counted. 0 if none is left.
    """
    words = [word.lower() for word in _WORD.findall(text) if not word.isascii()]
    if not words:
        return 0.0
    return sum(map(is_syllable, words)) / len(words)


_HIGH = re.compile(r"[\u0080-\u00ff]")
_OURS = re.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300-\u036f]")


def detect(text: str) -> Encoding:
    """By the letters alone. Text that already has letters of Unicode Vietnamese stays as it is."""
    sample = text[:20_000]
    high = len(_HIGH.findall(sample))
    if high < 4 or len(_OURS.findall(sample)) > 0.2 * high:
        return Encoding.UNICODE
    # small letters only: TCVN3 capitals are the same codes shown by another font
    scores = {
        Encoding.UNICODE: plausibility(sample) + 0.1,
        Encoding.TCVN3: plausibility(from_tcvn3(sample)),
        Encoding.VNI: plausibility(from_vni(sample)),
    }
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > 0.6 else Encoding.UNICODE


def to_unicode(text: str) -> tuple[str, Encoding]:
    """The text in Unicode and what it was in."""
    encoding = detect(text)
    if encoding is Encoding.TCVN3:
        return "".join(map(_tcvn3_line, text.splitlines(keepends=True))), encoding
    return (from_vni(text) if encoding is Encoding.VNI else text), encoding


def _tcvn3_line(line: str) -> str:
    """A line whose plain letters are all capitals was set in a capital font (.VnTimeH)."""
    converted = from_tcvn3(line)
    plain = [char for char in line if char.isascii() and char.isalpha()]
    return converted.upper() if plain and all(char.isupper() for char in plain) else converted


_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_SYMBOL_FONT = re.compile("[\uf000-\uf0ff]")
"""Where Word keeps the letters of Symbol and Wingdings; nearly always bullets."""
_SYMBOLS = {
    "\uf02d": "-",
    "\uf02b": "+",
    "\uf0e0": "→",
    "\uf0fc": "✓",
    "\uf0b3": "≥",
    "\uf0a3": "≤",
}
_BREAKS = re.compile("\r\n?|[\x0b\x85\u2028\u2029]")


def clean(text: str) -> str:
    """NFC, plain spaces and line breaks, nothing invisible. Form feeds (page ends) stay."""
    text = _BREAKS.sub("\n", text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    text = _SYMBOL_FONT.sub(lambda match: _SYMBOLS.get(match.group(), "•"), text)
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))
