"""How paragraphs are set, and where the components of the form stand on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from khuevan.vanban.checking.components import Component, Placed, placed
from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.rules.looks import body
from khuevan.vanban.checking.subject import Subject

_A = "Phụ lục I, Phần I, mục {} Nghị định 30/2020/NĐ-CP"
_INDENTS = ((27.0, 30.0), (34.5, 37.5))
"""1 cm and 1.27 cm in points, with what typing 1.0 or 0.5" leaves."""
_LONG = 90
"""Characters from which a paragraph surely runs over its first line."""


def _gathered(subject: Subject, is_wrong: Callable[[Placed], bool]) -> Iterator[Hit]:
    wrong = [one for one in body(subject) if len(one.paragraph.text) > _LONG and is_wrong(one)]
    if wrong:
        yield Hit(wrong[0].span, said={"count": len(wrong)})


@rule(
    "F231",
    ("Nội dung không canh đều hai lề", "Body not justified"),
    _A.format("II.6.e"),
    reads=Reads.LOOK,
    says=(
        "{count} đoạn không canh đều hai lề: “{words}”.",
        "{count} paragraphs are not justified: “{words}”.",
    ),
    mend=("Canh đều hai lề (Ctrl+J).", "Justify them (Ctrl+J)."),
    example=Example("canh đều", "canh trái", change={Component.BODY: {"align": "left"}}),
)
def _justified(subject: Subject) -> Iterator[Hit]:
    yield from _gathered(
        subject,
        lambda one: one.paragraph.look.align not in ("both", "distribute", "thaiDistribute"),
    )


@rule(
    "F232",
    ("Dòng đầu đoạn không lùi 1 hoặc 1,27 cm", "First line not set in by 1 or 1.27 cm"),
    _A.format("II.6.e"),
    reads=Reads.LOOK,
    says=(
        "{count} đoạn lùi dòng đầu khác 1 cm và 1,27 cm: “{words}”.",
        "{count} paragraphs are set in by neither 1 cm nor 1.27 cm: “{words}”.",
    ),
    mend=(
        "Đặt lùi dòng đầu 1 cm hoặc 1,27 cm (Đoạn > Đặc biệt > Dòng đầu tiên).",
        "Set a first-line indent of 1 cm or 1.27 cm (Paragraph > Special > First line).",
    ),
    example=Example("1,27 cm", "0 cm", change={Component.BODY: {"first": 0}}),
)
def _indent(subject: Subject) -> Iterator[Hit]:
    def is_wrong(one: Placed) -> bool:
        look = one.paragraph.look
        starts = (look.left or 0) + (look.first or 0) if (look.first or 0) < 0 else look.first or 0
        return not any(low <= starts <= high for low, high in _INDENTS)

    yield from _gathered(subject, is_wrong)


@rule(
    "F233",
    ("Khoảng cách giữa các đoạn dưới 6 pt", "Less than 6 pt between paragraphs"),
    _A.format("II.6.e"),
    reads=Reads.LOOK,
    says=(
        "{count} đoạn cách đoạn sau dưới 6 pt: “{words}”.",
        "{count} paragraphs stand less than 6 pt from the next: “{words}”.",
    ),
    mend=("Đặt khoảng cách đoạn tối thiểu 6 pt.", "Set at least 6 pt between paragraphs."),
    example=Example("6 pt", "0 pt", change={Component.BODY: {"after": 0}}),
)
def _gaps(subject: Subject) -> Iterator[Hit]:
    running = body(subject)
    wrong = [
        one
        for one, following in pairwise(running)
        if max(one.paragraph.look.after or 0, 0) + max(following.paragraph.look.before or 0, 0)
        < 5.9
    ]
    if wrong:
        yield Hit(wrong[0].span, said={"count": len(wrong)})


