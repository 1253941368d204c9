"""Number, symbol, place and date of the document (appendix I, II.3-II.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from khuevan.vanban.catalogue import STATE_TYPES
from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.subject import Subject
from khuevan.vanban.document import PartKind, Span
from khuevan.vanban.types import NAMES
from khuevan.vanban.view import bare, pattern

_N = "Phụ lục I, Phần I, mục II.3.{} Nghị định 30/2020/NĐ-CP"
_D = "Phụ lục I, Phần I, mục II.4.{} Nghị định 30/2020/NĐ-CP"
_NUMBER = pattern(
    r"(?P<word>[Ss][ốô])(?P<colon>[ \t]*:?)(?P<gap>[ \t]*)"
    r"(?P<figure>\d{0,6}[A-Za-z]?)(?P<space>[ \t]*)(?P<slash>[/-])(?P<after>[ \t]*)"
    r"(?P<symbol>[A-Za-zÀ-Ỹà-ỹ\d][\w&.]*(?:[ \t]?[-–/][ \t]?[\w&.]+)*)"
)
_ABBREVIATIONS = {
    name.upper(): one.abbreviation for one in STATE_TYPES.values() for name in [one.name]
}
_KNOWN = frozenset(one.abbreviation for one in STATE_TYPES.values() if one.abbreviation)
_BY_BARE = {bare(name): abbreviation for name, abbreviation in _ABBREVIATIONS.items()}


def _number(subject: Subject) -> re.Match[str] | None:
    """The number as the head prints it."""
    for passage in subject.of(PartKind.NUMBER):
        if match := _NUMBER.search(subject.page.text, passage.start, passage.end):
            return match
    return None


def _type_of(subject: Subject) -> str:
    """The bare name of the document's type, qualifiers ("KẾ HOẠCH HÀNH ĐỘNG") cut."""
    printed = bare(subject.document.doc_type or "")
    names = sorted((bare(name) for name in NAMES), key=len, reverse=True)
    return next((name for name in names if printed.startswith(name)), printed)


@rule(
    "G311",
    ("Thiếu số, ký hiệu", "Number and symbol are missing"),
    _N.format("c"),
    says=("Văn bản không có dòng “Số:”.", "The document has no line “Số:”."),
    mend=(
        "Ghi “Số: …/ký hiệu” dưới tên cơ quan; chưa có số thì để trống phần số.",
        "Write “Số: …/symbol” under the body; leave the figure blank while there is none.",
    ),
    example=Example("Số: 05/KH-STV\n", ""),
)
def _missing(subject: Subject) -> Iterator[Hit]:
    if subject.has_head and not subject.document.symbol and not subject.of(PartKind.NUMBER):
        yield Hit()


@rule(
    "G312",
    ("Sau từ “Số” thiếu dấu hai chấm", "No colon behind “Số”"),
    _N.format("c"),
    reads=Reads.LETTERS,
    says=("“{words}” thiếu dấu hai chấm sau từ “Số”.", "“{words}” lacks the colon behind “Số”."),
    mend=("Ghi “Số:”.", "Write “Số:”."),
    example=Example("Số: 05/KH-STV", "Số 05/KH-STV"),
)
def _colon(subject: Subject) -> Iterator[Hit]:
    match = _number(subject)
    if match and ":" not in match["colon"] and match["slash"] == "/":
        yield Hit(Span(match.start(), match.end("colon")), fix="Số:")


@rule(
    "G313",
    ("Số nhỏ hơn 10 thiếu số 0 phía trước", "A number below 10 without its leading zero"),
    _N.format("c"),
    says=(
        "Số “{words}” nhỏ hơn 10 phải có số 0 phía trước.",
        "“{words}” is below 10 and needs a zero.",
    ),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example("Số: 05/KH-STV", "Số: 5/KH-STV"),
)
def _zero(subject: Subject) -> Iterator[Hit]:
    match = _number(subject)
    if match and re.fullmatch(r"[1-9]", match["figure"]):
        right = f"0{match['figure']}"
        yield Hit(Span(*match.span("figure")), fix=right)


