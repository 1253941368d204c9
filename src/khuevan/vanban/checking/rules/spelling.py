"""Syllables that cannot be, known slips, and the placing of tone marks."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.known import Facts
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.rules.naming import pattern_of
from khuevan.vanban.checking.subject import Subject
from khuevan.vanban.document import PartKind, Span
from khuevan.vanban.view import joined, tone

_HOUSE = "Chính tả tiếng Việt; Phụ lục I, Phần I, mục I.4 Nghị định 30/2020/NĐ-CP"
_SLOT = "- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư."


def _body(right: str, wrong: str) -> Example:
    return Example(f"- {right}", f"- {wrong}", at=_SLOT)


_WORD = re.compile(r"(?<![\w@./])[^\W\d_]+(?![\w@/]|\.\w)")
_SHARP = frozenset("\u0301\u0323")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOPPED = re.compile(r"(?:p|t|c|ch)$")
_FRONT = re.compile(
    r"^(?:k(?=[aăâoôơuư])|c(?=[ieêy])|ng(?=[ieê])|ngh(?=[aăâoôơuưy])|g(?=[eê])|gh(?=[aăâoôơuưy]))(?!ki)"
)


@lru_cache(maxsize=20_000)
def _fault(word: str) -> str:
    """What is wrong with a lower-case syllable: "" for nothing."""
    if word.isascii() or len(word) > 8:
        return ""
    plain = unicodedata.normalize("NFD", word)
    tones = [char for char in plain if char in _TONES]
    letters = unicodedata.normalize("NFC", "".join(c for c in plain if c not in _TONES))
    if len(tones) > 1:
        return "tones"
    if _STOPPED.search(letters) and not (tones and tones[0] in _SHARP):
        return "stop"
    if _FRONT.match(letters) and letters not in ("kali",):
        return "onset"
    return ""


_SAID = {
    "tones": ("hai dấu thanh", "two tones"),
    "stop": ("vần kết thúc bằng p, t, c, ch phải có dấu sắc hoặc nặng", "a rhyme in p, t, c or ch needs the tone sắc or nặng"),
    "onset": ("phụ âm đầu không đi với nguyên âm này (k/c, ng/ngh, g/gh)", "the first consonant does not go with this vowel (k/c, ng/ngh, g/gh)"),
}  # fmt: skip


@rule(
    "T621",
    ("Âm tiết không có trong tiếng Việt", "A syllable that is not Vietnamese"),
    _HOUSE,
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    since=None,
    party=True,
    says=("“{words}”: {fault_vi}.", "“{words}”: {fault_en}."),
    mend=("Kiểm tra dấu và chữ của từ này.", "Check the word's letters and marks."),
    example=_body("Hiệp hội Doanh nghiệp tỉnh.", "Hiệp hội Doanh nghiêp tỉnh."),
)
def _syllables(subject: Subject) -> Iterator[Hit]:
    told: set[str] = set()
    for match in _WORD.finditer(subject.page.text):
        word = match[0]
        if word.isupper() or not (word.islower() or word.istitle()):
            continue
        fault = _fault(word.lower())
        if not fault or word in told or subject.text[match.start() - 1 : match.start()] == "-":
            continue
        told.add(word)
        vi, en = _SAID[fault]
        yield Hit(Span(*match.span()), said={"fault_vi": vi, "fault_en": en})


@lru_cache(maxsize=4)
def _typos(facts: Facts) -> re.Pattern[str]:
    return pattern_of(facts.typos)


@rule(
    "T622",
    ("Lỗi chính tả thường gặp", "A common slip of spelling"),
    _HOUSE,
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    since=None,
    party=True,
    says=("“{words}” đúng ra là “{right}”.", "“{words}” ought to be “{right}”."),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=_body("Công tác tuyên truyền.", "Công tác tuyền truyền."),
)
def _slips(subject: Subject) -> Iterator[Hit]:
    for match in _typos(subject.facts).finditer(subject.key):
        right = subject.facts.typos.get(joined(match[0]))
        printed = subject.page.text[match.start() : match.end()]
        if right and not printed.isupper():
            fixed = right[0].upper() + right[1:] if printed[0].isupper() else right
            yield Hit(Span(*match.span()), fix=fixed)


_OPEN = re.compile(
    r"(?:o[àáảãạèéẻẽẹ]|ò[ae]|ó[ae]|ỏ[ae]|õ[ae]|ọ[ae]|(?<!q)u[ỳýỷỹỵ]|[ùúủũụ]y)(?!\w)", re.IGNORECASE
)


@rule(
    "T623",
    ("Lẫn hai cách đặt dấu thanh (hoà/hòa)", "Tone marks placed both ways (hoà/hòa)"),
    _HOUSE,
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    since=None,
    party=True,
    says=(
        "“{words}” và “{other}”: một từ đặt dấu hai cách ({count} chỗ khác đa số).",
        "“{words}” and “{other}”: one word, its mark in two places ({count} differ from the rest).",
    ),
    mend=("Dùng thống nhất “{other}”.", "Write “{other}” throughout."),
    example=_body("Văn hóa đọc và văn hóa viết.", "Văn hóa đọc và văn hoá viết."),
    why=(
        "Hai cách đều đúng, nhưng là hai chuỗi khác nhau: tìm một cách không thấy cách kia.",
        "Both ways are right, but they are different strings: a search for one misses the other.",
    ),
)
def _placed(subject: Subject) -> Iterator[Hit]:
    forms: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for match in _WORD.finditer(subject.page.text):
        word = match[0]
        if not word.isascii() and _OPEN.search(word) and not word.isupper():
            lowered = word.lower()
            passage = subject.within(match.start())
            if passage and passage.kind not in (PartKind.LETTERHEAD, PartKind.SIGNATURE):
                forms[tone(lowered)][lowered].append(Span(*match.span()))
    for both in forms.values():
        if len(both) == 2:
            common, odd = sorted(both, key=lambda one: -len(both[one]))
            for span in both[odd]:
                printed = subject.text[span.start : span.end]
                fix = common.capitalize() if printed[0].isupper() else common
                yield Hit(span, fix=fix, said={"other": fix, "count": len(both[odd])})
