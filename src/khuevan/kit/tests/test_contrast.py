"""Every pair of colours that the style sheets put on each other, in both themes (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khuevan.kit import components
from khuevan.kit.components import State

TOKENS = Path(components.__file__).parent / "static" / "kit" / "css" / "tokens.css"
TEXT, MARK = 4.5, 3
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunken", "raised")),
    *(("brand", ground, TEXT) for ground in ("paper", "surface", "raised", "brand-soft")),
    ("on-brand", "brand-fill", TEXT), ("on-brand", "brand-hover", TEXT),
    ("on-bar", "bar", TEXT), ("on-bar-2", "bar", TEXT), ("on-bar-2", "bar-2", TEXT),
    ("ink", "mark", TEXT), ("ink", "brand-soft", TEXT), ("ink-2", "brand-soft", TEXT),
    ("field", "surface", MARK), ("field", "raised", MARK),
    ("focus", "paper", MARK), ("focus", "surface", MARK), ("focus", "raised", MARK),
    *((f"{state}-t", f"{state}-b", TEXT) for state in State),
    *((f"{state}-t", "surface", TEXT) for state in State),
    *((f"{state}-s", "surface", MARK) for state in State),
    *(("ink", f"{state}-b", TEXT) for state in State),
    ("on-solid", "overdue-s", TEXT), ("on-solid", "done-s", MARK),  # on done-s only a tick is drawn
]  # fmt: skip


def blocks() -> list[dict[str, str]]:
    css = TOKENS.read_text(encoding="utf-8")
    found = re.findall(r":root[^{]*\{([^{}]*)\}", css)
    return [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})", body)) for body in found]


LIGHT, SYSTEM_DARK, CHOSEN_DARK = blocks()


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    shares = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert round(contrast("#000", "#ffffff"), 2) == 21


def test_dark_is_the_same_whether_chosen_or_from_the_device():
    assert SYSTEM_DARK == CHOSEN_DARK


@pytest.mark.shows("NEW-4")
@pytest.mark.parametrize("theme", [LIGHT, LIGHT | CHOSEN_DARK], ids=["light", "dark"])
def test_every_pair_of_colours_is_legible(theme):
    weak = {
        f"{ink} on {ground}": round(contrast(theme[ink], theme[ground]), 2)
        for ink, ground, limit in PAIRS
        if contrast(theme[ink], theme[ground]) < limit
    }
    assert weak == {}
