"""Whole documents in our own wording, each with the habits that real ones show."""

from datetime import date
from pathlib import Path

import pytest

from khuevan.vanban.contract import to_json
from khuevan.vanban.document import Document
from khuevan.vanban.reading import read_text

SAMPLES = Path(__file__).parent / "samples"


def read(name: str) -> Document:
    return read_text((SAMPLES / f"{name}.txt").read_text(encoding="utf-8"))


def sections(document: Document) -> list[tuple[str, str, int]]:
    return [(s.label, s.heading, s.level) for s in document.sections]


def tasks(document: Document) -> list[tuple]:
    return [(t.path, t.text, t.lead, t.cooperate, t.deadline) for t in document.tasks]


def bases(document: Document) -> list[tuple]:
    return [(b.kind, b.number, b.date) for b in document.legal_bases]


def head(document: Document) -> tuple:
    d = document
    return (d.doc_type, d.issuer, d.parent_issuer, d.number, d.symbol, d.place, d.date, d.title)


def end(document: Document) -> tuple:
    recipients = [r.text for r in document.recipients]
    return (recipients, document.signer_title, document.signer_name)


def test_action_plan_head_stands_below_a_stamp_and_over_three_lines():
    assert head(read("action_plan")) == (
        "KẾ HOẠCH HÀNH ĐỘNG",
        "PHÒNG VĂN HÓA, KHOA HỌC VÀ THÔNG TIN",
        "ỦY BAN NHÂN DÂN HUYỆN SÔNG MÂY",
        "45/KH-VHKHTT",
        "KH-VHKHTT",
        "Sông Mây",
        date(2026, 2, 12),
        "Phát triển mạng lưới thư viện cơ sở trên địa bàn huyện giai đoạn 2026 - 2030",
    )


def test_action_plan_bases_are_documents_only():
    assert bases(read("action_plan")) == [
        ("Luật", None, date(2019, 11, 21)),
        ("Luật", "83/2015/QH13", date(2015, 6, 25)),
        ("Quyết định", "329/QĐ-TTg", date(2017, 3, 15)),
        ("Kế hoạch", "12/KH-UBND", date(2026, 1, 5)),
        ("Tờ trình", "03/TTr-TV", date(2026, 1, 20)),
    ]


def test_action_plan_outline_survives_slashes_and_misnumbering():
    assert sections(read("action_plan")) == [
        ("I", "MỤC ĐÍCH, YÊU CẦU", 1),
        ("1", "Mục đích", 2),
        ("2", "Yêu cầu", 2),
        ("II", "NHIỆM VỤ CỤ THỂ", 1),
        ("1", "Khảo sát hiện trạng tủ sách", 2),
        ("3", "Số hóa tư liệu địa phương", 2),
        ("3", "Tập huấn nghiệp vụ thư viện", 2),
        ("III", "KINH PHÍ", 1),
        ("IV", "TỔ CHỨC THỰC HIỆN", 1),
        ("1", "Thư viện huyện", 2),
        ("3", "Đề nghị Huyện đoàn, Hội Liên hiệp Phụ nữ huyện", 2),
    ]


def test_action_plan_roles_come_from_lists_parentheses_lines_and_headings():
    library, partners = ("Thư viện huyện",), ("Phòng Giáo dục và Đào tạo", "UBND các xã, thị trấn")
    assert [(t.path, t.lead, t.cooperate, t.deadline) for t in read("action_plan").tasks] == [
        ("II.1.a", library, partners, "Trong Quý II/2026"),
        ("II.1.b", library, partners, "Trong Quý II/2026"),
        ("II.1.đ", library, partners, "Trong Quý II/2026"),
        ("II.2.1", library, ("Huyện đoàn", "các trường trung học cơ sở"), "trước ngày 30/9/2026"),
        ("II.3", ("Trung tâm Văn hóa huyện",), (), "từ tháng 7 đến tháng 11/2026"),
        ("II.3#2", ("Phòng Nội vụ",), ("Thư viện tỉnh",), "chậm nhất ngày 15/10/2026"),
        ("IV.1.-1", library, ("các đơn vị liên quan",), "định kỳ hằng quý"),
        ("IV.1.-2", library, (), "trước ngày 20/12 hằng năm"),
        ("IV.2", ("Văn phòng HĐND và UBND huyện",), ("Phòng Tài chính - Kế hoạch",), None),
        ("IV.3", ("Huyện đoàn", "Hội Liên hiệp Phụ nữ huyện"), (), None),
        ("IV.4", ("Các ông (bà) Trưởng phòng chuyên môn",), (), None),
    ]


