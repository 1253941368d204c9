from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from khuevan.reports.seeds import seed_types


class Command(BaseCommand):
    help = "Put the usual report regimes in; run it after seed-units. What is there stays."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{seed_types()} report types added.")
