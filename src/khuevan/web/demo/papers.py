"""Documents of the demo office in every stage of their life, taken through the real actions."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from khuevan.documents import actions, compositions, opinions, samples
from khuevan.documents.enums import BasisStatus, Resolution
from khuevan.documents.models import LegalBasis, OpinionRequest, Paper
from khuevan.kit import workdays
from khuevan.kit.works import Progress
from khuevan.people.models import UnitGroup, User
from khuevan.vanban.composition import Addressee, Composition
from khuevan.vanban.writing import body_from_text
from khuevan.web.demo.plans import Desk, at

ON_PAPER = "Bản dùng thử: ký trên giấy, bản quét lưu tại văn thư."
LETTER = """
Thực hiện Kế hoạch thông tin đối ngoại năm {year}, Sở Văn hóa và Thể thao đang chuẩn bị tài liệu giới thiệu Thủ đô bằng hai thứ tiếng.
Sở đề nghị quý cơ quan phối hợp:
1. Cử 01 đầu mối cung cấp tư liệu, số liệu đã công bố.
2. Rà soát tên gọi tiếng Anh của cơ quan, đơn vị trực thuộc.
3. Gửi lịch các sự kiện có yếu tố nước ngoài của quý tới.
Ý kiến đề nghị gửi về Phòng Thông tin - Báo chí - Xuất bản để tổng hợp.
"""
SCHEME = """
I. SỰ CẦN THIẾT
1. Hình ảnh Thủ đô với bạn bè quốc tế
- Tin, bài tiếng Anh về Hà Nội còn ít, nhiều trang chưa cập nhật.
- Tên gọi di tích, địa danh bằng tiếng Anh chưa thống nhất.
2. Cơ sở pháp lý
- Các văn bản của Trung ương và Thành phố về công tác thông tin đối ngoại.
II. MỤC TIÊU
1. Đến hết năm thứ nhất
- Có bộ tên gọi song ngữ dùng chung cho toàn Thành phố.
- Mỗi phường, xã có ít nhất 01 trang giới thiệu bằng tiếng Anh.
2. Đến hết giai đoạn
- Bản đồ số sự kiện văn hóa cập nhật hằng tuần, hai thứ tiếng.
III. NHIỆM VỤ, GIẢI PHÁP
1. Xây dựng bộ nhận diện và bộ tên gọi song ngữ
- Sở Văn hóa và Thể thao chủ trì, các sở, ban, ngành phối hợp, hoàn thành trong quý II.
2. Bồi dưỡng đầu mối thông tin đối ngoại
- Mỗi năm 01 lớp, mỗi đơn vị 01 người.
3. Kinh phí
- Từ ngân sách Thành phố giao hằng năm.
IV. TỔ CHỨC THỰC HIỆN
1. Sở Văn hóa và Thể thao chủ trì, tổng hợp, báo cáo hằng quý.
2. Các sở, ban, ngành, phường, xã phối hợp thực hiện theo chức năng.
"""
OPINIONS = (
    (
        "bộ tên gọi song ngữ dùng chung",
        "Đề nghị ghi rõ bộ tên gọi gồm cả tên các di tích cấp thành phố.",
    ),
    (
        "hoàn thành trong quý II",
        "Đề nghị lùi thời hạn đến quý III để kịp rà soát tên các trường, bệnh viện.",
    ),
    ("Mỗi năm 01 lớp", "Đề nghị mở thêm lớp vào đầu năm cho đầu mối mới nhận việc."),
    ("", "Cơ bản thống nhất; đề nghị bổ sung phụ lục danh mục tên gọi để đơn vị dễ đối chiếu."),
)
DECISIONS = {
    "Đề nghị ghi rõ": (Resolution.TAKEN, "Đã bổ sung di tích cấp thành phố vào bộ tên gọi."),
    "Đề nghị lùi": (
        Resolution.EXPLAINED,
        "Giữ quý II vì bộ tên gọi là căn cứ in ấn phẩm của quý III; tên trường cập nhật sau.",
    ),
    "Đề nghị mở thêm": (Resolution.PARTLY, "Thêm 01 buổi trực tuyến vào quý I."),
}
SLIP = """
Căn cứ nhiệm vụ được giao, Sở Văn hóa và Thể thao kính trình UBND Thành phố xem xét, ban hành Kế hoạch trang trí, giới thiệu Thủ đô dịp lễ lớn.
I. SỰ CẦN THIẾT
Các điểm cửa ngõ của Thành phố chưa có nội dung giới thiệu bằng tiếng nước ngoài thống nhất.
II. NỘI DUNG CHÍNH
1. Bộ mẫu thiết kế dùng chung, hai thứ tiếng.
2. Danh mục 24 điểm trang trí, thời gian lắp đặt và tháo dỡ.
III. KIẾN NGHỊ
Kính đề nghị UBND Thành phố xem xét, phê duyệt.
"""
NOTICE = """
Sở Văn hóa và Thể thao thông báo lịch cung cấp tin, bài, ảnh cho trang tiếng Anh của Cổng thông tin điện tử như sau:
1. Tin, bài gửi trước 16 giờ thứ Năm hằng tuần.
2. Ảnh gửi tệp gốc, ghi rõ tác giả và chú thích.
3. Đầu mối tiếp nhận: Phòng Thông tin - Báo chí - Xuất bản.
"""


def fill(desk: Desk) -> None:
    """Register checked, then one document in each stage."""
    check_bases(desk)
    letter(desk)
    scheme(desk)
    waiting_for_signature(desk)
    waiting_for_number(desk)
    waiting_for_check(desk)


def days_ago(desk: Desk, count: int) -> date:
    return workdays.add_working_days(desk.today, -count)


def check_bases(desk: Desk) -> None:
    """The legal officer has looked at what the plans cite."""
    with at(days_ago(desk, 30), 14):
        for basis in LegalBasis.objects.order_by("pk")[:4]:
            actions.note_status(
                basis, BasisStatus.IN_FORCE, source="Cơ sở dữ liệu quốc gia về pháp luật",
                by=desk.users["phapche"],
            )  # fmt: skip


def drafted(desk: Desk, key: str, subject: str, text: str, **more: Any) -> Composition:
    """A draft from the office's own template of that kind."""
    begun = samples.begin(samples.samples()[key], by=desk.officer, today=desk.today)
    body = body_from_text(text.strip().format(year=desk.today.year))
    return replace(begun, subject=subject, body=body, **more)


