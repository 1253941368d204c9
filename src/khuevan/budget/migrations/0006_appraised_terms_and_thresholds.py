from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0005_payee_named"),
        ("documents", "0006_basis_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Threshold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("explain_percent", "A difference is explained above, per cent of the line"),
                            ("explain_amount", "A difference is explained above, đồng"),
                            ("late_after", "A voucher is late, days after the payment"),
                            ("settle_within", "A settlement begins, days after the last payment"),
                        ],
                        max_length=20,
                        verbose_name="threshold",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=0, max_digits=15, verbose_name="value"),
                ),
                (
                    "valid_from",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="valid from"
                    ),
                ),
                (
                    "source",
                    models.CharField(blank=True, max_length=300, verbose_name="source in words"),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.legalbasis",
                        verbose_name="document",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["kind", "-valid_from"]},
        ),
        migrations.AddConstraint(
            "threshold",
            models.UniqueConstraint(fields=("kind", "valid_from"), name="threshold_once_a_day"),
        ),
        migrations.AddConstraint(
            "threshold",
            models.CheckConstraint(
                condition=models.Q(("value__gte", 0), ("value__lt", 100000000000)),
                name="threshold_is_not_negative",
            ),
        ),
        migrations.AddConstraint(
            "threshold",
            models.CheckConstraint(
                condition=models.Q(
                    ("basis__isnull", False), models.Q(("source", ""), _negated=True), _connector="OR"
                ),
                name="threshold_has_a_source",
            ),
        ),
        migrations.AddField("settlement", "rules", models.JSONField(blank=True, default=dict)),
        migrations.AddField(
            "line",
            "appraised_quantity",
            models.DecimalField(
                blank=True, decimal_places=2, max_digits=10, null=True,
                verbose_name="appraised quantity",
            ),
        ),
        migrations.AddField(
            "line",
            "appraised_times",
            models.DecimalField(
                blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="appraised times"
            ),
        ),
        migrations.AddField(
            "line",
            "appraised_price",
            models.DecimalField(
                blank=True, decimal_places=0, max_digits=15, null=True,
                verbose_name="appraised unit price, đồng",
            ),
        ),
        migrations.AddField(
            "line",
            "is_struck",
            models.BooleanField(default=False, verbose_name="struck by the appraisal"),
        ),
        migrations.AlterField(
            "line",
            "appraised",
            models.DecimalField(
                blank=True, decimal_places=0, editable=False, max_digits=15, null=True,
                verbose_name="appraised",
            ),
        ),
        migrations.AlterField(
            "line",
            "appraised_why",
            models.CharField(blank=True, max_length=500, verbose_name="remark of the appraisal"),
        ),
    ]  # fmt: skip
