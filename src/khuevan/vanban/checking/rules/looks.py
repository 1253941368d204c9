"""How each component is set: size, weight, slant, place on the line (appendix I, part I, V)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from khuevan.vanban import letterhead
from khuevan.vanban.checking.components import Component, Placed, placed
from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.subject import Subject

_A = "Phụ lục I, Phần I, mục {} Nghị định 30/2020/NĐ-CP"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the decree lays down; None leaves it open."""

    low: float
    high: float
    bold: bool | None = False
    italic: bool | None = False
    align: str | None = None
    capitals: bool | None = None

    @property
    def words(self) -> tuple[str, str]:
        size = f"{self.low:g}" if self.low == self.high else f"{self.low:g} - {self.high:g}"
        vi, en = [f"cỡ {size}"], [f"size {size}"]
        if self.italic is not None:
            vi.append("chữ nghiêng" if self.italic else "chữ đứng")
            en.append("italic" if self.italic else "upright")
        if self.bold is not None:
            vi.append("đậm" if self.bold else "không đậm")
            en.append("bold" if self.bold else "not bold")
        if self.align:
            vi.append("canh giữa")
            en.append("centred")
        if self.capitals:
            vi.append("in hoa")
            en.append("in capitals")
        return ", ".join(vi), ", ".join(en)


def departures(one: Placed, wanted: Wanted) -> tuple[list[str], list[str]]:
    """What is different, in both languages."""
    vi: list[str] = []
    en: list[str] = []
    paragraph = one.paragraph
    odd = [size for size in paragraph.sizes if not wanted.low <= size <= wanted.high]
    if odd:
        vi.append(f"cỡ {odd[0]:g}")
        en.append(f"size {odd[0]:g}")
    for name, value, is_on, words in (
        ("bold", wanted.bold, paragraph.bold, ("đậm", "bold")),
        ("italic", wanted.italic, paragraph.italic, ("nghiêng", "italic")),
    ):
        if value is None or is_on is value:
            continue
        some = is_on is None
        vi.append(f"{'một phần ' if some else ''}{'' if is_on or some else 'không '}{words[0]}")
        en.append(f"{'partly ' if some else ''}{'' if is_on or some else 'not '}{words[1]}")
        del name
    if wanted.align and paragraph.look.align not in (wanted.align, "distribute"):
        vi.append("không canh giữa")
        en.append("not centred")
    if wanted.capitals and not (paragraph.capitals or letterhead.capitals(paragraph.text)):
        vi.append("không in hoa")
        en.append("not in capitals")
    return vi, en


def _find(component: Component, wanted: Wanted) -> Callable[[Subject], Iterable[Hit]]:
    def find(subject: Subject) -> Iterator[Hit]:
        wrong = [
            (one, found)
            for one in placed(subject)
            if one.component is component and (found := departures(one, wanted))[0]
        ]
        if wrong:
            (first, (vi, en)), right = wrong[0], wanted.words
            more = len(wrong) - 1
            yield Hit(
                first.span,
                said={
                    "found_vi": ", ".join(vi),
                    "found_en": ", ".join(en),
                    "right_vi": right[0],
                    "right_en": right[1],
                    "more_vi": f" (và {more} đoạn nữa)" if more else "",
                    "more_en": f" (and {more} more)" if more else "",
                },
            )

    return find


def _looks(
    id: str,
    component: Component,
    name: tuple[str, str],
    section: str,
    wanted: Wanted,
    change: dict[str, object],
    described: str,
    base: str = "plan",
    severity: Severity = Severity.ERROR,
) -> None:
    """Register the rule about how one component is set."""
    rule(
        id,
        (f"Cỡ, kiểu chữ của {name[0]}", f"Size and style of {name[1]}"),
        _A.format(section),
        reads=Reads.LOOK,
        severity=severity,
        says=(
            f"{name[0][0].upper()}{name[0][1:]} “{{words}}” {{found_vi}}{{more_vi}}; "
            "quy định {right_vi}.",
            f"{name[1][0].upper()}{name[1][1:]} “{{words}}” is {{found_en}}{{more_en}}; "
            "the decree wants {right_en}.",
        ),
        mend=("Đặt {right_vi}.", "Set it {right_en}."),
        example=Example(wanted.words[0], described, base=base, change={component: change}),
    )(_find(component, wanted))


_BOLD_CENTRED = Wanted(13, 14, bold=True, align="center")

