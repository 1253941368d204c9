from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan.vanban import secrecy
from khuevan.vanban.secrecy import Evidence, Level

pytestmark = pytest.mark.shows("DOC-3")

HEAD = """UBND TỈNH HẢI VÂN
SỞ THƯ VIỆN
{}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
KẾ HOẠCH
Kiểm tra kho lưu trữ"""

STAMPS = [
    ("MẬT", Level.CLASSIFIED),
    ("  MẬT  ", Level.CLASSIFIED),
    ("M Ậ T", Level.CLASSIFIED),
    ("M   Ậ   T", Level.CLASSIFIED),
    ("TỐI MẬT", Level.HIGHER),
    ("TỐI  MẬT", Level.HIGHER),
    ("T Ố I   M Ậ T", Level.HIGHER),
    ("TUYỆT MẬT", Level.HIGHEST),
    ("TUYỆT  MẬT", Level.HIGHEST),
    ("T U Y Ệ T    M Ậ T", Level.HIGHEST),
    ("Tối mật", Level.HIGHER),
    ("Tuyệt mật", Level.HIGHEST),
    ("Mật", Level.CLASSIFIED),
    ("[MẬT]", Level.CLASSIFIED),
    ("| MẬT |", Level.CLASSIFIED),
    ("║ TỐI MẬT ║", Level.HIGHER),
    ("*** TUYỆT MẬT ***", Level.HIGHEST),
    ("**MẬT**", Level.CLASSIFIED),
    ("- MẬT -", Level.CLASSIFIED),
    ("(MẬT)", Level.CLASSIFIED),
    ("“MẬT”", Level.CLASSIFIED),
    ("MẬT.", Level.CLASSIFIED),
    ("MẬT - KHẨN", Level.CLASSIFIED),
    ("MẬT        HỎA TỐC", Level.CLASSIFIED),
    ("THƯỢNG KHẨN - TỐI MẬT", Level.HIGHER),
    ("DỰ THẢO - MẬT", Level.CLASSIFIED),
    ("SỞ THƯ VIỆN      MẬT      Độc lập", Level.CLASSIFIED),
    ("SỞ THƯ VIỆN\tTUYỆT MẬT", Level.HIGHEST),
    ("SỞ THƯ VIỆN | TỐI MẬT | Độc lập", Level.HIGHER),
    ("MA\u0323\u0302T", Level.CLASSIFIED),  # decomposed
    ("TOI MAT", Level.HIGHER),
    ("TUYET MAT", Level.HIGHEST),
    ("TUYÊT MẬT", Level.HIGHEST),
    ("KẾ HOẠCH (MẬT)", Level.CLASSIFIED),
    ("Số: 12/KH-STV (Mật)", Level.CLASSIFIED),
]
FIELDS = [
    ("Độ mật: Mật", Level.CLASSIFIED),
    ("Độ mật: MẬT", Level.CLASSIFIED),
    ("ĐỘ MẬT: TỐI MẬT", Level.HIGHER),
    ("Mức độ mật: Tuyệt mật", Level.HIGHEST),
    ("Mức độ mật : tối mật.", Level.HIGHER),
    ("Cấp độ mật: Mật", Level.CLASSIFIED),
    ("- Độ mật: Mật;", Level.CLASSIFIED),
    ("Dự kiến độ mật: Tối mật", Level.HIGHER),
    ("Đề xuất độ mật: Mật", Level.CLASSIFIED),
    ("Dấu chỉ độ mật: Mật", Level.CLASSIFIED),
    ("Họ tên: Trần Văn A | Độ mật: Mật", Level.CLASSIFIED),
]
LABELS = [
    ("Tài liệu mật", Level.CLASSIFIED),
    ("TÀI LIỆU MẬT", Level.CLASSIFIED),
    ("TÀI LIỆU TUYỆT MẬT", Level.HIGHEST),
    ("Văn bản tối mật", Level.HIGHER),
    ("Tài liệu mật - cấm sao chụp", Level.CLASSIFIED),
    ("TÀI LIỆU MẬT (KHÔNG ĐƯỢC PHỔ BIẾN)", Level.CLASSIFIED),
    ("Hồ sơ mật", Level.CLASSIFIED),
]
NUMBERS = [
    ("Số: 05/M-STV", Level.CLASSIFIED),
    ("Số: 05-M/TU", Level.CLASSIFIED),
    ("Số: 12/BC-STV-M", Level.CLASSIFIED),
    ("Số: 12/BC-M", Level.CLASSIFIED),
    ("Số 7/KH-STV(M)", Level.CLASSIFIED),
    ("Số:   /M-STV", Level.CLASSIFIED),
    ("Số: 03/TM-STV", Level.HIGHER),
    ("Số: 03/TuM-STV", Level.HIGHEST),
    ("Số: 05/M-STV        Hải Vân, ngày 02 tháng 4 năm 2025", Level.CLASSIFIED),
]


