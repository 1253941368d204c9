"""Kinds of documents in our own wording: who leads, who cooperates and by when, exactly."""

from pathlib import Path

import pytest

from khuevan.vanban.reading import read_text
from khuevan.vanban.roles import heading_units, named, read_roles

SAMPLES = Path(__file__).parent / "samples"

TASKS = {
    "commune_plan": [
        ("II.1", "Phát quang, dọn vệ sinh các tu", (), (), "trước ngày 25/9/2025"),
        ("II.2", "Thu gom rác thải tại các chợ; ", ("Phòng Kinh tế",), (), None),
        ("II.3", "Trồng 500 cây bóng mát dọc kên", (), (), "trong tháng 10/2025"),
        (
            "III.1",
            "Là cơ quan thường trực, theo d",
            ("Phòng Kinh tế",),
            (),
            "chậm nhất ngày 30/9/2025",
        ),
        (
            "III.2",
            "Công an xã ra quân xử lý vi ph",
            ("Công an xã",),
            ("Ban Chỉ huy Quân sự xã",),
            None,
        ),
        (
            "III.3",
            "Đề nghị Ủy ban Mặt trận Tổ quố",
            ("Ủy ban Mặt trận Tổ quốc Việt Nam xã", "Đoàn Thanh niên", "Hội Phụ nữ"),
            (),
            None,
        ),
        ("III.4.-1", "Thông báo trên hệ thống loa tr", ("Trưởng các thôn, tổ dân phố",), (), None),
        (
            "III.4.-2",
            "Phối hợp với Hội Nông dân xã t",
            ("Trưởng các thôn, tổ dân phố",),
            ("Hội Nông dân xã",),
            None,
        ),
        (
            "III.5",
            "Trường Tiểu học Hải Sơn, Trườn",
            ("Trường Tiểu học Hải Sơn", "Trường THCS Lê Lợi"),
            (),
            None,
        ),
    ],
    "police_phases": [
        (
            "II.1.-1",
            "Rà soát, lập danh sách đối tượ",
            (),
            (),
            "từ ngày 05/12/2025 đến ngày 15/12/2025",
        ),
        (
            "II.1.-2",
            "Tổ chức ký cam kết không tàng ",
            (),
            (),
            "từ ngày 05/12/2025 đến ngày 15/12/2025",
        ),
        (
            "II.2.-1",
            "Tuần tra khép kín địa bàn 24/2",
            (),
            (),
            "từ ngày 16/12/2025 đến ngày 20/02/2026",
        ),
        (
            "II.2.-2",
            "Mở 03 đợt kiểm tra hành chính ",
            (),
            (),
            "từ ngày 16/12/2025 đến ngày 20/02/2026",
        ),
        ("III.1.a", "Tham mưu Trưởng Công an xã ban", ("Tổ Cảnh sát khu vực",), (), None),
        (
            "III.1.b",
            "Chủ trì, phối hợp với Tổ bảo v",
            ("Tổ Cảnh sát khu vực",),
            ("Tổ bảo vệ an ninh trật tự các thôn",),
            None,
        ),
        (
            "III.2",
            "Tập hợp số liệu, báo cáo kết q",
            ("Tổ Tổng hợp",),
            (),
            "trước 16 giờ 00 thứ Năm hằng tuần",
        ),
        ("III.3", "Giao đồng chí Phó Trưởng Công ", ("đồng chí Phó Trưởng Công an xã",), (), None),
    ],
    "hospital_plan": [
        ("2.1.-1", "Khoa Truyền nhiễm tiếp nhận, c", ("Khoa Truyền nhiễm",), (), None),
        ("2.1.-2", "Khoa Dược dự trù đủ dịch truyề", ("Khoa Dược",), (), "trong tháng 8/2025"),
        (
            "2.2.-1",
            "Khoa Kiểm soát nhiễm khuẩn chủ",
            ("Khoa Kiểm soát nhiễm khuẩn",),
            ("Phòng Hành chính quản trị",),
            "định kỳ 3 tháng/lần",
        ),
        (
            "2.2.-2",
            "Phòng Điều dưỡng phối hợp các ",
            ("Phòng Điều dưỡng",),
            ("các khoa lâm sàng",),
            None,
        ),
        (
            "B1.1",
            "Tập huấn phác đồ điều trị",
            ("Phòng Kế hoạch tổng hợp",),
            ("Khoa Truyền nhiễm",),
            "10/8/2025",
        ),
        (
            "B1.2",
            "Diễn tập tiếp nhận bệnh nhân",
            ("Khoa Khám bệnh", "Khoa Cấp cứu"),
            (),
            "Tuần 3 tháng 8",
        ),
        (
            "B1.3",
            "Sơ kết công tác",
            ("Phòng Kế hoạch tổng hợp",),
            ("Các khoa, phòng",),
            "30/12/2025",
        ),
        (
            "4.1",
            "Đầu mối theo dõi, tổng hợp báo",
            ("Phòng Kế hoạch tổng hợp",),
            (),
            "trước ngày 15 hằng tháng",
        ),
        ("4.2", "Các khoa, phòng căn cứ kế hoạc", ("Các khoa, phòng",), (), None),
    ],
    "directive": [
        (
            "1",
            "Rà soát, cập nhật phương án ứn",
            ("các sở, ban, ngành", "UBND các xã, phường"),
            (),
            "trước ngày 15/6/2025",
        ),
        ("2.a", "Tham mưu UBND tỉnh kiện toàn B", ("Sở Nông nghiệp và Môi trường",), (), None),
        (
            "2.b",
            "Chủ trì, phối hợp với Sở Xây d",
            ("Sở Nông nghiệp và Môi trường",),
            ("Sở Xây dựng", "các địa phương"),
            "trước ngày 30/5/2025",
        ),
        (
            "3",
            "Bộ Chỉ huy Quân sự tỉnh, Công ",
            ("Bộ Chỉ huy Quân sự tỉnh", "Công an tỉnh"),
            (),
            None,
        ),
        (
            "4",
            "Báo và Phát thanh, truyền hình",
            ("Báo và Phát thanh, truyền hình Hải Vân",),
            (),
            None,
        ),
        (
            "5",
            "Giao Sở Nông nghiệp và Môi trư",
            ("Sở Nông nghiệp và Môi trường",),
            (),
            "định kỳ sáu tháng",
        ),
    ],
    "numbered_letter": [
        ("1", "Lập danh sách đội tuyển theo m", (), (), "trước 17 giờ 00 ngày 20/10/2025"),
        ("2", "Cử giáo viên tham gia coi thi,", (), (), None),
        ("2.-1", "Mỗi đơn vị cử 03 giáo viên;", ("Mỗi đơn vị",), (), None),
        ("2.-2", "Danh sách gửi chậm nhất ngày 2", (), (), "chậm nhất ngày 25/10/2025"),
        ("3", "Trường THPT Chuyên Hải Vân chu", ("Trường THPT Chuyên Hải Vân",), (), None),
    ],
    "school_persons": [
        ("II.1", "Thi văn nghệ", ("Cô Trần Thị Hoa (TPT Đội)",), (), "14h00 ngày 18/11/2025"),
        (
            "II.2",
            "Tọa đàm",
            ("Ban Giám hiệu",),
            ("Công đoàn", "Ban đại diện cha mẹ học sinh"),
            "8h00 ngày 20/11/2025",
        ),
        (
            "III.1",
            "Chỉ đạo chung, duyệt kinh phí.",
            ("Thầy Nguyễn Văn Nam - Hiệu trưởng",),
            (),
            None,
        ),
        (
            "III.2",
            "Xây dựng chương trình, kịch bả",
            ("Cô Lê Thị Lan - Phó Hiệu trưởng",),
            (),
            "trước ngày 05/11/2025",
        ),
        ("III.3", "Tập luyện tiết mục văn nghệ, m", ("Giáo viên chủ nhiệm các lớp",), (), None),
        ("III.4", "Trang trí khánh tiết, in giấy ", ("Tổ Văn phòng",), (), None),
        ("III.5", "Dự trù kinh phí.", ("Kế toán",), (), None),
    ],
    "decision_ward": [
        (
            "II.1.a",
            "Số hóa hồ sơ lưu trữ",
            ("Trung tâm Phục vụ hành chính công phường",),
            ("Các phòng chuyên môn",),
            "Quý IV/2025",
        ),
        (
            "II.1.b",
            "Triển khai chữ ký số cho công ",
            ("Văn phòng HĐND và UBND phường",),
            (),
            "Tháng 8/2025",
        ),
        ("III.1.-1", "Đôn đốc, theo dõi việc thực hi", ("Phòng Văn hóa - Xã hội",), (), None),
        (
            "III.1.-2",
            "Trước ngày 10/12/2025 tổng hợp",
            ("Phòng Văn hóa - Xã hội",),
            (),
            "Trước ngày 10/12/2025",
        ),
        ("III.2", "Cân đối kinh phí thực hiện.", ("Phòng Kinh tế, Hạ tầng và Đô thị",), (), None),
    ],
    "party_conclusion": [
        ("1.-1", "Ban Xây dựng Đảng tham mưu Ban", ("Ban Xây dựng Đảng",), (), "trước 30/11/2025"),
        ("1.-2", "Ủy ban Kiểm tra Đảng ủy hoàn t", ("Ủy ban Kiểm tra Đảng ủy",), (), None),
        ("2.-1", "Giao UBND xã chỉ đạo Phòng Kin", ("UBND xã",), (), None),
        (
            "2.-2",
            "Yêu cầu các đồng chí đảng ủy v",
            ("các đồng chí đảng ủy viên phụ trách thôn",),
            (),
            None,
        ),
        ("3", "Giao Văn phòng Đảng ủy đôn đốc", ("Văn phòng Đảng ủy",), (), "định kỳ hằng tháng"),
    ],
}
ENDS = {
    "commune_plan": (
        ["UBND tỉnh (b/c)", "TT Đảng ủy, HĐND xã", "Như mục III", "Lưu: VT, KT"],
        "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        "Lê Văn Thử",
    ),
    "police_phases": (
        [
            "Phòng Tham mưu CAT (để b/c)",
            "Đảng ủy, UBND xã (để b/c)",
            "Các tổ công tác (để t/h)",
            "Lưu: CAX",
        ],
        "TRƯỞNG CÔNG AN XÃ",
        "Thiếu tá Phạm Văn Giả",
    ),
    "hospital_plan": (
        ["Sở Y tế (b/c)", "Các khoa, phòng", "Lưu: VT, KHTH"],
        "GIÁM ĐỐC",
        "BS. Nguyễn Thị Mẫu",
    ),
    "directive": (
        [
            "Bộ Nông nghiệp và Môi trường",
            "TTTU, TT HĐND tỉnh",
            "Các sở, ban, ngành",
            "UBND các xã, phường",
            "Lưu: VT, NN",
        ],
        "CHỦ TỊCH",
        "Đặng Văn Thử",
    ),
    "numbered_letter": (
        ["Như trên", "Giám đốc (để báo cáo)", "Lưu: VT, GDTrH"],
        "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC",
        "Hoàng Thị Ví Dụ",
    ),
    "school_persons": (["BGH, CĐ, các tổ CM (t/h)", "Lưu: VT"], "HIỆU TRƯỞNG", "Nguyễn Văn Nam"),
    "decision_ward": (["Như Điều 3", "UBND tỉnh (b/c)", "Lưu: VT"], "CHỦ TỊCH", "Vũ Thị Thí Dụ"),
    "party_conclusion": (
        ["Thường trực Đảng ủy (b/c)", "Các chi bộ trực thuộc (t/h)", "Lưu Văn phòng Đảng ủy"],
        "T/L BAN THƯỜNG VỤ CHÁNH VĂN PHÒNG",
        "Ngô Văn Minh Họa",
    ),
}