_looks(
    "F201", Component.COUNTRY, ("Quốc hiệu", "the country's name"), "II.1.a",
    Wanted(12, 13, bold=True), {"size": 15}, "cỡ 15",
)  # fmt: skip
_looks(
    "F202", Component.MOTTO, ("Tiêu ngữ", "the motto"), "II.1.b",
    Wanted(13, 14, bold=True), {"bold": False}, "không đậm",
)  # fmt: skip
_looks(
    "F203", Component.PARENT, ("tên cơ quan chủ quản", "the superior body's name"), "II.2.b",
    Wanted(12, 13), {"bold": True}, "chữ đậm",
)  # fmt: skip
_looks(
    "F204", Component.ISSUER, ("tên cơ quan ban hành", "the issuing body's name"), "II.2.b",
    Wanted(12, 13, bold=True), {"bold": False}, "không đậm",
)  # fmt: skip
_looks(
    "F205", Component.NUMBER, ("số, ký hiệu", "the number and symbol"), "II.3.c",
    Wanted(13, 13), {"size": 14}, "cỡ 14",
)  # fmt: skip
_looks(
    "F206", Component.PLACE_DATE, ("địa danh, ngày tháng", "the place and date"), "II.4.c",
    Wanted(13, 14, italic=True), {"italic": False}, "chữ đứng",
)  # fmt: skip
_looks(
    "F207", Component.TYPE, ("tên loại văn bản", "the type of document"), "II.5.b",
    _BOLD_CENTRED, {"size": 16}, "cỡ 16",
)  # fmt: skip
_looks(
    "F208", Component.SUBJECT, ("trích yếu", "the subject"), "II.5.b",
    _BOLD_CENTRED, {"bold": False}, "không đậm",
)  # fmt: skip
_looks(
    "F209", Component.LETTER_SUBJECT, ("trích yếu công văn", "the letter's subject"), "II.5.b",
    Wanted(12, 13), {"size": 14}, "cỡ 14", base="letter",
)  # fmt: skip
_looks(
    "F210", Component.BASIS, ("căn cứ ban hành", "the grounds"), "II.6.a",
    Wanted(13, 14, italic=True), {"italic": False}, "chữ đứng",
)  # fmt: skip
_looks(
    "F211", Component.ADDRESSED, ("phần “Kính gửi”", "the salutation"), "II.9.d",
    Wanted(13, 14, bold=None), {"italic": True}, "chữ nghiêng", base="letter",
)  # fmt: skip
_looks(
    "F212", Component.CHAPTER, ("“Phần”, “Chương”", "“Phần” and “Chương”"), "II.6.đ",
    _BOLD_CENTRED, {"bold": False}, "không đậm", base="chapters",
)  # fmt: skip
_looks(
    "F213", Component.SECTION, ("tiêu đề mục", "the section headings"), "V, số 6.b",
    Wanted(13, 14, bold=True), {"bold": False}, "không đậm",
)  # fmt: skip
_looks(
    "F214", Component.AUTHORITY, ("quyền hạn, chức vụ", "the signer's authority"), "II.7.đ",
    Wanted(13, 14, bold=True, capitals=True), {"bold": False}, "không đậm",
)  # fmt: skip
_looks(
    "F215", Component.SIGNER, ("họ tên người ký", "the signer's name"), "II.7.đ",
    Wanted(13, 14, bold=True), {"italic": True}, "chữ nghiêng",
)  # fmt: skip
_looks(
    "F216", Component.RECIPIENTS_WORD, ("từ “Nơi nhận”", "the word “Nơi nhận”"), "II.9.d",
    Wanted(12, 12, bold=True, italic=True), {"italic": False}, "chữ đứng",
)  # fmt: skip
_looks(
    "F217", Component.RECIPIENT, ("danh sách nơi nhận", "the list of recipients"), "II.9.d",
    Wanted(11, 11), {"size": 13}, "cỡ 13",
)  # fmt: skip
_looks(
    "F218", Component.APPENDIX, ("từ “Phụ lục”", "the word “Phụ lục”"), "III.1.b",
    Wanted(14, 14, bold=True, align="center"), {"size": 12}, "cỡ 12", base="appendix",
)  # fmt: skip
_looks(
    "F219", Component.APPENDIX_REFERENCE,
    ("dòng “Kèm theo văn bản”", "the line that names the document"), "III.1.c",
    Wanted(13, 14, italic=True, align="center"), {"italic": False}, "chữ đứng", base="appendix",
)  # fmt: skip


