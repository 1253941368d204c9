"""Difficulties stand on their own: unit and plan are those of the task; the first topics (R97)."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

from khuevan.kit.vietnamese import fold

FIRST = [
    ("Quy định, hướng dẫn", "Rules and guidance"),
    ("Kinh phí", "Funding"),
    ("Nhân lực", "Staff"),
    ("Thời hạn", "Deadlines"),
    ("Số liệu, tư liệu", "Figures and material"),
    ("Phối hợp giữa các đơn vị", "Cooperation between units"),
    ("Trang thiết bị, phần mềm", "Equipment and software"),
    ("Khác", "Other"),
]


def fill(apps, editor):
    difficulty = apps.get_model("assignments", "Difficulty")
    assignment = apps.get_model("assignments", "Assignment")
    own = assignment.objects.filter(pk=OuterRef("assignment"))
    difficulty.objects.filter(organisation=None).update(
        organisation=Subquery(own.values("organisation")[:1]),
        plan=Subquery(own.values("plan")[:1]),
    )
    changed = []
    for one in difficulty.objects.filter(search="").iterator(chunk_size=1000):
        one.search = fold(one.text)
        changed.append(one)
    difficulty.objects.bulk_update(changed, ["search"], batch_size=500)
    topic = apps.get_model("assignments", "Topic")
    if not topic.objects.exists():
        topic.objects.bulk_create(
            topic(name_vi=vi, name_en=en, order=order * 10)
            for order, (vi, en) in enumerate(FIRST, 1)
        )


class Migration(migrations.Migration):
    dependencies = [("assignments", "0006_difficulties")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
