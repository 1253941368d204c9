"""The norms that estimates of classes and bulletins usually ask for: named and placed, without rates.

No rate is put in: whoever keeps the norms reads it in its document. Hints say where to look.
"""

from __future__ import annotations

from khuevan.budget.enums import LineKind
from khuevan.budget.models import Norm
from khuevan.budget.paylist import LEAST, PERCENT
from khuevan.kit.vietnamese import fold

TRAINING = "Thông tư 36/2018/TT-BTC (sửa đổi bởi Thông tư 06/2023/TT-BTC), Điều 5"
CITY = "Nghị quyết của HĐND Thành phố về mức chi; kiểm tra nghị quyết đang có hiệu lực"
TAX = "Văn bản hướng dẫn thuế thu nhập cá nhân; kiểm tra văn bản đang có hiệu lực"
SESSION = "người/buổi"

USUAL: tuple[tuple[str, LineKind, str, str, str], ...] = (
    ("bcv-bo-truong", LineKind.SPEAKER, "Báo cáo viên: Ủy viên Trung ương Đảng, Bộ trưởng, Bí thư "
     "Thành ủy và tương đương", SESSION, f"{TRAINING} khoản 2 điểm a"),
    ("bcv-thu-truong", LineKind.SPEAKER, "Báo cáo viên: Thứ trưởng, Chủ tịch UBND Thành phố, giáo "
     "sư, chuyên gia cao cấp và tương đương", SESSION, f"{TRAINING} khoản 2 điểm a"),
    ("bcv-cuc-vu", LineKind.SPEAKER, "Báo cáo viên: cấp Cục, Vụ, phó giáo sư, tiến sĩ, giảng viên "
     "chính và tương đương", SESSION, f"{TRAINING} khoản 2 điểm a"),
    ("bcv-khac", LineKind.SPEAKER, "Báo cáo viên khác cấp Trung ương và Thành phố", SESSION,
     f"{TRAINING} khoản 2 điểm a"),
    ("bcv-xa", LineKind.SPEAKER, "Báo cáo viên cấp xã", SESSION, f"{TRAINING} khoản 2 điểm a"),
    ("bcv-di-lai", LineKind.TRAVEL, "Đi lại, ăn, nghỉ của báo cáo viên", "người",
     f"{TRAINING} khoản 2 điểm b, c"),
    ("bien-soan", LineKind.WRITING, "Biên soạn tài liệu cho khóa dưới 5 ngày", "trang chuẩn",
     "Thông tư 55/2023/TT-BTC, Điều 4 khoản 1 điểm a"),
    ("bien-tap", LineKind.WRITING, "Sửa chữa, biên tập tổng thể tài liệu", "trang chuẩn",
     "Thông tư 55/2023/TT-BTC, Điều 4 khoản 1 điểm a"),
    ("tham-dinh-tai-lieu", LineKind.WRITING, "Thẩm định, nhận xét tài liệu", "trang chuẩn",
     "Thông tư 55/2023/TT-BTC, Điều 4 khoản 1 điểm a"),
    ("giai-khat", LineKind.REFRESHMENT, "Nước uống giữa giờ, một buổi", "người", CITY),
    (PERCENT, LineKind.SPEAKER, "Khấu trừ thuế thu nhập cá nhân khi chi thù lao: số phần trăm", "%",
     TAX),
    (LEAST, LineKind.SPEAKER, "Khấu trừ thuế thu nhập cá nhân khi chi thù lao: từ mức chi", "lần chi",
     TAX),
    ("phien-dich", LineKind.SERVICE, "Phiên dịch, biên dịch", "giờ", "Thông tư 71/2018/TT-BTC, Điều 11"),
)  # fmt: skip


def missing() -> list[Norm]:
    """Those of the usual ones whose code is not there yet, unsaved."""
    there = set(Norm.objects.values_list("code", flat=True))
    return [
        Norm(
            code=code,
            kind=kind,
            name=name,
            unit=unit,
            hint=hint,
            search=fold(f"{name} {code}"),
        )
        for code, kind, name, unit, hint in USUAL
        if code not in there
    ]