@rule(
    "F220",
    ("Cỡ chữ nội dung ngoài 13 - 14", "Body words outside 13 to 14 points"),
    _A.format("II.6.e"),
    reads=Reads.LOOK,
    says=(
        "{count} đoạn nội dung có cỡ chữ {size}: “{words}”.",
        "{count} paragraphs of the body hold words in {size} points: “{words}”.",
    ),
    mend=("Đặt cỡ 13 hoặc 14 cho toàn bộ lời văn.", "Set the whole body in 13 or 14."),
    example=Example("cỡ 14", "cỡ 12", change={Component.BODY: {"size": 12}}),
)
def _body_size(subject: Subject) -> Iterator[Hit]:
    wrong = [
        (one, size) for one in body(subject) for size in one.paragraph.sizes if not 13 <= size <= 14
    ]
    if wrong:
        yield Hit(wrong[0][0].span, said={"size": f"{wrong[0][1]:g}", "count": len(wrong)})


@rule(
    "F221",
    ("Lời văn không thống nhất một cỡ chữ", "Body words in more than one size"),
    _A.format("II.6.đ"),
    reads=Reads.LOOK,
    severity=Severity.WARNING,
    says=(
        "Lời văn dùng cỡ {common}, riêng đoạn này cỡ {size}: “{words}”.",
        "The body is set in {common}, this paragraph in {size}: “{words}”.",
    ),
    mend=("Dùng một cỡ chữ cho toàn bộ lời văn.", "Use one size for the whole body."),
    example=Example("một cỡ 14", "có đoạn cỡ 13", change={"one": {"size": 13}}),
)
def _one_size(subject: Subject) -> Iterator[Hit]:
    sizes = [size for one in body(subject) for size in one.paragraph.sizes if 13 <= size <= 14]
    if len(set(sizes)) < 2:
        return
    common = max(set(sizes), key=sizes.count)
    for one in body(subject):
        odd = [size for size in one.paragraph.sizes if 13 <= size <= 14 and size != common]
        if odd:
            yield Hit(one.span, said={"common": f"{common:g}", "size": f"{odd[0]:g}"})
            return


@rule(
    "F222",
    ("Cả đoạn nội dung in đậm hoặc nghiêng", "A whole paragraph of the body bold or italic"),
    _A.format("II.6.e"),
    reads=Reads.LOOK,
    severity=Severity.HINT,
    says=(
        "{count} đoạn nội dung in đậm hoặc nghiêng cả đoạn: “{words}”.",
        "{count} paragraphs of the body are bold or italic throughout: “{words}”.",
    ),
    mend=("Nội dung dùng kiểu chữ đứng, không đậm.", "Set the body upright and not bold."),
    example=Example("chữ đứng", "chữ nghiêng", change={Component.BODY: {"italic": True}}),
)
def _slanted(subject: Subject) -> Iterator[Hit]:
    wrong = [
        one
        for one in body(subject)
        if one.component is Component.BODY
        and len(one.paragraph.text) > 40
        and (one.paragraph.italic or one.paragraph.bold)
    ]
    if wrong:
        yield Hit(wrong[0].span, said={"count": len(wrong)})


@rule(
    "F223",
    ("Điều không in đậm", "An article's number and title not bold"),
    _A.format("II.6.đ"),
    reads=Reads.LOOK,
    severity=Severity.WARNING,
    says=("“{words}” không có chữ đậm ở từ “Điều”.", "“{words}”: the word “Điều” is not bold."),
    mend=(
        "In đậm từ “Điều”, số thứ tự và tiêu đề của điều.",
        "Set “Điều”, its number and its title bold.",
    ),
    example=Example(
        "**Điều 1.**", "Điều 1.", base="decision", change={Component.ARTICLE: {"bold": False}}
    ),
)
def _articles(subject: Subject) -> Iterator[Hit]:
    for one in placed(subject):
        if one.component is Component.ARTICLE and one.paragraph.bold is False:
            yield Hit(one.span)
            return


def body(subject: Subject) -> list[Placed]:
    """The paragraphs of running text."""
    running = (Component.BODY, Component.ARTICLE)
    return [one for one in placed(subject) if one.component in running and not one.paragraph.cell]
