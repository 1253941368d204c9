from __future__ import annotations

from datetime import date
from typing import Any

from khuevan.people.enums import OrganisationKind, Role, TaskPart
from khuevan.people.models import Organisation, User
from khuevan.plans import actions
from khuevan.plans.enums import ClauseKind
from khuevan.plans.models import Clause, Plan, Task, TaskUnit
from khuevan.vanban.reading import read_text

# In our own wording; the structure is that of the two real plans (PLN-1, PLN-2).
TRAINING = """UBND THÀNH PHỐ MẪU
SỞ VĂN HÓA VÀ THỂ THAO
Số:      /KH-SVHTT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày     tháng     năm 2025

KẾ HOẠCH
Tổ chức lớp tập huấn kỹ năng cho công chức làm thông tin đối ngoại các sở, ban, ngành

Căn cứ Kế hoạch số 48/KH-UBND ngày 19/02/2025 của UBND Thành phố về thông tin đối ngoại;
Sở Văn hóa và Thể thao xây dựng Kế hoạch như sau:

I. MỤC ĐÍCH, YÊU CẦU
- Nâng cao kỹ năng viết tin đối ngoại cho công chức phụ trách.
- Nội dung thiết thực, gắn với công việc hằng ngày của đơn vị.
II. THỜI GIAN
- Thời gian tổ chức: Quý IV năm 2025.
III. KINH PHÍ
Từ nguồn kinh phí đào tạo năm 2025 của Thành phố cấp cho Sở.
IV. TỔ CHỨC THỰC HIỆN
1. Phòng Thông tin - Báo chí - Xuất bản
- Chủ trì xây dựng chương trình, mời báo cáo viên; phối hợp các đơn vị có liên quan tổ chức
lớp tập huấn, hoàn thành trước ngày 15/11/2025.
- Báo cáo kết quả lớp tập huấn.
2. Văn phòng Sở
- Thẩm định và phê duyệt dự toán kinh phí theo quy định.
3. Phòng Tổ chức - Pháp chế
Hướng dẫn Phòng Thông tin - Báo chí - Xuất bản tổ chức lớp tập huấn.

Nơi nhận:
- Các Sở, ban, ngành Thành phố;
- Lưu: VT.
GIÁM ĐỐC

Trần Thị Mẫu
"""
YEAR = """UBND THÀNH PHỐ MẪU
SỞ VĂN HÓA VÀ THỂ THAO
Số: 12/KH-SVHTT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 03 tháng 3 năm 2025

KẾ HOẠCH
Triển khai các hoạt động thông tin đối ngoại năm 2025

Căn cứ Kế hoạch số 48/KH-UBND ngày 19/02/2025 của UBND Thành phố về thông tin đối ngoại;

I. MỤC ĐÍCH
- Giới thiệu hình ảnh Thủ đô với bạn bè quốc tế.
II. TỔ CHỨC THỰC HIỆN
1. Phòng Thông tin - Báo chí - Xuất bản
- Chủ trì cung cấp tin sự kiện cho bản đồ số.
- Phối hợp Phòng Tổ chức - Pháp chế tổ chức lớp tập huấn cho công chức làm thông tin đối ngoại.
2. Phòng Tổ chức - Pháp chế
Chủ trì, phối hợp với Phòng Thông tin - Báo chí - Xuất bản tổ chức lớp tập huấn kỹ năng cho
công chức làm thông tin đối ngoại của các sở, ban, ngành.
"""


def user(role: Role = Role.LEAD_OFFICER, **fields: Any) -> User:
    count = User.objects.count() + 1
    defaults = {"username": f"user{count}", "full_name": f"Nguyễn Văn {count}", "role": role}
    return User.objects.create(**defaults | fields)


def unit(name: str = "Phòng Một", **fields: Any) -> Organisation:
    count = Organisation.objects.count() + 1
    defaults = {
        "kind": OrganisationKind.INTERNAL, "code": f"DV{count}", "name_vi": name,
        "short_name": name[:80],
    }  # fmt: skip
    return Organisation.objects.create(**defaults | fields)


def offices() -> dict[str, Organisation]:
    """The divisions that the sample plans name."""
    department = unit("Sở Văn hóa và Thể thao", kind=OrganisationKind.DEPARTMENT)
    names = ("Phòng Thông tin - Báo chí - Xuất bản", "Văn phòng Sở", "Phòng Tổ chức - Pháp chế")
    return {name: unit(name, parent=department) for name in names}


def plan(by: User | None = None, text: str = TRAINING) -> Plan:
    """A plan as read, nothing confirmed."""
    return actions.add(read_text(text), source=None, by=by or user())


def bare_plan(owner: User | None = None, **fields: Any) -> Plan:
    """A plan without reading: for what only needs a row."""
    text = "I. MỘT\n- Một việc.\n"
    defaults = {
        "title": "Kế hoạch thử", "year": 2025, "owner": owner or user(), "text": text,
        "parts": [["heading", 0, 7], ["clause", 7, len(text)]],
    }  # fmt: skip
    return Plan.objects.create(**defaults | fields)


def clause(of: Plan, kind: ClauseKind = ClauseKind.TASK, **fields: Any) -> Clause:
    order = of.clauses.count() + 1
    defaults = {
        "order": order, "path": f"I.-{order}", "text": f"Việc thứ {order}.", "start": 7,
        "end": len(of.text), "kind": kind, "proposed_kind": kind,
    }  # fmt: skip
    return Clause.objects.create(plan=of, **defaults | fields)


def task(of: Clause, lead: Organisation | None = None, **fields: Any) -> Task:
    made = Task.objects.create(plan=of.plan, clause=of, **{"text": of.text} | fields)
    if lead:
        TaskUnit.objects.create(task=made, organisation=lead, part=TaskPart.LEAD)
    return made


def ready_plan(by: User, **fields: Any) -> Plan:
    """One task clause, led and confirmed: nothing stands in the way of submitting."""
    made = bare_plan(by, **fields)
    ordering = clause(made)
    task(ordering, lead=unit(f"Phòng {made.pk}"), due=date(2025, 12, 1))
    actions.confirm(ordering, ClauseKind.TASK, version=ordering.version, by=by)
    return made
