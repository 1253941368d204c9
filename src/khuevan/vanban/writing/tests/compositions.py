"""Compositions for tests: one plain example of each type, and strategies that make any number."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import reject
from hypothesis import strategies as st
from PIL import Image

from khuevan.vanban.catalogue import TYPES, Layout, type_of
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Authority,
    Composition,
    Copy,
    CopyForm,
    Heading,
    Item,
    Paragraph,
    Picture,
    Regime,
    Signature,
    Table,
    Urgency,
)
from khuevan.vanban.writing.errors import CannotWrite
from khuevan.vanban.writing.tidy import tidy

ALL_TYPES = [(regime, code) for regime, known in TYPES.items() for code in known]
SYLLABLES = (
    "thông tin đối ngoại văn hóa thể thao Hà Nội thành phố kế hoạch quý năm đơn vị phối hợp thực hiện tổ chức "
    "báo cáo kết quả tuyên truyền quảng bá hình ảnh Thủ đô nước ngoài phóng viên hội nghị tập huấn cán bộ Ưu tiên "
    "Đề nghị ủy ban nhân dân phường xã kinh phí ngân sách triệu đồng hoàn thành trước ngày 15/3/2026 12,5% "
    "(nếu có) “Xin chào” A&B <b> 1.000.000,5 – … ./ VH,TT&DL I. a) - + Điều 5. Số: ;"
).split()


def picture(width=40, height=30, colour="navy", form="PNG", **options):
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, form, **options)
    return out.getvalue()


PICTURES = (picture(), picture(400, 100, "red"), picture(30, 300, "green", "JPEG"))

words = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=14).map(" ".join)
short = st.lists(st.sampled_from(SYLLABLES[:60]), min_size=1, max_size=4).map(" ".join)
odd = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Co", "Cn"]), min_size=1, max_size=30
)
text = st.one_of(words, words, words, odd)
several = st.lists(text, min_size=1, max_size=3).map("\n".join)
labels = st.sampled_from(
    [
        "I.",
        "II.",
        "1.",
        "1.1.",
        "a)",
        "đ)",
        "-",
        "+",
        "Điều 1.",
        "Chương I",
        "Phần II",
        "Mục 3",
        "(1)",
        "Bước 1:",
    ]
)
labels = st.one_of(labels, labels, odd)
headings = st.builds(Heading, label=st.one_of(labels, st.just("")), text=text)
items = st.builds(Item, label=labels, text=several)
paragraphs = st.builds(Paragraph, text=several)
pictures = st.builds(
    Picture,
    content=st.sampled_from(PICTURES),
    caption=st.one_of(st.just(""), text),
    alt=st.one_of(st.just(""), odd),
    width_mm=st.integers(1, 400),
)


@st.composite
def tables(draw):
    columns = draw(st.integers(1, 6))
    row = st.tuples(*[st.one_of(st.just(""), several)] * columns)
    return Table(
        head=draw(row),
        rows=tuple(draw(st.lists(row, max_size=4))),
        caption=draw(st.one_of(st.just(""), text)),
        widths=draw(st.one_of(st.just(()), st.tuples(*[st.integers(1, 100)] * columns))),
        numeric=draw(st.frozensets(st.integers(0, columns - 1))),
    )


blocks = st.one_of(headings, items, items, paragraphs, paragraphs, tables(), pictures)
bodies = st.lists(blocks, min_size=1, max_size=9).map(tuple)
signatures = st.builds(
    Signature,
    office=text,
    name=st.one_of(st.just(""), text),
    authority=st.sampled_from(Authority),
    title=st.one_of(st.just(""), several),
    other_post=st.one_of(st.just(""), text),
)
addressees = st.builds(Addressee, name=text, purpose=st.one_of(st.just(""), text))
symbols = st.sampled_from(
    ["KH-SVHTT", "QĐ-UBND", "BC-VHTT", "SVHTT-TTBCXB", "KH/TU", "QĐ/TW", "M&A-Ư1"]
)
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
zones = st.sampled_from([UTC, timezone(timedelta(hours=7))])
copies = st.builds(
    Copy,
    form=st.sampled_from(CopyForm),
    issuer=words,
    symbol=st.sampled_from(["SY-SVHTT", "TrS-VP"]),
    signature=st.one_of(st.none(), signatures),
    number=st.one_of(st.none(), st.integers(1, 999)),
    place=st.one_of(st.just(""), words),
    date=days,
    recipients=st.lists(addressees, max_size=3).map(tuple),
    archive=st.one_of(st.just(""), words),
    signed_at=st.one_of(st.none(), st.datetimes(datetime(2000, 1, 1), timezones=zones)),
)


def appendices(regime):
    return st.builds(
        Appendix,
        title=st.one_of(st.just(""), several),
        body=bodies,
        is_landscape=st.booleans(),
        type_code=st.sampled_from(["", "", "", "QC", "QyĐ"]),
    )


@st.composite
def compositions(draw, types=None):
    """Any composition of these (regime, code) that can be written, in its normal form."""
    regime, code = draw(st.sampled_from(types or ALL_TYPES))
    number = draw(st.one_of(st.none(), st.integers(1, 999_999)))
    made = Composition(
        type_code=code,
        issuer=draw(text),
        symbol=draw(symbols),
        subject=draw(several),
        body=draw(bodies),
        signatures=tuple(draw(st.lists(signatures, max_size=3))),
        parent_issuer=draw(st.one_of(st.just(""), text)),
        number=number,
        place=draw(st.one_of(st.just(""), short, odd)),
        date=draw(days if number else st.one_of(st.none(), days)),
        regime=regime,
        urgency=draw(st.one_of(st.none(), st.sampled_from(Urgency))),
        handling=draw(
            st.sampled_from([(), ("LƯU HÀNH NỘI BỘ",), ("XEM XONG TRẢ LẠI", "lưu hành")])
        ),
        addressed_to=tuple(draw(st.lists(text, max_size=3))),
        bases=tuple(draw(st.lists(text, max_size=3))),
        recipients=tuple(draw(st.lists(addressees, max_size=4))),
        archive=draw(st.one_of(st.just(""), text)),
        drafter_mark=draw(st.sampled_from(["", "PL.(300)"])),
        contact=draw(st.one_of(st.just(""), several)),
        appendices=tuple(draw(st.lists(appendices(regime), max_size=2))),
        enacted_by=draw(st.one_of(st.just(""), text)),
        joint_issuers=tuple(draw(st.lists(text, max_size=2))),
        endorsement=draw(st.one_of(st.just(""), several)),
        copy=draw(st.one_of(st.none(), st.none(), copies)),
    )
    try:
        return tidy(made)
    except CannotWrite:  # nothing but invisible characters in the subject or the body
        reject()


def example(code, regime=Regime.STATE):
    """A plain whole document of a type."""
    kind = type_of(code, regime)
    state = regime is Regime.STATE
    group = f"{kind.abbreviation}-SVHTT" if kind.abbreviation else "SVHTT-TTBCXB"
    party = f"{kind.abbreviation or 'CV'}/BTGDV"
    telegram = kind.layout is Layout.TELEGRAM
    letter = kind.layout is Layout.LETTER
    return tidy(
        Composition(
            type_code=code,
            issuer="SỞ VĂN HÓA VÀ THỂ THAO" if state else "BAN TUYÊN GIÁO VÀ DÂN VẬN",
            symbol=group if state else party,
            subject="Tổ chức các hoạt động thông tin đối ngoại năm 2026" if not letter else
            "tổ chức các hoạt động thông tin đối ngoại năm 2026",
            body=_example_body(kind),
            signatures=_example_signatures(kind),
            parent_issuer="UBND THÀNH PHỐ HÀ NỘI" if state else "THÀNH ỦY HÀ NỘI",
            number=7,
            place="Hà Nội",
            date=date(2026, 2, 5),
            regime=regime,
            addressed_to=("Ủy ban nhân dân thành phố Hà Nội", "Bộ Văn hóa, Thể thao và Du lịch")
            if letter or telegram or code == "TTr"
            else (),
            bases=(
                "Căn cứ Quyết định số 16/2020/QĐ-UBND ngày 17/8/2020 của UBND Thành phố về việc ban hành Quy chế "
                "quản lý hoạt động thông tin đối ngoại của thành phố Hà Nội",
                "Căn cứ Kế hoạch số 48/KH-UBND ngày 19/02/2025 của UBND Thành phố về việc tổ chức hoạt động thông "
                "tin đối ngoại thành phố Hà Nội năm 2025",
            ),
            recipients=(
                Addressee("UBND Thành phố", "để b/c"),
                Addressee("Các phòng, đơn vị thuộc Sở"),
            ),
            archive="VT, TTBCXB",
        )
    )  # fmt: skip


def _example_body(kind):
    if kind.layout in (Layout.DECISION, Layout.RESOLUTION):
        return (
            Item("Điều 1.", "Giao Phòng Thông tin - Báo chí - Xuất bản chủ trì tổ chức các hoạt động năm 2026."),
            Item("Điều 2.", "Quyết định này có hiệu lực kể từ ngày ký."),
            Item("Điều 3.", "Chánh Văn phòng Sở và các đơn vị có liên quan chịu trách nhiệm thi hành."),
        )  # fmt: skip
    if kind.layout in (
        Layout.LETTER,
        Layout.INVITATION,
        Layout.INTRODUCTION,
        Layout.LEAVE,
        Layout.TELEGRAM,
    ):
        return (
            Paragraph("Sở Văn hóa và Thể thao trân trọng đề nghị quý cơ quan phối hợp tổ chức hội nghị."),
            Paragraph("Rất mong nhận được sự phối hợp của quý cơ quan."),
        )  # fmt: skip
    return (
        Paragraph("Sở Văn hóa và Thể thao tổ chức các hoạt động năm 2026, cụ thể như sau:"),
        Heading("I.", "MỤC ĐÍCH, YÊU CẦU"),
        Heading("1.", "Mục đích"),
        Item("-", "Quảng bá hình ảnh Thủ đô với bạn bè quốc tế."),
        Heading("II.", "TỔ CHỨC THỰC HIỆN"),
        Item("1.", "Phòng Thông tin - Báo chí - Xuất bản chủ trì, báo cáo trước ngày 15/12/2026."),
        Paragraph("Trên đây là nội dung tổ chức các hoạt động thông tin đối ngoại năm 2026."),
    )  # fmt: skip


def _example_signatures(kind):
    deputy = Signature("GIÁM ĐỐC", "Trần Thị Hương", Authority.DEPUTY, "PHÓ GIÁM ĐỐC")
    if kind.layout is Layout.MINUTES:
        return (Signature("THƯ KÝ", "Lê Văn Bình"), Signature("CHỦ TỌA", "Trần Thị Hương"))
    if kind.layout is Layout.AGREEMENT:
        return (
            Signature("ĐẠI DIỆN BÊN A", "Trần Thị Hương"),
            Signature("ĐẠI DIỆN BÊN B", "Lê Văn Bình"),
        )
    return (deputy,)