@rule(
    "F234",
    ("Khoảng cách dòng ngoài đơn - 1,5", "Line spacing outside single to 1.5"),
    _A.format("II.6.e"),
    reads=Reads.LOOK,
    says=(
        "{count} đoạn có khoảng cách dòng dưới dòng đơn hoặc trên 1,5: “{words}”.",
        "{count} paragraphs are spaced below single or above 1.5: “{words}”.",
    ),
    mend=("Đặt từ dòng đơn đến 1,5 dòng.", "Set single to 1.5 lines."),
    example=Example("dòng đơn", "2 dòng", change={Component.BODY: {"spacing": 2.0}}),
)
def _lines(subject: Subject) -> Iterator[Hit]:
    def is_wrong(one: Placed) -> bool:
        spacing, exact = one.paragraph.look.spacing, one.paragraph.look.exact
        if exact is not None:
            return exact < max(one.paragraph.sizes, default=14) * 1.05
        return spacing is not None and not 0.98 <= spacing <= 1.52

    yield from _gathered(subject, is_wrong)


def _first(subject: Subject, *components: Component) -> Placed | None:
    return next((one for one in placed(subject) if one.component in components), None)


def _last(subject: Subject, component: Component) -> Placed | None:
    return next((one for one in reversed(placed(subject)) if one.component is component), None)


@rule(
    "F241",
    ("Không có đường kẻ dưới Tiêu ngữ", "No rule under the motto"),
    _A.format("II.1.b"),
    reads=Reads.LOOK,
    says=("Dưới “{words}” không thấy đường kẻ ngang.", "No rule was found under “{words}”."),
    mend=(
        "Vẽ đường kẻ nét liền, dài bằng dòng chữ Tiêu ngữ.",
        "Draw a solid rule as long as the motto.",
    ),
    example=Example("có đường kẻ", "không có đường kẻ", change={Component.MOTTO: {"ruled": False}}),
)
def _under_motto(subject: Subject) -> Iterator[Hit]:
    one = _last(subject, Component.MOTTO)
    if one and not one.paragraph.ruled:
        yield Hit(one.span)


@rule(
    "F242",
    ("Không có đường kẻ dưới tên cơ quan", "No rule under the issuing body"),
    _A.format("II.2.b"),
    reads=Reads.LOOK,
    says=("Dưới “{words}” không thấy đường kẻ ngang.", "No rule was found under “{words}”."),
    mend=(
        "Vẽ đường kẻ nét liền dài 1/3 - 1/2 dòng chữ, cân đối.",
        "Draw a solid rule of a third to a half of the line, in its middle.",
    ),
    example=Example(
        "có đường kẻ", "không có đường kẻ", change={Component.ISSUER: {"ruled": False}}
    ),
)
def _under_issuer(subject: Subject) -> Iterator[Hit]:
    one = _last(subject, Component.ISSUER)
    if one and not one.paragraph.ruled:
        yield Hit(one.span)


@rule(
    "F243",
    ("Không có đường kẻ dưới trích yếu", "No rule under the subject"),
    _A.format("II.5.b"),
    reads=Reads.LOOK,
    says=("Dưới trích yếu “{words}” không thấy đường kẻ.", "No rule under the subject “{words}”."),
    mend=(
        "Vẽ đường kẻ nét liền dài 1/3 - 1/2 dòng chữ, cân đối.",
        "Draw a solid rule of a third to a half of the line, in its middle.",
    ),
    example=Example(
        "có đường kẻ", "không có đường kẻ", change={Component.SUBJECT: {"ruled": False}}
    ),
)
def _under_subject(subject: Subject) -> Iterator[Hit]:
    title = [
        one
        for one in placed(subject)
        if one.component in (Component.SUBJECT, Component.TYPE) and not one.paragraph.cell
    ]
    if title and not any(one.paragraph.ruled for one in title):
        yield Hit(title[-1].span)