def started(desk: Desk, composition: Composition, by: User, reply_due: date | None = None) -> Paper:
    return actions.start_paper(
        composition, by=by, issuer=samples.department_of(by), reply_due=reply_due
    )


def letter(desk: Desk) -> None:
    """A letter that is out: two have answered, one is late, one has not even confirmed."""
    composition = drafted(
        desk, "coordinate", "phối hợp cung cấp tư liệu giới thiệu Thủ đô bằng tiếng Anh", LETTER,
        addressed_to=("Sở Du lịch", "Sở Giáo dục và Đào tạo", "Sở Y tế", "Sở Nội vụ"),
        recipients=(Addressee("Như trên"), Addressee("Ban Giám đốc", "để b/c")),
    )  # fmt: skip
    with at(days_ago(desk, 14), 9, 20):
        paper = started(desk, composition, desk.officer, reply_due=days_ago(desk, 3))
        actions.ask_for_check(paper, by=desk.officer)
        actions.confirm_form(paper, by=desk.users["phapche"])
    with at(days_ago(desk, 13), 10, 5):
        actions.sign(paper, by=desk.director)
        numbered(desk, paper, 412)
        actions.issue(paper, by=desk.users["vanthu"])
        actions.dispatch_deliveries(paper, by=desk.users["vanthu"], progress=Progress(0))
    sent = list(paper.deliveries.select_related("organisation", "paper"))
    for delivery in sent[:3]:
        with at(days_ago(desk, 12), 15):
            actions.confirm_receipt(delivery, by=desk.officer, who="Văn thư cơ quan")
    with at(days_ago(desk, 6), 8, 50):
        for delivery, number in zip(sent[:2], ("918/SDL-QLLH", "2204/SGDĐT-VP"), strict=False):
            actions.record_reply(
                delivery, "Đã cử đầu mối và gửi kèm danh mục tên gọi tiếng Anh.", number=number,
                by=desk.officer,
            )  # fmt: skip


