"""The words of a summons, once: for the .docx that an office edits and for the page with the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from khuevan.training.printing.press import code, code_png
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Block,
    Composition,
    Item,
    Paragraph,
    Picture,
    Signature,
    Table,
)

DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
ABOUT = "triệu tập học viên dự lớp tập huấn"


@dataclass(frozen=True, slots=True)
class Occasion:
    """A class as its papers name it; times are local. ``number`` and ``date`` come from văn thư."""

    title: str
    plan: str  # "Kế hoạch số 12/KH-SVHTT ngày 05/01/2026 của ..."; "" for a class of no plan
    starts: datetime
    ends: datetime | None
    place: str
    is_online: bool
    issuer: str
    parent_issuer: str
    symbol: str
    signature: Signature
    contact: str
    city: str = "Hà Nội"
    number: int | None = None
    date: date | None = None

    @property
    def named(self) -> str:
        """ "lớp “Tập huấn ...”"; a title that calls itself a class is not called one twice."""
        return f"“{self.title}”" if self.title.lower().startswith("lớp") else f"lớp “{self.title}”"

    @property
    def when(self) -> str:
        hours = f"{self.starts:%H} giờ {self.starts:%M}"
        if self.ends:
            hours = f"từ {hours} đến {self.ends:%H} giờ {self.ends:%M}"
        return f"{hours}, {DAYS[self.starts.weekday()]}, ngày {self.starts:%d/%m/%Y}"

    @property
    def where(self) -> str:
        return "Trực tuyến" if self.is_online else self.place


@dataclass(frozen=True, slots=True)
class Summoned:
    """A person as the summons names them."""

    name: str
    position: str
    unit: str
    addressee: str
    ticket: str


def body(at: Occasion, one: Summoned) -> tuple[Block, ...]:
    by_plan = f"Thực hiện {at.plan}, " if at.plan else ""
    return (
        Paragraph(
            f"{by_plan}{at.issuer} triệu tập ông (bà) {one.name}, {one.position}, {one.unit}, "
            f"tham dự {at.named} như sau:"
        ),
        Item("1.", f"Thời gian: {at.when}. Đề nghị có mặt trước 15 phút để làm thủ tục."),
        _place(at),
        Paragraph(
            f"Đề nghị {one.unit} bố trí để ông (bà) {one.name} dự lớp đúng giờ, đầy đủ và mang theo "
            "thẻ dự lớp kèm theo. Trường hợp phải thay người, đề nghị đơn vị cử người khác qua "
            "đường liên kết đã gửi cho đơn vị để được cấp thẻ mới."
        ),
        Paragraph(f"Mọi chi tiết đề nghị liên hệ: {at.contact}."),
    )


def _place(at: Occasion) -> Item:
    if at.is_online:
        return Item("2.", "Hình thức: trực tuyến; đường truy cập có trên trang của học viên.")
    return Item("2.", f"Địa điểm: {at.place}.")


def letter(at: Occasion, one: Summoned) -> Composition:
    """The summons of one unit as Word has it, the ticket's code in it."""
    ticket = Picture(
        code_png(one.ticket),
        caption=f"Thẻ dự lớp của {one.name}: {one.ticket}",
        alt=one.ticket,
        width_mm=35,
    )
    *words, last = body(at, one)
    return _sheet(at, (one.addressee,), (*words, ticket, last), ())


def general(at: Occasion, to: tuple[str, ...], people: list[Summoned]) -> Composition:
    """The one document that is signed and numbered: who is summoned stands in its appendix."""
    by_plan = f"Thực hiện {at.plan}, " if at.plan else ""
    words = (
        Paragraph(
            f"{by_plan}{at.issuer} triệu tập {len(people)} học viên có tên trong danh sách kèm theo "
            f"tham dự {at.named} như sau:"
        ),
        Item("1.", f"Thời gian: {at.when}. Đề nghị có mặt trước 15 phút để làm thủ tục."),
        _place(at),
        Paragraph(
            "Đề nghị các đơn vị bố trí để học viên dự lớp đúng giờ, đầy đủ, đúng thành phần. Thẻ dự "
            "lớp của từng học viên được gửi kèm giấy triệu tập riêng cho đơn vị."
        ),
        Paragraph(f"Mọi chi tiết đề nghị liên hệ: {at.contact}."),
    )
    rows = tuple(
        (str(number), one.name, one.position, one.unit) for number, one in enumerate(people, 1)
    )
    head = ("TT", "Họ và tên", "Chức vụ", "Đơn vị")
    listed = Appendix(
        "Danh sách học viên được triệu tập",
        (Table(head, rows, widths=(10, 40, 45, 60)),),
    )
    return _sheet(at, to, words, (listed,))


def _sheet(
    at: Occasion, to: tuple[str, ...], words: tuple[Block, ...], appendices: tuple[Appendix, ...]
) -> Composition:
    return Composition(
        type_code="CV",
        issuer=at.issuer.upper(),
        parent_issuer=at.parent_issuer,
        symbol=at.symbol,
        number=at.number,
        date=at.date,
        subject=ABOUT,
        place=at.city,
        addressed_to=to,
        body=words,
        signatures=(at.signature,),
        recipients=(Addressee("Như trên"),),
        archive=f"VT, {at.symbol.rsplit('-', 1)[-1]}",
        appendices=appendices,
    )


def printed(at: Occasion, people: list[Summoned]) -> dict[str, Any]:
    """What ``sheets/summons.typ`` draws: one page for each person."""
    return {
        "title": f"Giấy triệu tập: {at.title}",
        "head": head_of(at),
        "when": f"{at.when[0].upper()}{at.when[1:]}",
        "place": at.where,
        "recipients": ["- Như trên;", f"- Lưu: VT, {at.symbol.rsplit('-', 1)[-1]}."],
        "signature": {"titles": titles_of(at.signature), "name": at.signature.name},
        "letters": [_page(at, one) for one in people],
    }


def head_of(at: Occasion) -> dict[str, str]:
    """What ``letterhead`` of lib.typ draws."""
    return {
        "parent": at.parent_issuer,
        "issuer": at.issuer.upper(),
        "number": f"Số: {at.number:02d}/{at.symbol}" if at.number else f"Số:        /{at.symbol}",
        "about": f"V/v {ABOUT}",
        "place_date": _place_date(at),
    }


def _page(at: Occasion, one: Summoned) -> dict[str, Any]:
    *words, last = body(at, one)
    return {
        "addressee": one.addressee,
        "body": [*map(_plain, words), f"{_plain(last).rstrip('.')}./."],
        "name": one.name,
        "position": one.position,
        "unit": one.unit,
        "code": code(one.ticket),
    }


def _plain(block: Block) -> str:
    if isinstance(block, Item):
        return f"{block.label} {block.text}"
    return block.text if isinstance(block, Paragraph) else ""


def titles_of(signed: Signature) -> list[str]:
    first = f"{signed.authority} {signed.office}".strip()
    return [first, *signed.title.split("\n")] if signed.title else [first]


def _place_date(at: Occasion) -> str:
    if at.date is None:
        return f"{at.city}, ngày     tháng     năm {at.starts:%Y}"
    month = f"{at.date:%m}" if at.date.month < 3 else str(at.date.month)
    return f"{at.city}, ngày {at.date:%d} tháng {month} năm {at.date:%Y}"
