"""The checklist of procedure that plans of a department usually meet, each item with its source.

A source that was not read in the official print says so; the legal officer checks it and enters the
document of the register.
"""

from __future__ import annotations

from datetime import date

from khuevan.kit.vietnamese import fold
from khuevan.plans.enums import Probe
from khuevan.plans.models import ProcedureItem

SINCE = date(2020, 3, 5)
"""The day from which Decree 30/2020/ND-CP holds: the oldest of the sources."""
DECREE = "Nghị định 30/2020/NĐ-CP"
CHECK = "Kiểm tra văn bản đang có hiệu lực, rồi ghi văn bản trong sổ căn cứ."
PERSONAL_DATA_LAW = date(2026, 1, 1)
"""The first day of Law 91/2025/QH15."""

USUAL: tuple[tuple[str, Probe, str, str, str, str], ...] = (
    ("can-cu", Probe.BASES,
     "Các căn cứ được viện dẫn đúng và còn hiệu lực?",
     "Are the grounds cited rightly and in force?",
     f"{DECREE}, Phụ lục I, Phần I, mục II.6.a", ""),
    ("tham-quyen", Probe.AUTHORITY,
     "Kế hoạch đúng thẩm quyền ban hành và thẩm quyền ký?",
     "Does the right body issue it, and the right person sign it?",
     f"{DECREE}, Điều 13", ""),
    ("thanh-phan", Probe.COMPOSITION,
     "Đơn vị chủ trì, phối hợp và thành phần tham gia đúng chức năng, đúng đối tượng?",
     "Are those who lead, coordinate and take part the right ones?",
     f"{DECREE}, Điều 10; quy định chức năng, nhiệm vụ của từng đơn vị", CHECK),
    ("kinh-phi", Probe.FUNDING,
     "Nguồn kinh phí được nêu rõ và đúng quy định?",
     "Is the source of money named, and the right one?",
     "Thông tư 36/2018/TT-BTC (sửa đổi bởi Thông tư 06/2023/TT-BTC) đối với đào tạo, bồi dưỡng",
     CHECK),
    ("du-lieu-ca-nhan", Probe.PERSONAL_DATA,
     "Nếu lập danh sách người: có thông báo về việc xử lý dữ liệu cá nhân, chỉ thu thập mức cần thiết?",
     "If persons are listed: are they told what becomes of their data, and is no more asked than needed?",
     "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15", CHECK),
    ("dia-diem", Probe.VENUE,
     "Địa điểm, quy cách hội trường nêu đúng yêu cầu và có căn cứ?",
     "Is what is asked of the place right, and on what ground?",
     "Quy định của Thành phố về mức chi và địa điểm tổ chức", CHECK),
    ("thoi-han", Probe.DEADLINES,
     "Các thời hạn rõ ràng, khả thi, không rơi vào ngày nghỉ?",
     "Are the deadlines clear and possible, none on a day off?",
     "Bộ luật Dân sự 91/2015/QH13, Điều 148 khoản 5", ""),
    ("noi-nhan", Probe.RECIPIENTS,
     "Nơi nhận đủ các đơn vị được giao nhiệm vụ?",
     "Are all units with a task among the recipients?",
     f"{DECREE}, Phụ lục I, Phần I, mục II.9.b", ""),
)  # fmt: skip


def missing() -> list[ProcedureItem]:
    """Those whose code is not there yet, unsaved."""
    there = set(ProcedureItem.objects.values_list("code", flat=True))
    return [
        ProcedureItem(
            code=code, order=order, text_vi=vi, text_en=en, probe=probe, place=place, hint=hint,
            valid_from=PERSONAL_DATA_LAW if probe == Probe.PERSONAL_DATA else SINCE,
            search=fold(f"{vi} {en} {code} {place}"),
        )
        for order, (code, probe, vi, en, place, hint) in enumerate(USUAL, 1)
        if code not in there
    ]  # fmt: skip