@rule(
    "G314",
    ("Có khoảng trắng trong số, ký hiệu", "Spaces inside number and symbol"),
    _N.format("c"),
    reads=Reads.LETTERS,
    says=("“{words}” có khoảng trắng.", "“{words}” holds a space."),
    mend=("Viết liền: “{right}”.", "Write it without spaces: “{right}”."),
    example=Example("Số: 05/KH-STV", "Số: 05 /KH - STV"),
)
def _spaces(subject: Subject) -> Iterator[Hit]:
    match = _number(subject)
    if match is None or not match["figure"]:
        return
    printed = match[0][match.start("figure") - match.start() :]
    if re.search(r"\s", printed):
        right = re.sub(r"\s", "", printed).replace("–", "-")
        yield Hit(Span(match.start("figure"), match.end()), fix=right)


@rule(
    "G315",
    ("Ký hiệu không in hoa", "The symbol is not in capitals"),
    _N.format("c"),
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    says=(
        "Ký hiệu “{words}” có nhóm chữ thường.",
        "The symbol “{words}” has a group in small letters.",
    ),
    mend=("Viết hoa ký hiệu.", "Write the symbol in capitals."),
    example=Example("Số: 05/KH-STV", "Số: 05/KH-stv"),
)
def _lower(subject: Subject) -> Iterator[Hit]:
    match = _number(subject)
    if match and any(part.islower() for part in re.split(r"[-–/.&]", match["symbol"]) if part):
        yield Hit(Span(*match.span("symbol")))


@rule(
    "G316",
    ("Ký hiệu dùng sai dấu nối", "The symbol is joined by the wrong marks"),
    _N.format("c"),
    reads=Reads.LETTERS,
    says=(
        "“{words}”: giữa số và ký hiệu dùng gạch chéo (/), trong ký hiệu dùng gạch nối (-).",
        "“{words}”: a slash stands between number and symbol, hyphens inside the symbol.",
    ),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example("Số: 05/KH-STV", "Số: 05-KH/STV"),
)
def _joints(subject: Subject) -> Iterator[Hit]:
    match = _number(subject)
    if match is None:
        return
    symbol = re.sub(r"\s", "", match["symbol"])
    if match["slash"] == "-" or "/" in re.sub(r"^\d{4}/", "", symbol) or "–" in symbol:
        year = re.match(r"\d{4}/", symbol)
        kept = year[0] if year else ""
        right = f"{match['figure']}/{kept}{re.sub('[/–]', '-', symbol[len(kept) :])}"
        yield Hit(Span(match.start("figure"), match.end()), fix=right)


def _groups(subject: Subject) -> list[str]:
    symbol = subject.document.symbol or ""
    return [group for group in re.split(r"[-–/]", symbol) if group]


@rule(
    "G317",
    ("Ký hiệu không khớp tên loại văn bản", "The symbol does not fit the type"),
    "Phụ lục III, mục I; " + _N.format("b"),
    says=(
        "Văn bản là {type} nhưng ký hiệu bắt đầu bằng “{group}”; chữ viết tắt là “{abbreviation}”.",
        "The document is a {type} but its symbol begins with “{group}”; the abbreviation is “{abbreviation}”.",
    ),
    mend=("Ghi ký hiệu “{abbreviation}-…”.", "Write the symbol “{abbreviation}-…”."),
    example=Example("Số: 05/KH-STV", "Số: 05/BC-STV"),
)
def _type(subject: Subject) -> Iterator[Hit]:
    match, groups = _number(subject), _groups(subject)
    wanted = _BY_BARE.get(_type_of(subject))
    if match is None or not groups or not wanted:
        return
    if (
        groups[0] != wanted
        and groups[0].upper() != wanted.upper()
        and not groups[0].startswith(wanted)
    ):
        yield Hit(
            Span(*match.span("symbol")),
            said={
                "type": (subject.document.doc_type or "").lower(),
                "group": groups[0],
                "abbreviation": wanted,
            },
        )