def test_action_plan_end_is_two_interleaved_columns():
    assert end(read("action_plan")) == (
        [
            "Sở VHTTDL (b/c)",
            "UBND huyện (để b/cáo)",
            "Các xã, thị trấn (th/h)",
            "VP: CVP, các PVP, Tổ chuyên viên",
            "Lưu: VT, TV.(03)",
        ],
        "KT. TRƯỞNG PHÒNG PHÓ TRƯỞNG PHÒNG",
        "Lê Thị Thử Nghiệm",
    )


def test_party_plan_has_party_forms_blanks_and_a_table_for_a_head():
    document = read("party_cell")
    assert head(document) == (
        "KẾ HOẠCH",
        "CHI BỘ TRƯỜNG THCS ÁNH DƯƠNG",
        "ĐẢNG BỘ PHƯỜNG HOA BAN",
        None,
        "KH/CB",
        "Hoa Ban",
        None,
        "V/v sinh hoạt chuyên đề quý I năm 2026",
    )
    assert bases(document) == [
        ("Hướng dẫn", "12-HD/BTGDVTU", date(2025, 7, 6)),
        ("Kế hoạch", "08-KH/ĐU", date(2026, 1, 10)),
    ]
    assert [d.code for d in document.doubts] == ["number-blank", "date-blank"]


def test_party_plan_tasks_name_persons_and_groups():
    assert tasks(read("party_cell")) == [
        ("3.-1", "Duyệt nội dung, chủ trì buổi sinh hoạt.", ("Đồng chí Bí thư chi bộ",), (), None),
        (
            "3.-2",
            "Đồng chí Nguyễn Văn Thử phụ trách chuẩn bị tài liệu, hoàn thành trước ngày 10/3/2026.",
            ("Đồng chí Nguyễn Văn Thử",),
            (),
            "trước ngày 10/3/2026",
        ),
        ("3.-3", "Chuẩn bị cơ sở vật chất.", ("Công đoàn", "Đoàn Thanh niên"), (), None),
        (
            "3.-4",
            "Tổ chuyên môn 1 phối hợp với Tổ Văn phòng trang trí hội trường; xong trước 17h00 ngày 14/3/2026.",
            ("Tổ chuyên môn 1",),
            ("Tổ Văn phòng",),
            "trước 17h00 ngày 14/3/2026",
        ),
        ("3.-5", "Toàn thể đảng viên tham dự đầy đủ, đúng giờ.", ("Toàn thể đảng viên",), (), None),
    ]
    assert end(read("party_cell"))[1:] == ("T/M CHI BỘ BÍ THƯ", "Trần Mẫu Đơn")