@pytest.mark.parametrize("name", TASKS)
def test_tasks_with_their_units_and_times(name):
    document = read_text((SAMPLES / f"{name}.txt").read_text(encoding="utf-8"))
    found = [(t.path, t.text[:30], t.lead, t.cooperate, t.deadline) for t in document.tasks]
    assert found == TASKS[name]


@pytest.mark.parametrize("name", ENDS)
def test_recipients_and_signer(name):
    document = read_text((SAMPLES / f"{name}.txt").read_text(encoding="utf-8"))
    recipients = [r.text for r in document.recipients]
    assert (recipients, document.signer_title, document.signer_name) == ENDS[name]


@pytest.mark.parametrize(
    ("text", "lead", "cooperate"),
    [
        (
            "Ủy ban nhân dân các huyện, thị xã làm đầu mối phát hiện, đề xuất với Thanh tra Sở Xây dựng xử lý.",
            ("Ủy ban nhân dân các huyện, thị xã",),
            (),
        ),
        (
            "Các sở, ban, ngành căn cứ vào tính chất, đặc điểm của mình, hình thành bộ phận giúp việc.",
            ("Các sở, ban, ngành",),
            (),
        ),
        ("Đề nghị Báo Hải Vân đăng Thông báo này trên 03 số liên tiếp.", ("Báo Hải Vân",), ()),
        ("Công an xã mở đợt cao điểm trấn áp tội phạm từ ngày 01/12/2025.", ("Công an xã",), ()),
        ("Trung tâm Y tế xã mở 02 điểm tiêm chủng.", ("Trung tâm Y tế xã",), ()),
        ("Công an phường ra quân xử lý vi phạm trước ngày 15/12/2025.", ("Công an phường",), ()),
        ("Đoàn Thanh niên ra mắt mô hình thắp sáng đường quê.", ("Đoàn Thanh niên",), ()),
        (
            "Ban Quản lý dự án đầu tư xây dựng công trình giao thông tỉnh phối hợp với Phòng Cảnh sát giao thông điều tiết xe.",
            ("Ban Quản lý dự án đầu tư xây dựng công trình giao thông tỉnh",),
            ("Phòng Cảnh sát giao thông",),
        ),
        (
            "Công ty Cổ phần tư vấn đầu tư xây dựng Hà Thành cung cấp bản vẽ.",
            ("Công ty Cổ phần tư vấn đầu tư xây dựng Hà Thành",),
            (),
        ),
        ("Giao Tổ trưởng các thôn rà soát hộ nghèo.", ("Tổ trưởng các thôn",), ()),
        (
            "Tổ Triển khai đề án giao Công an xã thực hiện mua sắm trang thiết bị.",
            ("Công an xã",),
            (),
        ),
        (
            "Chủ trì, phối hợp với các sở, ngành, địa phương và các doanh nghiệp hoạt động trong lĩnh vực viễn thông tổ chức triển khai kế hoạch.",
            (),
            ("các sở, ngành, địa phương", "các doanh nghiệp hoạt động trong lĩnh vực viễn thông"),
        ),
        (
            "Chủ trì, phối hợp với Chủ tịch Ủy ban nhân dân huyện, thành phố; thủ trưởng các ngành có liên quan hướng dẫn thực hiện.",
            (),
            ("Chủ tịch Ủy ban nhân dân huyện, thành phố", "thủ trưởng các ngành có liên quan"),
        ),
        (
            "Yêu cầu các sở: Nội vụ, Tài chính, Y tế và Văn phòng Ủy ban nhân dân tỉnh theo dõi thông tin.",
            ("các sở: Nội vụ, Tài chính, Y tế", "Văn phòng Ủy ban nhân dân tỉnh"),
            (),
        ),
        ("Hiệu trưởng các trường trực tiếp chỉ đạo.", ("Hiệu trưởng các trường",), ()),
        (
            "Trưởng Công an xã chủ trì, phối hợp Ban Chỉ huy Quân sự xã, các thôn tuần tra ban đêm.",
            ("Trưởng Công an xã",),
            ("Ban Chỉ huy Quân sự xã", "các thôn"),
        ),
        ("Trưởng các thôn, tổ dân phố thông báo trên loa.", ("Trưởng các thôn, tổ dân phố",), ()),
        ("Giao Phòng Kinh tế là cơ quan thường trực, đôn đốc các đơn vị.", ("Phòng Kinh tế",), ()),
        (
            "Ủy ban Mặt trận Tổ quốc Việt Nam xã và các tổ chức chính trị - xã hội đẩy mạnh vận động.",
            ("Ủy ban Mặt trận Tổ quốc Việt Nam xã", "các tổ chức chính trị - xã hội"),
            (),
        ),
        (
            "Đề nghị Ủy ban Mặt trận Tổ quốc xã, các đoàn thể phối hợp tuyên truyền, vận động đoàn viên, hội viên.",
            ("Ủy ban Mặt trận Tổ quốc xã", "các đoàn thể"),
            (),
        ),
        (
            "Phối hợp với Trạm Y tế xã, Trường THCS Lê Lợi khám sức khỏe cho học sinh.",
            (),
            ("Trạm Y tế xã", "Trường THCS Lê Lợi"),
        ),
        (
            "Phối hợp với phụ huynh học sinh lớp 9 tổ chức lễ tri ân.",
            (),
            ("phụ huynh học sinh lớp 9",),
        ),
        (
            "Giao đồng chí Nguyễn Văn An, Phó Chủ tịch UBND xã trực tiếp chỉ đạo.",
            ("đồng chí Nguyễn Văn An, Phó Chủ tịch UBND xã",),
            (),
        ),
        ("Bộ phận Một cửa niêm yết công khai thủ tục.", ("Bộ phận Một cửa",), ()),
        (
            "Văn phòng Đảng ủy tham mưu Ban Thường vụ Đảng ủy ban hành kế hoạch.",
            ("Văn phòng Đảng ủy",),
            (),
        ),
        (
            "Ban Tuyên giáo và Dân vận Đảng ủy định hướng tuyên truyền.",
            ("Ban Tuyên giáo và Dân vận Đảng ủy",),
            (),
        ),
        ("Các chi bộ trực thuộc quán triệt đến đảng viên.", ("Các chi bộ trực thuộc",), ()),
        ("Khoa Dược dự trù đủ thuốc, vật tư.", ("Khoa Dược",), ()),
        ("Khoa Kiểm soát nhiễm khuẩn giám sát vệ sinh tay.", ("Khoa Kiểm soát nhiễm khuẩn",), ()),
        ("Phòng Kế hoạch tổng hợp lập dự toán.", ("Phòng Kế hoạch tổng hợp",), ()),
        ("Phòng Tổ chức cán bộ tổng hợp danh sách.", ("Phòng Tổ chức cán bộ",), ()),
        (
            "Phòng Điều dưỡng phối hợp các khoa lâm sàng kiểm tra chéo.",
            ("Phòng Điều dưỡng",),
            ("các khoa lâm sàng",),
        ),
        (
            "Đội Cảnh sát giao thông - trật tự bố trí tổ tuần tra.",
            ("Đội Cảnh sát giao thông - trật tự",),
            (),
        ),
        ("Kế toán nhà trường thanh toán tiền.", ("Kế toán nhà trường",), ()),
        ("Giáo viên chủ nhiệm các lớp nhắc học sinh đội mũ.", ("Giáo viên chủ nhiệm các lớp",), ()),
        ("Ban Giám hiệu duyệt tiết mục trước ngày 10/11.", ("Ban Giám hiệu",), ()),
        ("Liên đội tổ chức chào cờ.", ("Liên đội",), ()),
        (
            "Các tổ chuyên môn nộp kế hoạch dạy học về Ban Giám hiệu chậm nhất ngày 05/9/2025.",
            ("Các tổ chuyên môn",),
            (),
        ),
        (
            "Hạt Kiểm lâm khu vực hướng dẫn chủ rừng làm đường băng cản lửa.",
            ("Hạt Kiểm lâm khu vực",),
            (),
        ),
        (
            "Phòng Văn hóa - Xã hội chủ trì, phối hợp với Công an xã, Trạm Y tế, Trung tâm Cung ứng dịch vụ công xã kiểm tra an toàn thực phẩm.",
            ("Phòng Văn hóa - Xã hội",),
            ("Công an xã", "Trạm Y tế", "Trung tâm Cung ứng dịch vụ công xã"),
        ),
        (
            "Giao cho Phòng Kinh tế, Hạ tầng và Đô thị phường chủ trì.",
            ("Phòng Kinh tế, Hạ tầng và Đô thị phường",),
            (),
        ),
        (
            "Thủ trưởng các cơ quan, đơn vị căn cứ nhiệm vụ được giao tổ chức thực hiện.",
            ("Thủ trưởng các cơ quan, đơn vị",),
            (),
        ),
        ("Các trường học trên địa bàn tổ chức khai giảng.", ("Các trường học trên địa bàn",), ()),
        ("Nhân viên y tế học đường sơ cứu học sinh.", ("Nhân viên y tế học đường",), ()),
        ("Tổ Văn phòng in ấn tài liệu.", ("Tổ Văn phòng",), ()),
        (
            "Giao Phòng Hành chính quản trị, Phòng Tài chính kế toán chuẩn bị hội trường.",
            ("Phòng Hành chính quản trị", "Phòng Tài chính kế toán"),
            (),
        ),
        ("Tổ dân phố số 5 dọn vệ sinh.", ("Tổ dân phố số 5",), ()),
        (
            "Ban Nhân dân các ấp, khu phố vận động nhân dân treo cờ.",
            ("Ban Nhân dân các ấp, khu phố",),
            (),
        ),
        ("Điện lực khu vực cắt tỉa cây.", ("Điện lực khu vực",), ()),
        ("Kho bạc Nhà nước khu vực XII kiểm soát chi.", ("Kho bạc Nhà nước khu vực XII",), ()),
        ("Bảo hiểm xã hội cơ sở đối chiếu dữ liệu.", ("Bảo hiểm xã hội cơ sở",), ()),
        ("Ngân hàng Chính sách xã hội giải ngân vốn vay.", ("Ngân hàng Chính sách xã hội",), ()),
        (
            "Viện Kiểm sát nhân dân khu vực 2 phối hợp cơ quan Công an giải quyết tin báo.",
            ("Viện Kiểm sát nhân dân khu vực 2",),
            ("cơ quan Công an",),
        ),
    ],
)
def test_units_end_where_their_work_begins(text, lead, cooperate):
    roles = read_roles(text)
    assert (roles.lead, roles.cooperate) == (lead, cooperate)


