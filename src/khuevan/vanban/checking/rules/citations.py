"""Documents cited: in force, with one date, with a number that can be one (appendix I, II.6)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.rules.cited import Cited, cited
from khuevan.vanban.checking.rules.naming import is_quoted
from khuevan.vanban.checking.subject import Subject, words
from khuevan.vanban.document import PartKind, Span
from khuevan.vanban.numbers import DATE
from khuevan.vanban.view import joined

_B = "Phụ lục I, Phần I, mục II.6.b Nghị định 30/2020/NĐ-CP"
_MATTER = "của UBND tỉnh Hải Vân về phát triển văn hóa đọc năm 2026"
_SLOT = "- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư."


@rule(
    "C221",
    ("Viện dẫn văn bản đã hết hiệu lực", "A cited document no longer in force"),
    "Phụ lục I, Phần I, mục II.6.a Nghị định 30/2020/NĐ-CP (căn cứ ban hành)",
    severity=Severity.WARNING,
    since=None,
    party=True,
    says=(
        "“{words}” hết hiệu lực từ {until}, được thay bằng {by}.",
        "“{words}” has not been in force since {until}; it was replaced by {by}.",
    ),
    mend=("Viện dẫn {by}.", "Cite {by}."),
    example=Example(
        "Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;",
        "Căn cứ Nghị định số 13/2023/NĐ-CP ngày 17/4/2023 của Chính phủ về bảo vệ dữ liệu cá nhân;",
    ),
)
def _repealed(subject: Subject) -> Iterator[Hit]:
    day, told = subject.not_before, set[str]()
    known = {one.number.lower(): one for one in subject.facts.repealed}
    for match in subject.find(_ANY_NUMBER):
        one = known.get(re.sub(r"\s", "", match[0]))
        if one is None or day is None or day < one.until or one.number in told:
            continue
        around = subject.key[max(0, match.start() - 130) : match.end() + 160]
        if _REPLACING.search(around) or is_quoted(subject, match.start()):
            continue
        told.add(one.number)
        yield Hit(
            Span(*match.span()), said={"until": f"{one.until:%d/%m/%Y}", "by": one.replaced_by}
        )


_ANY_NUMBER = re.compile(
    r"(?<![\d/])\d{1,3}(?:/\d{4}/(?:nđ-cp|qh\d\d|tt-\w+)|-(?:qđ|hd)/\w+)(?![\w-])"
)
_REPLACING = words(r"thay thế|bãi bỏ|hết hiệu lực|sửa đổi")


@rule(
    "C222",
    ("Một văn bản được viện dẫn với hai ngày", "One document cited with two dates"),
    _B,
    severity=Severity.WARNING,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=(
        "“{number}” ghi ngày {one} ở chỗ này, ngày {other} ở chỗ khác.",
        "“{number}” is dated {one} here and {other} elsewhere.",
    ),
    mend=("Đối chiếu văn bản gốc, ghi một ngày.", "Look at the original and give one date."),
    example=Example(
        "- Theo Kế hoạch số 12/KH-UBND ngày 20/01/2026.",
        "- Theo Kế hoạch số 12/KH-UBND ngày 21/01/2026.",
        at=_SLOT,
    ),
)
def _two_dates(subject: Subject) -> Iterator[Hit]:
    seen: dict[str, Cited] = {}
    for one in cited(subject):
        if one.issued is None:
            continue
        other = seen.setdefault(f"{one.kind} {one.number}", one)
        if (
            other.issued
            and other.issued != one.issued
            and abs((other.issued - one.issued).days) < 400
        ):
            yield Hit(
                one.dated_span,
                said={
                    "number": subject.page.text[one.number_span.start : one.number_span.end],
                    "one": f"{one.issued:%d/%m/%Y}",
                    "other": f"{other.issued:%d/%m/%Y}",
                },
            )


@rule(
    "C223",
    ("Cùng ngày, cùng cơ quan mà hai số gần giống", "Two nearly equal numbers on the same day"),
    _B,
    severity=Severity.HINT,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=(
        "“{words}” và “{other}” cùng loại, cùng ngày, chỉ khác một chữ số hoặc dấu.",
        "“{words}” and “{other}” are of one type and day and differ by one sign.",
    ),
    mend=("Đối chiếu: có phải cùng một văn bản không.", "Look whether they are one document."),
    example=Example(
        "- Theo Kế hoạch số 12/KH-UBND ngày 20/01/2026 của UBND tỉnh Hải Vân về phát triển văn hóa đọc năm 2026.",
        "- Theo Kế hoạch số 13/KH-UBND ngày 20/01/2026 của UBND tỉnh Hải Vân về phát triển văn hóa đọc năm 2026.",
        at=_SLOT,
    ),
)
def _two_numbers(subject: Subject) -> Iterator[Hit]:
    seen: dict[tuple[str, date], list[Cited]] = defaultdict(list)
    for one in cited(subject):
        if one.issued is None:
            continue
        group = seen[one.kind, one.issued]
        near = next((other for other in group if _near(subject, other, one)), None)
        if near and not any(o.number == one.number for o in group):
            other = subject.page.text[near.number_span.start : near.number_span.end]
            yield Hit(one.number_span, said={"other": other})
        group.append(one)


def _near(subject: Subject, one: Cited, other: Cited) -> bool:
    """One sign apart, and about the same matter."""
    a, b = one.number, other.number
    if len(a) != len(b) or sum(x != y for x, y in zip(a, b, strict=True)) != 1:
        return False
    first, second = (joined(subject.key[c.span.end : c.span.end + 60]) for c in (one, other))
    return SequenceMatcher(None, first, second).ratio() > 0.95


@rule(
    "C224",
    ("Số, ký hiệu viện dẫn sai dạng", "A cited number in the wrong form"),
    "Phụ lục I, Phần I, mục II.3.c Nghị định 30/2020/NĐ-CP; quy định thể thức văn bản của Đảng",
    severity=Severity.WARNING,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=("“{words}”: đúng ra là “{right}”.", "“{words}” ought to be “{right}”."),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example(
        "- Theo Kết luận số 57-KL/TW ngày 15/6/2023.",
        "- Theo Kết luận số 57/KL-TW ngày 15/6/2023.",
        at=_SLOT,
    ),
    why=(
        "Văn bản của Đảng: số-loại/cơ quan (57-KL/TW); của Nhà nước: số/loại-cơ quan (48/KH-UBND).",
        "The Party writes number-type/body (57-KL/TW), the State number/type-body (48/KH-UBND).",
    ),
)
def _grammar(subject: Subject) -> Iterator[Hit]:
    for one in cited(subject):
        printed = subject.page.text[one.number_span.start : one.number_span.end]
        if match := _PARTY_AS_STATE.fullmatch(printed):
            right = f"{match[1]}-{match[2]}/{match[3]}"
        elif match := _STATE_AS_PARTY.fullmatch(printed):
            right = f"{match[1]}/{match[2]}-{match[3]}"
        else:
            continue
        yield Hit(one.number_span, fix=right)


_PARTY_AS_STATE = re.compile(
    r"(\d{1,4})[/-](NQ|KL|CT|QĐ|QC|HD|TB|KH|CTr|BC)[-/](TW|TU|BCHTW|BTGTW)(?<!\d-\w\w/TW)(?<!\d-\w\w/TU)(?<!\d-\w\w\w/TU)"
)
_STATE_AS_PARTY = re.compile(r"(\d{1,5})-(QĐ|KH|NQ|CT|TB|BC|HD|TTr)[/-](UBND|TTg|CP|HĐND)")


@rule(
    "C225",
    ("Nghị định, thông tư viện dẫn thiếu năm", "A decree or circular cited without its year"),
    _B,
    severity=Severity.WARNING,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=("“{words}” thiếu năm trong số.", "“{words}” lacks the year in its number."),
    mend=("Ghi “số/năm/NĐ-CP”, “số/năm/TT-…”.", "Write “number/year/NĐ-CP” or “number/year/TT-…”."),
    example=Example(
        "- Theo Nghị định số 30/2020/NĐ-CP ngày 05/3/2020.",
        "- Theo Nghị định số 30/NĐ-CP ngày 05/3/2020.",
        at=_SLOT,
    ),
)
def _yearless(subject: Subject) -> Iterator[Hit]:
    for one in cited(subject):
        if one.kind not in ("nghị định", "thông tư", "thông tư liên tịch"):
            continue
        if (one.issued is None or one.issued.year >= 1997) and not re.match(
            r"\d+[a-z]?/\d{4,5}/", one.number
        ):
            yield Hit(one.number_span)


@rule(
    "C226",
    ("Năm trong số, ký hiệu không thể có", "An impossible year in a number"),
    _B,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=(
        "“{words}”: năm “{year}” không thể đúng.",
        "“{words}”: the year “{year}” cannot be right.",
    ),
    mend=("Đối chiếu văn bản gốc.", "Look at the original."),
    example=Example(
        "- Theo Nghị định số 45/2010/NĐ-CP ngày 21/4/2010 nay đã thay thế.",
        "- Theo Nghị định số 45/25010/NĐ-CP ngày 21/4/2010 nay đã thay thế.",
        at=_SLOT,
    ),
)
def _odd_year(subject: Subject) -> Iterator[Hit]:
    latest = (subject.year or 2100) + 1
    for one in cited(subject):
        match = re.match(r"\d+[a-z]?/(\d{4,5})/", one.number)
        if match and not 1945 <= int(match[1]) <= latest:
            yield Hit(one.number_span, said={"year": match[1]})


@rule(
    "C227",
    (
        "Năm trong số không khớp ngày ban hành",
        "The year in the number differs from that of the date",
    ),
    _B,
    severity=Severity.WARNING,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=(
        "“{words}” nhưng ngày ban hành là {date}.",
        "“{words}” but the date of issue is {date}.",
    ),
    mend=("Đối chiếu văn bản gốc.", "Look at the original."),
    example=Example(
        "- Theo Nghị định số 30/2020/NĐ-CP ngày 05/3/2020.",
        "- Theo Nghị định số 30/2020/NĐ-CP ngày 05/3/2021.",
        at=_SLOT,
    ),
)
def _year_and_date(subject: Subject) -> Iterator[Hit]:
    for one in cited(subject):
        match = re.match(r"\d+[a-z]?/(\d{4})/", one.number)
        if match and one.issued and int(match[1]) != one.issued.year and int(match[1]) >= 1945:
            yield Hit(one.number_span, said={"date": f"{one.issued:%d/%m/%Y}"})


@rule(
    "C228",
    ("Tên loại viện dẫn không khớp ký hiệu", "The cited type does not fit its symbol"),
    "Phụ lục III, mục I Nghị định 30/2020/NĐ-CP",
    severity=Severity.WARNING,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=(
        "Viện dẫn “{kind}” nhưng ký hiệu “{words}” là của {other}.",
        "Cited as “{kind}” but the symbol “{words}” belongs to {other}.",
    ),
    mend=(
        "Đối chiếu văn bản gốc: sửa tên loại hoặc ký hiệu.",
        "Look at the original: mend the type or the symbol.",
    ),
    example=Example(
        "- Theo Kế hoạch số 12/KH-UBND ngày 20/01/2026.",
        "- Theo Kế hoạch số 12/QĐ-UBND ngày 20/01/2026.",
        at=_SLOT,
    ),
)
def _kind(subject: Subject) -> Iterator[Hit]:
    for one in cited(subject):
        group = re.match(r"\d+[a-z]?[/-](?:\d{4}/)?([a-zđ]+)", one.number)
        wanted = _GROUPS.get(one.kind)
        if group is None or wanted is None or group[1] in wanted:
            continue
        other = next((kind for kind, groups in _GROUPS.items() if group[1] in groups), None)
        if other:
            yield Hit(one.number_span, said={"kind": one.kind, "other": other})


_GROUPS = {
    "nghị quyết": {"nq", "nqlt"}, "nghị định": {"nđ"}, "thông tư": {"tt"}, "quyết định": {"qđ"},
    "chỉ thị": {"ct"}, "kế hoạch": {"kh", "khlt", "khph"}, "hướng dẫn": {"hd", "hdlt"}, "thông báo": {"tb"},
    "kết luận": {"kl"}, "chương trình": {"ctr", "ctrlt", "ctrph"}, "tờ trình": {"ttr"}, "báo cáo": {"bc"},
    "công điện": {"cđ"},
}  # fmt: skip


@rule(
    "C229",
    (
        "Viện dẫn hướng dẫn, kế hoạch bằng ký hiệu công văn",
        "A named document cited by the symbol of a letter",
    ),
    "Phụ lục III, mục I; Phụ lục I, Phần I, mục II.3.b Nghị định 30/2020/NĐ-CP",
    severity=Severity.HINT,
    since=None,
    reads=Reads.LETTERS,
    says=(
        "Viện dẫn “{kind}” nhưng “{words}” không có chữ viết tắt tên loại: có thể là công văn.",
        "Cited as “{kind}” but “{words}” has no type in it: perhaps it is a letter.",
    ),
    mend=(
        "Đối chiếu văn bản gốc; nếu là công văn thì ghi “Công văn số”.",
        "Look at the original; if it is a letter, write “Công văn số”.",
    ),
    example=Example(
        "- Theo Hướng dẫn số 12/HD-STV ngày 20/01/2026.",
        "- Theo Hướng dẫn số 12/STV-NV ngày 20/01/2026.",
        at=_SLOT,
    ),
)
def _letter(subject: Subject) -> Iterator[Hit]:
    known = {group for groups in _GROUPS.values() for group in groups}
    for one in cited(subject):
        group = re.match(r"\d+[a-z]?/([a-zđ&]+)-", one.number)
        if group is None or group[1] in known or group[1].startswith(_NAMED):
            continue
        if one.kind in ("hướng dẫn", "kế hoạch", "thông báo", "báo cáo", "tờ trình"):
            yield Hit(one.number_span, said={"kind": one.kind})


_NAMED = ("kh", "tb", "hd", "bc", "tt")


@rule(
    "C230",
    ("Văn bản viện dẫn có ngày sau ngày của văn bản", "A cited document dated after this one"),
    _B,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=(
        "“{words}” sau ngày của văn bản này ({day}).",
        "“{words}” is after the date of this document ({day}).",
    ),
    mend=("Kiểm tra ngày viện dẫn.", "Check the cited date."),
    example=Example("ngày 20/01/2026 của UBND", "ngày 20/10/2026 của UBND"),
)
def _later(subject: Subject) -> Iterator[Hit]:
    for one in cited(subject):
        if subject.issued and one.issued and one.issued > subject.issued and one.dated_span:
            yield Hit(
                Span(one.number_span.start, one.dated_span.end),
                said={"day": f"{subject.issued:%d/%m/%Y}"},
            )


@rule(
    "C231",
    ("Viện dẫn lần đầu chưa đủ", "A first citation that is not complete"),
    _B,
    severity=Severity.HINT,
    since=None,
    reads=Reads.LETTERS,
    says=(
        "Lần đầu viện dẫn “{words}” phải có ngày, cơ quan ban hành và trích yếu.",
        "The first citation of “{words}” needs date, issuer and subject.",
    ),
    mend=("Bổ sung ngày, tháng, năm, cơ quan và trích yếu.", "Add date, issuer and subject."),
    example=Example(
        "- Theo Kế hoạch số 15/KH-UBND ngày 22/01/2026 của UBND tỉnh về thư viện.",
        "- Theo Kế hoạch số 15/KH-UBND của UBND tỉnh về thư viện.",
        at=_SLOT,
    ),
)
def _first(subject: Subject) -> Iterator[Hit]:
    seen: set[str] = set()
    for one in cited(subject):
        passage = subject.within(one.span.start)
        if one.number in seen or passage is None or passage.kind not in _PROSE:
            seen.add(one.number)
            continue
        seen.add(one.number)
        start = max(passage.start, one.span.start - 130)
        near = subject.key[start : one.span.end + 60]
        dated = re.search(DATE, near) or re.search(r"ngày[\s….]*/|cùng ngày", near)
        if one.issued is None and one.figures is None and not dated:
            yield Hit(Span(one.span.start, one.number_span.end))


_PROSE = (PartKind.CLAUSE, PartKind.PARAGRAPH, PartKind.LEAD_IN)
