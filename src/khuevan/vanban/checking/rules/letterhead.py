"""Quốc hiệu, Tiêu ngữ, the issuing body and the order of components (appendix I, II.1-II.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.subject import Subject, words
from khuevan.vanban.document import PartKind, Span
from khuevan.vanban.view import joined

_A = "Phụ lục I, Phần I, mục II.{} Nghị định 30/2020/NĐ-CP"
_COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_NEAR_COUNTRY = words(r"c[ộo]ng h[òo]a x[ãa] h[ộo]i ch[ủu] ngh[ĩi]a vi[ệe]t nam")
_NEAR_MOTTO = re.compile(
    r"đ[ộo]c\s*l[ậa]p[ \t]*[-.,;]{0,2}[ \t]*t[ựu][ \t]+do[ \t]*[-.,;]{0,2}[ \t]*h[ạa]nh\s*ph[úu]c"
)
_HEAD = 1500


def _top(subject: Subject) -> int:
    return min(max(subject.body_start, 600), _HEAD)


def _country(subject: Subject) -> re.Match[str] | None:
    return _NEAR_COUNTRY.search(subject.key, 0, _top(subject))


def _motto(subject: Subject) -> re.Match[str] | None:
    return _NEAR_MOTTO.search(subject.key, 0, _top(subject))


@rule(
    "G301",
    ("Thiếu hoặc sai Quốc hiệu", "The country's name is missing or wrong"),
    _A.format("1.a"),
    reads=Reads.LETTERS,
    says=(
        "Quốc hiệu thiếu hoặc viết sai: “{words}”.",
        "The country's name is missing or wrong: “{words}”.",
    ),
    mend=(f"Ghi “{_COUNTRY}”.", f"Write “{_COUNTRY}”."),
    example=Example(_COUNTRY, "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    why=(
        "Mọi văn bản hành chính của cơ quan nhà nước mở đầu bằng Quốc hiệu in hoa và Tiêu ngữ.",
        "Every administrative document of the State opens with the country's name in capitals and the motto.",
    ),
)
def _country_rule(subject: Subject) -> Iterator[Hit]:
    if not subject.has_head:
        return
    found = _country(subject)
    if found is None:
        yield Hit(said={"words": "(không thấy)"})
    elif not subject.page.text[found.start() : found.end()].isupper():
        yield Hit(Span(*found.span()), fix=_COUNTRY)


@rule(
    "G302",
    (
        "Tiêu ngữ sai chữ, sai gạch nối hoặc thiếu khoảng cách",
        "The motto's words, hyphens or spaces are wrong",
    ),
    _A.format("1.b"),
    reads=Reads.LETTERS,
    says=("Tiêu ngữ viết “{words}”.", "The motto reads “{words}”."),
    mend=(
        f"Ghi “{_MOTTO}”: gạch nối ngắn (-), có cách chữ hai bên.",
        f"Write “{_MOTTO}”: short hyphens with a space on either side.",
    ),
    example=Example(_MOTTO, "Độc lập – Tự do – Hạnh phúc"),
)
def _motto_rule(subject: Subject) -> Iterator[Hit]:
    if not subject.has_head or _country(subject) is None:
        return
    found = _motto(subject)
    if found is None:
        yield Hit(said={"words": "(không thấy)"})
        return
    printed = subject.text[found.start() : found.end()]
    if joined(printed) != _MOTTO and "*" not in printed:
        yield Hit(Span(*found.span()), fix=_MOTTO)


@rule(
    "G303",
    ("Thiếu tên cơ quan ban hành", "The issuing body is missing"),
    _A.format("2.a"),
    party=True,
    says=(
        "Phần đầu văn bản không có tên cơ quan ban hành.",
        "The head of the document names no issuing body.",
    ),
    mend=(
        "Ghi tên cơ quan ban hành in hoa, đậm ở góc trên bên trái, dưới tên cơ quan chủ quản.",
        "Name the issuing body in bold capitals at the top left, under its superior body.",
    ),
    example=Example("UBND TỈNH HẢI VÂN\nSỞ THƯ VIỆN\n", ""),
)
def _issuer(subject: Subject) -> Iterator[Hit]:
    if (_country(subject) and not subject.of(PartKind.LETTERHEAD)) or (
        _country(subject) and not subject.document.issuer
    ):
        yield Hit()


_GENERIC = words(r"(?:sở|chi cục|phòng|ban|trung tâm|văn phòng|thanh tra) \w+.*")


@rule(
    "G304",
    ("Thiếu tên cơ quan chủ quản", "The superior body is missing"),
    _A.format("2.a"),
    severity=Severity.WARNING,
    says=(
        "Chỉ có “{issuer}”, không có tên cơ quan chủ quản trực tiếp.",
        "Only “{issuer}” stands there, without its superior body.",
    ),
    mend=(
        "Ghi tên cơ quan chủ quản (ví dụ “UBND THÀNH PHỐ HÀ NỘI”) ở dòng trên.",
        "Put the superior body (such as “UBND THÀNH PHỐ HÀ NỘI”) on the line above.",
    ),
    example=Example("UBND TỈNH HẢI VÂN\nSỞ THƯ VIỆN", "SỞ THƯ VIỆN"),
)
def _superior(subject: Subject) -> Iterator[Hit]:
    issuer = subject.document.issuer or ""
    if (
        re.match(r"SỞ\s", issuer.upper())
        and not subject.document.parent_issuer
        and _country(subject)
    ):
        yield Hit(_letterhead(subject), said={"issuer": issuer})


def _letterhead(subject: Subject) -> Span | None:
    first = next(iter(subject.of(PartKind.LETTERHEAD)), None)
    return first.span() if first else None


@rule(
    "G305",
    ("Tên cơ quan ban hành không in hoa", "The issuing body is not in capitals"),
    _A.format("2.b"),
    says=("“{words}” phải in hoa.", "“{words}” must stand in capitals."),
    mend=("In hoa tên cơ quan.", "Set the body's name in capitals."),
    example=Example("SỞ THƯ VIỆN\n\nCỘNG", "Sở Thư viện\n\nCỘNG", at="SỞ THƯ VIỆN\n\nCỘNG"),
)
def _lower_issuer(subject: Subject) -> Iterator[Hit]:
    if _country(subject) is None:
        return
    for match in _LOWER_BODY.finditer(subject.page.text, 0, _top(subject)):
        if subject.within(match.start()) in subject.of(PartKind.LETTERHEAD):
            yield Hit(Span(*match.span()), fix=match[0].upper())
            return


_LOWER_BODY = words(
    r"(?m)^[ \t]*(?:Sở|Ủy ban nhân dân|UBND [tT]|Bộ|Chi cục) [^\n|\t]{2,40}?(?=[ \t]*$)"
)


@rule(
    "G306",
    (
        "Các thành phần đầu văn bản sai thứ tự",
        "The components of the head stand in the wrong order",
    ),
    "Phụ lục I, Phần I, mục IV Nghị định 30/2020/NĐ-CP",
    says=(
        "“{words}” đứng sau tên loại văn bản; phải ở phần đầu.",
        "“{words}” stands behind the document's type; it belongs to the head.",
    ),
    mend=(
        "Thứ tự: Quốc hiệu, Tiêu ngữ; tên cơ quan; số, ký hiệu; địa danh, ngày tháng; tên loại; trích yếu.",
        "The order: country and motto; body; number; place and date; type; subject.",
    ),
    example=Example(
        "Số: 05/KH-STV\nHải Vân, ngày 05 tháng 02 năm 2026\n\nKẾ HOẠCH\n",
        "Hải Vân, ngày 05 tháng 02 năm 2026\n\nKẾ HOẠCH\nSố: 05/KH-STV\n",
    ),
)
def _order(subject: Subject) -> Iterator[Hit]:
    kind = next(iter(subject.of(PartKind.TYPE)), None)
    if kind is None or not subject.has_head or subject.document.number:
        return
    match = _LATE_NUMBER.search(subject.key, kind.end, kind.end + 400)
    if match and not subject.of(PartKind.NUMBER):
        yield Hit(Span(match.start("n"), match.end()))


_LATE_NUMBER = re.compile(r"(?m)^[ \t]*(?P<n>số\s*:\s*\d*\s*/[a-zđ][^\n]{2,30})$")
