from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from khuevan.budget.actions import put_usual_norms
from khuevan.kit.audit import SYSTEM


class Command(BaseCommand):
    help = "Put the usual norms in, their rates blank until an officer enters them; what is there stays."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{put_usual_norms(by=SYSTEM)} norms added.")
