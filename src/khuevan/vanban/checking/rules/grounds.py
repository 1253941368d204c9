"""The grounds: their marks, and what each must name (appendix I, II.6.a)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.subject import Passage, Subject, words
from khuevan.vanban.document import PartKind, Span
from khuevan.vanban.numbers import DATE, NUMBER

_A = "Phụ lục I, Phần I, mục II.6.a Nghị định 30/2020/NĐ-CP"
_OPENS = words(r"[-–* ]*(?:căn cứ|theo đề nghị|xét đề nghị)\b")
_LAW = words(r"căn cứ (?:bộ )?luật\b|căn cứ pháp lệnh\b|căn cứ hiến pháp\b")
_LAST = "Căn cứ Kế hoạch số 12/KH-UBND ngày 20/01/2026 của UBND tỉnh Hải Vân về phát triển văn hóa đọc năm 2026."
_FIRST = "Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;"


def grounds(subject: Subject) -> list[Passage]:
    """The paragraphs that open with "Căn cứ" or "Theo đề nghị"; each is one line of the form."""
    found = [p for p in subject.of(PartKind.BASIS) if _OPENS.match(p.key)]
    return [p for p in found if not p.text.rstrip().endswith(":") and "như sau" not in p.key]


def _leads_on(passage: Passage) -> bool:
    """A ground that runs on into the sentence that opens the body."""
    return len(passage.text) > 600 or passage.text.rstrip("* ")[-1:] in ",:"


@rule(
    "G341",
    ("Căn cứ không kết thúc bằng dấu chấm phẩy", "A ground that does not end with a semicolon"),
    _A,
    reads=Reads.LETTERS,
    says=("Căn cứ kết thúc bằng “{mark}”: “{words}”.", "The ground ends with “{mark}”: “{words}”."),
    mend=("Ghi dấu chấm phẩy (;) ở cuối căn cứ.", "End the ground with a semicolon (;)."),
    example=Example(_FIRST, _FIRST[:-1] + "."),
)
def _semicolons(subject: Subject) -> Iterator[Hit]:
    found = grounds(subject)
    for passage in found[:-1]:
        text = passage.text.rstrip("* ")
        if text[-1] != ";" and not _leads_on(passage):
            yield _last_mark(passage, text, ";")


@rule(
    "G342",
    (
        "Căn cứ cuối cùng không kết thúc bằng dấu chấm",
        "The last ground does not end with a full stop",
    ),
    _A,
    reads=Reads.LETTERS,
    severity=Severity.WARNING,
    says=(
        "Căn cứ cuối cùng kết thúc bằng “{mark}”: “{words}”.",
        "The last ground ends with “{mark}”: “{words}”.",
    ),
    mend=("Ghi dấu chấm (.) ở cuối căn cứ cuối cùng.", "End the last ground with a full stop (.)."),
    example=Example(_LAST, _LAST[:-1] + ";"),
)
def _full_stop(subject: Subject) -> Iterator[Hit]:
    found = grounds(subject)
    if found and subject.of(PartKind.BASIS)[-1] is found[-1] and not _leads_on(found[-1]):
        text = found[-1].text.rstrip("* ")
        if text[-1] != ".":
            yield _last_mark(found[-1], text, ".")


def _last_mark(passage: Passage, text: str, right: str) -> Hit:
    """The mark to be replaced, or the last word to which one is to be added."""
    if text[-1] in ";.,":
        start = len(text) - 1
        span, fix = passage.span(start, len(text)), right
    else:
        start = max(text.rfind(" "), text.rfind("\n")) + 1
        span, fix = passage.span(start, len(text)), text[start:] + right
    mark = text[-1] if text[-1] in ";.," else "(không có dấu)"
    return Hit(span, fix=fix, said={"mark": mark, "words": text[-60:]})


@rule(
    "G343",
    ("Căn cứ thiếu ngày ban hành", "A ground without its date"),
    _A,
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    says=("“{words}” thiếu ngày, tháng, năm ban hành.", "“{words}” lacks the date of issue."),
    mend=("Ghi ngày, tháng, năm sau số, ký hiệu.", "Put the date behind the number."),
    example=Example(_LAST, _LAST.replace(" ngày 20/01/2026", "")),
)
def _no_date(subject: Subject) -> Iterator[Hit]:
    for passage in grounds(subject):
        for match in _NUMBERED.finditer(passage.text):
            rest = passage.key[match.end() : match.end() + 90]
            again = match[0] in passage.text[: match.start()]
            if not _SOON_DATED.search(rest) and passage.key.startswith("căn cứ") and not again:
                yield Hit(passage.span(match.start(), match.end()))
                break


_NUMBERED = re.compile(rf"[Ss]ố\s*:?\s*{NUMBER}")
_SOON_DATED = re.compile(rf"{DATE}|ngày\s*[\d….\s]*(?:/|tháng)")


@rule(
    "G344",
    ("Căn cứ thiếu cơ quan ban hành", "A ground without its issuer"),
    _A,
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    says=("“{words}” thiếu tên cơ quan ban hành.", "“{words}” does not name its issuer."),
    mend=("Ghi “của <cơ quan ban hành>”.", "Add “của <issuing body>”."),
    example=Example(_LAST, _LAST.replace("của UBND tỉnh Hải Vân ", "")),
)
def _no_issuer(subject: Subject) -> Iterator[Hit]:
    for passage in grounds(subject):
        if not passage.key.startswith("căn cứ") or _LAW.match(passage.key):
            continue
        match = _NUMBERED.search(passage.text)
        if match and not _ISSUED_BY.search(passage.key):
            yield Hit(passage.span(match.start(), match.end()))


_ISSUED_BY = words(
    r"\bcủa\b|\b(?:chính phủ|quốc hội|thủ tướng|bộ|ubnd|ủy ban|hội đồng|sở|thành ủy|tỉnh ủy) [^;]{0,40}ban hành"
)


@rule(
    "G345",
    ("Căn cứ luật ghi số, ký hiệu", "A law among the grounds with its number"),
    _A,
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    says=(
        "Luật, Pháp lệnh không ghi số, ký hiệu: “{words}”.",
        "Laws and ordinances take no number: “{words}”.",
    ),
    mend=(
        "Bỏ số, ký hiệu; chỉ ghi tên luật và ngày thông qua.",
        "Leave the number out; give name and date.",
    ),
    example=Example(_FIRST, _FIRST.replace("Luật Thư viện", "Luật Thư viện số 46/2019/QH14")),
)
def _law_number(subject: Subject) -> Iterator[Hit]:
    for passage in grounds(subject):
        if _LAW.match(passage.key) and (match := _LAW_NUMBER.search(passage.key)):
            if "nghị" in passage.key[: match.start()]:
                continue
            yield Hit(passage.span(*match.span()))


_LAW_NUMBER = re.compile(r"(?:số\s*:?\s*)?\d{1,3}/\d{4}/(?:qh|ubtvqh|pl-ubtvqh)\d+")


@rule(
    "G346",
    ("Hai căn cứ trên một dòng", "Two grounds on one line"),
    _A,
    severity=Severity.HINT,
    reads=Reads.LETTERS,
    says=(
        "Sau mỗi căn cứ phải xuống dòng: “{words}”.",
        "Each ground takes a line of its own: “{words}”.",
    ),
    mend=("Xuống dòng trước “{words}”.", "Start a new line before “{words}”."),
    example=Example(f"{_FIRST}\nCăn cứ Kế", f"{_FIRST} Căn cứ Kế"),
)
def _two(subject: Subject) -> Iterator[Hit]:
    for passage in grounds(subject):
        if match := _SECOND.search(passage.key, 10):
            yield Hit(passage.span(match.start("word"), match.end("word")))


_SECOND = words(r";[ \t]*(?P<word>căn cứ)\b")


@rule(
    "G347",
    ("Căn cứ bằng gạch đầu dòng", "A ground that opens with a dash"),
    "Phụ lục III, mẫu 1.2; " + _A,
    severity=Severity.HINT,
    says=("Căn cứ không có gạch đầu dòng: “{words}”.", "Grounds take no dash: “{words}”."),
    mend=("Bỏ gạch đầu dòng.", "Leave the dash out."),
    example=Example(_FIRST, "- " + _FIRST),
)
def _dash(subject: Subject) -> Iterator[Hit]:
    for passage in subject.of(PartKind.BASIS):
        if match := _DASHED.match(passage.key):
            yield Hit(Span(passage.start, passage.start + match.end("dash")), fix="")


_DASHED = words(r"(?P<dash>[-–+] )căn cứ\b")
