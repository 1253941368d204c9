"""The page: paper, margins, font, page numbers (appendix I, part I, section I)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from khuevan.vanban.checking.components import Component, placed
from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.sheet import Header, Section
from khuevan.vanban.checking.subject import Subject
from khuevan.vanban.legacy import Encoding, encoding_of_font

_ARTICLE = "Phụ lục I, Phần I, mục I.{} Nghị định 30/2020/NĐ-CP"
_TOLERANCE = 0.6
"""Millimetres; Word rounds and people type 2.01 cm."""
_LOOK = Reads.LOOK


def _off(value: float, low: float, high: float) -> bool:
    return not low - _TOLERANCE <= value <= high + _TOLERANCE


def _sections(subject: Subject) -> tuple[Section, ...]:
    return subject.sheet.sections if subject.sheet else ()


def _mm(value: float) -> str:
    return f"{value:g}"


@rule(
    "F101",
    ("Khổ giấy không phải A4", "The paper is not A4"),
    _ARTICLE.format("1"),
    reads=_LOOK,
    party=True,
    says=("Khổ giấy {width} x {height} mm.", "The page is {width} x {height} mm."),
    mend=(
        "Đặt khổ A4 (210 x 297 mm): Bố trí > Kích cỡ.",
        "Set A4 (210 x 297 mm): Layout > Size.",
    ),
    example=Example("210 x 297 mm", "216 x 279 mm (Letter)", change={"width": 216, "height": 279}),
)
def _paper(subject: Subject) -> Iterator[Hit]:
    for section in _sections(subject):
        short, long = sorted((section.width, section.height))
        if abs(short - 210) > 2 or abs(long - 297) > 2:
            yield Hit(said={"width": _mm(section.width), "height": _mm(section.height)})
            return


@rule(
    "F102",
    ("Văn bản đặt ngang", "The document lies across"),
    _ARTICLE.format("2"),
    reads=_LOOK,
    severity=Severity.WARNING,
    says=(
        "Trang đầu đặt theo chiều rộng của khổ giấy.",
        "The first page is set across the paper.",
    ),
    mend=(
        "Đặt theo chiều dài; chỉ đặt ngang khi có bảng, biểu không làm thành phụ lục riêng.",
        "Set it upright; across only for tables that are no appendix of their own.",
    ),
    example=Example("210 x 297 mm", "297 x 210 mm", change={"width": 297, "height": 210}),
)
def _orientation(subject: Subject) -> Iterator[Hit]:
    sections = _sections(subject)
    tables = any(one.component is Component.TABLE for one in placed(subject))
    if sections and sections[0].is_across and not tables:
        yield Hit()


def _margin(subject: Subject, low: float, high: float, *sides: str) -> Iterator[Hit]:
    for section in _sections(subject):
        if section.is_across:
            continue
        for side in sides:
            value = getattr(section, side)
            if _off(value, low, high):
                yield Hit(said={"value": _mm(value)})
                return


@rule(
    "F103",
    ("Lề trên hoặc lề dưới sai", "Top or bottom margin out of range"),
    _ARTICLE.format("3"),
    reads=_LOOK,
    says=(
        "Lề trên hoặc dưới là {value} mm, quy định 20 - 25 mm.",
        "The top or bottom margin is {value} mm; 20 to 25 mm is laid down.",
    ),
    mend=("Đặt lề trên, dưới 20 - 25 mm.", "Set the top and bottom margins to 20-25 mm."),
    example=Example("20 mm", "12,7 mm", change={"top": 12.7}),
)
def _top(subject: Subject) -> Iterator[Hit]:
    yield from _margin(subject, 20, 25, "top", "bottom")


@rule(
    "F104",
    ("Lề trái sai", "Left margin out of range"),
    _ARTICLE.format("3"),
    reads=_LOOK,
    says=(
        "Lề trái là {value} mm, quy định 30 - 35 mm.",
        "The left margin is {value} mm; 30 to 35 mm is laid down.",
    ),
    mend=("Đặt lề trái 30 - 35 mm.", "Set the left margin to 30-35 mm."),
    example=Example("30 mm", "25,4 mm", change={"left": 25.4}),
)
def _left(subject: Subject) -> Iterator[Hit]:
    yield from _margin(subject, 30, 35, "left")


@rule(
    "F105",
    ("Lề phải sai", "Right margin out of range"),
    _ARTICLE.format("3"),
    reads=_LOOK,
    says=(
        "Lề phải là {value} mm, quy định 15 - 20 mm.",
        "The right margin is {value} mm; 15 to 20 mm is laid down.",
    ),
    mend=("Đặt lề phải 15 - 20 mm.", "Set the right margin to 15-20 mm."),
    example=Example("15 mm", "25,4 mm", change={"right": 25.4}),
)
def _right(subject: Subject) -> Iterator[Hit]:
    yield from _margin(subject, 15, 20, "right")


@rule(
    "F106",
    ("Phông chữ không phải Times New Roman", "A font other than Times New Roman"),
    _ARTICLE.format("4"),
    reads=_LOOK,
    party=True,
    says=(
        "{count} đoạn dùng phông “{font}”, đoạn đầu: “{words}”.",
        "{count} paragraphs are set in “{font}”, the first: “{words}”.",
    ),
    mend=("Chọn các đoạn đó, đổi sang Times New Roman.", "Set them in Times New Roman."),
    example=Example("Times New Roman", "Arial", change={Component.BODY: {"font": "Arial"}}),
)
def _font(subject: Subject) -> Iterator[Hit]:
    wrong = [
        (one, font)
        for one in placed(subject)
        for font in one.paragraph.fonts
        if font.lower() != "times new roman"
        and encoding_of_font(font) is Encoding.UNICODE
        and not font.lower().startswith(("symbol", "wingdings"))
    ]
    for font, count in Counter(font for _, font in wrong).items():
        first = next(one for one, other in wrong if other == font)
        yield Hit(first.span, said={"font": font or "mặc định của Word", "count": count})


@rule(
    "F107",
    ("Chữ không phải màu đen", "Words in a colour other than black"),
    _ARTICLE.format("4"),
    reads=_LOOK,
    party=True,
    says=(
        "{count} đoạn có chữ màu: “{words}”.",
        "{count} paragraphs hold coloured words: “{words}”.",
    ),
    mend=("Đổi màu chữ về Tự động (đen).", "Set the colour back to Automatic (black)."),
    example=Example("chữ đen", "chữ đỏ", change={Component.BODY: {"colour": "FF0000"}}),
)
def _colour(subject: Subject) -> Iterator[Hit]:
    wrong = [
        one
        for one in placed(subject)
        if one.paragraph.coloured and "khẩn" not in one.paragraph.text.lower()
        and "tốc" not in one.paragraph.text.lower()
    ]  # fmt: skip
    if wrong:
        yield Hit(wrong[0].span, said={"count": len(wrong)})


@rule(
    "F108",
    ("Phông cũ (TCVN3, VNI)", "An old font encoding (TCVN3, VNI)"),
    _ARTICLE.format("4"),
    reads=_LOOK,
    party=True,
    since=None,
    says=(
        "{count} đoạn dùng phông “{font}”, không phải Unicode: “{words}”.",
        "{count} paragraphs use “{font}”, which is not Unicode: “{words}”.",
    ),
    mend=(
        "Chuyển mã sang Unicode (TCVN 6909:2001) rồi đặt Times New Roman.",
        "Convert to Unicode (TCVN 6909:2001) and set Times New Roman.",
    ),
    example=Example("Times New Roman", ".VnTime", change={Component.BODY: {"font": ".VnTime"}}),
)
def _legacy(subject: Subject) -> Iterator[Hit]:
    wrong = [
        (one, font)
        for one in placed(subject)
        for font in one.paragraph.fonts
        if encoding_of_font(font) is not Encoding.UNICODE
    ]
    if wrong:
        yield Hit(wrong[0][0].span, said={"font": wrong[0][1], "count": len(wrong)})


def _numbers(subject: Subject) -> tuple[Header, ...]:
    return tuple(
        header
        for section in _sections(subject)
        for header in section.numbers
        if header.kind == "default"
    )


def _is_long(subject: Subject) -> bool:
    return len(subject.text) > 5000  # surely more than one page


@rule(
    "F110",
    ("Không đánh số trang", "Pages without numbers"),
    _ARTICLE.format("7"),
    reads=_LOOK,
    says=("Văn bản dài nhưng không có số trang.", "The document is long but has no page numbers."),
    mend=(
        "Chèn số trang ở giữa lề trên, không hiện ở trang thứ nhất.",
        "Insert page numbers in the middle of the top margin, not on the first page.",
    ),
    example=Example(
        "số trang ở lề trên", "không có số trang", change={"page_number": None, "long": True}
    ),
)
def _no_number(subject: Subject) -> Iterator[Hit]:
    if _is_long(subject) and not _numbers(subject):
        yield Hit()


@rule(
    "F111",
    ("Số trang đặt ở chân trang", "The page number stands at the foot"),
    _ARTICLE.format("7"),
    reads=_LOOK,
    says=("Số trang nằm ở lề dưới.", "The page number stands in the bottom margin."),
    mend=("Chuyển số trang lên giữa lề trên.", "Move it to the middle of the top margin."),
    example=Example("số trang ở lề trên", "số trang ở lề dưới", change={"page_number": "footer"}),
)
def _foot(subject: Subject) -> Iterator[Hit]:
    numbers = _numbers(subject)
    if any(one.is_footer for one in numbers) and not any(not one.is_footer for one in numbers):
        yield Hit()


@rule(
    "F112",
    ("Số trang không canh giữa", "The page number is not centred"),
    _ARTICLE.format("7"),
    reads=_LOOK,
    says=("Số trang không canh giữa theo chiều ngang.", "The page number is not centred."),
    mend=("Canh giữa số trang.", "Centre the page number."),
    example=Example("canh giữa", "canh phải", change={"number_align": "right"}),
)
def _not_centred(subject: Subject) -> Iterator[Hit]:
    if any(one.align != "center" for one in _numbers(subject)):
        yield Hit()


@rule(
    "F113",
    ("Trang thứ nhất hiện số trang", "The first page shows its number"),
    _ARTICLE.format("7"),
    reads=_LOOK,
    says=("Số trang hiện cả ở trang thứ nhất.", "The page number shows on the first page too."),
    mend=(
        "Bật “Trang đầu khác biệt” (Different First Page) và để trống đầu trang thứ nhất.",
        "Switch on “Different First Page” and leave that header empty.",
    ),
    example=Example("trang đầu không có số", "trang đầu có số", change={"first_differs": False}),
)
def _first_page(subject: Subject) -> Iterator[Hit]:
    sections = _sections(subject)
    if not sections:
        return
    first = sections[0]
    shown = [h for h in first.numbers if h.kind == ("first" if first.first_differs else "default")]
    if shown:
        yield Hit()


@rule(
    "F114",
    ("Cỡ hoặc kiểu chữ của số trang sai", "The page number's size or style is wrong"),
    _ARTICLE.format("7"),
    reads=_LOOK,
    severity=Severity.WARNING,
    says=(
        "Số trang cỡ {size}; quy định cỡ 13 - 14, kiểu chữ đứng.",
        "The page number is set in {size}; 13 to 14, upright, is laid down.",
    ),
    mend=("Đặt số trang cỡ 13 hoặc 14, chữ đứng.", "Set it in 13 or 14, upright."),
    example=Example("cỡ 13", "cỡ 10", change={"number_size": 10}),
)
def _number_size(subject: Subject) -> Iterator[Hit]:
    for one in _numbers(subject):
        if not 13 <= one.size <= 14 or one.italic:
            yield Hit(said={"size": f"{one.size:g}"})
            return


@rule(
    "F115",
    ("Số trang không dùng chữ số Ả Rập", "Page numbers that are not Arabic figures"),
    _ARTICLE.format("7"),
    reads=_LOOK,
    says=("Số trang dùng dạng “{form}”.", "The page numbers use the form “{form}”."),
    mend=("Đổi định dạng số trang thành 1, 2, 3.", "Set the number format to 1, 2, 3."),
    example=Example("1, 2, 3", "i, ii, iii", change={"number_form": "lowerRoman"}),
)
def _figures(subject: Subject) -> Iterator[Hit]:
    for section in _sections(subject):
        if section.numbers and section.number_form not in ("decimal", "numberInDash"):
            yield Hit(said={"form": section.number_form})
            return
