"""The criteria an office starts with; it changes them on the page as it likes (R59)."""

from django.db import migrations

FIRST = [
    (
        "Hoàn thành đúng hạn", "Done on time", 40, "on_time",
        "Số nhiệm vụ báo xong trong hạn trên số nhiệm vụ đến hạn trong kỳ.",
    ),
    (
        "Tiếp nhận kịp thời", "Received promptly", 20, "receipt",
        "Số nhiệm vụ bấm “Đã nhận” trong hai ngày làm việc kể từ khi gửi.",
    ),
    (
        "Minh chứng đầy đủ", "Complete evidence", 25, "evidence",
        "Số nhiệm vụ báo xong được chấp nhận ngay, không bị trả lại, trên số đã báo xong.",
    ),
    (
        "Phối hợp, chủ động", "Cooperation and initiative", 15, "manual",
        "Phòng phụ trách đánh giá, có nhận xét bằng lời.",
    ),
]  # fmt: skip


def add(apps, editor):
    criterion = apps.get_model("assignments", "Criterion")
    if criterion.objects.exists():
        return
    criterion.objects.bulk_create(
        criterion(
            name_vi=vi, name_en=en, weight=weight, formula=formula, explanation=how, order=order
        )
        for order, (vi, en, weight, formula, how) in enumerate(FIRST, 1)
    )


class Migration(migrations.Migration):
    dependencies = [("assignments", "0003_work")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
