from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from khuevan.web import access


class Command(BaseCommand):
    help = "Print every address by every role (docs/access.tsv is this table, reviewed)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(access.table(), ending="")
