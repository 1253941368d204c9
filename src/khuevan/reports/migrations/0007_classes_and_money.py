"""Regimes that an office already has are asked about classes and money too.

Only the three types of the start, by their codes, and only codes that a type does not have yet; what the
office named, ordered or took out of use stays as it is. Nobody must fill them in: the system counts.
"""

from django.db import migrations
from django.db.models import Min

RESULTS = "I. KẾT QUẢ THỰC HIỆN"
DIFFICULTIES = "II."
OF_UNITS = [
    ("t_seats", "Chỗ của đơn vị ở các lớp đã tổ chức", "Seats in classes held", "chỗ", "class_seats"),
    ("t_named", "Trong đó đã cử người", "Of these with somebody named", "chỗ", "seats_named"),
    ("t_came", "Người đã dự lớp", "People who attended", "người", "persons_trained"),
    ("t_share", "Tỷ lệ dự lớp", "Share attended", "%", "t_came / t_seats * 100"),
    ("t_themes", "Chuyên đề đã dự", "Themes attended", "chuyên đề", "themes_had"),
    ("t_asked", "Phiếu vận dụng sau lớp được hỏi", "Application notes asked for", "phiếu",
     "notes_asked"),
    ("t_answered", "Phiếu vận dụng đã trả lời", "Application notes answered", "phiếu",
     "notes_answered"),
    ("t_applied", "Trong đó đã vận dụng vào công việc", "Of these applied in the work", "phiếu",
     "learning_applied"),
    ("t_examples", "Ví dụ vận dụng có đường dẫn", "Examples with a link", "ví dụ",
     "examples_linked"),
]  # fmt: skip
OF_THE_OFFICE = [
    ("o_classes", "Lớp đã tổ chức", "Classes held", "lớp", "own_classes"),
    ("o_themes", "Chuyên đề của các lớp", "Themes taught", "chuyên đề", "own_themes"),
    ("o_seats", "Chỗ của các lớp", "Seats", "chỗ", "own_seats"),
    ("o_named", "Trong đó đã có người được cử", "Of these with somebody named", "chỗ", "own_named"),
    ("o_came", "Người đã dự", "People who attended", "người", "own_trained"),
    ("o_share", "Tỷ lệ dự lớp", "Share attended", "%", "o_came / o_seats * 100"),
    ("o_applied", "Đơn vị đã vận dụng kiến thức sau lớp", "Units that applied what they learnt",
     "phiếu", "own_applied"),
]  # fmt: skip
OF_MONEY = [
    ("m_asked", "Dự toán đã trình", "Asked for in estimates", "đồng", "money_asked"),
    ("m_approved", "Dự toán được phê duyệt", "Approved in estimates", "đồng", "money_approved"),
    ("m_committed", "Đã cam kết chi", "Committed", "đồng", "money_committed"),
    ("m_paid", "Đã chi", "Paid", "đồng", "money_paid"),
    ("m_settled", "Đã quyết toán", "Settled", "đồng", "money_settled"),
    ("m_late", "Chứng từ chậm", "Vouchers late", "chứng từ", "vouchers_late"),
]  # fmt: skip
TYPES = {
    "bao-cao-quy": [("4. Bồi dưỡng, tập huấn", OF_UNITS)],
    "tong-hop-thanh-pho": [("4. Bồi dưỡng, tập huấn", OF_UNITS)],
    "tong-ket-ke-hoach": [("2. Bồi dưỡng, tập huấn", OF_THE_OFFICE), ("3. Kinh phí", OF_MONEY)],
}
TOTALS = {"t_share": "formula", "o_share": "formula", "t_themes": "largest"}
HELP = {"t_themes": "Toàn Thành phố: số chuyên đề của đơn vị dự nhiều nhất."}


def add(apps, editor):
    types = apps.get_model("reports", "ReportType")
    for type in types.objects.filter(code__in=TYPES):
        add_to(apps.get_model("reports", "Indicator"), type)


def add_to(indicator, type):
    """After the results that the type has, before its difficulties."""
    known = set(indicator.objects.filter(type=type).values_list("code", flat=True))
    after = indicator.objects.filter(type=type, heading__startswith=DIFFICULTIES)
    first = after.aggregate(first=Min("order"))["first"]
    order = max(first - 1, 0) if first is not None else 999
    indicator.objects.bulk_create(
        indicator(
            type=type, code=code, name_vi=vi, name_en=en, kind="figure", measured_in=measured_in,
            formula=formula, heading=f"{RESULTS} – {heading}", help=HELP.get(code, ""),
            total=TOTALS.get(code, "sum"), is_required=False, order=order, smallest=0,
        )
        for heading, rows in TYPES[type.code]
        for code, vi, en, measured_in, formula in rows
        if code not in known
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_programmes")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