@rule(
    "G318",
    ("Công văn có chữ viết tắt tên loại", "A letter with a type in its symbol"),
    "Phụ lục III, mục I; " + _N.format("b"),
    says=(
        "Công văn không có chữ viết tắt tên loại: “{words}”.",
        "A letter has no type in its symbol: “{words}”.",
    ),
    mend=(
        "Ghi ký hiệu “cơ quan-đơn vị soạn thảo”, ví dụ “BNV-VP”.",
        "Write “body-drafting unit”, such as “BNV-VP”.",
    ),
    example=Example("Số: 15/STV-NV", "Số: 15/CV-STV", base="letter"),
)
def _letter(subject: Subject) -> Iterator[Hit]:
    match, groups = _number(subject), _groups(subject)
    if subject.document.doc_type != "CÔNG VĂN" or match is None or not groups:
        return
    if groups[0] == "CV" or groups[0] in _KNOWN:
        yield Hit(Span(*match.span("symbol")))


@rule(
    "G319",
    ("Số văn bản hành chính ghi kèm năm", "The year inside an administrative number"),
    _N.format("b"),
    severity=Severity.WARNING,
    says=(
        "“{words}” có năm trong số; chỉ văn bản quy phạm pháp luật ghi năm.",
        "“{words}” holds the year; only normative documents do.",
    ),
    mend=("Bỏ năm: “số/ký hiệu”.", "Leave the year out: “number/symbol”."),
    example=Example("Số: 05/KH-STV", "Số: 05/2026/KH-STV"),
)
def _year(subject: Subject) -> Iterator[Hit]:
    match = _number(subject)
    groups = _groups(subject)
    normative = {"QĐ", "NQ", "NĐ", "TT", "CT", "TTLT", "NQLT"}
    if match and re.match(r"\d{4}\s*/", match["symbol"]) and not normative & set(groups):
        yield Hit(Span(match.start("figure"), match.end()))


_DATE = re.compile(
    r"ngày(?P<a>[ \t]*)(?P<day>\d{1,2})(?P<b>[ \t]*)tháng(?P<c>[ \t]*)(?P<month>\d{1,2})[ \t]*năm[ \t]*(?P<year>\d{4})"
)
_WRITTEN = re.compile(r"ngày.{0,20}tháng")
_SLASHED = re.compile(r"ngày[ \t]*\d{1,2}[ \t]*[/.-][ \t]*\d{1,2}[ \t]*[/.-][ \t]*\d{4}")


def _dated(subject: Subject) -> re.Match[str] | None:
    for passage in subject.of(PartKind.PLACE_DATE, PartKind.NUMBER):
        if match := _DATE.search(subject.key, passage.start, passage.end):
            return match
    return None


@rule(
    "G321",
    ("Thiếu địa danh, thời gian ban hành", "Place and date are missing"),
    _D.format("a"),
    says=(
        "Văn bản không có dòng địa danh, ngày tháng.",
        "The document has no line of place and date.",
    ),
    mend=(
        "Ghi “Hà Nội, ngày … tháng … năm …” dưới Tiêu ngữ, cùng dòng với số.",
        "Write “Hà Nội, ngày … tháng … năm …” under the motto, level with the number.",
    ),
    example=Example("Hải Vân, ngày 05 tháng 02 năm 2026\n", ""),
)
def _undated(subject: Subject) -> Iterator[Hit]:
    head = subject.key[: subject.body_start]
    if subject.document.doc_type == "BIÊN BẢN":
        return  # form 1.9 prints none: the minutes tell their own hours
    is_dated = subject.document.date or _WRITTEN.search(head) or _SLASHED.search(head)
    if subject.has_head and not is_dated and subject.document.doc_type != "BIÊN BẢN":
        yield Hit()


@rule(
    "G322",
    ("Ngày nhỏ hơn 10 thiếu số 0", "A day below 10 without its zero"),
    _D.format("b"),
    says=("Ngày “{words}” phải ghi “{right}”.", "The day “{words}” must read “{right}”."),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example("ngày 05 tháng 02 năm 2026", "ngày 5 tháng 02 năm 2026"),
)
def _day(subject: Subject) -> Iterator[Hit]:
    match = _dated(subject)
    if match and re.fullmatch(r"[1-9]", match["day"]):
        yield Hit(Span(*match.span("day")), fix=f"0{match['day']}")


