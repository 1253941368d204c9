"""Automatic numbering of Word: the labels that the file does not spell out ("I.", "1.1.", "a)")."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = W + "val"
DEEPEST = 9
_DASHES = frozenset("-–—−‐‑‒")
_ONES = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "decimal"
    pattern: str = ""
    start: int = 1
    restart: int | None = None
    """None: after any higher level; 0: never; n: after level n or higher."""
    legal: bool = False


@dataclass(slots=True)
class _Num:
    abstract: str
    levels: dict[int, _Level]
    restarts: dict[int, int]


class Numbering:
    """Counts as Word does: lists that share an abstract definition share their counters."""

    def __init__(self, root: etree._Element | None) -> None:
        self._nums: dict[str, _Num] = {}
        self._counters: dict[str, list[int | None]] = {}
        self.by_style: dict[str, tuple[str, int]] = {}
        """Paragraph style id -> (numId, level), from the levels that name a style."""
        if root is not None:
            self._load(root)

    def label(self, num_id: str, level: int) -> str:
        """The label of the next paragraph of this list, "" for none; moves the counters."""
        num = self._nums.get(num_id)
        if num is None or not 0 <= level < DEEPEST:
            return ""
        definition = num.levels.get(level, _Level(form="none"))
        if definition.form == "bullet":
            return self._bullet(num, level)
        counters = self._step(num, level)
        if definition.form == "none" and "%" not in definition.pattern:
            return definition.pattern.strip()
        return _fill(definition, num.levels, counters)

    def _step(self, num: _Num, level: int) -> list[int | None]:
        counters = self._counters.setdefault(num.abstract, [None] * DEEPEST)
        if level in num.restarts:
            counters[level] = num.restarts.pop(level)
        else:
            before = counters[level]
            start = num.levels.get(level, _Level()).start
            counters[level] = start if before is None else before + 1
        for deeper in range(level + 1, DEEPEST):
            restart = num.levels.get(deeper, _Level()).restart
            if restart is None or (restart > 0 and level < restart):
                counters[deeper] = None
        return counters

    def _bullet(self, num: _Num, level: int) -> str:
        mark = num.levels[level].pattern.strip()
        if mark in _DASHES:
            return "-"
        if mark == "+":
            return "+"
        # any other sign (o, Wingdings): a dash, or a plus under a list of dashes
        above = num.levels.get(level - 1)
        return "+" if above and above.form == "bullet" and level > 0 else "-"

    def _load(self, root: etree._Element) -> None:
        abstracts: dict[str, dict[int, _Level]] = {}
        links: dict[str, str] = {}
        styles: dict[str, list[tuple[str, int]]] = {}
        named: dict[str, str] = {}
        for node in root.iterfind(W + "abstractNum"):
            key = node.get(W + "abstractNumId", "")
            abstracts[key] = {_index(lvl): _level(lvl) for lvl in node.iterfind(W + "lvl")}
            styles[key] = [
                (style.get(VAL, ""), _index(lvl))
                for lvl in node.iterfind(W + "lvl")
                for style in lvl.iterfind(W + "pStyle")
            ]
            if (link := _value(node, "numStyleLink")) is not None:
                links[key] = link
            if (own := _value(node, "styleLink")) is not None:
                named[own] = key
        for node in root.iterfind(W + "num"):
            abstract = _value(node, "abstractNumId") or ""
            abstract = named.get(links.get(abstract, ""), abstract)
            num_id = node.get(W + "numId", "")
            self._nums[num_id] = _num(node, abstract, abstracts.get(abstract, {}))
            for style, level in styles.get(abstract, ()):
                self.by_style.setdefault(style, (num_id, level))


def _num(node: etree._Element, abstract: str, levels: dict[int, _Level]) -> _Num:
    own = dict(levels)
    restarts: dict[int, int] = {}
    for override in node.iterfind(W + "lvlOverride"):
        level = _index(override)
        replaced = override.find(W + "lvl")
        if replaced is not None:
            own[level] = _level(replaced)
        if (start := _value(override, "startOverride")) is not None:
            restarts[level] = _number(start, 1)
            own[level] = replace(own.get(level, _Level()), start=restarts[level])
    return _Num(abstract, own, restarts)


def _level(node: etree._Element) -> _Level:
    restart = _value(node, "lvlRestart")
    legal = node.find(W + "isLgl")
    return _Level(
        form=_value(node, "numFmt") or "decimal",
        pattern=_value(node, "lvlText") or "",
        start=_number(_value(node, "start"), 1),
        restart=None if restart is None else _number(restart, 0),
        legal=legal is not None and legal.get(VAL, "1") not in ("0", "false"),
    )


def _fill(definition: _Level, levels: dict[int, _Level], counters: list[int | None]) -> str:
    text = definition.pattern
    for index in range(DEEPEST):
        place = f"%{index + 1}"
        if place in text:
            source = levels.get(index, _Level())
            count = counters[index]
            form = "decimal" if definition.legal else source.form
            text = text.replace(place, spell(source.start if count is None else count, form))
    return text.strip()


def spell(count: int, form: str) -> str:
    """The number in one of Word's formats; an unknown format counts in decimals."""
    if count < 1 and form not in ("decimal", "decimalZero"):
        return str(count)
    if form in ("upperRoman", "lowerRoman"):
        return _roman(count) if form == "upperRoman" else _roman(count).lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 20)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("none", "bullet"):
        return ""
    if form == "vietnameseCounting" and count < len(_ONES):
        return _ONES[count]
    return f"{count:02d}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    if count > 3999:
        return str(count)
    letters = []
    for value, letter in _ROMAN:
        times, count = divmod(count, value)
        letters.append(letter * times)
    return "".join(letters)


def _index(node: etree._Element) -> int:
    return _number(node.get(W + "ilvl"), 0)


def _number(value: str | None, otherwise: int) -> int:
    try:
        return min(int(value or ""), 1_000_000)
    except ValueError:
        return otherwise


def _value(node: etree._Element, child: str) -> str | None:
    found = node.find(W + child)
    return None if found is None else found.get(VAL)
