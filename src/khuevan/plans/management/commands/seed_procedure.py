from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from khuevan.kit.audit import SYSTEM
from khuevan.plans.actions import put_usual_items


class Command(BaseCommand):
    help = "Put the usual items of the checklist of procedure in; what is there stays."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{put_usual_items(by=SYSTEM)} items added.")