def numbered(desk: Desk, paper: Paper, number: int) -> None:
    clerk = desk.users["vanthu"]
    day = timezone.localdate()
    actions.give_number(paper, number, day, why=ON_PAPER, by=clerk)


def scheme(desk: Desk) -> None:
    """A scheme out for opinions: some agree, some have a word, most still read."""
    composition = drafted(
        desk, "plan", "Truyền thông, quảng bá hình ảnh Thủ đô giai đoạn mới", SCHEME
    )
    departments = UnitGroup.objects.get(code="so-ban-nganh").members_on(desk.today)
    asked = [unit.pk for unit in departments][:10]
    with at(days_ago(desk, 7), 14, 30):
        paper = started(desk, composition, desk.officer)
        round_ = actions.consult(
            paper, asked, workdays.add_working_days(desk.today, 4), by=desk.officer, seen=len(asked),
            note="Đề nghị nêu rõ mục và nội dung cần sửa.",
        )  # fmt: skip
        actions.ask_opinions(round_, by=desk.officer, progress=Progress(0))
    chance = random.Random(57)  # noqa: S311 - a replay
    for request in list(round_.requests.select_related("organisation", "consultation"))[:7]:
        with at(days_ago(desk, 3), 8 + chance.randrange(8)):
            answer(desk, request, chance)
    with at(days_ago(desk, 1), 16):
        decide(desk, paper)


def answer(desk: Desk, request: OpinionRequest, chance: random.Random) -> None:
    """The officer types in what came on paper."""
    if chance.random() < 0.4:
        actions.agree(request, by=desk.officer)
    else:
        needle, words = OPINIONS[chance.randrange(len(OPINIONS))]
        actions.give_opinion(request, {clause_with(request, needle): words}, by=desk.officer)


def clause_with(request: OpinionRequest, needle: str) -> str:
    """The path of the clause that holds the words; of the whole for none."""
    draft = compositions.from_json(request.consultation.version.content)
    return next(
        (c.path for c in opinions.clauses(draft) if needle and needle in c.text), opinions.WHOLE
    )


def decide(desk: Desk, paper: Paper) -> None:
    """What the officer has already decided; words on the whole still wait."""
    for request in OpinionRequest.objects.filter(consultation__paper=paper):
        for opinion in request.opinions.all():
            for start, (resolution, words) in DECISIONS.items():
                if opinion.text.startswith(start):
                    actions.resolve_opinion(opinion, resolution, words, by=desk.officer)


def waiting_for_signature(desk: Desk) -> None:
    composition = drafted(
        desk, "proposal", "Ban hành Kế hoạch trang trí, giới thiệu Thủ đô dịp lễ lớn", SLIP
    )
    with at(days_ago(desk, 2), 10):
        paper = started(desk, composition, desk.officer)
        actions.ask_for_check(paper, by=desk.officer)
    with at(days_ago(desk, 1), 9):
        actions.confirm_form(paper, by=desk.users["phapche"])


def waiting_for_number(desk: Desk) -> None:
    composition = drafted(desk, "notice", "Lịch cung cấp tin, bài, ảnh cho trang tiếng Anh", NOTICE)
    with at(days_ago(desk, 3), 9):
        paper = started(desk, composition, desk.officer)
        actions.ask_for_check(paper, by=desk.officer)
        actions.confirm_form(paper, by=desk.users["chanhvanphong"])
    with at(days_ago(desk, 1), 17):
        actions.sign(paper, by=desk.users["phogiamdoc"])


def waiting_for_check(desk: Desk) -> None:
    begun = samples.begin(
        samples.samples()["coordinate"], by=desk.users["bientap"], today=desk.today
    )
    composition = replace(
        begun, subject="rà soát biển chỉ dẫn bằng tiếng Anh tại di tích",
        body=body_from_text(LETTER.strip().format(year=desk.today.year)),
        addressed_to=("Trung tâm Thông tin Triển lãm Hà Nội",),
    )  # fmt: skip
    with at(days_ago(desk, 1), 11):
        paper = started(desk, composition, desk.users["bientap"])
        actions.ask_for_check(paper, by=desk.users["bientap"])
