import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assignments", "0004_first_criteria"),
        ("people", "0002_groups_accounts_sheets"),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="assignments.assignment",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="sent_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
            ),
        ),
    ]