@pytest.mark.parametrize(
    ("line", "level", "evidence"),
    [(line, level, Evidence.STAMP) for line, level in STAMPS]
    + [(line, level, Evidence.FIELD) for line, level in FIELDS]
    + [(line, level, Evidence.LABEL) for line, level in LABELS]
    + [(line, level, Evidence.NUMBER) for line, level in NUMBERS],
)
def test_a_marking_in_the_header_is_found(line, level, evidence):
    marking = secrecy.check(HEAD.format(line))
    assert marking is not None
    assert (marking.level, marking.evidence) == (level, evidence)


RUNNING_TEXT = [
    "Tăng cường công tác bảo mật thông tin trên mạng.",
    "Bảo vệ bí mật nhà nước là trách nhiệm của mọi cán bộ.",
    "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "CÔNG TÁC BẢO MẬT",
    "I. BẢO MẬT",
    "Mật độ dân số của phường là 20.000 người/km2.",
    "MẬT ĐỘ XÂY DỰNG",
    "MẬT KHẨU",
    "Mật khẩu: đổi ba tháng một lần",
    "Đổi mật khẩu thư điện tử công vụ trước ngày 30/6.",
    "Người làm công tác cơ yếu, cơ mật được học lớp riêng.",
    "Quản lý tài liệu mật theo quy định.",
    "3. Quản lý văn bản mật",
    "- Tài liệu mật được gửi theo đường riêng.",
    "Việc xác định độ mật: Mật, Tối mật, Tuyệt mật theo Luật Bảo vệ bí mật nhà nước.",
    "Bí mật nhà nước có ba độ: Tuyệt mật, Tối mật và Mật.",
    "Các độ mật (Tuyệt mật, Tối mật, Mật) do người soạn thảo đề xuất",
    "Mẫu dấu “Mật”, “Tối mật” khắc theo Thông tư",
    "Độ mật: Thường",
    "Độ mật: Không",
    "Mức độ mật: ............",
    "ĐÃ GIẢI MẬT",
    "Giải mật",
    "Hội nghị diễn ra trong không khí thân mật.",
    "Mật ong rừng U Minh đạt chuẩn 3 sao",
    "MẬT ONG",
    "Bà Lê Thị Mật, tổ trưởng tổ 5",
    "Ông Nguyễn Văn Mật",
    "Số: 12/KH-TM",
    "Số: 15/TTr-TM",
    "Số: 27/KH-MTTQ",
    "Số: 9/CV-MN",
    "Số: 48/QĐ-MTTQ-BTT",
    "Số lượng: 12 M",
    "Thuật toán mật mã và khóa mật",
    "Lưu hành nội bộ",
    "HỎA TỐC",
    "KHẨN",
    "DỰ THẢO",
    "CÓ MẶT",
    "Quét thảm, chiếu và mặt bàn",
    "Tờ trình số 05/M-CA về bảo vệ mục tiêu",
    "An ninh mạng, an toàn và bảo mật",
    "(mật)",
    "Đảm bảo bí mật, an toàn",
    "TOMATO",
]


@pytest.mark.parametrize("line", RUNNING_TEXT)
def test_words_about_secrecy_are_no_marking(line):
    assert secrecy.check(HEAD.format(line)) is None
    assert secrecy.check(f"{HEAD.format('')}\n" + "Một dòng.\n" * 40 + line) is None


@pytest.mark.parametrize(
    "heading",
    [
        "KẾ HOẠCH BẢO VỆ BÍ\nMẬT NHÀ NƯỚC",
        "TĂNG CƯỜNG CÔNG TÁC BẢO\nMẬT",
        "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ\nTỐI MẬT",
        "Có ba độ mật là Mật,\nTối mật",
    ],
)
def test_a_broken_heading_is_no_marking(heading):
    assert secrecy.check(HEAD.format(heading)) is None


def test_a_stamp_deep_in_the_document_counts_but_a_lower_case_word_does_not():
    deep = HEAD.format("") + "\nMột dòng.\n" * 60
    found = secrecy.check(deep + "TỐI MẬT\nPhụ lục")
    assert found is not None
    assert found.span is not None
    assert found.span.of(deep + "TỐI MẬT\nPhụ lục") == "TỐI MẬT"
    assert secrecy.check(deep + "Mật\nPhụ lục") is None


@pytest.mark.parametrize("word", ["MAT", "MẶT", "MÂT", "TUYẾỆT MẬT"])
def test_lost_accents_count_on_scans_only(word):
    assert secrecy.check(HEAD.format(word), scanned=True) is not None
    if word != "TUYẾỆT MẬT":
        assert secrecy.check(HEAD.format(word)) is None


def test_properties_and_headers_are_searched_without_a_place():
    assert secrecy.check_aside(["Normal", "Độ mật: Tối mật"]) == secrecy.Marking(
        Level.HIGHER, Evidence.FIELD, None
    )
    assert secrecy.check_aside(["Title: Kế hoạch bảo mật", "Admin", ""]) is None


@given(st.text(alphabet="MẬTmậtốiTỐIUYỆ uyệ\n\t|:()[]-/.Số01độĐỘM", max_size=60))
def test_never_fails_and_points_at_the_line(text):
    marking = secrecy.check(text, scanned=True)
    if marking is not None and marking.span is not None:
        assert 0 <= marking.span.start < marking.span.end


@given(st.text())
def test_never_fails_on_anything(text):
    secrecy.check(text)
