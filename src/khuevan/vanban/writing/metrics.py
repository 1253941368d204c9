"""How wide words are in Times New Roman: enough to draw rules and line up columns without a font.

Widths are thousandths of the size, of Tinos, which has the metrics of Times New Roman. Vietnamese
letters are as wide as the letter below their marks, except Ư and Ơ.
"""

from __future__ import annotations

import math
import unicodedata

POINTS_A_MM = 72 / 25.4
TWIPS_A_MM = 1440 / 25.4
EMU_A_MM = 36_000
_FIRST = 32
_REGULAR = (
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722,
    611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444,
    500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722,
    500, 500, 444, 480, 200, 480, 541,
)  # fmt: skip
_BOLD = (
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778,
    667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500, 333, 500,
    556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722,
    500, 500, 444, 394, 220, 394, 520,
)  # fmt: skip
_HORNED = {"Ư": 776, "ư": 542, "Ơ": 722, "ơ": 529, "Đ": 722, "đ": 500}


def width_mm(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line of text at this size (points)."""
    widths = _BOLD if bold else _REGULAR
    return sum(_width(letter, widths) for letter in text) * size / 1000 / POINTS_A_MM


def even_sides_mm(text: str, size: float, line_mm: float, *, bold: bool = True) -> float:
    """What to leave free on each side so that a centred text breaks into lines of like length."""
    longest = max((width_mm(one, size, bold=bold) for one in text.split("\n")), default=0)
    count = math.ceil(longest / (line_mm * 0.94)) if line_mm else 1
    if count < 2 or "\n" in text:
        return 0
    word = max(width_mm(one, size, bold=bold) for one in text.split())
    wanted = longest / count + max(word * 0.6, 6)
    return max((line_mm - wanted) / 2, 0)


def _width(letter: str, widths: tuple[int, ...]) -> int:
    base = unicodedata.normalize("NFD", letter)[:1]
    horned = unicodedata.normalize("NFC", base + "\u031b") if base in "UuOo" else letter
    if letter in _HORNED or (base in "UuOo" and "\u031b" in unicodedata.normalize("NFD", letter)):
        return _HORNED[letter if letter in _HORNED else horned]
    index = ord(base) - _FIRST
    return widths[index] if 0 <= index < len(widths) else 500


def twips(mm: float) -> int:
    return round(mm * TWIPS_A_MM)
