"""DOC-1: LibreOffice opens what was written, and the page is the decree's, measured in its PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from khuevan.vanban import writing
from khuevan.vanban.catalogue import Layout, type_of
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Authority,
    Copy,
    CopyForm,
    Paragraph,
    Regime,
    Signature,
    Table,
    Urgency,
)
from khuevan.vanban.formats import office
from khuevan.vanban.writing.letterhead import COUNTRY, MOTTO, PARTY
from khuevan.vanban.writing.tests.compositions import ALL_TYPES, example
from khuevan.vanban.writing.tests.pages import lines, pages

pytestmark = [
    pytest.mark.shows("DOC-1", "R46"),
    pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed"),
]

LEFT, RIGHT, TOP, BOTTOM = 30.0, 195.0, 20.0, 277.0
LONG = tuple(
    Paragraph(f"Đoạn {n}: " + "thông tin đối ngoại của thành phố Hà Nội " * 12) for n in range(12)
)


SIGNED = datetime(2026, 3, 2, 9, 5, 1, tzinfo=timezone(timedelta(hours=7)))
COPY = Copy(
    CopyForm.FULL,
    "VĂN PHÒNG SỞ",
    symbol="SY-SVHTT",
    signature=Signature("GIÁM ĐỐC", "Phạm Văn Cường", Authority.ORDER, "CHÁNH VĂN PHÒNG"),
    number=3,
    place="Hà Nội",
    date=date(2026, 3, 2),
    recipients=(Addressee("Các phòng thuộc Sở"),),
    archive="VT",
)


def special():
    report = example("BC")
    return {
        "long": replace(
            report,
            body=LONG,
            contact="Số 47 phố Hàng Dầu, phường Hoàn Kiếm, thành phố Hà Nội",
            urgency=Urgency.VERY_URGENT,
            appendices=(
                Appendix("Danh mục thứ nhất", LONG, is_landscape=True),
                Appendix("Danh mục thứ hai", LONG[:1]),
            ),
        ),
        "table": replace(
            report,
            body=(
                Table(
                    ("TT", "Nhiệm vụ trọng tâm", "Kinh phí"),
                    tuple((str(n), "Tổ chức hội nghị " * 6, "1.000.000") for n in range(1, 70)),
                    widths=(10, 60, 30),
                    numeric=frozenset({2}),
                ),
            ),
        ),
        **{one: replace(report, urgency=one) for one in Urgency},
        "one": replace(example("CV"), addressed_to=("Bộ Văn hóa, Thể thao và Du lịch",)),
        "copied": replace(example("TB"), body=example("TB").body[:2], bases=(), copy=COPY),
        "electronic": replace(
            example("TB"),
            copy=Copy(CopyForm.FULL, "Sở Văn hóa và Thể thao", signed_at=SIGNED),
        ),
        "order": replace(
            report,
            signatures=(Signature("GIÁM ĐỐC", "Lê Bình", Authority.ORDER, "CHÁNH VĂN PHÒNG"),),
        ),
    }


@pytest.fixture(scope="module")
def pdfs():
    """All 62 types and the special ones through one LibreOffice."""
    made = {key: writing.write(example(key[1], key[0])) for key in ALL_TYPES}
    made |= {name: writing.write(one) for name, one in special().items()}
    return dict(zip(made, writing.to_pdfs(list(made.values())), strict=True))


@pytest.fixture(scope="module")
def printed(pdfs):
    return {key: pages(pdf) for key, pdf in pdfs.items()}


def near(value, wanted, by=0.6):
    return abs(value - wanted) <= by


@pytest.mark.parametrize("key", ALL_TYPES, ids=str)
def test_the_page_is_a4_with_the_margins_of_the_decree(printed, key):
    for page in printed[key]:
        assert (round(page.width), round(page.height)) == (210, 297)
        assert min(one.left for one in page.letters) >= LEFT - 0.3
        assert max(one.right for one in page.letters) <= RIGHT + 0.3
        assert min(one.top for one in page.letters if one.size != 13 or one.top > 16) >= TOP - 0.3
        assert max(one.bottom for one in page.letters) <= BOTTOM


@pytest.mark.parametrize("key", [k for k in ALL_TYPES if k[0] is Regime.STATE], ids=str)
def test_the_letterhead_stands_in_its_boxes(printed, key):
    page = printed[key][0]
    country, motto = page.find(COUNTRY), page.find(MOTTO)
    issuer, parent = page.find("SỞ VĂN HÓA VÀ THỂ THAO"), page.find("UBND THÀNH PHỐ HÀ NỘI")
    number = page.find("Số: 07/")
    assert near(country.top, TOP, 3)
    assert country.left >= 96
    assert near(country.middle, motto.middle)
    assert near(country.base, parent.base, 0.3)
    assert near(issuer.middle, parent.middle)
    assert near(motto.base, issuer.base, 1)
    assert (country.size, country.bold, motto.size, motto.bold) == (12, True, 13, True)
    assert (parent.size, parent.bold, issuer.size, issuer.bold) == (12, False, 12, True)
    assert (number.size, number.bold, number.italic) == (13, False, False)
    if type_of(key[1]).layout is not Layout.MINUTES:
        dated = page.find("Hà Nội, ngày 05 tháng 02 năm 2026")
        assert near(dated.middle, country.middle)
        assert near(dated.base, number.base, 0.3)
        assert (dated.size, dated.italic) == (13, True)


@pytest.mark.parametrize("key", [k for k in ALL_TYPES if k[0] is Regime.STATE], ids=str)
def test_type_and_subject_are_centred_or_stand_under_the_number(printed, key):
    kind = type_of(key[1])
    page = printed[key][0]
    subject = page.find(
        "hoạt động thông tin đối ngoại năm 2026" if kind.layout is not Layout.LETTER else "V/v"
    )
    if kind.layout is Layout.LETTER:
        assert subject.right < LEFT + 66
        assert (subject.size, subject.bold) == (12, False)
        return
    name = page.find(kind.name.upper())
    whole = page.find("Tổ chức các hoạt động thông tin đối ngoại năm 2026")
    assert near(name.middle, (LEFT + RIGHT) / 2)
    assert near(whole.middle, (LEFT + RIGHT) / 2)
    assert (name.size, name.bold, whole.size, whole.bold) == (14, True, 14, True)
    assert whole.top > name.bottom > page.find("Số: 07/").bottom


@pytest.mark.parametrize("key", ALL_TYPES, ids=str)
def test_recipients_stand_level_with_the_signature(printed, key):
    page = printed[key][-1]
    state = key[0] is Regime.STATE
    head = page.find("Nơi nhận:")
    one = page.find("- UBND Thành phố (để b/c);")
    name = page.find("Trần Thị Hương")
    assert near(head.left, LEFT)
    assert near(one.left, LEFT)
    assert (head.size, head.bold, head.italic) == (
        (12, True, True) if state else (14, False, False)
    )
    assert one.size == (11 if state else 12)
    assert (name.size, name.bold) == (14, True)
    if type_of(key[1], key[0]).layout in (Layout.MINUTES, Layout.AGREEMENT):
        assert head.top > name.bottom
        return
    office_line = page.find("KT. GIÁM ĐỐC" if state else "K/T GIÁM ĐỐC")
    title = page.find("PHÓ GIÁM ĐỐC")
    assert near(head.base, office_line.base, 1.2)
    assert near(office_line.middle, title.middle)
    assert near(title.middle, name.middle)
    assert office_line.left > LEFT + 82
    assert name.top - title.bottom >= 20


@pytest.mark.parametrize("key", [k for k in ALL_TYPES if k[0] is Regime.PARTY], ids=str)
def test_party_documents_bear_the_partys_heading(printed, key):
    page = printed[key][0]
    heading = page.find(PARTY)
    number = page.find("Số 07-")
    assert heading.left >= 96
    assert (heading.size, heading.bold) == (15, True)
    assert not page.has(COUNTRY)
    assert near(number.base, page.find("Hà Nội, ngày 05 tháng 02 năm 2026").base, 0.3)
    assert not page.has("./.")


def test_page_numbers_stand_in_the_top_margin_but_not_on_the_first_page(printed):
    first, *rest = printed["long"]
    main = [page for page in rest if page.width < page.height]
    assert not [one for one in first.letters if one.top < TOP - 1]
    for number, page in enumerate(main[:2], 2):
        shown = [one for one in page.letters if one.top < TOP - 2]
        assert "".join(one.text for one in shown) == str(number)
        assert near(shown[0].middle, (LEFT + RIGHT) / 2)
        assert (shown[0].size, shown[0].bottom < TOP) == (13, True)


def test_appendices_count_their_own_pages_and_may_lie_across(printed):
    across = [page for page in printed["long"] if page.width > page.height]
    assert (round(across[0].width), round(across[0].height)) == (297, 210)
    assert across[0].has("Phụ lục I")
    assert across[0].has("DANH MỤC THỨ NHẤT")
    assert not [one for one in across[0].letters if one.top < TOP - 2]
    numbers = [
        "".join(one.text for one in page.letters if one.top < TOP - 2) for page in across[1:]
    ]
    assert numbers == [str(n) for n in range(2, 2 + len(numbers))]
    last = printed["long"][-1]
    assert last.has("Phụ lục II")
    assert last.has("(Kèm theo Báo cáo số 07/BC-SVHTT ngày 05 tháng 02 năm 2026")


def test_urgency_is_red_and_the_foot_has_its_line_only_on_the_first_page(printed):
    first, second, *_ = printed["long"]
    stamp = first.find("THƯỢNG KHẨN")
    assert (stamp.size, stamp.bold) == (13, True)
    assert stamp.right < LEFT + 66
    foot = first.find("Số 47 phố Hàng Dầu")
    assert near(foot.left, LEFT)
    assert foot.size == 11
    assert not second.has("Số 47 phố Hàng Dầu")


def test_a_long_table_repeats_its_heading_on_each_page(printed):
    with_table = printed["table"]
    assert len(with_table) >= 3
    for page in with_table[:3]:
        assert page.has("Nhiệm vụ trọng tâm")
        assert page.has("TT")


@pytest.mark.parametrize("code", ["KH", "QĐ", "TTr", "CV"])
def test_rules_are_as_long_as_the_decree_says_and_touch_no_letter(pdfs, printed, code):
    page = printed[Regime.STATE, code][0]
    drawn = lines(pdfs[Regime.STATE, code])
    under = {
        "motto": (page.find(MOTTO), 1.0, 1.0),
        "issuer": (page.find("SỞ VĂN HÓA VÀ THỂ THAO"), 1 / 3, 1 / 2),
    }
    if code != "CV":
        subject = page.find("Tổ chức các hoạt động thông tin đối ngoại năm 2026")
        under["subject"] = (subject, 1 / 3, 1 / 2)
    assert len(drawn) == len(under)
    for words, least, most in under.values():
        (rule,) = [
            one
            for one in drawn
            if 0 < one[2] - words.base < 4 and near((one[0] + one[1]) / 2, words.middle)
        ]
        length = rule[1] - rule[0]
        assert (
            least * (words.right - words.left) - 1.5
            <= length
            <= most * (words.right - words.left) + 1.5
        )
        assert rule[2] > words.bottom


@pytest.mark.parametrize(
    ("urgency", "length"),
    [(Urgency.IMMEDIATE, 30), (Urgency.VERY_URGENT, 40), (Urgency.URGENT, 20)],
)
def test_urgency_stamps_have_the_size_of_the_engraved_ones(pdfs, urgency, length):
    red = [one for one in lines(pdfs[urgency]) if one[4]]
    assert len(red) == 4
    sides = sorted(one[0] for one in red if one[0] == one[1])
    edges = sorted(one[2] for one in red if one[2] == one[3])
    assert near(sides[1] - sides[0], length, 0.4)
    assert near(edges[1] - edges[0], 8, 0.4)


def test_those_written_to_stand_under_the_colon_or_on_its_line(printed):
    page = printed[Regime.STATE, "CV"][0]
    head = page.find("Kính gửi:")
    first, second = page.find("- Ủy ban nhân dân thành phố"), page.find("- Bộ Văn hóa")
    assert near(first.left, second.left)
    assert near(first.left, head.right, 1.5)
    assert first.base > head.base
    alone = printed["one"][0].find("Kính gửi: Bộ Văn hóa, Thể thao và Du lịch")
    assert near(alone.middle, (LEFT + RIGHT) / 2)
    assert alone.bottom - alone.top < 8


def test_a_paper_copy_follows_the_document_under_a_full_line(pdfs, printed):
    page = printed["copied"][0]
    form, body = page.find("SAO Y"), page.find("VĂN PHÒNG SỞ")
    number, name = page.find("Số: 03/SY-SVHTT"), page.find("Phạm Văn Cường")
    across = [one for one in lines(pdfs["copied"]) if near(one[1] - one[0], RIGHT - LEFT, 1)]
    assert len(across) == 1
    assert page.find("Trần Thị Hương").bottom < across[0][2] < body.top
    assert near(form.base, body.base, 1)
    assert near(number.base, page.find("Hà Nội, ngày 02 tháng 3 năm 2026").base, 0.3)
    assert (form.size, form.bold, name.bold) == (14, True, True)


def test_an_electronic_copy_says_so_in_the_upper_right_corner(printed):
    page = printed["electronic"][0]
    corner = page.find("SAO Y; Sở Văn hóa và Thể thao; 2026-03-02T09:05:01+07:00")
    assert (corner.size, corner.bold, corner.italic) == (10, False, False)
    assert corner.bottom < TOP
    assert near(corner.right, RIGHT)


def test_secretary_and_chair_sign_side_by_side(printed):
    page = printed[Regime.STATE, "BB"][-1]
    left, right = page.find("THƯ KÝ"), page.find("CHỦ TỌA")
    assert near(left.base, right.base, 0.2)
    assert left.right < (LEFT + RIGHT) / 2 < right.left
    assert near(page.find("Lê Văn Bình").middle, left.middle)
    assert near(page.find("Trần Thị Hương").middle, right.middle)