@rule(
    "G323",
    ("Tháng 1, 2 thiếu số 0", "January or February without its zero"),
    _D.format("b"),
    says=("Tháng “{words}” phải ghi “{right}”.", "The month “{words}” must read “{right}”."),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example("ngày 05 tháng 02 năm 2026", "ngày 05 tháng 2 năm 2026"),
)
def _month(subject: Subject) -> Iterator[Hit]:
    match = _dated(subject)
    if match and match["month"] in ("1", "2"):
        yield Hit(Span(*match.span("month")), fix=f"0{match['month']}")


@rule(
    "G324",
    ("Tháng 3 - 9 có số 0 thừa", "A needless zero before months 3 to 9"),
    _D.format("b"),
    severity=Severity.HINT,
    says=(
        "Tháng “{words}”: quy định chỉ thêm số 0 cho tháng 1, 2.",
        "Month “{words}”: only months 1 and 2 take a zero.",
    ),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example("tháng 02 năm 2026", "tháng 06 năm 2026"),
)
def _needless(subject: Subject) -> Iterator[Hit]:
    match = _dated(subject)
    if match and re.fullmatch(r"0[3-9]", match["month"]):
        yield Hit(Span(*match.span("month")), fix=match["month"][1])


@rule(
    "G325",
    ("Ngày tháng ban hành viết bằng gạch chéo", "The date of issue written with slashes"),
    _D.format("b"),
    says=("“{words}” phải viết đầy đủ ngày, tháng, năm.", "“{words}” must be written in full."),
    mend=("Ghi “ngày … tháng … năm …”.", "Write “ngày … tháng … năm …”."),
    example=Example("ngày 05 tháng 02 năm 2026", "ngày 05/02/2026"),
)
def _slashes(subject: Subject) -> Iterator[Hit]:
    for passage in subject.of(PartKind.PLACE_DATE):
        if match := _SLASHED.search(subject.key, passage.start, passage.end):
            yield Hit(Span(*match.span()))


@rule(
    "G326",
    ("Sau địa danh thiếu dấu phẩy", "No comma behind the place"),
    _D.format("c"),
    reads=Reads.LETTERS,
    says=("Sau “{words}” thiếu dấu phẩy.", "A comma is missing behind “{words}”."),
    mend=("Ghi “{words}, ngày …”.", "Write “{words}, ngày …”."),
    example=Example("Hải Vân, ngày 05", "Hải Vân ngày 05"),
)
def _comma(subject: Subject) -> Iterator[Hit]:
    for passage in subject.of(PartKind.PLACE_DATE):
        if match := _PLACED.search(subject.page.text, passage.start, passage.end):
            yield Hit(Span(*match.span("place")), fix=f"{match['place']},")


_PLACED = pattern(r"(?P<place>[A-ZÀ-Ỹ][\w]*(?:[ \t][A-ZÀ-Ỹ]\w*){0,4})[ \t]+ngày[ \t.…\d]")


@rule(
    "G327",
    ("Địa danh không viết hoa", "The place is not capitalised"),
    _D.format("c"),
    reads=Reads.LETTERS,
    says=("Địa danh “{words}” phải viết hoa chữ cái đầu.", "The place “{words}” needs capitals."),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example("Hải Vân, ngày 05", "hải vân, ngày 05"),
)
def _small_place(subject: Subject) -> Iterator[Hit]:
    for passage in subject.of(PartKind.PLACE_DATE):
        match = _SMALL_PLACE.search(subject.page.text, passage.start, passage.end)
        if match:
            yield Hit(Span(*match.span("place")), fix=match["place"].title())


_SMALL_PLACE = pattern(
    r"(?m)(?:^|[|\t])[ \t]*(?P<place>[a-zà-ỹđ]+(?:[ \t][a-zà-ỹđ]+){0,3}),[ \t]*ngày"
)