def test_timetable_rows_are_tasks_and_group_rows_are_not():
    document = read("timetable")
    assert (document.issuer, document.number) == ("TỈNH ĐOÀN MƯỜNG LA", "21-TB/TĐTN-BTG")
    assert [(t.text, t.lead, t.cooperate, t.deadline) for t in document.tasks] == [
        (
            "Khai mạc Trại sách thiếu nhi",
            ("Ban Phong trào",),
            ("Thư viện tỉnh", "Sở Văn hóa, Thể thao và Du lịch"),
            "01/6",
        ),
        (
            "Hội thi kể chuyện",
            ("Trung tâm Hoạt động thanh thiếu nhi",),
            ("Các huyện đoàn, thị đoàn",),
            "15/6 - 20/6",
        ),
        ("Đọc sách tại nhà văn hóa", ("Đoàn xã, phường", "Thư viện tỉnh"), (), "Hằng tuần"),
    ]
    assert end(document) == (
        ["Các huyện đoàn", "Sở VHTTDL (để phối hợp)", "Lưu VP"],
        "TL. BAN THƯỜNG VỤ CHÁNH VĂN PHÒNG",
        "Vàng A Thử",
    )


def test_letter_takes_its_subject_for_a_title_and_its_addressees_for_nobody():
    document = read("letter")
    assert head(document) == (
        "CÔNG VĂN",
        "CỤC HỌC LIỆU SỐ",
        "BỘ GIÁO DỤC XANH",
        "1204/HLS-NV",
        "HLS-NV",
        "Hà Nội",
        date(2025, 10, 20),
        "V/v báo cáo tình hình sử dụng học liệu số năm 2025",
    )
    assert [(t.path, t.lead, t.cooperate, t.deadline) for t in document.tasks] == [
        ("1", (), (), None),
        ("2", (), (), "trước ngày 05/11/2025"),
        ("3", ("Các sở giáo dục và đào tạo",), ("các đơn vị liên quan",), "Tháng 12/2025"),
    ]
    assert end(document) == (
        ["Như trên", "Bộ trưởng (để b/c)", "Lưu: VT, NV"],
        "CỤC TRƯỞNG",
        "TS. Phạm Minh Mẫu",
    )


def test_decision_keeps_its_own_head_and_reads_the_plan_behind_it():
    document = read("decision_with_plan")
    assert head(document) == (
        "QUYẾT ĐỊNH",
        "ỦY BAN NHÂN DÂN TỈNH AN THỊNH",
        None,
        "77/2026/QĐ-UBND",
        "QĐ-UBND",
        "An Thịnh",
        date(2026, 4, 9),
        "Ban hành Kế hoạch trồng cây xanh đô thị năm 2026",
    )
    assert [(label, level) for label, _, level in sections(document)] == [
        ("Điều 1", 1),
        ("Điều 2", 1),
        ("Điều 3", 1),
        ("I", 1),
        ("II", 1),
        ("1", 2),
        ("2", 2),
        ("III", 1),
        ("1", 2),
        ("3", 2),
    ]
    assert [(t.path, t.lead, t.cooperate, t.deadline) for t in document.tasks] == [
        ("Điều 2", ("Sở Xây dựng",), ("Sở Tài chính",), None),
        ("II.1.-1", (), (), None),
        ("II.1.-2", (), (), None),
        ("II.2", (), (), "trong tháng 8/2026"),
        ("III.1.a", ("Sở Xây dựng",), (), None),
        ("III.1.b", ("Sở Xây dựng",), ("UBND các huyện, thành phố",), None),
        ("III.2", ("Sở Tài chính",), (), None),
        ("III.3", ("Công an tỉnh", "Bộ Chỉ huy Quân sự tỉnh"), (), None),
    ]
    assert end(document) == (
        ["Như Điều 3", "Lưu: VT"],
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        "Đỗ Văn Mẫu",
    )


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.txt")))
def test_every_sample_gives_the_whole_contract_and_unique_paths(name):
    document = read(name)
    assert list(to_json(document))[:12] == [
        "doc_type",
        "issuer",
        "number",
        "place",
        "date",
        "title",
        "legal_bases",
        "sections",
        "tasks",
        "recipients",
        "signer_title",
        "signer_name",
    ]
    paths = [clause.path for clause in document.clauses]
    assert len(set(paths)) == len(paths)
    for clause in document.clauses:
        assert set(clause.text.split()) <= set(clause.span.of(document.text).split())


