"""Figures inside words: ``{{code}}`` in what is kept, ``{125}`` in what an officer edits.

An officer moves figures and rewords what stands around them; a figure that was lost, invented or
typed is refused, because only its source may change it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

TOKEN = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
BRACED = re.compile(r"\{([^{}]+)\}")
# What may hold digits without being a figure: days, months, years, numbers of documents, places in
# a document, names such as G20.
_LITERAL = re.compile(
    r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}"
    r"|\b(?:ngày|tháng)\s+\d{1,2}(?:/\d{1,2}(?:/\d{4})?|/\d{4})?\b|\bnăm\s+\d{4}\b"
    r"|\b\d{1,2}\s*(?:giờ|h)(?:\s*\d{2}\b)?"
    r"|\bgiai đoạn\s+\d{4}\s*[-–]\s*\d{4}"
    r"|\bsố\s+\d+[-/]\S+"
    r"|\b(?:mục|điều|khoản|điểm|phụ lục|chương|phần|quý)\s+[IVXLC\d.]*\d[\d.]*"
    r"|\d+(?:/\d{4})?/[A-ZĐ][\w.-]*|\b[^\W\d_]+-?\d+\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def codes(text: str) -> list[str]:
    return TOKEN.findall(text)


def filled(text: str, show: Callable[[str], str]) -> str:
    """The text with each figure as ``show`` prints it."""
    return TOKEN.sub(lambda found: show(found[1]), text)


def names(text: str, show: Callable[[str], str]) -> dict[str, str]:
    """Each code of the text -> how the officer's box names it: "125", and "9", "9·2" for two nines."""
    found: dict[str, str] = {}
    used: Counter[str] = Counter()
    for code in dict.fromkeys(codes(text)):
        value = show(code)
        used[value] += 1
        found[code] = value if used[value] == 1 else f"{value}·{used[value]}"
    return found


def editable(text: str, machine: str, show: Callable[[str], str]) -> str:
    """What stands in the officer's box; figures are named after the machine's text."""
    known = names(machine, show)
    return TOKEN.sub(lambda found: "{" + known.get(found[1], found[1]) + "}", text)


class Wrong(Exception):
    """What is wrong with reworded text: ``code`` is lost, invented or typed; ``number`` says which."""

    def __init__(self, code: str, number: str) -> None:
        super().__init__(code, number)
        self.code, self.number = code, number


def reworded(typed: str, machine: str, show: Callable[[str], str]) -> str:
    """The officer's words as they are kept, or Wrong."""
    known = {name: code for code, name in names(machine, show).items()}
    wanted = set(codes(machine))
    text = TOKEN.sub(lambda found: "{" + found[1] + "}", " ".join(typed.split()))

    def code_of(found: re.Match[str]) -> str:
        name = found[1].strip()
        code = known.get(name) or (name if name in wanted else None)
        if code is None:
            raise Wrong("invented", name)
        return "{{" + code + "}}"

    text = _recognised(BRACED.sub(code_of, text), known)
    if lost := [code for code in dict.fromkeys(codes(machine)) if code not in codes(text)]:
        raise Wrong("lost", show(lost[0]))
    if stray := typed_numbers(text, TOKEN.sub(" ", machine)):
        raise Wrong("typed", stray[0])
    return text


def _recognised(text: str, known: Mapping[str, str]) -> str:
    """A figure typed without its braces is taken for the one that it equals, if that one is missing."""
    missing = {name: code for name, code in known.items() if code not in codes(text)}
    pieces = re.split(r"(\{\{[\w.-]+\}\})", text)
    for place in range(0, len(pieces), 2):
        pieces[place] = _outside_literals(pieces[place], lambda digits: _taken(digits, missing))
    return "".join(pieces)


def _taken(digits: str, missing: dict[str, str]) -> str:
    name = next((name for name in missing if name.lstrip("0") == digits.lstrip("0")), None)
    return "{{" + missing.pop(name) + "}}" if name else digits


def _outside_literals(text: str, change: Callable[[str], str]) -> str:
    result, at = [], 0
    for literal in _LITERAL.finditer(text):
        result += [_DIGITS.sub(lambda m: change(m[0]), text[at : literal.start()]), literal[0]]
        at = literal.end()
    return "".join([*result, _DIGITS.sub(lambda m: change(m[0]), text[at:])])


def typed_numbers(text: str, allowed: str) -> list[str]:
    """Digits that are neither a figure nor a literal, and that the machine did not write itself."""
    own = set(_DIGITS.findall(allowed))
    bare = TOKEN.sub(" ", text)
    found: list[str] = []
    _outside_literals(bare, lambda digits: found.append(digits) or digits)  # type: ignore[func-returns-value]  # collects on the way
    return [number for number in found if number not in own]
