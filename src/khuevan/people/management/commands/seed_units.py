from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from khuevan.people.seeds import seed_units


class Command(BaseCommand):
    help = "Put the units of the city into the tree; what is there already stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        seeded = seed_units()
        self.stdout.write(
            f"{seeded.organisations} organisations, {seeded.aliases} other names, "
            f"{seeded.groups} groups, {seeded.memberships} memberships, "
            f"{seeded.successions} successions added."
        )
