"""Capitals (appendix II of the decree)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.known import Facts
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.rules.naming import pattern_of
from khuevan.vanban.checking.subject import Subject, words
from khuevan.vanban.document import Span
from khuevan.vanban.view import joined, key

_A = "Phụ lục II, mục {} Nghị định 30/2020/NĐ-CP"
_SLOT = "- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư."


def _body(right: str, wrong: str) -> Example:
    return Example(f"- {right}", f"- {wrong}", at=_SLOT)


def _finds(
    regex: re.Pattern[str], mend: Callable[[re.Match[str]], str]
) -> Callable[[Subject], Iterator[Hit]]:
    """Whatever the pattern finds in the running text, to be written as ``mend`` says."""

    def find(subject: Subject) -> Iterator[Hit]:
        for match in subject.find_exact(regex):
            passage = subject.within(match.start())
            if passage is None or passage not in subject.body:
                continue
            group = "x" if "x" in regex.groupindex else 0
            right = mend(match)
            if right != match[group]:
                yield Hit(Span(*match.span(group)), fix=right)

    return find


def _capitals(
    id: str,
    title: tuple[str, str],
    section: str,
    example: Example,
    find: Callable[[Subject], Iterator[Hit]],
    severity: Severity = Severity.WARNING,
    demoted: str = "",
) -> None:
    rule(
        id,
        title,
        _A.format(section),
        severity=severity,
        reads=Reads.LETTERS,
        since=None,
        party=True,
        says=("“{words}” phải viết “{right}”.", "“{words}” is written “{right}”."),
        mend=("Ghi “{right}”.", "Write “{right}”."),
        example=example,
        demoted=demoted,
    )(find)


_capitals(
    "V501",
    ("“điều”, “chương” của văn bản cụ thể không viết hoa", "“điều” or “chương” of a named document in small letters"),
    "V.7",
    _body("Theo khoản 2 Điều 5 Luật Thư viện.", "Theo khoản 2 điều 5 Luật Thư viện."),
    _finds(words(r"(?:khoản|điểm) [\w,]{1,4} (?P<x>điều|chương|mục|phần)(?= \d| [IVX]+)"), lambda m: m["x"].capitalize()),
)  # fmt: skip
_capitals(
    "V502",
    ("“Khoản”, “Điểm” viết hoa giữa câu", "“Khoản” or “Điểm” capitalised within a sentence"),
    "V.7",
    _body("Căn cứ khoản 2 Điều 5 Luật Thư viện.", "Căn cứ Khoản 2 Điều 5 Luật Thư viện."),
    _finds(words(r"(?<=[a-zà-ỹđ,;][ \n])(?P<x>Khoản|Điểm)(?= (?:\d{1,2}|[a-zđ])(?:,? (?:và )?(?:[kK]hoản|[Đđ]i[eểề]u|[Đđ]iểm)| [Đđ]iều))"), lambda m: m["x"].lower()),
)  # fmt: skip
_DAYS = {"hai": "Hai", "ba": "Ba", "tư": "Tư", "năm": "Năm", "sáu": "Sáu", "bảy": "Bảy"}
_capitals(
    "V503",
    ("Ngày trong tuần không viết hoa", "A weekday in small letters"),
    "V.8.c",
    _body("Họp giao ban sáng thứ Hai hằng tuần.", "Họp giao ban sáng thứ hai hằng tuần."),
    _finds(
        words(r"(?:sáng|chiều|tối|vào|ngày|từ|đến) (?P<x>thứ (?:hai|ba|tư|năm|sáu|bảy))(?=,? (?:hằng|hàng|ngày|tuần|đầu|\()|[,;.)])"),
        lambda m: f"thứ {_DAYS[m['x'].split()[-1]]}",
    ),
)  # fmt: skip
_capitals(
    "V504",
    (
        "“thành phố Hồ Chí Minh” không viết hoa chữ “T”",
        "“thành phố Hồ Chí Minh” without its capital",
    ),
    "III.1.c",
    _body("Học tập Thành phố Hồ Chí Minh.", "Học tập thành phố Hồ Chí Minh."),
    _finds(words(r"(?P<x>thành) phố Hồ Chí Minh"), lambda m: "Thành"),
)
_capitals(
    "V505",
    ("“thủ đô Hà Nội” không viết hoa chữ “T”", "“thủ đô Hà Nội” without its capital"),
    "III.1.c",
    _body("Hình ảnh Thủ đô Hà Nội.", "Hình ảnh thủ đô Hà Nội."),
    _finds(words(r"(?P<x>thủ) đô Hà Nội"), lambda m: "Thủ"),
)
_capitals(
    "V506",
    ("Đơn vị hành chính mang số không viết hoa", "A numbered district or ward in small letters"),
    "III.1.b",
    _body("Tổ chức tại Phường 4.", "Tổ chức tại phường 4."),
    _finds(
        words(r"(?:tại|ở|của|thuộc) (?P<x>quận|phường) (?=\d{1,2}(?:[,;.)]|\s))"),
        lambda m: m["x"].capitalize(),
    ),
)
_capitals(
    "V507",
    ("“Ủy Ban Nhân Dân” viết hoa thừa", "Needless capitals in “Ủy ban nhân dân”"),
    "IV.1.a",
    _body("Báo cáo Ủy ban nhân dân tỉnh.", "Báo cáo Ủy Ban Nhân Dân tỉnh."),
    _finds(
        words(r"(?P<x>(?:Ủy|Uỷ) (?:Ban (?:Nhân|nhân) (?:Dân|dân)|ban Nhân Dân)|Hội (?:Đồng (?:Nhân|nhân) (?:Dân|dân)|đồng Nhân Dân))(?!\w)"),
        lambda m: f"{m['x'][:2] if m['x'][0] != 'H' else 'Hội'} {'ban' if m['x'][0] != 'H' else 'đồng'} nhân dân",
    ),
)  # fmt: skip
_capitals(
    "V508",
    ("“đảng” (Đảng Cộng sản Việt Nam) không viết hoa", "“đảng” for the Party in small letters"),
    "V.4",
    _body(
        "Chủ trương của Đảng, chính sách của Nhà nước.",
        "Chủ trương của đảng, chính sách của Nhà nước.",
    ),
    _finds(
        words(r"của (?P<x>đảng)(?=,? (?:và |chính sách|Nhà nước|nhà nước|pháp luật))"),
        lambda m: "Đảng",
    ),
)
_capitals(
    "V509",
    ("“nhà nước” đứng cùng “Đảng” không viết hoa", "“nhà nước” beside “Đảng” in small letters"),
    "V.1",
    _body("Đường lối của Đảng và Nhà nước.", "Đường lối của Đảng và nhà nước."),
    _finds(words(r"(?:Đảng,? (?:và )?|pháp luật của )(?P<x>nhà nước)(?!\w)"), lambda m: "Nhà nước"),
)
_capitals(
    "V510",
    ("“quốc khánh” không viết hoa", "“quốc khánh” in small letters"),
    "V.5",
    _body("Mừng ngày Quốc khánh 2-9.", "Mừng ngày quốc khánh 2-9."),
    _finds(words(r"(?P<x>quốc khánh)(?=[ ,.;)])"), lambda m: "Quốc khánh"),
)
_TYPES = "quyết định|nghị định|nghị quyết|thông tư|chỉ thị|kế hoạch|công văn|hướng dẫn|thông báo|kết luận|tờ trình|báo cáo|công điện"
_capitals(
    "V511",
    ("Tên loại văn bản cụ thể không viết hoa", "The type of a cited document in small letters"),
    "V.6",
    _body(
        "Thực hiện Kế hoạch số 12/KH-UBND ngày 20/01/2026.",
        "Thực hiện kế hoạch số 12/KH-UBND ngày 20/01/2026.",
    ),
    _finds(words(rf"(?P<x>{_TYPES})(?= số:? ?\d{{1,5}}(?:/|-))"), lambda m: m["x"].capitalize()),
)
_capitals(
    "V512",
    (
        "“Ban chỉ đạo”, “Ban tổ chức” của cơ quan không viết hoa",
        "“Ban chỉ đạo” of a body without its second capital",
    ),
    "IV.1.a",
    _body("Báo cáo Ban Chỉ đạo 389 tỉnh.", "Báo cáo Ban chỉ đạo 389 tỉnh."),
    _finds(
        words(r"(?P<x>Ban (?:chỉ đạo|chấp hành|thường vụ))(?!\w)"),
        lambda m: m["x"][:4] + m["x"][4:].capitalize(),
    ),
)


@lru_cache(maxsize=4)
def _official(facts: Facts) -> tuple[re.Pattern[str], dict[str, str]]:
    return pattern_of(facts.official), {joined(key(name)): name for name in facts.official}


def _agencies(subject: Subject) -> Iterator[Hit]:
    regex, right = _official(subject.facts)
    for match in subject.find(regex):
        printed = subject.page.text[match.start() : match.end()]
        name = right.get(joined(match[0]), "")
        if not name or joined(printed).isupper() or not printed[0].isupper():
            continue
        if subject.within(match.start()) not in subject.body:
            continue
        if _VERB.match(subject.key, match.start()):
            continue
        wrong = [
            (a, b) for a, b in zip(joined(printed).split(), name.split(), strict=True)
            if a[0].isupper() is not b[0].isupper()
        ]  # fmt: skip
        if not wrong or _NAMED_PLURAL.search(subject.key[: match.start()][-6:]):
            continue
        if all(b[0].isupper() for _, b in wrong) or name.startswith(("Ủy", "Hội", "Liên")):
            yield Hit(Span(*match.span()), fix=_with_case(printed, name))


_NAMED_PLURAL = re.compile(r"các\s$")
_VERB = re.compile(r"(?:sở|bộ)\s+xây\s+dựng\s+\w")
"""The department builds, or the Department of Construction: only the latter is a name."""


def _with_case(printed: str, name: str) -> str:
    """The words as printed with the capitals of the official name; white space stays."""
    pieces, order = re.split(r"(\s+)", printed), iter(name.split())
    return "".join(
        piece if piece.isspace() or not piece else _cased(piece, next(order)) for piece in pieces
    )


def _cased(word: str, like: str) -> str:
    return (word[0].upper() if like[0].isupper() else word[0].lower()) + word[1:]


_capitals(
    "V513",
    ("Tên cơ quan viết hoa chưa đúng", "A body's name with wrong capitals"),
    "IV.1.a",
    _body("Phối hợp với Sở Giáo dục và Đào tạo.", "Phối hợp với Sở Giáo dục và đào tạo."),
    _agencies,
)


def _sentences(subject: Subject) -> Iterator[Hit]:
    for passage in subject.body:
        for match in _SMALL.finditer(subject.page.text, passage.start, passage.end):
            yield Hit(Span(*match.span("x")), fix=match["x"].upper())


_SMALL = words(r"(?<=[a-zà-ỹđ]{2}[.?!][ ])(?P<x>[a-zà-ỹđ])(?=[a-zà-ỹđ]+ [a-zà-ỹđ])")

_capitals(
    "V514",
    ("Đầu câu không viết hoa", "A sentence that begins with a small letter"),
    "I",
    _body("Mở cửa tự do. Miễn phí cho trẻ em.", "Mở cửa tự do. miễn phí cho trẻ em."),
    _sentences,
)