def test_school_plan_has_four_levels_and_a_table_of_spaces():
    document = read("school_plan")
    assert sections(document) == [
        ("I", "ĐẶC ĐIỂM TÌNH HÌNH", 1),
        ("1", "Thuận lợi", 2),
        ("2", "Khó khăn", 2),
        ("II", "NỘI DUNG KẾ HOẠCH", 1),
        ("A", "MỤC TIÊU", 2),
        ("B", "NHIỆM VỤ TRỌNG TÂM", 2),
        ("I", "Xây dựng vốn tài liệu", 3),
        ("II", "Tổ chức hoạt động", 3),
        ("2", "Ngày hội đọc sách", 4),
        ("a", "Thời gian", 5),
        ("b", "Địa điểm", 5),
        ("c", "Đơn vị chủ trì", 5),
        ("C", "TỔ CHỨC THỰC HIỆN", 2),
        ("1", "Ban giám hiệu", 3),
        ("2", "Tổ chuyên môn, GVCN", 3),
        ("4", "Đoàn thanh niên – Đội TNTP", 3),
        ("D", "LỊCH THỰC HIỆN", 2),
    ]
    assert [(t.path, t.lead, t.cooperate, t.deadline) for t in document.tasks] == [
        ("II.B.I.1", (), (), "trong tháng 10/2025"),
        ("II.B.I.2", (), (), "tháng 11/2025"),
        ("II.B.II.1", ("GVCN",), ("nhân viên thư viện",), None),
        ("II.B.II.2", ("Liên đội",), ("các tổ chuyên môn",), "Ngày 21/4/2026"),
        ("II.C.1.-1", ("Ban giám hiệu",), (), None),
        ("II.C.2.-1", ("Tổ chuyên môn", "GVCN"), ("cha mẹ học sinh",), None),
        ("II.C.3", ("Nhân viên thư viện",), (), "trước ngày 15/10/2025"),
        ("II.C.4.1", ("Đoàn thanh niên – Đội TNTP",), (), None),
        ("II.C.4.2", ("Đoàn thanh niên – Đội TNTP",), (), None),
        ("B1.r1", ("Nhân viên thư viện",), (), "9/2025"),
        ("B1.r2", ("Nhân viên thư viện", "Kế toán"), (), "10/2025"),
        ("B1.r3", ("Liên đội",), (), "4/2026"),
    ]


def test_police_plan_with_a_blank_line_after_every_line():
    document = read("police_plan")
    assert head(document)[:4] == (
        "KẾ HOẠCH",
        "CÔNG AN PHƯỜNG BẾN THÀNH TÂY",
        "CÔNG AN TỈNH ĐÔNG SƠN",
        "88/KH-CAP",
    )
    assert document.title == ("Bảo đảm an ninh, trật tự Lễ hội đường sách Xuân Bính Ngọ năm 2026")
    squad = ("Tổ Tổng hợp",)
    assert [(t.path, t.lead, t.cooperate, t.deadline) for t in document.tasks] == [
        ("II.1.-1", ("Tổ Cảnh sát khu vực",), (), "trước ngày 10/01/2026"),
        (
            "II.1.-2",
            ("Đồng chí Trung tá Lê Văn Mẫu, Phó Trưởng Công an phường",),
            (),
            "Thường xuyên",
        ),
        ("II.2", (), (), None),
        ("III.1", ("Đồng chí Nguyễn Văn Thử - Trưởng Công an phường",), (), None),
        ("III.2.-1", squad, (), "trước 16h00 hằng ngày"),
        ("III.2.-2", squad, ("Trạm Y tế phường", "Ban Chỉ huy Quân sự phường"), None),
        ("III.3", ("UBND phường",), ("lực lượng Công an",), None),
    ]
    assert end(document)[1:] == ("TRƯỞNG CÔNG AN PHƯỜNG", "Thượng tá Nguyễn Văn Thử")
