from __future__ import annotations

from django.db import migrations, models
from django.db.models import F, Q

NO_TERMS = {"appraised_price": None, "appraised_quantity": None, "appraised_times": None}


class Migration(migrations.Migration):
    dependencies = [("budget", "0007_terms_of_what_was_appraised")]

    operations = [
        migrations.RemoveField("fundingsource", "explain_from"),
        migrations.RemoveConstraint("line", "line_appraised_otherwise_says_why"),
        migrations.AddConstraint(
            "line",
            models.CheckConstraint(
                name="line_appraised_otherwise_says_why",
                condition=Q(appraised=None)
                | Q(is_struck=False, appraised_quantity=F("quantity"), appraised_times=F("times"),
                    appraised_price=F("price"))
                | ~Q(appraised_why=""),
            ),
        ),
        migrations.AddConstraint(
            "line",
            models.CheckConstraint(
                name="line_appraised_by_its_terms",
                condition=Q(appraised=None, is_struck=False, **NO_TERMS)
                | Q(appraised__isnull=False, appraised=0, is_struck=True, **NO_TERMS)
                | Q(appraised__isnull=False, is_struck=False, appraised_quantity__isnull=False,
                    appraised_quantity__gt=0, appraised_times__isnull=False, appraised_times__gt=0,
                    appraised_price__isnull=False, appraised_price__gte=0),
            ),
        ),
    ]  # fmt: skip