@rule(
    "F244",
    ("Số và ngày tháng không cùng một dòng", "Number and date not on one line"),
    _A.format("II.4.c"),
    reads=Reads.LOOK,
    says=(
        "“{words}” không nằm cùng dòng với số, ký hiệu.",
        "“{words}” does not stand on the line of the number.",
    ),
    mend=(
        "Đặt địa danh, ngày tháng cùng hàng với số, ký hiệu (cùng một hàng của bảng đầu trang).",
        "Put place and date in the same row of the head table as the number.",
    ),
    example=Example("cùng một hàng", "khác hàng", change={"date_row": 3}),
)
def _one_row(subject: Subject) -> Iterator[Hit]:
    number, dated = _first(subject, Component.NUMBER), _first(subject, Component.PLACE_DATE)
    if number is None or dated is None or not number.paragraph.cell or not dated.paragraph.cell:
        return
    if number.paragraph.cell[:2] != dated.paragraph.cell[:2]:
        yield Hit(dated.span)


@rule(
    "F245",
    ("Quốc hiệu không ở bên phải", "The country's name is not at the right"),
    _A.format("II.1.a"),
    reads=Reads.LOOK,
    says=(
        "Quốc hiệu phải ở trên cùng, bên phải; tên cơ quan ở bên trái.",
        "The country's name belongs at the top right, the body's name at the left.",
    ),
    mend=(
        "Dùng bảng hai cột: tên cơ quan bên trái, Quốc hiệu bên phải.",
        "Use a table of two columns: the body at the left, the country at the right.",
    ),
    example=Example("cột phải", "cột trái", change={"country_column": 0}),
)
def _right(subject: Subject) -> Iterator[Hit]:
    country, issuer = _first(subject, Component.COUNTRY), _first(subject, Component.ISSUER)
    if country is None or issuer is None:
        return
    here, there = country.paragraph.cell, issuer.paragraph.cell
    if here and there and here[0] == there[0] and here[2] <= there[2]:
        yield Hit(country.span)


@rule(
    "F246",
    ("Nơi nhận không ngang hàng với chữ ký", "Recipients not level with the signature"),
    _A.format("II.9.d"),
    reads=Reads.LOOK,
    severity=Severity.WARNING,
    says=(
        "“{words}” không nằm cùng hàng với quyền hạn, chức vụ của người ký.",
        "“{words}” is not level with the signer's authority.",
    ),
    mend=(
        "Dùng bảng hai cột: Nơi nhận bên trái, chữ ký bên phải.",
        "Use a table of two columns: recipients at the left, signature at the right.",
    ),
    example=Example("cùng một hàng", "khác hàng", change={"signature_row": 1}),
)
def _level(subject: Subject) -> Iterator[Hit]:
    word, signer = _first(subject, Component.RECIPIENTS_WORD), _first(subject, Component.AUTHORITY)
    if word is None or signer is None:
        return
    here, there = word.paragraph.cell, signer.paragraph.cell
    if (here is None) is not (there is None) or (here and there and here[:2] != there[:2]):
        yield Hit(word.span)


@rule(
    "F247",
    ("Phụ lục không sang trang, số trang không riêng", "Appendix without its own page numbers"),
    _A.format("III.1.đ"),
    reads=Reads.LOOK,
    severity=Severity.WARNING,
    says=(
        "“{words}” không ở phần (section) riêng nên số trang chạy tiếp văn bản chính.",
        "“{words}” is not in a section of its own, so its pages go on counting the document's.",
    ),
    mend=(
        "Chèn ngắt phần (Next Page) trước phụ lục và đánh lại số trang từ 1.",
        "Insert a section break (next page) before it and start its numbering at 1.",
    ),
    example=Example("phần riêng", "cùng phần", base="appendix", change={"same_section": True}),
)
def _own_pages(subject: Subject) -> Iterator[Hit]:
    for one in placed(subject):
        if one.component is Component.APPENDIX and subject.sheet:
            sections = subject.sheet.sections
            at = one.paragraph.section
            if at == 0 or not (at < len(sections) and sections[at].restarts):
                yield Hit(one.span)
                return
