"""Numbers in Vietnamese words, read back: "một trăm năm mươi triệu" is 150,000,000."""

from __future__ import annotations

from khuevan.vanban.view import bare

_DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_SCALES = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "ty": 10**9, "ti": 10**9}
_FILLERS = {"le", "linh", "va", "dong", "chan", "vnd"}


def in_words(text: str) -> int | None:
    """The number; None when a word is none of its words."""
    total = 0
    scaled: int = 0
    group: int | None = None
    for word in bare(text.replace(",", " ").replace(".", " ")).split():
        if word in _FILLERS:
            continue
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == 10**9:
                total, scaled, group = (total + scaled + (group or 0)) * scale, 0, None
            else:
                scaled, group = scaled + (group if group is not None else 1) * scale, None
            continue
        group = _grown(group, word)
        if group is None:
            return None
    return total + scaled + (group or 0)


def _grown(group: int | None, word: str) -> int | None:
    """One more word of a group of three figures."""
    if word == "tram":
        return (group if group is not None else 1) * 100
    if word == "muoi":
        if group is None:
            return 10
        last = group % 10
        return group - last + last * 10 if last else group + 10
    if word in _DIGITS:
        return (group or 0) + _DIGITS[word]
    return None
