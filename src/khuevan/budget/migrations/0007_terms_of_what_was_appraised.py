from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def terms_of(line: Any) -> tuple[Decimal, Decimal, Decimal]:
    """Terms that come to what was appraised when only the amount could be changed: as proposed, with
    another price where that is whole, else the amount once.
    """
    if line.appraised == line.proposed and line.price is not None:
        return line.quantity, line.times, line.price
    price = line.appraised / (line.quantity * line.times)
    if price == price.to_integral_value():
        return line.quantity, line.times, price
    return Decimal(1), Decimal(1), line.appraised


def give_terms(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    lines = apps.get_model("budget", "Line").objects.exclude(appraised=None)
    for line in lines.iterator():
        if line.appraised == 0 and line.proposed != 0:
            line.is_struck = True
        else:
            line.appraised_quantity, line.appraised_times, line.appraised_price = terms_of(line)
            if line.appraised_price != line.price and not line.appraised_why:
                line.appraised_why = "…"
        line.save()


def keep_rules(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Settlements that have begun keep what held for them."""
    begun = apps.get_model("budget", "Settlement").objects.select_related("estimate__source")
    for one in begun.iterator():
        source = one.estimate.source
        one.rules = {
            "explain_percent": str(source.explain_from if source else 10),
            "explain_amount": "0", "late_after": "15", "settle_within": "30",
        }  # fmt: skip
        one.save()


class Migration(migrations.Migration):
    dependencies = [("budget", "0006_appraised_terms_and_thresholds")]

    operations = [
        migrations.RunPython(give_terms, migrations.RunPython.noop),
        migrations.RunPython(keep_rules, migrations.RunPython.noop),
    ]