def test_a_heading_about_work_names_no_unit():
    assert heading_units("CÁC NHÓM GIẢI PHÁP").lead == ()


def test_an_enumeration_behind_a_colon_is_one_subject():
    assert named("Yêu cầu các sở: Nội vụ, Tài chính theo dõi thông tin.") is None


def test_a_signer_printed_on_one_line_is_no_recipient():
    document = read_text(
        "UBND XÃ HẢI SƠN\nSố: 4/TB-UBND\n\nTHÔNG BÁO\nVề việc treo cờ\n\n"
        "UBND xã đề nghị các thôn, Trường THCS Hải Sơn treo cờ từ ngày 01/9/2025 đến hết ngày 03/9/2025.\n\n"
        "Nơi nhận: - Như trên; - Lưu: VT (2b).\nCHỦ TỊCH Lê Văn Thử\n"
    )
    assert [r.text for r in document.recipients] == ["Như trên", "Lưu: VT (2b)"]
    assert (document.signer_title, document.signer_name) == ("CHỦ TỊCH", "Lê Văn Thử")
    assert [(t.lead, t.deadline) for t in document.tasks] == [
        (("các thôn", "Trường THCS Hải Sơn"), "từ ngày 01/9/2025 đến hết ngày 03/9/2025")
    ]
